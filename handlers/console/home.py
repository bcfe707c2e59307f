"""The first page: the numbers of the day, and what to do next."""

from collections.abc import Iterator, Mapping
from datetime import date

from aiohttp import web

from handlers.console.capacities import AUTHORS, CASEWORK, REVIEWERS
from handlers.console.case_lines import shown_case
from handlers.console.case_page import CASES
from handlers.console.deps import actor_of, deps_of
from handlers.console.listing import list_address
from handlers.console.pages import render
from handlers.console.queues import count_text, tabs_for
from handlers.console.tickets import TICKETS
from handlers.wording import Wording
from knowledge.catalogue import Catalogue
from knowledge.entries import Stage
from knowledge.life_cycle import EntryChoice
from requests_db.services.actors import Actor
from requests_db.services.agency import agency
from requests_db.services.case_filters import Order
from requests_db.services.consultations import TicketFilter, ticket_queue
from requests_db.services.desk_queries import open_tasks
from requests_db.services.interpretations import interpretations_due
from requests_db.services.staff_notices import unseen_count
from requests_db.services.staff_queries import QueueFilter, queue, queue_counts
from requests_db.statute.desk_queues import QUEUE_LABELS, QueueName
from requests_db.statute.workflow import Role
from requests_db.store.case_views import CaseLine
from requests_db.store.unit_of_work import UnitOfWork

NOTICES = "/staff/notices"
SHOWN = 8  # cases under "what to do next"
TILES = (
    QueueName.NEW,
    QueueName.MINE,
    QueueName.UNIT,
    QueueName.REVIEW,
    QueueName.SIGN_OFF,
    QueueName.DUE_SOON,
    QueueName.OVERDUE,
)
ADDRESSES = {
    "desk.home.entries": list_address("/staff/knowledge", stage=Stage.REVIEW.value),
    "desk.home.reviews": "/staff/knowledge/reviews",
    "desk.home.policies": "/staff/knowledge/policies",
}
TONES = {QueueName.DUE_SOON: "warn", QueueName.OVERDUE: "bad"}
NEXT_OF_ROLE = (
    (Role.HANDLER, QueueName.MINE),
    (Role.REGISTRAR, QueueName.NEW),
    (Role.REVIEWER, QueueName.REVIEW),
    (Role.HEAD, QueueName.SIGN_OFF),
    (Role.SUPERVISOR, QueueName.OVERDUE),
)


async def show(request: web.Request) -> web.Response:
    """Show the first page: of casework, or of setting up for those who do none."""
    if not CASEWORK & actor_of(request).roles:
        return await _show_upkeep(request)
    deps, actor = deps_of(request), actor_of(request)
    async with deps.units.reading() as unit:
        profile = await agency(unit, actor.agency_id or 0)
        counts = await queue_counts(unit, actor)
        lines: list[CaseLine] = []
        for name in next_queues(actor.roles):
            page = await queue(unit, actor, QueueFilter(name=name, sort=Order()), size=SHOWN)
            lines += [line for line in page.rows if line.id not in {one.id for one in lines}]
        lines.sort(key=lambda line: line.due_on or date.max)
        waiting = (await ticket_queue(unit, actor, TicketFilter())).total
        unseen = await unseen_count(unit, actor)
        kept = await _knowledge_counts(unit, actor)
    tabs = tabs_for(actor.roles)
    return render(
        request,
        "home.html",
        is_sample=profile.is_sample,
        tiles=[
            {
                "label": QUEUE_LABELS[name],
                "count": count_text(counts[name]),
                "tone": TONES.get(name, "") if counts[name] else "",
                "address": list_address(CASES, queue=name.value),
            }
            for name in TILES
            if name in tabs and name in counts
        ]
        + [{"label": deps.wording.text("desk.tickets.waiting"), "count": waiting, "tone": "", "address": TICKETS}]
        + [
            {
                "label": deps.wording.text("desk.notices.waiting"),
                "count": unseen,
                "tone": "warn" if unseen else "",
                "address": NOTICES,
            }
        ]
        + _knowledge_tiles(kept, deps.wording),
        lines=[shown_case(line, deps.wording) for line in lines[:SHOWN]],
        steps=[role.value for role in Role if role in actor.roles],
    )


def next_queues(roles: frozenset[Role]) -> Iterator[QueueName]:
    """Yield the queues from which somebody with these roles works, the first first."""
    for role, name in NEXT_OF_ROLE:
        if role in roles:
            yield name


async def _knowledge_counts(unit: UnitOfWork, actor: Actor) -> dict[str, int]:
    """Return what the knowledge base waits for: entries to be reviewed, to be looked at again, to be interpreted."""
    catalogue = unit.companion(Catalogue)
    counts: dict[str, int] = {}
    if REVIEWERS & actor.roles:
        counts["desk.home.entries"] = await catalogue.count(EntryChoice(stage=Stage.REVIEW))
    if AUTHORS & actor.roles:
        counts["desk.home.reviews"] = await catalogue.count_due_for_review(unit.today)
        counts["desk.home.policies"] = len(await interpretations_due(unit, actor.agency_id or 0))
    return counts


def _knowledge_tiles(counts: Mapping[str, int], wording: Wording) -> list[dict[str, object]]:
    return [
        {"label": wording.text(name), "count": count, "tone": "warn", "address": ADDRESSES[name]}
        for name, count in counts.items()
        if count
    ]


async def _show_upkeep(request: web.Request) -> web.Response:
    actor = actor_of(request)
    async with deps_of(request).units.reading() as unit:
        profile = await agency(unit, actor.agency_id or 0)
        found = await open_tasks(unit, actor)
        kept = await _knowledge_counts(unit, actor)
    tiles = _knowledge_tiles(kept, deps_of(request).wording)
    return render(request, "upkeep.html", is_sample=profile.is_sample, tasks=len(found), tiles=tiles)
