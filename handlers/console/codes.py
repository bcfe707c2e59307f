"""One's own one-time codes: put into an authenticator app, taken away again, and codes for a lost phone."""

from http import HTTPStatus

import segno
from aiohttp import web
from markupsafe import Markup

from handlers.console.deps import actor_of, deps_of, staff_id_of, visitor_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.pages import back_to, render
from requests_db.services import staff, staff_codes
from requests_db.services.agency import agency
from requests_db.services.errors import InvalidInput
from requests_db.services.retrying import in_unit
from requests_db.services.staff_accounts import account_of
from requests_db.store.unit_of_work import UnitOfWork


async def show(request: web.Request) -> web.Response:
    """Show a fresh secret to be put into an app, or how things stand where there is one."""
    return await _page(request, Form())


async def take(request: web.Request) -> web.Response:
    """Ask for codes from now on, end the other sessions, and show the recovery codes, once."""
    form = await read_form(request, max_file_bytes=0)
    secret, code = form.text("secret"), form.text("code", required=True)
    actor, staff_id, token = actor_of(request), staff_id_of(request), visitor_of(request).token

    async def work(unit: UnitOfWork) -> tuple[str, ...]:
        codes = await staff_codes.set_code(unit, staff_id, secret=secret, code=code, by=actor)
        await staff.revoke_others(unit, staff_id, token, by=actor)
        return codes

    try:
        await _prove(request, form)
        codes = await in_unit(deps_of(request).units, work)
    except FormFaults:
        return await _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except InvalidInput as refusal:
        form.take(refusal.fields)
        return await _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return await _page(request, Form(), recovery=codes)


async def renew(request: web.Request) -> web.Response:
    """Show new recovery codes, once; the earlier ones stop working."""
    form = await read_form(request, max_file_bytes=0)
    actor, staff_id = actor_of(request), staff_id_of(request)
    try:
        await _prove(request, form)
    except FormFaults:
        return await _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    codes = await in_unit(
        deps_of(request).units, lambda unit: staff_codes.renew_recovery_codes(unit, staff_id, by=actor)
    )
    return await _page(request, Form(), recovery=codes)


async def remove(request: web.Request) -> web.StreamResponse:
    """Ask for no code any more."""
    form = await read_form(request, max_file_bytes=0)
    actor, staff_id = actor_of(request), staff_id_of(request)
    try:
        await _prove(request, form)
    except FormFaults:
        return await _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    await in_unit(deps_of(request).units, lambda unit: staff_codes.remove_code(unit, staff_id, by=actor))
    raise back_to("/staff/account", done="code_removed")


async def _prove(request: web.Request, form: Form) -> None:
    """Go on only for whoever knows the password; an open session alone is not enough."""
    if not form.typed("present"):
        form.fault("present", "required")
    form.settle()
    try:
        await staff.prove_password(deps_of(request).units, staff_id_of(request), form.typed("present"))
    except InvalidInput as refusal:
        form.take(refusal.fields)
        form.settle()


async def _page(
    request: web.Request, form: Form, *, status: int = HTTPStatus.OK, recovery: tuple[str, ...] = ()
) -> web.Response:
    staff_id = staff_id_of(request)
    async with deps_of(request).units.reading() as unit:
        account = await account_of(unit, staff_id)
        issuer = (await agency(unit, account.agency_id)).name
        offer = await staff_codes.offer_code(unit, staff_id, issuer=issuer, secret=form.text("secret"))
        left = await staff_codes.recovery_codes_left(unit, staff_id)
    return render(
        request,
        "code.html",
        status=status,
        form=form,
        account=account,
        secret=offer.secret,
        picture=qr_picture(offer.address),
        recovery=recovery,
        left=left,
    )


def qr_picture(text: str) -> Markup:
    """Return a QR code as a drawing of our own, without style or script."""
    drawn = segno.make(text, error="l").svg_inline(border=3, omitsize=True, svgclass="qr")
    return Markup(drawn)  # noqa: S704 - drawn by us from our own text: squares and numbers only
