"""Rows of morning reports, planned ahead; they fire as every timed row does."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.repositories.limits import CANCELLED, PLANNED
from requests_db.store.tables_board import DigestRow


async def days_from(session: AsyncSession, staff_ids: Sequence[int], day: date) -> dict[tuple[int, date], DigestRow]:
    """Return the reports of some people for `day` and later, by person and day."""
    found = await session.scalars(
        select(DigestRow).where(DigestRow.staff_id.in_(staff_ids), DigestRow.on_day >= day).order_by(DigestRow.id)
    )
    return {(row.staff_id, row.on_day): row for row in found}


def cancel(row: DigestRow) -> None:
    """Take back a report that would tell of another day, or nobody."""
    row.status = CANCELLED


def add(session: AsyncSession, *, staff_id: int, on_day: date, fire_at: datetime) -> None:
    """Plan a report."""
    session.add(DigestRow(staff_id=staff_id, on_day=on_day, fire_at=fire_at, status=PLANNED))
