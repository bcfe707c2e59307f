"""The session cookie of the desk."""

from aiohttp import web

from handlers.console.deps import deps_of

COOKIE = "desk_session"
PATH = "/staff"


def session_token(request: web.Request) -> str:
    """Return the token the browser brought; empty for none."""
    return request.cookies.get(COOKIE, "")


def set_session(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Hand the browser its session; scripts cannot read it and other sites cannot post with it."""
    response.set_cookie(COOKIE, token, path=PATH, httponly=True, samesite="Lax", secure=deps_of(request).secure_cookies)


def end_session(response: web.StreamResponse) -> None:
    """Take the session back from the browser."""
    response.del_cookie(COOKIE, path=PATH)
