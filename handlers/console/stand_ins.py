"""Who acts in whose place, and when: one's own absence, and for heads that of their people (AB角)."""

from http import HTTPStatus

from aiohttp import web

from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.pages import back_to, render
from requests_db.services.errors import InvalidInput
from requests_db.services.retrying import in_unit
from requests_db.services.stand_ins import arrangements, end_stand_in, set_stand_in

HERE = "/staff/stand-ins"


async def show(request: web.Request) -> web.Response:
    """List the colleagues with their arrangements; `?person=` opens the form of one of them, else one's own."""
    word = request.query.get("person", "")
    person = int(word) if word.isascii() and word.isdigit() and len(word) < len("1000000000") else None
    return await _page(request, Form(), person or actor_of(request).staff_id or 0)


async def arrange(request: web.Request) -> web.StreamResponse:
    """Set who acts in somebody's place; with faults the form is shown again as it was filled in."""
    form = await read_form(request, max_file_bytes=0)
    staff_id = int(request.match_info["person"])
    stand_in_id = form.number("stand_in_id", required=True) or 0
    from_on, until_on = form.needed_day("from_on"), form.needed_day("until_on")
    try:
        form.settle()
        await in_unit(
            deps_of(request).units,
            lambda unit: set_stand_in(unit, staff_id, stand_in_id, from_on, until_on, actor_of(request)),
        )
    except FormFaults:
        return await _page(request, form, staff_id)
    except InvalidInput as refusal:
        form.take(refusal.fields)
        return await _page(request, form, staff_id)
    raise back_to(HERE, done="stand_in_set")


async def end(request: web.Request) -> web.StreamResponse:
    """Take an arrangement back."""
    staff_id = int(request.match_info["person"])
    await in_unit(deps_of(request).units, lambda unit: end_stand_in(unit, staff_id, actor_of(request)))
    raise back_to(HERE, done="stand_in_ended")


async def _page(request: web.Request, form: Form, staff_id: int) -> web.Response:
    async with deps_of(request).units.reading() as unit:
        found = await arrangements(unit, actor_of(request))
    chosen = next((one for one in found if one.staff_id == staff_id and one.may_change), None)
    others = [one for one in found if one.can_stand_in and one.staff_id != staff_id]
    return render(
        request,
        "stand_ins.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.faults else HTTPStatus.OK,
        form=form,
        chosen=chosen,
        is_own=staff_id == actor_of(request).staff_id,
        people=found,
        choices=[(one.staff_id, f"{one.name}（{one.unit_name}）" if one.unit_name else one.name) for one in others],
    )
