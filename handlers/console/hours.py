"""The hours an administrator sets: the night in which no notice rings, and that of the supervisors' digest."""

from http import HTTPStatus

from aiohttp import web

from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.pages import back_to, render
from requests_db.services.errors import InvalidInput
from requests_db.services.hours import LAST_HOUR, Hours, hours_history, hours_of, set_hours
from requests_db.services.retrying import in_unit

HERE = "/staff/hours"


async def show(request: web.Request) -> web.Response:
    """Show the hours in force and who set them when."""
    return await _page(request, Form())


async def take(request: web.Request) -> web.StreamResponse:
    """Set the hours; with faults the form keeps what was typed."""
    form = await read_form(request, max_file_bytes=0)
    hour = form.number("digest_hour", required=True, most=LAST_HOUR)
    start, end = form.text("quiet_start", required=True), form.text("quiet_end", required=True)
    try:
        form.settle()
        hours = Hours(digest_hour=hour or 0, quiet_start=start, quiet_end=end)
        await in_unit(deps_of(request).units, lambda unit: set_hours(unit, actor_of(request), hours))
    except (FormFaults, InvalidInput) as refusal:
        form.take(refusal.faults if isinstance(refusal, FormFaults) else refusal.fields)
        return await _page(request, form)
    raise back_to(HERE, done="hours_set")


async def _page(request: web.Request, form: Form) -> web.Response:
    deps, actor = deps_of(request), actor_of(request)
    async with deps.units.reading() as unit:
        hours, history = await hours_of(unit, actor), await hours_history(unit, actor)
    return render(
        request,
        "hours.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.faults else HTTPStatus.OK,
        form=form,
        hours=hours,
        history=history,
        offered=[(str(hour), f"{hour:02d}:00") for hour in range(LAST_HOUR + 1)],
    )
