"""Accounts of the agency's staff, for administrators."""

from http import HTTPStatus

from aiohttp import web

from handlers.console.capacities import SHARING
from handlers.console.deps import actor_of, deps_of, visitor_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.pages import back_to, render
from requests_db.services import staff as desk_sessions
from requests_db.services import staff_accounts as staff
from requests_db.services import staff_codes
from requests_db.services.agency import agency
from requests_db.services.errors import InvalidInput, NotFound
from requests_db.services.retrying import in_unit
from requests_db.services.staff_accounts import NewAccount, NewStaff
from requests_db.services.stand_ins import arrangements
from requests_db.statute.workflow import ROLE_LABELS, STAFF_ROLES, Role
from requests_db.store.unit_of_work import UnitOfWork

HERE = "/staff/people"


async def show(request: web.Request) -> web.Response:
    """List the accounts."""
    return await _page(request, Form())


async def add(request: web.Request) -> web.Response:
    """Add an account and show its one-time password, once."""
    form = await read_form(request, max_file_bytes=0)
    agency_id = _agency_id(request)
    roles = frozenset(Role(word) for word in form.choices("roles", STAFF_ROLES))
    new = NewStaff(
        agency_id=agency_id,
        username=form.text("username", required=True, limit=80),
        display_name=form.text("display_name", required=True, limit=120),
        roles=roles,
        unit_id=form.number("unit_id"),
    )
    if not roles:
        form.fault("roles", "staff.roles.empty")
    try:
        form.settle()
        issued = await in_unit(deps_of(request).units, lambda unit: staff.add_staff(unit, new, by=actor_of(request)))
    except FormFaults:
        return await _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except InvalidInput as refusal:
        form.take(refusal.fields)
        return await _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return await _page(request, Form(), issued=issued, status=HTTPStatus.CREATED)


async def show_one(request: web.Request) -> web.Response:
    """Show an account for changing its name, unit and roles."""
    return await _person_page(request, Form())


async def change(request: web.Request) -> web.StreamResponse:
    """Change name, unit and roles of an account."""
    form = await read_form(request, max_file_bytes=0)
    name = form.text("display_name", required=True, limit=120)
    roles = frozenset(Role(word) for word in form.choices("roles", STAFF_ROLES))
    unit_id = form.number("unit_id")
    if not roles:
        form.fault("roles", "staff.roles.empty")

    async def work(unit: UnitOfWork) -> None:
        staff_id = await _own_account(request, unit)
        await staff.change_staff(unit, staff_id, display_name=name, roles=roles, unit_id=unit_id, by=actor_of(request))

    try:
        form.settle()
        await in_unit(deps_of(request).units, work)
    except FormFaults:
        return await _person_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except InvalidInput as refusal:
        form.take(refusal.fields)
        return await _person_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    raise back_to(HERE, done="changed")


async def reset(request: web.Request) -> web.Response:
    """Give an account a new one-time password and show it, once."""

    async def work(unit: UnitOfWork) -> NewAccount:
        return await staff.reset_password(unit, await _own_account(request, unit), by=actor_of(request))

    return await _page(request, Form(), issued=await in_unit(deps_of(request).units, work))


async def disable(request: web.Request) -> web.StreamResponse:
    """Close an account."""

    async def work(unit: UnitOfWork) -> None:
        await staff.disable_staff(unit, await _own_account(request, unit), by=actor_of(request))

    await in_unit(deps_of(request).units, work)
    raise back_to(HERE, done="disabled")


async def enable(request: web.Request) -> web.StreamResponse:
    """Open a closed account again."""

    async def work(unit: UnitOfWork) -> None:
        await staff.enable_staff(unit, await _own_account(request, unit), by=actor_of(request))

    await in_unit(deps_of(request).units, work)
    raise back_to(HERE, done="enabled")


async def end_session(request: web.Request) -> web.StreamResponse:
    """End a session of an account."""
    session_id = int(request.match_info["session"])

    async def work(unit: UnitOfWork) -> None:
        staff_id = await _own_account(request, unit)
        await desk_sessions.revoke(unit, staff_id, session_id, by=actor_of(request))

    await in_unit(deps_of(request).units, work)
    raise back_to(f"{HERE}/{request.match_info['person']}", done="session_ended")


async def end_sessions(request: web.Request) -> web.StreamResponse:
    """End every session of an account; one's own present one stays."""
    token = visitor_of(request).token

    async def work(unit: UnitOfWork) -> None:
        staff_id = await _own_account(request, unit)
        await desk_sessions.revoke_others(unit, staff_id, token, by=actor_of(request))

    await in_unit(deps_of(request).units, work)
    raise back_to(f"{HERE}/{request.match_info['person']}", done="sessions_ended")


async def reset_code(request: web.Request) -> web.StreamResponse:
    """Let somebody whose phone is lost sign in without a code, until they set a new one."""

    async def work(unit: UnitOfWork) -> None:
        await staff_codes.reset_code(unit, await _own_account(request, unit), by=actor_of(request))

    await in_unit(deps_of(request).units, work)
    raise back_to(f"{HERE}/{request.match_info['person']}", done="code_reset")


async def _own_account(request: web.Request, unit: UnitOfWork) -> int:
    # An account of another agency is told like an unknown one.
    account = await staff.account_of(unit, int(request.match_info["person"]))
    if account.agency_id != _agency_id(request):
        raise NotFound("staff.unknown")
    return account.id


async def _person_page(request: web.Request, form: Form, *, status: int = HTTPStatus.OK) -> web.Response:
    async with deps_of(request).units.reading() as unit:
        person = await staff.account_of(unit, await _own_account(request, unit))
        profile = await agency(unit, _agency_id(request))
        sessions = await desk_sessions.sessions(unit, person.id, visitor_of(request).token)
    return render(
        request,
        "person.html",
        status=status,
        form=form,
        person=person,
        sessions=sessions,
        units=[(u.id, u.name) for u in profile.units],
        roles=[(role.value, ROLE_LABELS[role]) for role in STAFF_ROLES],
        held=[role.value for role in person.roles],
    )


async def _page(
    request: web.Request, form: Form, *, status: int = HTTPStatus.OK, issued: NewAccount | None = None
) -> web.Response:
    agency_id = _agency_id(request)
    async with deps_of(request).units.reading() as unit:
        people = await staff.list_staff(unit, agency_id)
        profile = await agency(unit, agency_id)
        held = await staff.held_cases(unit, agency_id)
        away = {one.staff_id: one for one in await arrangements(unit, actor_of(request)) if one.is_now}
    return render(
        request,
        "people.html",
        status=status,
        form=form,
        issued=issued,
        people=people,
        held=held,
        away=away,
        may_share=bool(SHARING & actor_of(request).roles),
        now=deps_of(request).units.clock.now(),
        role_labels=ROLE_LABELS,
        units=[(u.id, u.name) for u in profile.units],
        roles=[(role.value, ROLE_LABELS[role]) for role in STAFF_ROLES],
    )


def _agency_id(request: web.Request) -> int:
    agency_id = actor_of(request).agency_id
    if agency_id is None:
        raise web.HTTPForbidden
    return agency_id
