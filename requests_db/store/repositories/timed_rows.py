"""Rows that fire once at their time, whoever finds them: warnings of periods, reports of the morning (定时)."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.repositories.limits import FIRED, PLANNED
from requests_db.store.tables_board import DigestRow
from requests_db.store.tables_cases import ReminderRow

Timed = TypeVar("Timed", ReminderRow, DigestRow)


async def due_ids(session: AsyncSession, rows: type[Timed], now: datetime, *, limit: int) -> Sequence[int]:
    """Return the rows that are due and not yet fired, the oldest first."""
    found = await session.scalars(
        select(rows.id).where(rows.status == PLANNED, rows.fire_at <= now).order_by(rows.fire_at, rows.id).limit(limit)
    )
    return found.all()


async def claim(session: AsyncSession, rows: type[Timed], row_id: int, now: datetime) -> Timed | None:
    """Mark a row as fired if nobody did so before; None where somebody did."""
    claimed = await session.scalar(
        update(rows)
        .where(rows.id == row_id, rows.status == PLANNED, rows.fire_at <= now)
        .values(status=FIRED, fired_at=now)
        .returning(rows.id)
        .execution_options(synchronize_session=False)
    )
    if claimed is None:
        return None
    return await session.get(rows, claimed, populate_existing=True)
