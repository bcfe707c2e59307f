"""The console as one application under /staff: routes from the table, guarded, with its own templates."""

import time
from types import MappingProxyType

from aiohttp import web

from handlers.console.access import ROUTES
from handlers.console.deps import ACCESS, DEPS, SIGN_INS, TEMPLATES, ConsoleDeps
from handlers.console.guard import faults, gate, headers
from handlers.console.pages import STATIC, make_templates
from handlers.throttling import Buckets, Rate

PREFIX = "/staff"
SIGN_IN_RATE = Rate(burst=60, per_second=0.5)  # of one address, which may be a whole office behind one router


def add_console(app: web.Application, deps: ConsoleDeps) -> None:
    """Put the staff desk under /staff of `app`."""
    app.router.add_get(PREFIX, _to_home)
    app.add_subapp(PREFIX, make_console(deps))


def make_console(deps: ConsoleDeps) -> web.Application:
    """Return the console as an application of its own."""
    console = web.Application(middlewares=[headers, faults, gate])
    console[DEPS] = deps
    console[TEMPLATES] = make_templates(deps.wording)
    console[SIGN_INS] = Buckets(SIGN_IN_RATE, time.monotonic)
    console[ACCESS] = MappingProxyType({route.name: route.roles for route in ROUTES})
    for route in ROUTES:
        console.router.add_route(route.method, route.path, route.handler, name=route.name)
    console.router.add_static("/static", STATIC, name="static")
    return console


async def _to_home(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPSeeOther(f"{PREFIX}/")
