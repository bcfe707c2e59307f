"""Several questions given to a unit or a person at once: a colleague is away, ill or gone (咨询移交)."""

from collections.abc import Sequence

from requests_db.services.actors import Actor
from requests_db.services.consultations import give_ticket, ticket_page
from requests_db.services.errors import NotFound, Refusal
from requests_db.services.sharing import Chosen, Shared, Taker, share_each
from requests_db.store.unit_of_work import UnitOfWork


async def share_tickets(
    unit: UnitOfWork, chosen: Sequence[Chosen], unit_id: int | None, holder_id: int | None, actor: Actor
) -> tuple[Shared, ...]:
    """Give several questions as `share_each` does; the caller commits."""
    return await share_each(unit, chosen, unit_id, holder_id, lambda one, taker: _share(unit, one, taker, actor))


async def _share(unit: UnitOfWork, one: Chosen, taker: Taker, actor: Actor) -> Shared:
    try:
        await give_ticket(unit, one.number, taker.unit_id, taker.holder_id, actor, expected_version=one.version)
    except NotFound as refusal:
        return Shared(number=one.number, refusal=refusal)
    except Refusal as refusal:
        return await _shown(unit, one.number, actor, refusal)
    return await _shown(unit, one.number, actor, None)


async def _shown(unit: UnitOfWork, ticket_id: int, actor: Actor, refusal: Refusal | None) -> Shared:
    page = await ticket_page(unit, actor, ticket_id)
    return Shared(number=ticket_id, ref=page.line.ref, name=page.line.summary, version=page.version, refusal=refusal)
