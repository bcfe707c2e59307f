"""One's own account: password, sessions, the linked chat."""

from http import HTTPStatus

from aiohttp import web

from handlers.console.deps import actor_of, deps_of, staff_id_of, visitor_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.pages import back_to, render
from requests_db.services import staff, staff_accounts, staff_chats
from requests_db.services.errors import InvalidInput
from requests_db.services.retrying import in_unit

HERE = "/staff/account"


async def show(request: web.Request) -> web.Response:
    """Show the account."""
    return await _page(request, Form())


async def change_password(request: web.Request) -> web.StreamResponse:
    """Replace the password; other sessions end."""
    visitor = visitor_of(request)
    form = await read_form(request, max_file_bytes=0)
    present, new = form.typed("present"), form.typed("new")
    for name in ("present", "new", "again"):
        if not form.typed(name):
            form.fault(name, "required")
    if new != form.typed("again"):
        form.fault("again", "not_the_same")
    try:
        form.settle()
        await staff.change_password(
            deps_of(request).units, staff_id_of(request), present=present, new=new, token=visitor.token
        )
    except FormFaults:
        return await _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except InvalidInput as refusal:
        form.take(refusal.fields)
        return await _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    raise back_to("/staff/" if visitor.must_change_password else HERE, done="password")


async def end_session(request: web.Request) -> web.StreamResponse:
    """End another of one's own sessions."""
    session_id, actor = int(request.match_info["session"]), actor_of(request)
    await in_unit(deps_of(request).units, lambda unit: staff.revoke(unit, staff_id_of(request), session_id, by=actor))
    raise back_to(HERE, done="session_ended")


async def end_sessions(request: web.Request) -> web.StreamResponse:
    """End all of one's own sessions but this one."""
    visitor = visitor_of(request)
    await in_unit(
        deps_of(request).units,
        lambda unit: staff.revoke_others(unit, staff_id_of(request), visitor.token, by=visitor.actor),
    )
    raise back_to(HERE, done="sessions_ended")


async def link(request: web.Request) -> web.Response:
    """Show a one-time code by which a chat is linked; it is not shown again."""
    code = await in_unit(deps_of(request).units, lambda unit: staff_chats.link_code(unit, staff_id_of(request)))
    return await _page(request, Form(), code=code)


async def unlink(request: web.Request) -> web.StreamResponse:
    """Untie every chat from the account."""
    await in_unit(deps_of(request).units, lambda unit: staff_chats.unlink(unit, staff_id_of(request)))
    raise back_to(HERE, done="unlinked")


async def _page(request: web.Request, form: Form, *, status: int = HTTPStatus.OK, code: str = "") -> web.Response:
    visitor = visitor_of(request)
    async with deps_of(request).units.reading() as unit:
        found = await staff.sessions(unit, staff_id_of(request), visitor.token)
        account = await staff_accounts.account_of(unit, staff_id_of(request))
    return render(request, "account.html", status=status, form=form, sessions=found, code=code, account=account)
