"""Several questions ticked in the list and given to a unit or a person at once; each is told what came of it."""

from collections.abc import Sequence
from http import HTTPStatus

from aiohttp import web

from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.offers import answering_people, units_of
from handlers.console.pages import render
from handlers.console.sharing import ShownShare, ticked, why_not
from requests_db.services.agency import agency
from requests_db.services.errors import InvalidInput
from requests_db.services.retrying import in_unit
from requests_db.services.staff_accounts import list_staff
from requests_db.services.ticket_sharing import ChosenTicket, SharedTicket, share_tickets

TICKETS = "/staff/tickets"


async def share(request: web.Request) -> web.Response:
    """Give the ticked questions; those that could not be given stay ticked, with the choice made for them."""
    form = await read_form(request, max_file_bytes=0)
    chosen = [ChosenTicket(ticket_id=number, version=version) for number, version in ticked(form)]
    unit_id, holder_id = form.number("unit_id"), form.number("holder_id")
    if not chosen:
        form.fault("case", "nothing_ticked")
    elif unit_id is None and holder_id is None:
        form.fault("unit_id", "unit_or_person")
    done: tuple[SharedTicket, ...] = ()
    try:
        form.settle()
        done = await in_unit(
            deps_of(request).units, lambda unit: share_tickets(unit, chosen, unit_id, holder_id, actor_of(request))
        )
    except FormFaults:
        pass
    except InvalidInput as refusal:
        form.take(refusal.fields)
    return await _page(request, form, chosen, done)


async def _page(
    request: web.Request, form: Form, chosen: Sequence[ChosenTicket], done: Sequence[SharedTicket]
) -> web.Response:
    deps = deps_of(request)
    async with deps.units.reading() as unit:
        profile = await agency(unit, actor_of(request).agency_id or 0)
        people = await list_staff(unit, profile.id)
    return render(
        request,
        "shared.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.faults else HTTPStatus.OK,
        form=form,
        section="tickets",
        send_to=f"{TICKETS}/share",
        list_address=TICKETS,
        back=deps.wording.text("desk.share.back_to_tickets"),
        units=units_of(profile),
        people=answering_people(people),
        waiting=[f"{one.ticket_id}.{one.version}" for one in chosen] if form.faults else [],
        given=[_line(request, one) for one in done if one.refusal is None],
        left=[_line(request, one) for one in done if one.refusal is not None],
    )


def _line(request: web.Request, one: SharedTicket) -> ShownShare:
    return ShownShare(
        value=f"{one.ticket_id}.{one.version}",
        name=one.summary or one.ref,
        ref=one.ref,
        address=f"{TICKETS}/{one.ticket_id}",
        why=why_not(request, one.refusal),
    )
