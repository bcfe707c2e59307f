"""Rows of citizens' questions that wait for a person."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.tables_cases import ConsultationRow


async def by_id(session: AsyncSession, ticket_id: int, *, hold: bool = False) -> ConsultationRow | None:
    """Return one question; `hold` keeps others from changing it until the unit ends."""
    query = select(ConsultationRow).where(ConsultationRow.id == ticket_id)
    return await session.scalar(query.with_for_update().execution_options(populate_existing=True) if hold else query)


async def of_conversation(session: AsyncSession, conversation_id: int, *, limit: int) -> Sequence[ConsultationRow]:
    """Return the questions of a conversation, newest first."""
    found = await session.scalars(
        select(ConsultationRow)
        .where(ConsultationRow.conversation_id == conversation_id)
        .order_by(ConsultationRow.id.desc())
        .limit(limit)
    )
    return found.all()


async def page(
    session: AsyncSession,
    agency_id: int,
    *,
    states: Sequence[str],
    unit_id: int | None = None,
    holder_id: int | None = None,
    offset: int,
    limit: int,
) -> tuple[int, Sequence[ConsultationRow]]:
    """Return how many questions match, and one page of them, the earliest due first."""
    conditions = [ConsultationRow.agency_id == agency_id, ConsultationRow.state.in_(states)]
    if unit_id is not None:
        conditions.append(ConsultationRow.unit_id == unit_id)
    if holder_id is not None:
        conditions.append(ConsultationRow.holder_id == holder_id)
    total = await session.scalar(select(func.count()).select_from(ConsultationRow).where(*conditions))
    found = await session.scalars(
        select(ConsultationRow)
        .where(*conditions)
        .order_by(ConsultationRow.due_on, ConsultationRow.id)
        .offset(offset)
        .limit(limit)
    )
    return total or 0, found.all()
