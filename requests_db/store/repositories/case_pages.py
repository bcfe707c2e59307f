"""What the page of one case needs, in few statements."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.tables_agency import StaffRow
from requests_db.store.tables_cases import CaseLimitRow, CaseRow, ReminderRow


async def case_with_holder(session: AsyncSession, case_id: int) -> tuple[CaseRow, str] | None:
    """Return a case and its holder's name, empty where nobody holds it."""
    found = await session.execute(
        select(CaseRow, StaffRow.display_name)
        .outerjoin(StaffRow, StaffRow.id == CaseRow.holder_id)
        .where(CaseRow.id == case_id)
    )
    row = found.one_or_none()
    return (row[0], row[1] or "") if row else None


async def limits_with_reminders(
    session: AsyncSession, case_id: int
) -> tuple[Sequence[CaseLimitRow], Sequence[tuple[CaseLimitRow, ReminderRow]]]:
    """Return the periods of a case, and each warning with its period, the earliest first."""
    found = await session.execute(
        select(CaseLimitRow, ReminderRow)
        .outerjoin(ReminderRow, ReminderRow.limit_id == CaseLimitRow.id)
        .where(CaseLimitRow.case_id == case_id)
        .order_by(CaseLimitRow.id, ReminderRow.fire_at, ReminderRow.id)
    )
    pairs = [(limit, reminder) for limit, reminder in found]
    limits = list(dict.fromkeys(limit for limit, _ in pairs))
    return limits, [(limit, reminder) for limit, reminder in pairs if reminder is not None]


async def note_opened(session: AsyncSession, case_id: int, at: datetime) -> None:
    """Note the first time a member of staff opened a case; looking is no change of its version."""
    await session.execute(
        update(CaseRow)
        .where(CaseRow.id == case_id, CaseRow.opened_at.is_(None))
        .values(opened_at=at)
        .execution_options(synchronize_session=False)
    )
