"""Who is speaking on the web: a bearer token, or the same token in a cookie for the plain page and for files."""

import hashlib

from aiohttp import web

from handlers.webchat.faults import unauthorised
from requests_db.services import conversations
from requests_db.store.unit_of_work import Units

COOKIE = "gongkai_chat"
COOKIE_SECONDS = 180 * 24 * 3600


def bearer(request: web.Request) -> str:
    """Return the token of the Authorization header, or an empty string."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def cookie(request: web.Request) -> str:
    """Return the token of the cookie, or an empty string."""
    return request.cookies.get(COOKIE, "")


async def speaker(units: Units, token: str) -> conversations.ConversationView:
    """Return the conversation that `token` opens.

    Raises:
        ApiFault: 401, there is none.
    """
    if not token:
        raise unauthorised()
    async with units.reading() as unit:
        found = await conversations.conversation_by_token(unit, token)
    if found is None:
        raise unauthorised()
    return found


def keep_cookie(response: web.StreamResponse, token: str, *, secure: bool) -> None:
    """Let the plain page and file links know the conversation; scripts cannot read it."""
    response.set_cookie(COOKIE, token, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=secure, path="/")


def throttle_key(token: str) -> str:
    """Return a name for a token that does not reveal it."""
    return hashlib.sha256(token.encode()).hexdigest()
