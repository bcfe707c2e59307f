"""What the console is given by the composition root, and the typed names under which pages find it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import jinja2
from aiohttp import web

from handlers.papers.stationery import Stationery
from handlers.throttling import Buckets, Network
from handlers.wording import Wording
from requests_db.services.actors import Actor
from requests_db.statute.workflow import Role
from requests_db.store.unit_of_work import Units


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleDeps:
    """The parts the desk works with."""

    units: Units
    wording: Wording
    stationery: Stationery = field(default_factory=Stationery.load)
    public_url: str = ""  # address people use, scheme and host; empty: the address the request itself names
    secure_cookies: bool = False  # True where PUBLIC_URL is https
    trusted_proxies: tuple[Network, ...] = ()  # whose X-Forwarded-For is believed
    max_file_bytes: int = 20 * 1024 * 1024  # bytes one uploaded file may have


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """The signed-in member of staff behind a request."""

    actor: Actor
    username: str
    token: str = field(repr=False)  # of the session, to recognise it in the list and to sign out
    must_change_password: bool = False
    must_set_code: bool = False  # the agency asks a one-time code of a role of theirs, and they have none yet


DEPS = web.AppKey("DEPS", ConsoleDeps)
TEMPLATES = web.AppKey("TEMPLATES", jinja2.Environment)
ACCESS: web.AppKey[Mapping[str, frozenset[Role] | None]] = web.AppKey("ACCESS")  # route → roles; None: all staff
SIGN_INS = web.AppKey("SIGN_INS", Buckets)
VISITOR = web.RequestKey("VISITOR", Visitor)


def deps_of(request: web.Request) -> ConsoleDeps:
    """Return the parts of the console that serves `request`."""
    return request.config_dict[DEPS]


def visitor_of(request: web.Request) -> Visitor:
    """Return who is signed in; the guard has made sure that somebody is.

    Raises:
        KeyError: the route is open to everybody and nobody is signed in.
    """
    return request[VISITOR]


def actor_of(request: web.Request) -> Actor:
    """Return the signed-in member of staff as services know them."""
    return visitor_of(request).actor


def staff_id_of(request: web.Request) -> int:
    """Return the number of the signed-in account."""
    staff_id = visitor_of(request).actor.staff_id
    if staff_id is None:
        raise web.HTTPForbidden
    return staff_id
