"""Erasing who asked from a finished case: what goes, what stays, and a confirmation typed by hand."""

from http import HTTPStatus

from aiohttp import web

from handlers.console.case_page import CASES
from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.pages import back_to, render
from requests_db.services.erasure import ErasureReason, erase_applicant, erasure_view
from requests_db.services.retrying import in_unit


async def show(request: web.Request) -> web.Response:
    """Show what would be erased, or why it cannot be yet."""
    return await _page(request, Form())


async def take(request: web.Request) -> web.StreamResponse:
    """Erase the applicant's personal data for good."""
    actor, case_id = actor_of(request), int(request.match_info["case"])
    form = await read_form(request, max_file_bytes=0)
    reason = form.choice("reason", [one.value for one in ErasureReason], required=True)
    typed = form.text("ref_again", required=True)
    async with deps_of(request).units.reading() as unit:
        view = await erasure_view(unit, actor, case_id)
    if typed and typed != view.ref:
        form.fault("ref_again", "not_this_ref")
    try:
        form.settle()
    except FormFaults:
        return await _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    await in_unit(deps_of(request).units, lambda unit: erase_applicant(unit, case_id, reason, actor))
    raise back_to(f"{CASES}/{case_id}", done="erased")


async def _page(request: web.Request, form: Form, *, status: int = HTTPStatus.OK) -> web.Response:
    case_id, say = int(request.match_info["case"]), deps_of(request).wording.text
    async with deps_of(request).units.reading() as unit:
        view = await erasure_view(unit, actor_of(request), case_id)
    return render(
        request,
        "erase.html",
        status=status,
        form=form,
        view=view,
        case_address=f"{CASES}/{case_id}",
        reasons=[(one.value, say(f"desk.erase.reason.{one.value}")) for one in ErasureReason],
    )
