"""The supervisor's board: what is due, what is late, who holds it; every number leads to its cases."""

from aiohttp import web

from handlers.console.case_lines import shown_case
from handlers.console.case_page import CASES
from handlers.console.deps import actor_of, deps_of
from handlers.console.listing import list_address
from handlers.console.pages import render
from handlers.wording import Wording
from requests_db.services.staff_queries import board
from requests_db.statute.desk_queues import QUEUE_LABELS, QueueName
from requests_db.store.case_views import LoadLine


async def show(request: web.Request) -> web.Response:
    """Show the board of the agency."""
    deps, actor = deps_of(request), actor_of(request)
    async with deps.units.reading() as unit:
        seen = await board(unit, actor, actor.agency_id or 0)
    tiles = (
        (QueueName.OPEN, seen.open, ""),
        (QueueName.DUE_SOON, seen.due_within_3, "warn"),
        (QueueName.OVERDUE, seen.overdue, "bad"),
        (QueueName.PAUSED, seen.paused, ""),
        (QueueName.PROVISIONAL, seen.provisional, ""),
        (QueueName.UNOPENED, seen.unopened, ""),
    )
    return render(
        request,
        "board.html",
        tiles=[
            {
                "label": QUEUE_LABELS[queue],
                "count": count,
                "tone": tone if count else "",
                "address": list_address(CASES, queue=queue.value),
            }
            for queue, count, tone in tiles
        ],
        queue_labels={name.value: label for name, label in QUEUE_LABELS.items()},
        urgent=[shown_case(line, deps.wording) for line in seen.rows],
        groups=[_group("unit", seen.by_unit, deps.wording), _group("holder", seen.by_holder, deps.wording)],
    )


def _group(name: str, lines: tuple[LoadLine, ...], wording: Wording) -> dict[str, object]:
    return {
        "name": name,
        "whole": sum(line.open for line in lines),
        "lines": [
            {
                "name": line.name or wording.text(f"desk.board.none.{name}"),
                "open": line.open,
                "due_soon": line.due_soon,
                "overdue": line.overdue,
                "paused": line.paused,
                "address": _address(name, line.id),
            }
            for line in lines
        ],
    }


def _address(name: str, id_: int | None) -> str:
    """Return the list of cases behind a line; what no unit has yet is what waits to be shared out."""
    if id_ is not None:
        return list_address(CASES, queue=QueueName.OPEN.value, **{name: id_})
    return list_address(CASES, queue=QueueName.NEW.value) if name == "unit" else ""
