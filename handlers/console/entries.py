"""The knowledge citizens are answered from: find an entry, read it, see what was done with it."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from aiohttp import web

from handlers.console.capacities import AUTHORS, REVIEWERS
from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form
from handlers.console.listing import Listing, list_address, page_number
from handlers.console.pages import render
from knowledge.catalogue import Catalogue
from knowledge.entries import Stage, Validity
from knowledge.errors import EntryNotFoundError
from knowledge.life_cycle import STAGE_NAMES, STEP_RULES, EntryChoice, PolicySync, Step, permitted_steps
from knowledge.places import Places, known_places
from requests_db.services.agency import agency
from requests_db.services.interpretations import interpretations_due
from requests_db.statute.workflow import Role

HERE = "/staff/knowledge"
EXPIRED = "expired"  # shown among the stages, though an entry stays published past its last day
ROWS = 25  # entries on one page of the list
NARROWING = ("owner", "region", "department")
MOST_REGIONS = 200  # offered in the filter; others are found by their address
BUTTONS: Mapping[Step, frozenset[Role]] = {
    Step.SUBMIT: AUTHORS,
    Step.RETURN: REVIEWERS,
    Step.PUBLISH: REVIEWERS,
    Step.WITHDRAW: REVIEWERS,
}
EXPLAINED = (Step.RETURN, Step.WITHDRAW)  # steps with a line for the reason


async def show(request: web.Request) -> web.Response:
    """List entries by stage, owner unit, region, department and words."""
    deps, actor = deps_of(request), actor_of(request)
    stage, number = request.query.get("stage", ""), page_number(request)
    query = request.query.get("q", "").strip()
    narrowed = {name: request.query.get(name, "").strip() for name in NARROWING}
    async with deps.units.reading() as unit:
        catalogue = unit.companion(Catalogue)
        shelves, profile = await catalogue.shelves(), await agency(unit, actor.agency_id or 0)
        places = known_places(frozenset((profile.region, *profile.places)))
        choice = EntryChoice(
            stage=Stage(stage) if stage in set(Stage) else None,
            query=query,
            ended_before=deps.units.clock.today() if stage == EXPIRED else None,
            owner=narrowed["owner"],
            department=narrowed["department"],
            regions=_within(narrowed["region"], shelves.regions, places),
        )
        total = await catalogue.count(choice)
        found = await catalogue.find(choice, limit=ROWS, offset=(number - 1) * ROWS)
    names = {one.code: one.name for one in profile.units}
    asked = {"stage": stage, "q": query, **narrowed}
    return render(
        request,
        "entries.html",
        entries=found,
        page=Listing.of(total=total, page=number, size=ROWS),
        page_address=lambda page: list_address(HERE, **asked, page=page),
        stage_address=lambda word: list_address(HERE, **{**asked, "stage": word}),
        is_narrowed=any(narrowed.values()) or bool(query),
        stage=stage,
        stages=[
            *((each.value, STAGE_NAMES[each]) for each in Stage),
            (EXPIRED, deps.wording.text("desk.knowledge.expired")),
        ],
        stage_names=STAGE_NAMES,
        query=query,
        narrowed=narrowed,
        owners=[(code, names.get(code, code)) for code in shelves.owner_units],
        regions=[(name, name) for name in _one_of_each(shelves.regions, places)[:MOST_REGIONS]],
        departments=[(name, name) for name in shelves.departments],
        unit_names=names,
        outdated=Validity.EXPIRED,
        may_write=bool(AUTHORS & actor.roles),
    )


async def show_one(request: web.Request) -> web.Response:
    """Show an entry with its passages, its versions and the steps taken with it."""
    return await entry_page(request, Form())


async def entry_page(request: web.Request, form: Form, *, status: int = HTTPStatus.OK) -> web.Response:
    """Return the page of the entry named in the address, telling what is wrong with a step that was refused."""
    actor = actor_of(request)
    async with deps_of(request).units.reading() as unit:
        catalogue = unit.companion(Catalogue)
        try:
            item = await catalogue.get(int(request.match_info["entry"]))
        except EntryNotFoundError as error:
            raise web.HTTPNotFound from error
        taken = await catalogue.steps(item.entry_id)
        versions = await catalogue.versions(item.entry_id)
        policy_id = item.entry_id if item.is_policy else item.interprets_id
        sync = await catalogue.policy_sync(policy_id) if policy_id else None
        owed = await interpretations_due(unit, actor.agency_id or 0) if sync else {}
        profile = await agency(unit, actor.agency_id or 0)
    names = {one.code: one.name for one in profile.units}
    is_own = versions[0].author == actor.label and not profile.authors_may_publish
    today = deps_of(request).units.clock.today()
    return render(
        request,
        "entry.html",
        status=status,
        form=form,
        item=item,
        unit_names=names,
        validity=item.entry.validity(today, withdrawn=item.stage is Stage.WITHDRAWN),
        outdated=Validity.EXPIRED,
        taken=taken,
        versions=versions,
        sync=sync,
        is_alone=_is_alone(sync, item.entry_id),
        owed=owed.get(policy_id or 0),
        stage_names=STAGE_NAMES,
        step_rules=STEP_RULES,
        steps=[
            step
            for step in permitted_steps(item.stage)
            if BUTTONS.get(step, frozenset()) & actor.roles and not (step is Step.PUBLISH and is_own)
        ],
        waits_for_another=is_own and item.stage is Stage.REVIEW and bool(REVIEWERS & actor.roles),
        explained=EXPLAINED,
        may_write=bool(AUTHORS & actor.roles),
        may_acknowledge=item.stage is Stage.PUBLISHED and policy_id in owed and bool(REVIEWERS & actor.roles),
        may_expire=item.stage is Stage.PUBLISHED and bool(REVIEWERS & actor.roles),
    )


def _within(region: str, written: Sequence[str], places: Places) -> tuple[str, ...]:
    """Return the regions, as they are written, that are a chosen one or lie in it; none if none was chosen."""
    return tuple(name for name in written if places.holds_in(region, name)) or (region,) if region else ()


def _one_of_each(written: Sequence[str], places: Places) -> list[str]:
    """Return one name of each region, written in full where one is, what a region contains after it."""
    named = {places.path_of(name): name for name in sorted(written, key=lambda name: ("/" not in name, len(name)))}
    return [named[path] for path in sorted(named)]


def _is_alone(sync: PolicySync | None, entry_id: int) -> bool:
    """Whether a policy is about to go, or went, public before its interpretation is ready."""
    return sync is not None and sync.policy.entry_id == entry_id and not sync.is_published
