"""Rows of what members of staff were told: adding, reading one's own, and the last word on some cases."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.base import AnyRow
from requests_db.store.tables_board import StaffNoticeRow
from requests_db.store.tables_conversations import OutboxRow

DESK = "desk"
COLUMNS = (
    StaffNoticeRow.id,
    StaffNoticeRow.case_id,
    StaffNoticeRow.key,
    StaffNoticeRow.facts,
    StaffNoticeRow.created_at,
    StaffNoticeRow.seen_at,
)


async def own(session: AsyncSession, staff_id: int, *, offset: int, limit: int) -> Sequence[AnyRow]:
    """Return what somebody was told at the desk, the newest first."""
    found = await session.execute(
        select(*COLUMNS).where(*_at_desk(staff_id)).order_by(StaffNoticeRow.id.desc()).offset(offset).limit(limit)
    )
    return found.all()


async def count_own(session: AsyncSession, staff_id: int, *, only_unseen: bool = False) -> int:
    """Return how much somebody was told at the desk, or how much of it they have not looked at."""
    conditions = _at_desk(staff_id)
    if only_unseen:
        conditions.append(StaffNoticeRow.seen_at.is_(None))
    return await session.scalar(select(func.count()).select_from(StaffNoticeRow).where(*conditions)) or 0


async def unseen_of_case(session: AsyncSession, staff_id: int, case_id: int) -> Sequence[int]:
    """Return what somebody was told of a case at the desk and has not looked at."""
    found = await session.scalars(
        select(StaffNoticeRow.id).where(
            *_at_desk(staff_id), StaffNoticeRow.seen_at.is_(None), StaffNoticeRow.case_id == case_id
        )
    )
    return found.all()


async def note_seen(session: AsyncSession, staff_id: int, notice_ids: Sequence[int], at: datetime) -> int:
    """Note that somebody's own notices were on their screen; return how many were new to them."""
    seen = await session.scalars(
        update(StaffNoticeRow)
        .where(*_at_desk(staff_id), StaffNoticeRow.id.in_(notice_ids), StaffNoticeRow.seen_at.is_(None))
        .values(seen_at=at)
        .returning(StaffNoticeRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(seen.all())


async def last_warnings(session: AsyncSession, case_ids: Sequence[int]) -> Sequence[AnyRow]:
    """Return what was sent for the newest warning of each case, to everybody and by every way.

    Columns: case_id, key, staff_id, way, created_at, seen_at, state (of the outbox, none at the desk), sent_at, error.
    """
    newest = (
        select(StaffNoticeRow.case_id, func.max(StaffNoticeRow.reminder_id).label("reminder_id"))
        .where(StaffNoticeRow.case_id.in_(case_ids), StaffNoticeRow.reminder_id.is_not(None))
        .group_by(StaffNoticeRow.case_id)
        .subquery()
    )
    found = await session.execute(
        select(
            StaffNoticeRow.case_id,
            StaffNoticeRow.key,
            StaffNoticeRow.staff_id,
            StaffNoticeRow.way,
            StaffNoticeRow.created_at,
            StaffNoticeRow.seen_at,
            OutboxRow.state,
            OutboxRow.sent_at,
            OutboxRow.error,
        )
        .join(newest, StaffNoticeRow.reminder_id == newest.c.reminder_id)
        .outerjoin(OutboxRow, in_outbox())
        .order_by(StaffNoticeRow.id)
    )
    return found.all()


def in_outbox() -> ColumnElement[bool]:
    """Return the condition that a row of the outbox is the delivery of a notice."""
    return and_(OutboxRow.conversation_id == StaffNoticeRow.conversation_id, OutboxRow.number == StaffNoticeRow.number)


def _at_desk(staff_id: int) -> list[ColumnElement[bool]]:
    return [StaffNoticeRow.staff_id == staff_id, StaffNoticeRow.way == DESK]
