"""The knowledge citizens are answered from: find an entry, read it, move it through its stages."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from aiohttp import web

from handlers.console.capacities import AUTHORS, REVIEWERS
from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, read_form
from handlers.console.listing import Listing, list_address, page_number
from handlers.console.pages import back_to, render
from knowledge.catalogue import Catalogue
from knowledge.entries import Stage, Validity
from knowledge.errors import EntryNotFoundError, KnowledgeError
from knowledge.life_cycle import STAGE_NAMES, STEP_RULES, CatalogueEntry, Step, permitted_steps
from requests_db.services.retrying import in_unit
from requests_db.statute.workflow import Role
from requests_db.store.unit_of_work import UnitOfWork

HERE = "/staff/knowledge"
ROWS = 25  # entries on one page of the list
STEP_ROLES: Mapping[Step, frozenset[Role]] = {
    Step.SUBMIT: AUTHORS,
    Step.RETURN: REVIEWERS,
    Step.PUBLISH: REVIEWERS,
    Step.WITHDRAW: REVIEWERS,
}
Move = Callable[..., Awaitable[CatalogueEntry]]


async def show(request: web.Request) -> web.Response:
    """List entries by stage and words."""
    word = request.query.get("stage", "")
    stage = Stage(word) if word in set(Stage) else None
    query, number = request.query.get("q", "").strip(), page_number(request)
    async with deps_of(request).units.reading() as unit:
        catalogue = unit.companion(Catalogue)
        total = await catalogue.count(stage=stage, query=query)
        found = await catalogue.find(stage=stage, query=query, limit=ROWS, offset=(number - 1) * ROWS)
    return render(
        request,
        "entries.html",
        entries=found,
        page=Listing.of(total=total, page=number, size=ROWS),
        page_address=lambda page: list_address(HERE, stage=word, q=query, page=page),
        stage=word,
        stages=[(each.value, STAGE_NAMES[each]) for each in Stage],
        stage_names=STAGE_NAMES,
        query=query,
    )


async def show_one(request: web.Request) -> web.Response:
    """Show an entry with its passages and the steps taken with it."""
    return await _entry_page(request, Form())


async def move(request: web.Request) -> web.StreamResponse:
    """Take a step with an entry."""
    form = await read_form(request, max_file_bytes=0)
    step = Step(request.match_info["step"])
    entry_id, expected = int(request.match_info["entry"]), form.number("version", required=True) or 0

    async def work(unit: UnitOfWork) -> None:
        await _moves(unit.companion(Catalogue))[step](
            entry_id, author=actor_of(request).label, expected=expected, note=form.long_text("note")
        )

    try:
        await in_unit(deps_of(request).units, work)
    except EntryNotFoundError as error:
        raise web.HTTPNotFound from error
    except KnowledgeError as refusal:
        form.fault("", str(refusal))
        return await _entry_page(request, form, status=HTTPStatus.CONFLICT)
    raise back_to(f"{HERE}/{entry_id}", done=f"entry_{step.value}")


def _moves(catalogue: Catalogue) -> Mapping[Step, Move]:
    return {
        Step.SUBMIT: catalogue.submit_for_review,
        Step.RETURN: catalogue.return_to_draft,
        Step.PUBLISH: catalogue.publish,
        Step.WITHDRAW: catalogue.withdraw,
    }


async def _entry_page(request: web.Request, form: Form, *, status: int = HTTPStatus.OK) -> web.Response:
    async with deps_of(request).units.reading() as unit:
        catalogue = unit.companion(Catalogue)
        try:
            item = await catalogue.get(int(request.match_info["entry"]))
        except EntryNotFoundError as error:
            raise web.HTTPNotFound from error
        taken = await catalogue.steps(item.entry_id)
    roles = actor_of(request).roles
    today = deps_of(request).units.clock.today()
    return render(
        request,
        "entry.html",
        status=status,
        form=form,
        item=item,
        validity=item.entry.validity(today, withdrawn=item.stage is Stage.WITHDRAWN),
        outdated=Validity.EXPIRED,
        taken=taken,
        stage_names=STAGE_NAMES,
        step_rules=STEP_RULES,
        steps=[step for step in permitted_steps(item.stage) if STEP_ROLES.get(step, frozenset()) & roles],
    )
