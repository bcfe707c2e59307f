"""Rows of the filters that members of staff keep."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.tables_desk import SavedFilterRow


async def filters_of(session: AsyncSession, staff_id: int) -> Sequence[SavedFilterRow]:
    """Return somebody's filters, in the order in which they were kept."""
    found = await session.scalars(
        select(SavedFilterRow).where(SavedFilterRow.staff_id == staff_id).order_by(SavedFilterRow.id)
    )
    return found.all()


async def filter_named(session: AsyncSession, staff_id: int, name: str) -> SavedFilterRow | None:
    """Return the filter somebody keeps under a name."""
    return await session.scalar(
        select(SavedFilterRow).where(SavedFilterRow.staff_id == staff_id, SavedFilterRow.name == name)
    )


async def own_filter(session: AsyncSession, staff_id: int, filter_id: int) -> SavedFilterRow | None:
    """Return a filter if it is this person's."""
    return await session.scalar(
        select(SavedFilterRow).where(SavedFilterRow.staff_id == staff_id, SavedFilterRow.id == filter_id)
    )


async def count_filters(session: AsyncSession, staff_id: int) -> int:
    """Return how many filters somebody keeps."""
    found = select(func.count()).select_from(SavedFilterRow).where(SavedFilterRow.staff_id == staff_id)
    return await session.scalar(found) or 0


async def add_filter(session: AsyncSession, staff_id: int, name: str, conditions: bytes, at: datetime) -> None:
    """Keep a filter."""
    session.add(SavedFilterRow(staff_id=staff_id, name=name, conditions_sealed=conditions, created_at=at))
    await session.flush()


async def remove_filter(session: AsyncSession, staff_id: int, filter_id: int) -> None:
    """Forget a filter of this person."""
    await session.execute(
        delete(SavedFilterRow).where(SavedFilterRow.staff_id == staff_id, SavedFilterRow.id == filter_id)
    )
