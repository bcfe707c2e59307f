"""Several questions given to a unit or a person at once: a colleague is away, ill or gone (咨询移交).

What cannot be given leaves the others as they are given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from requests_db.services.actors import Actor
from requests_db.services.consultations import give_ticket, ticket_page
from requests_db.services.errors import InvalidInput, NotFound, Refusal
from requests_db.store.repositories import agencies
from requests_db.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenTicket:
    """One of the questions somebody ticked, as they saw it."""

    ticket_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTicket:
    """What came of one of the questions."""

    ticket_id: int
    ref: str = ""  # empty where it is out of sight
    summary: str = ""
    version: int = 0  # as it is now
    refusal: Refusal | None = None  # None: it was given


async def share_tickets(
    unit: UnitOfWork, chosen: Sequence[ChosenTicket], unit_id: int | None, holder_id: int | None, actor: Actor
) -> tuple[SharedTicket, ...]:
    """Give several questions to a unit, and to one of its people where named; the caller commits.

    Returns:
        For each question, in the given order, what came of it.

    Raises:
        InvalidInput: neither a unit nor a person is named.
    """
    if unit_id is None and holder_id is not None:
        holder = await agencies.staff_by_id(unit.session, holder_id)
        unit_id = holder.unit_id if holder is not None else None
    if unit_id is None:
        raise InvalidInput({"unit_id": "required"})
    given = {one.ticket_id: one for one in chosen}
    done = {number: await _share(unit, given[number], unit_id, holder_id, actor) for number in sorted(given)}
    return tuple(done[number] for number in given)


async def _share(
    unit: UnitOfWork, one: ChosenTicket, unit_id: int, holder_id: int | None, actor: Actor
) -> SharedTicket:
    try:
        await give_ticket(unit, one.ticket_id, unit_id, holder_id, actor, expected_version=one.version)
    except NotFound as refusal:
        return SharedTicket(ticket_id=one.ticket_id, refusal=refusal)
    except Refusal as refusal:
        return await _shown(unit, one.ticket_id, actor, refusal)
    return await _shown(unit, one.ticket_id, actor, None)


async def _shown(unit: UnitOfWork, ticket_id: int, actor: Actor, refusal: Refusal | None) -> SharedTicket:
    page = await ticket_page(unit, actor, ticket_id)
    return SharedTicket(
        ticket_id=ticket_id, ref=page.line.ref, summary=page.line.summary, version=page.version, refusal=refusal
    )
