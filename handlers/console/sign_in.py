"""Signing in and out."""

from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web

from handlers.console.cookies import end_session, set_session
from handlers.console.deps import SIGN_INS, deps_of, visitor_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.pages import refusal_text, render
from handlers.throttling import believed_address
from requests_db.services import staff
from requests_db.services.errors import NotSignedIn, TooMany
from requests_db.services.retrying import in_unit

HOME = "/staff/"


async def show(request: web.Request) -> web.Response:
    """Show the sign-in form."""
    return _page(request, Form(), request.query.get("next", ""))


async def take(request: web.Request) -> web.StreamResponse:
    """Open a session for the right name and password, and lead on to the page first asked for."""
    deps = deps_of(request)
    form = await read_form(request, max_file_bytes=0)
    wanted = form.text("next", limit=2000)
    username, totp = form.text("username", required=True), form.text("totp")
    if not form.typed("password"):
        form.fault("password", "required")
    try:
        form.settle()
        _slow_down(request)
        signed_in = await staff.sign_in(
            deps.units,
            username,
            form.typed("password"),
            totp=totp or None,
            agent=request.headers.get("User-Agent", ""),
        )
    except FormFaults:
        return _page(request, form, wanted, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except NotSignedIn as refusal:
        form.fault("", refusal_text(request, refusal))
        return _page(request, form, wanted, status=HTTPStatus.UNAUTHORIZED)
    except TooMany as refusal:
        form.fault("", refusal_text(request, refusal))
        return _page(request, form, wanted, status=HTTPStatus.TOO_MANY_REQUESTS)
    response = web.HTTPSeeOther("/staff/account" if signed_in.must_change_password else own_address(wanted))
    set_session(request, response, signed_in.token)
    raise response


async def leave(request: web.Request) -> web.StreamResponse:
    """End the session."""
    token = visitor_of(request).token
    await in_unit(deps_of(request).units, lambda unit: staff.sign_out(unit, token))
    response = web.HTTPSeeOther("/staff/sign-in")
    end_session(response)
    raise response


def own_address(wanted: str) -> str:
    """Return `wanted` if it is a page of the desk, else the first page: a sign-in never leads elsewhere."""
    parts = urlsplit(wanted)
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith(HOME) and "\\" not in wanted
    return wanted if is_ours else HOME


def _slow_down(request: web.Request) -> None:
    """Refuse an address that tries too many names and passwords; hashing each of them costs us time and memory."""
    trusted = deps_of(request).trusted_proxies
    sender = believed_address(request.remote or "", request.headers.get("X-Forwarded-For", ""), trusted)
    wait = request.config_dict[SIGN_INS].wait_for(sender)
    if wait:
        raise TooMany("staff.too_fast", seconds=wait)


def _page(request: web.Request, form: Form, wanted: str, *, status: int = HTTPStatus.OK) -> web.Response:
    return render(request, "sign_in.html", status=status, form=form, next=own_address(wanted))
