"""At the door: where a form comes from, who is signed in, what their roles open, and the headers of every page."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import NoReturn
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from handlers.console.cookies import session_token
from handlers.console.deps import ACCESS, VISITOR, Visitor, deps_of
from handlers.console.pages import fault_page, refused_page
from handlers.dialogue.incidents import report
from requests_db.services import staff
from requests_db.services.errors import Conflict, InvalidInput, NotFound, NotPermitted, NotSignedIn, Refusal, TooMany
from requests_db.services.retrying import in_unit

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PUBLIC = frozenset({"sign_in", "sign_in.post", "static"})  # what opens without a session
UNCHANGED_PASSWORD = frozenset({"account", "account.password", "sign_out"})  # what opens before the first change
WITHOUT_CODE = UNCHANGED_PASSWORD | {"account.code", "account.code_take"}  # what opens before a demanded code is set
READING = frozenset({"GET", "HEAD"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # not "no-referrer": browsers would then hide the origin of our own forms
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STATUS_OF: Mapping[type[Refusal], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotPermitted: HTTPStatus.FORBIDDEN,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    Conflict: HTTPStatus.CONFLICT,
    InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
}


@web.middleware
async def headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Put the security headers on every response, and keep pages out of every cache."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        _dress(request, error)
        raise
    if not response.prepared:
        _dress(request, response)
    return response


@web.middleware
async def faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals and faults into pages that say what to do."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return refused_page(request, refusal, status=status_of(refusal))
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        return fault_page(request, status=error.status)
    except Exception as error:  # the one place of the console where an unexpected fault ends, told by its number
        incident = report(error, f"console {request.match_info.route.name}")
        return fault_page(request, status=HTTPStatus.INTERNAL_SERVER_ERROR, incident=incident)


@web.middleware
async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a request pass only from our own pages, with a session, and with a role the route table names."""
    if request.method not in READING and not is_own_form(request):
        raise web.HTTPForbidden
    name = request.match_info.route.name or ""
    if name in PUBLIC:
        return await handler(request)
    visitor = await _visitor(request)
    if visitor is None:
        _ask_to_sign_in(request)
    request[VISITOR] = visitor
    if visitor.must_change_password and name not in UNCHANGED_PASSWORD:
        raise web.HTTPSeeOther("/staff/account")
    if visitor.must_set_code and name not in WITHOUT_CODE:
        raise web.HTTPSeeOther("/staff/account/code")
    roles = request.config_dict[ACCESS].get(name, None)
    if roles is not None and not roles & visitor.actor.roles:
        raise web.HTTPForbidden
    return await handler(request)


def status_of(refusal: Refusal) -> HTTPStatus:
    """Return the HTTP status that tells what kind of refusal it is."""
    return next((status for kind, status in STATUS_OF.items() if isinstance(refusal, kind)), HTTPStatus.CONFLICT)


def is_own_form(request: web.Request) -> bool:
    """Return whether a posted form comes from one of our own pages.

    Browsers say so in Sec-Fetch-Site, older ones in Origin; a request that says neither is refused.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin", "")
    public_url = deps_of(request).public_url
    if public_url:
        ours = urlsplit(public_url)
        return origin == f"{ours.scheme}://{ours.netloc}"
    return bool(origin) and urlsplit(origin).netloc == request.host


def _dress(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    is_static = request.match_info.route.name == "static"
    response.headers.setdefault("Cache-Control", "public, max-age=3600" if is_static else "no-store")


async def _visitor(request: web.Request) -> Visitor | None:
    token = session_token(request)
    if not token:
        return None
    units = deps_of(request).units
    async with units.reading() as unit:
        session = await staff.session(unit, token)
    if session is None:
        return None
    if session.is_seen_stale:
        await in_unit(units, lambda unit: staff.touch_session(unit, token))
    return Visitor(
        actor=session.actor,
        username=session.username,
        token=token,
        must_change_password=session.must_change_password,
        must_set_code=session.must_set_code,
    )


def _ask_to_sign_in(request: web.Request) -> NoReturn:
    if request.match_info.http_exception is not None:
        raise request.match_info.http_exception
    wanted = request.path_qs if request.method in READING else "/staff/"
    raise web.HTTPSeeOther(f"/staff/sign-in?{urlencode({'next': wanted})}")
