"""How a processing fee is paid: an administrator sets it, heads and supervisors see what was set."""

from http import HTTPStatus

from aiohttp import web

from handlers.console.capacities import ADMINISTRATION
from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.pages import back_to, render
from requests_db.services.errors import InvalidInput
from requests_db.services.payment import CHANGED, LONGEST, how_to_pay, mark_of, payment_history, set_how_to_pay
from requests_db.services.retrying import in_unit

HERE = "/staff/payment"


async def show(request: web.Request) -> web.Response:
    """Show how fees are paid and who set it when."""
    return await _page(request, Form())


async def take(request: web.Request) -> web.StreamResponse:
    """Set how fees are paid; with a fault, or where somebody was faster, the form keeps what was typed."""
    form = await read_form(request, max_file_bytes=0)
    text, opened_with = form.text("how_to_pay", limit=LONGEST), form.text("opened_with")
    if not opened_with or "how_to_pay" not in form.values:
        form.fault("how_to_pay", "not_sent")  # an empty field is a wish, a missing one an accident
    try:
        form.settle()
        is_new = await in_unit(
            deps_of(request).units, lambda unit: set_how_to_pay(unit, actor_of(request), text, opened_with=opened_with)
        )
    except (FormFaults, InvalidInput) as refusal:
        form.take(refusal.faults if isinstance(refusal, FormFaults) else refusal.fields)
        return await _page(request, form)
    raise back_to(HERE, done="payment_set" if is_new else "payment_same")


async def _page(request: web.Request, form: Form) -> web.Response:
    actor = actor_of(request)
    async with deps_of(request).units.reading() as unit:
        text, history = await how_to_pay(unit, actor), await payment_history(unit, actor)
    is_overtaken = CHANGED in form.faults.values()
    opened_with = "" if is_overtaken else form.typed("opened_with")  # having seen both texts, one may go on
    return render(
        request,
        "payment.html",
        status=_status(form, is_overtaken=is_overtaken),
        form=form,
        how_to_pay=text,
        is_overtaken=is_overtaken,
        opened_with=opened_with or mark_of(text),
        history=history,
        may_set=bool(ADMINISTRATION & actor.roles),
    )


def _status(form: Form, *, is_overtaken: bool) -> HTTPStatus:
    if is_overtaken:
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.faults else HTTPStatus.OK
