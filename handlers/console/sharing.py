"""Several cases ticked in a list and given to a unit or a person at once; what came of each is told one by one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from handlers.console.case_page import CASES
from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import Form, FormFaults, read_form
from handlers.console.offers import people_of, units_of
from handlers.console.pages import refusal_text, render
from requests_db.services.agency import agency
from requests_db.services.errors import InvalidInput, Refusal
from requests_db.services.retrying import in_unit
from requests_db.services.sharing import Chosen, SharedOne, share_many
from requests_db.services.staff_accounts import list_staff

TICKED = re.compile(r"(\d{1,18})\.(\d{1,9})", re.ASCII)  # a case and the version its list showed
MOST = 200  # cases at once


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownShare:
    """One of several things given, as the page of what came of it shows it."""

    value: str  # of its box: number and version
    name: str
    ref: str  # empty where it is out of sight
    address: str
    why: str  # it was not given


async def share(request: web.Request) -> web.Response:
    """Give the ticked cases; those that could not be given stay ticked, with the choice made for them."""
    form = await read_form(request, max_file_bytes=0)
    chosen = [Chosen(case_id=number, version=version) for number, version in ticked(form)]
    unit_id, holder_id = form.number("unit_id"), form.number("holder_id")
    if not chosen:
        form.fault("case", "nothing_ticked")
    elif unit_id is None and holder_id is None:
        form.fault("unit_id", "unit_or_person")
    done: tuple[SharedOne, ...] = ()
    try:
        form.settle()
        done = await in_unit(
            deps_of(request).units, lambda unit: share_many(unit, chosen, unit_id, holder_id, actor_of(request))
        )
    except FormFaults:
        pass
    except InvalidInput as refusal:
        form.take(refusal.fields)
    return await _page(request, form, chosen, done)


def ticked(form: Form) -> list[tuple[int, int]]:
    """Return the ticked lines of a list, each with the version the list showed."""
    found = (TICKED.fullmatch(text) for text in form.values.get("case", ())[:MOST])
    return [(int(one[1]), int(one[2])) for one in found if one]


async def _page(request: web.Request, form: Form, chosen: Sequence[Chosen], done: Sequence[SharedOne]) -> web.Response:
    async with deps_of(request).units.reading() as unit:
        profile = await agency(unit, actor_of(request).agency_id or 0)
        people = await list_staff(unit, profile.id)
    return render(
        request,
        "shared.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.faults else HTTPStatus.OK,
        form=form,
        section="queue",
        send_to=f"{CASES}/share",
        list_address=CASES,
        back=deps_of(request).wording.text("desk.share.back"),
        units=units_of(profile),
        people=people_of(people),
        waiting=[f"{one.case_id}.{one.version}" for one in chosen] if form.faults else [],
        given=[_line(request, one) for one in done if one.refusal is None],
        left=[_line(request, one) for one in done if one.refusal is not None],
    )


def _line(request: web.Request, one: SharedOne) -> ShownShare:
    return ShownShare(
        value=f"{one.case_id}.{one.version}",
        name=one.subject or one.ref,
        ref=one.ref,
        address=f"{CASES}/{one.case_id}",
        why=why_not(request, one.refusal),
    )


def why_not(request: web.Request, refusal: Refusal | None) -> str:
    """Return why something was not given: fields that do not fit are told by their own sentences."""
    if isinstance(refusal, InvalidInput):
        wording = deps_of(request).wording
        return " ".join(wording.text(f"desk.fault.{reason}") for reason in refusal.fields.values())
    return refusal_text(request, refusal) if refusal is not None else ""
