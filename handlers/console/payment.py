"""How a processing fee is paid: an administrator sets it, heads and supervisors see what was set."""

from http import HTTPStatus

from aiohttp import web

from handlers.console.capacities import ADMINISTRATION
from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.pages import back_to, render
from requests_db.services.payment import LONGEST, how_to_pay, payment_history, set_how_to_pay
from requests_db.services.retrying import in_unit

HERE = "/staff/payment"


async def show(request: web.Request) -> web.Response:
    """Show how fees are paid and who set it when."""
    return await _page(request, Form())


async def take(request: web.Request) -> web.StreamResponse:
    """Set how fees are paid; with a fault the form keeps what was typed."""
    form = await read_form(request, max_file_bytes=0)
    text = form.text("how_to_pay", limit=LONGEST)
    try:
        form.settle()
    except FormFaults:
        return await _page(request, form)
    await in_unit(deps_of(request).units, lambda unit: set_how_to_pay(unit, actor_of(request), text))
    raise back_to(HERE, done="payment_set")


async def _page(request: web.Request, form: Form) -> web.Response:
    actor = actor_of(request)
    async with deps_of(request).units.reading() as unit:
        text, history = await how_to_pay(unit, actor), await payment_history(unit, actor)
    return render(
        request,
        "payment.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.faults else HTTPStatus.OK,
        form=form,
        how_to_pay=text,
        history=history,
        may_set=bool(ADMINISTRATION & actor.roles),
    )
