"""What the page of one case needs, in few statements."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from requests_db.store.base import AnyRow
from requests_db.store.tables_agency import StaffRow
from requests_db.store.tables_cases import CaseLimitRow, CaseRow, ReminderRow


async def case_with_holder(session: AsyncSession, case_id: int, today: date) -> AnyRow | None:
    """Return `CaseRow`, its `holder_name`, and `stand_in_name` with `away_until_on` where somebody stands in today."""
    stand_in = aliased(StaffRow)
    is_away = and_(StaffRow.away_from_on <= today, StaffRow.away_until_on >= today, stand_in.is_active.is_(True))
    found = await session.execute(
        select(
            CaseRow,
            StaffRow.display_name.label("holder_name"),
            stand_in.display_name.label("stand_in_name"),
            StaffRow.away_until_on,
        )
        .outerjoin(StaffRow, StaffRow.id == CaseRow.holder_id)
        .outerjoin(stand_in, and_(stand_in.id == StaffRow.stand_in_id, is_away))
        .where(CaseRow.id == case_id)
    )
    return found.one_or_none()


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
