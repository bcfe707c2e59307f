"""Questions of citizens that wait for a person: the lists, the page, the answer."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from handlers.console.capacities import ANSWERING, SHARING
from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.guard import status_of
from handlers.console.lights import Light, Standing, light_of
from handlers.console.listing import list_address, page_number
from handlers.console.offers import answering_people, units_of
from handlers.console.pages import back_to, refusal_text, render
from handlers.wording import Wording
from requests_db.services.agency import agency
from requests_db.services.consultations import (
    TicketFilter,
    TicketLine,
    TicketList,
    answer_ticket,
    claim_ticket,
    close_ticket,
    pass_ticket,
    ticket_page,
    ticket_queue,
)
from requests_db.services.errors import Conflict, InvalidInput, NotPermitted
from requests_db.services.retrying import in_unit
from requests_db.services.staff_accounts import list_staff
from requests_db.statute.deadlines import ClockState
from requests_db.store.repositories.consultations import TicketState
from requests_db.store.unit_of_work import UnitOfWork

TICKETS = "/staff/tickets"
LONGEST_ID = 18  # digits


async def show(request: web.Request) -> web.Response:
    """Show a list of questions."""
    deps, actor = deps_of(request), actor_of(request)
    word = request.query.get("list", "")
    name = TicketList(word) if word in set(TicketList) else TicketList.OPEN
    may_share = bool(SHARING & actor.roles)
    async with deps.units.reading() as unit:
        holder_id = _holder(request) if may_share else None
        page = await ticket_queue(unit, actor, TicketFilter(name=name, holder_id=holder_id), page_number(request))
        profile, people = await agency(unit, actor.agency_id or 0), await list_staff(unit, actor.agency_id or 0)
    return render(
        request,
        "tickets.html",
        name=name.value,
        tabs=[(each.value, list_address(TICKETS, list=each.value)) for each in TicketList],
        may_share=may_share,
        is_open=name is not TicketList.CLOSED,
        holder_id=holder_id,
        holders=[(one.id, one.display_name) for one in people],
        units=units_of(profile),
        people=answering_people(people),
        page=page,
        lines=[_shown(line, deps.wording) for line in page.rows],
        page_address=lambda number: list_address(TICKETS, list=name.value, holder=holder_id, page=number),
    )


def _holder(request: web.Request) -> int | None:
    text = request.query.get("holder", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None


async def show_one(request: web.Request) -> web.Response:
    """Show a question."""
    return await _page(request, Form())


async def claim(request: web.Request) -> web.StreamResponse:
    """Take a question up."""
    return await _change(request, claim_ticket, done="ticket_claimed", stays=True)


async def close(request: web.Request) -> web.StreamResponse:
    """Close a question that needs no answer."""
    return await _change(request, close_ticket, done="ticket_closed")


async def answer(request: web.Request) -> web.StreamResponse:
    """Answer a question into the citizen's chat."""
    form = await read_form(request, max_file_bytes=0)
    text = form.long_text("text", required=True)

    async def work(unit: UnitOfWork, ticket_id: int, actor: object, *, expected_version: int | None) -> None:
        await answer_ticket(unit, ticket_id, text, actor_of(request), expected_version=expected_version)

    return await _change(request, work, form=form, done="ticket_answered")


async def hand_on(request: web.Request) -> web.StreamResponse:
    """Give a question to another unit."""
    form = await read_form(request, max_file_bytes=0)
    unit_id = form.number("unit_id", required=True) or 0

    async def work(unit: UnitOfWork, ticket_id: int, actor: object, *, expected_version: int | None) -> None:
        await pass_ticket(unit, ticket_id, unit_id, actor_of(request), expected_version=expected_version)

    return await _change(request, work, form=form, done="ticket_passed")


async def _change(
    request: web.Request,
    verb: Callable[..., Awaitable[None]],
    *,
    done: str,
    form: Form | None = None,
    stays: bool = False,
) -> web.StreamResponse:
    """Do one thing to a question; with faults the page is shown again, what was typed kept."""
    typed = form or await read_form(request, max_file_bytes=0)
    ticket_id, version = int(request.match_info["ticket"]), typed.number("version", required=True)
    try:
        typed.settle()
        await in_unit(
            deps_of(request).units,
            lambda unit: verb(unit, ticket_id, actor_of(request), expected_version=version),
        )
    except FormFaults:
        return await _page(request, typed, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except InvalidInput as refusal:
        typed.take(refusal.fields)
        return await _page(request, typed, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except (Conflict, NotPermitted) as refusal:
        typed.fault("", refusal_text(request, refusal))
        return await _page(request, typed, status=status_of(refusal))
    raise back_to(f"{TICKETS}/{ticket_id}" if stays else TICKETS, done=done)


async def _page(request: web.Request, form: Form, *, status: int = HTTPStatus.OK) -> web.Response:
    deps, actor = deps_of(request), actor_of(request)
    async with deps.units.reading() as unit:
        ticket = await ticket_page(unit, actor, int(request.match_info["ticket"]))
        units = (await agency(unit, actor.agency_id or 0)).units
    return render(
        request,
        "ticket.html",
        status=status,
        form=form,
        ticket=ticket,
        line=_shown(ticket.line, deps.wording),
        units=[(one.id, one.name) for one in units if one.id != ticket.line.unit_id],
        may_write=bool(ANSWERING & actor.roles),
    )


def _shown(line: TicketLine, wording: Wording) -> dict[str, object]:
    return {
        "address": f"{TICKETS}/{line.id}",
        "value": f"{line.id}.{line.version}",
        "ref": line.ref,
        "subject": line.summary,
        "kind": wording.text(f"desk.tickets.kind.{line.kind}"),
        "state": wording.text(f"desk.tickets.state.{line.state}"),
        "unit": line.unit_name,
        "holder": line.holder_name,
        "opened_on": line.opened_on,
        "due": _light(line, wording),
    }


def _light(line: TicketLine, wording: Wording) -> Light:
    return light_of(
        Standing(
            is_open=line.state is TicketState.OPEN,
            clock=ClockState.RUNNING,
            due_on=line.due_on,
            provisional=False,
            remaining_working_days=line.remaining_working_days,
        ),
        wording,
    )
