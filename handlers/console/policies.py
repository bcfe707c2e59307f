"""What the knowledge base owes: policies without their interpretation, and entries due for another look."""

from aiohttp import web

from handlers.console.capacities import AUTHORS
from handlers.console.deps import actor_of, deps_of
from handlers.console.lights import Light, Standing, light_of
from handlers.console.pages import render
from handlers.wording import Wording
from knowledge.catalogue import Catalogue
from knowledge.life_cycle import STAGE_NAMES, PolicySync
from requests_db.services.agency import agency
from requests_db.services.interpretations import InterpretationDue, interpretations_due
from requests_db.statute.deadlines import ClockState


async def show(request: web.Request) -> web.Response:
    """Show how far each policy's interpretation is prepared, reviewed and published, those owed first."""
    deps, agency_id = deps_of(request), actor_of(request).agency_id or 0
    async with deps.units.reading() as unit:
        syncs = await unit.companion(Catalogue).policy_syncs()
        owed = await interpretations_due(unit, agency_id)
        profile = await agency(unit, agency_id)
    names = {one.code: one.name for one in profile.units}
    ordered = sorted(syncs, key=lambda one: _urgency(one, owed.get(one.policy.entry_id)))
    return render(
        request,
        "policies.html",
        rows=[(one, names, _light(owed.get(one.policy.entry_id), deps.wording)) for one in ordered],
        days=profile.interpretation_days,
        stage_names=STAGE_NAMES,
        may_write=bool(AUTHORS & actor_of(request).roles),
    )


async def show_reviews(request: web.Request) -> web.Response:
    """List published entries whose review day has come, the longest waiting first."""
    deps, agency_id = deps_of(request), actor_of(request).agency_id or 0
    async with deps.units.reading() as unit:
        due = await unit.companion(Catalogue).due_for_review(unit.today)
        names = {one.code: one.name for one in (await agency(unit, agency_id)).units}
    return render(request, "reviews.html", due=due, unit_names=names, may_write=bool(AUTHORS & actor_of(request).roles))


def _urgency(sync: PolicySync, owed: InterpretationDue | None) -> tuple[bool, str, int]:
    due_on = owed.due_on.isoformat() if owed and owed.due_on else ""
    return owed is None, due_on, -sync.policy.entry_id


def _light(owed: InterpretationDue | None, wording: Wording) -> Light | None:
    if owed is None:
        return None
    return light_of(
        Standing(
            is_open=True,
            clock=ClockState.RUNNING,
            due_on=owed.due_on,
            provisional=owed.provisional,
            remaining_working_days=owed.remaining_working_days,
        ),
        wording,
    )
