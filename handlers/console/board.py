"""The supervisor's board: what is due, what is late, who holds it; every number leads to its cases."""

from aiohttp import web

from handlers.console.case_lines import shown_case
from handlers.console.case_page import CASES
from handlers.console.deps import actor_of, deps_of
from handlers.console.listing import list_address
from handlers.console.pages import render
from handlers.wording import Wording
from requests_db.services.staff_queries import board
from requests_db.statute.desk_queues import QueueName
from requests_db.store.case_views import LoadLine


async def show(request: web.Request) -> web.Response:
    """Show the board of the agency."""
    deps, actor = deps_of(request), actor_of(request)
    async with deps.units.reading() as unit:
        seen = await board(unit, actor, actor.agency_id or 0)
    tiles = (
        ("open", seen.open, "", QueueName.OPEN),
        ("due_soon", seen.due_within_3, "warn", QueueName.DUE_SOON),
        ("overdue", seen.overdue, "bad", QueueName.OVERDUE),
        ("paused", seen.paused, "", QueueName.PAUSED),
        ("provisional", seen.provisional, "", QueueName.PROVISIONAL),
        ("unopened", seen.unopened, "", QueueName.UNOPENED),
    )
    return render(
        request,
        "board.html",
        tiles=[
            {
                "name": name,
                "count": count,
                "tone": tone if count else "",
                "address": list_address(CASES, queue=queue.value),
            }
            for name, count, tone, queue in tiles
        ],
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
                "address": list_address(CASES, queue=QueueName.OPEN.value, **{name: line.id}) if line.id else "",
            }
            for line in lines
        ],
    }
