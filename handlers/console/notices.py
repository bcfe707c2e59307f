"""What the reader was told: warnings, questions of supervisors, work handed over (提醒)."""

from aiohttp import web

from handlers.console.case_page import CASES
from handlers.console.deps import actor_of, deps_of
from handlers.console.listing import list_address, page_number
from handlers.console.pages import render
from handlers.dialogue.notices import render as worded
from handlers.wording import Wording
from requests_db.services.retrying import in_unit
from requests_db.services.staff_notices import OwnNotice, own_notices

HERE = "/staff/notices"
URGENT = ("staff.due", "staff.overdue", "staff.supervise")


async def show(request: web.Request) -> web.Response:
    """Show what the reader was told, the newest first; what was on the screen counts as seen."""
    deps, actor = deps_of(request), actor_of(request)
    page = await in_unit(deps.units, lambda unit: own_notices(unit, actor, page_number(request)))
    return render(
        request,
        "notices.html",
        page=page,
        notices=[_shown(one, deps.wording) for one in page.rows],
        page_address=lambda number: list_address(HERE, page=number),
    )


def _shown(one: OwnNotice, wording: Wording) -> dict[str, object]:
    return {
        "text": worded(wording, {"notice": one.key, "facts": one.facts}).text,
        "at": one.created_at,
        "is_new": one.is_new,
        "is_urgent": one.key in URGENT,
        "address": f"{CASES}/{one.case_id}" if one.case_id is not None else "",
    }
