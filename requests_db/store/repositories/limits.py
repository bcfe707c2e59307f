"""Rows of periods, of the warnings planned from them, and of tasks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.tables_cases import CaseLimitRow, ReminderRow, TaskRow

LIVE = ("open", "paused")
OPEN, PAUSED, MET, CANCELLED = "open", "paused", "met", "cancelled"
PLANNED, FIRED = "planned", "fired"
OVERDUE = "overdue"  # how the kinds of repeated warnings begin


async def live_limits(session: AsyncSession, case_id: int) -> Sequence[CaseLimitRow]:
    """Return the periods that run or pause on a case."""
    found = await session.scalars(
        select(CaseLimitRow)
        .where(CaseLimitRow.case_id == case_id, CaseLimitRow.status.in_(LIVE))
        .order_by(CaseLimitRow.id)
    )
    return found.all()


async def limits_of(session: AsyncSession, case_id: int) -> Sequence[CaseLimitRow]:
    """Return every period of a case, the oldest first."""
    found = await session.scalars(select(CaseLimitRow).where(CaseLimitRow.case_id == case_id).order_by(CaseLimitRow.id))
    return found.all()


async def limit_by_id(session: AsyncSession, limit_id: int) -> CaseLimitRow | None:
    """Return one period."""
    return await session.get(CaseLimitRow, limit_id)


async def consultation_limit(session: AsyncSession, consultation_id: int) -> CaseLimitRow | None:
    """Return the period that runs on a consultation."""
    return await session.scalar(
        select(CaseLimitRow).where(CaseLimitRow.consultation_id == consultation_id, CaseLimitRow.status.in_(LIVE))
    )


async def interpretation_limit(session: AsyncSession, entry_id: int) -> CaseLimitRow | None:
    """Return the period that runs on a policy until its interpretation is public."""
    return await session.scalar(
        select(CaseLimitRow).where(CaseLimitRow.entry_id == entry_id, CaseLimitRow.status.in_(LIVE))
    )


async def open_interpretations(session: AsyncSession, agency_id: int | None = None) -> Sequence[CaseLimitRow]:
    """Return the periods that run on policies, the earliest first; of every agency where none is named."""
    running = select(CaseLimitRow).where(CaseLimitRow.entry_id.is_not(None), CaseLimitRow.status.in_(LIVE))
    if agency_id is not None:
        running = running.where(CaseLimitRow.agency_id == agency_id)
    found = await session.scalars(running.order_by(CaseLimitRow.due_on, CaseLimitRow.id))
    return found.all()


async def reminders_of(session: AsyncSession, limit_ids: Sequence[int]) -> Sequence[ReminderRow]:
    """Return the warnings of some periods, in the order in which they fire."""
    found = await session.scalars(
        select(ReminderRow).where(ReminderRow.limit_id.in_(limit_ids)).order_by(ReminderRow.fire_at, ReminderRow.id)
    )
    return found.all()


async def due_reminder_ids(session: AsyncSession, now: datetime, *, limit: int) -> Sequence[int]:
    """Return warnings that are due and not yet fired, the oldest first."""
    found = await session.scalars(
        select(ReminderRow.id)
        .where(ReminderRow.status == PLANNED, ReminderRow.fire_at <= now)
        .order_by(ReminderRow.fire_at, ReminderRow.id)
        .limit(limit)
    )
    return found.all()


async def claim_reminder(session: AsyncSession, reminder_id: int, now: datetime) -> ReminderRow | None:
    """Mark a warning as fired if nobody did so before; None where somebody did."""
    claimed = await session.scalar(
        update(ReminderRow)
        .where(ReminderRow.id == reminder_id, ReminderRow.status == PLANNED, ReminderRow.fire_at <= now)
        .values(status=FIRED, fired_at=now)
        .returning(ReminderRow.id)
        .execution_options(synchronize_session=False)
    )
    if claimed is None:
        return None
    return await session.get(ReminderRow, claimed, populate_existing=True)


async def acknowledge(session: AsyncSession, case_id: int, staff_id: int, at: datetime) -> int:
    """Note that somebody saw the fired warnings of a case and take back their repetitions; return how many were new."""
    limits = select(CaseLimitRow.id).where(CaseLimitRow.case_id == case_id)
    of_case = update(ReminderRow).where(ReminderRow.limit_id.in_(limits))
    done = await session.scalars(
        of_case.where(ReminderRow.status == FIRED, ReminderRow.acknowledged_at.is_(None))
        .values(acknowledged_at=at, acknowledged_by=staff_id)
        .returning(ReminderRow.id)
        .execution_options(synchronize_session=False)
    )
    count = len(done.all())
    await session.execute(
        of_case.where(ReminderRow.status == PLANNED, ReminderRow.kind.startswith(OVERDUE))
        .values(status=CANCELLED)
        .execution_options(synchronize_session=False)
    )
    return count


async def open_task(
    session: AsyncSession,
    *,
    agency_id: int,
    key: str,
    kind: str,
    at: datetime,
    facts: dict[str, Any],
    case_id: int | None = None,
    unit_id: int | None = None,
) -> TaskRow:
    """Return the task with this identity, opening it (again) where it is not open."""
    row = await session.scalar(select(TaskRow).where(TaskRow.key == key))
    if row is None:
        row = TaskRow(agency_id=agency_id, key=key, kind=kind, case_id=case_id, unit_id=unit_id, opened_at=at)
        session.add(row)
    row.facts, row.state, row.resolved_at, row.resolved_by = facts, "open", None, None
    await session.flush()
    return row


async def open_tasks(session: AsyncSession, agency_id: int, *, limit: int) -> Sequence[TaskRow]:
    """Return the open tasks of an agency, the oldest first."""
    found = await session.scalars(
        select(TaskRow).where(TaskRow.agency_id == agency_id, TaskRow.state == "open").order_by(TaskRow.id).limit(limit)
    )
    return found.all()


async def resolve_task(session: AsyncSession, task_id: int, staff_id: int | None, at: datetime) -> TaskRow | None:
    """Close a task; None where there is none open with this id."""
    row = await session.get(TaskRow, task_id)
    if row is None or row.state != "open":
        return None
    row.state, row.resolved_at, row.resolved_by = "resolved", at, staff_id
    return row


async def resolve_task_by_key(session: AsyncSession, key: str, staff_id: int | None, at: datetime) -> None:
    """Close the task with this identity, where it is open."""
    await session.execute(
        update(TaskRow)
        .where(TaskRow.key == key, TaskRow.state == "open")
        .values(state="resolved", resolved_at=at, resolved_by=staff_id)
        .execution_options(synchronize_session=False)
    )


def add_limit(session: AsyncSession, *, key: str, subject: str, opened_on: date, **owner: int) -> CaseLimitRow:
    """Open a period on a case (`case_id`), a consultation (`consultation_id`) or an entry (`entry_id`)."""
    row = CaseLimitRow(key=key, subject=subject, opened_on=opened_on, status=OPEN, **owner)
    session.add(row)
    return row
