"""The lists of cases: queues with their numbers, search, pages."""

from aiohttp import web

from handlers.console.case_lines import shown_case
from handlers.console.case_page import CASES
from handlers.console.deps import actor_of, deps_of
from handlers.console.listing import list_address, page_number
from handlers.console.pages import render
from requests_db.services.agency import agency
from requests_db.services.staff_accounts import list_staff
from requests_db.services.staff_queries import QueueFilter, queue, queue_counts
from requests_db.statute.desk_queues import QUEUE_LABELS, QueueName
from requests_db.statute.workflow import Role
from requests_db.store.unit_of_work import UnitOfWork

QUERY_LIMIT = 100  # characters of a search
LONGEST_ID = 18  # digits
TABS_OF_ROLE = {
    QueueName.MINE: frozenset({Role.REGISTRAR, Role.HANDLER}),
    QueueName.UNIT: frozenset({Role.HANDLER}),
    QueueName.REVIEW: frozenset({Role.REVIEWER}),
    QueueName.SIGN_OFF: frozenset({Role.HEAD, Role.HANDLER}),
}


async def show(request: web.Request) -> web.Response:
    """Show a queue, narrowed by words, unit or holder."""
    deps, actor = deps_of(request), actor_of(request)
    tabs = tabs_for(actor.roles)
    name = _queue_name(request.query.get("queue", ""), tabs)
    query = request.query.get("q", "").strip()[:QUERY_LIMIT]
    unit_id, holder_id = _id(request, "unit"), _id(request, "holder")
    asked = QueueFilter(name=name, query=query, unit_id=unit_id, holder_id=holder_id)
    async with deps.units.reading() as unit:
        page = await queue(unit, actor, asked, page=page_number(request))
        counts = await queue_counts(unit, actor)
        narrowed = await _narrowed(unit, actor.agency_id or 0, unit_id, holder_id)
    return render(
        request,
        "queue.html",
        name=name.value,
        label=QUEUE_LABELS[name],
        query=query,
        narrowed=deps.wording.text(f"desk.queue.narrowed.{narrowed[0]}", name=narrowed[1]) if narrowed else "",
        tabs=[(tab.value, QUEUE_LABELS[tab], counts.get(tab), list_address(CASES, queue=tab.value)) for tab in tabs],
        page=page,
        lines=[shown_case(line, deps.wording) for line in page.rows],
        page_address=lambda number: list_address(
            CASES, queue=name.value, q=query, unit=unit_id, holder=holder_id, page=number
        ),
        may_register=actor.has(Role.REGISTRAR),
    )


def tabs_for(roles: frozenset[Role]) -> tuple[QueueName, ...]:
    """Return the queues that make sense for somebody with these roles, in their usual order."""
    return tuple(name for name in QueueName if not TABS_OF_ROLE.get(name) or TABS_OF_ROLE[name] & roles)


def _queue_name(word: str, tabs: tuple[QueueName, ...]) -> QueueName:
    if word in set(QueueName):
        return QueueName(word)
    return next((name for name in (QueueName.MINE, QueueName.NEW) if name in tabs), QueueName.OPEN)


def _id(request: web.Request, name: str) -> int | None:
    text = request.query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None


async def _narrowed(
    unit: UnitOfWork, agency_id: int, unit_id: int | None, holder_id: int | None
) -> tuple[str, str] | None:
    """Return by what the list is narrowed, and the name of it."""
    if unit_id is not None:
        units = (await agency(unit, agency_id)).units
        return "unit", next((one.name for one in units if one.id == unit_id), "")
    if holder_id is not None:
        people = await list_staff(unit, agency_id)
        return "holder", next((one.display_name for one in people if one.id == holder_id), "")
    return None
