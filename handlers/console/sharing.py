"""Several lines ticked in a list and given to a unit or a person at once; what came of each is told one by one."""

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from handlers.console.case_page import CASES
from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.offers import answering_people, people_of, units_of
from handlers.console.pages import refusal_text, render
from handlers.console.tickets import TICKETS
from requests_db.services.actors import Actor
from requests_db.services.agency import agency
from requests_db.services.case_sharing import share_cases
from requests_db.services.errors import InvalidInput, Refusal
from requests_db.services.retrying import in_unit
from requests_db.services.sharing import Chosen, Shared
from requests_db.services.staff_accounts import list_staff
from requests_db.services.ticket_sharing import share_tickets
from requests_db.store.staff_views import StaffView
from requests_db.store.unit_of_work import UnitOfWork

TICKED = re.compile(r"(\d{1,18})\.(\d{1,9})", re.ASCII)  # a line and the version its list showed
MOST = 200  # lines at once


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownShare:
    """One of several things given, as the page of what came of it shows it."""

    value: str  # of its box: number and version
    name: str
    ref: str  # empty where it is out of sight
    address: str
    why: str  # it was not given


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What is given: cases or questions."""

    section: str
    address: str  # of the list, and of one line beneath it
    back: str  # wording of the way back
    give: Callable[[UnitOfWork, Sequence[Chosen], int | None, int | None, Actor], Awaitable[tuple[Shared, ...]]]
    people: Callable[[Iterable[StaffView]], tuple[tuple[str, str], ...]]


_CASES = _Kind(section="queue", address=CASES, back="desk.share.back", give=share_cases, people=people_of)
_TICKETS = _Kind(
    section="tickets",
    address=TICKETS,
    back="desk.share.back_to_tickets",
    give=share_tickets,
    people=answering_people,
)


async def cases(request: web.Request) -> web.Response:
    """Give the ticked cases; those that could not be given stay ticked, with the choice made for them."""
    return await _share(request, _CASES)


async def tickets(request: web.Request) -> web.Response:
    """Give the ticked questions in the same way."""
    return await _share(request, _TICKETS)


async def _share(request: web.Request, kind: _Kind) -> web.Response:
    form = await read_form(request, max_file_bytes=0)
    chosen = _ticked(form)
    unit_id, holder_id = form.number("unit_id"), form.number("holder_id")
    if not chosen:
        form.fault("case", "nothing_ticked")
    elif unit_id is None and holder_id is None:
        form.fault("unit_id", "unit_or_person")
    done: tuple[Shared, ...] = ()
    try:
        form.settle()
        done = await in_unit(
            deps_of(request).units, lambda unit: kind.give(unit, chosen, unit_id, holder_id, actor_of(request))
        )
    except FormFaults:
        pass
    except InvalidInput as refusal:
        form.take(refusal.fields)
    return await _page(request, kind, form, chosen, done)


def _ticked(form: Form) -> list[Chosen]:
    """Return the ticked lines of a list, each with the version the list showed."""
    found = (TICKED.fullmatch(text) for text in form.values.get("case", ())[:MOST])
    return [Chosen(number=int(one[1]), version=int(one[2])) for one in found if one]


async def _page(
    request: web.Request, kind: _Kind, form: Form, chosen: Sequence[Chosen], done: Sequence[Shared]
) -> web.Response:
    async with deps_of(request).units.reading() as unit:
        profile = await agency(unit, actor_of(request).agency_id or 0)
        people = await list_staff(unit, profile.id)
    return render(
        request,
        "shared.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.faults else HTTPStatus.OK,
        form=form,
        section=kind.section,
        send_to=f"{kind.address}/share",
        list_address=kind.address,
        back=deps_of(request).wording.text(kind.back),
        units=units_of(profile),
        people=kind.people(people),
        waiting=[f"{one.number}.{one.version}" for one in chosen] if form.faults else [],
        given=[_line(request, kind, one) for one in done if one.refusal is None],
        left=[_line(request, kind, one) for one in done if one.refusal is not None],
    )


def _line(request: web.Request, kind: _Kind, one: Shared) -> ShownShare:
    return ShownShare(
        value=f"{one.number}.{one.version}",
        name=one.name or one.ref,
        ref=one.ref,
        address=f"{kind.address}/{one.number}",
        why=_why_not(request, one.refusal),
    )


def _why_not(request: web.Request, refusal: Refusal | None) -> str:
    """Return why something was not given: fields that do not fit are told by their own sentences."""
    if isinstance(refusal, InvalidInput):
        wording = deps_of(request).wording
        return " ".join(wording.text(f"desk.fault.{reason}") for reason in refusal.fields.values())
    return refusal_text(request, refusal) if refusal is not None else ""
