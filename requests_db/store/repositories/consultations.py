"""Rows of citizens' questions that wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.tables_cases import ConsultationRow


class TicketState(StrEnum):
    """Where a question stands (咨询状态)."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketWish:
    """Which questions a list is to show."""

    agency_id: int
    states: tuple[TicketState, ...]
    unit_id: int | None = None
    holder_ids: tuple[int, ...] = ()  # empty: whoever holds them


async def by_id(session: AsyncSession, ticket_id: int, *, hold: bool = False) -> ConsultationRow | None:
    """Return one question; `hold` keeps others from changing it until the unit ends."""
    query = select(ConsultationRow).where(ConsultationRow.id == ticket_id)
    return await session.scalar(query.with_for_update().execution_options(populate_existing=True) if hold else query)


async def count(session: AsyncSession, wish: TicketWish) -> int:
    """Return how many questions a list has."""
    found = await session.scalar(select(func.count()).select_from(ConsultationRow).where(*_conditions(wish)))
    return found or 0


async def page(session: AsyncSession, wish: TicketWish, *, offset: int, limit: int) -> Sequence[ConsultationRow]:
    """Return one page of questions, the earliest due first."""
    found = await session.scalars(
        select(ConsultationRow)
        .where(*_conditions(wish))
        .order_by(ConsultationRow.due_on, ConsultationRow.id)
        .offset(offset)
        .limit(limit)
    )
    return found.all()


async def held_counts(session: AsyncSession, agency_id: int) -> dict[int, int]:
    """Return how many open questions each member of an agency's staff holds."""
    found = await session.execute(
        select(ConsultationRow.holder_id, func.count().label("number"))
        .where(
            ConsultationRow.agency_id == agency_id,
            ConsultationRow.state == TicketState.OPEN,
            ConsultationRow.holder_id.is_not(None),
        )
        .group_by(ConsultationRow.holder_id)
    )
    return {row.holder_id: row.number for row in found}


def _conditions(wish: TicketWish) -> list[ColumnElement[bool]]:
    conditions = [ConsultationRow.agency_id == wish.agency_id, ConsultationRow.state.in_(wish.states)]
    if wish.unit_id is not None:
        conditions.append(ConsultationRow.unit_id == wish.unit_id)
    if wish.holder_ids:
        conditions.append(ConsultationRow.holder_id.in_(wish.holder_ids))
    return conditions
