"""Rows of periods, of the warnings planned from them, and of tasks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.repositories.case_lists import Sight, in_sight
from requests_db.store.tables_cases import CaseLimitRow, CaseRow, ReminderRow, TaskRow

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


async def entry_limit(session: AsyncSession, key: str, entry_id: int) -> CaseLimitRow | None:
    """Return the period of one kind that runs on an entry of the knowledge base."""
    return await session.scalar(
        select(CaseLimitRow).where(
            CaseLimitRow.entry_id == entry_id, CaseLimitRow.key == key, CaseLimitRow.status.in_(LIVE)
        )
    )


async def open_entry_limits(session: AsyncSession, key: str, agency_id: int | None = None) -> Sequence[CaseLimitRow]:
    """Return the periods of one kind that run on entries, the earliest first; of every agency where none is named."""
    running = select(CaseLimitRow).where(
        CaseLimitRow.entry_id.is_not(None), CaseLimitRow.key == key, CaseLimitRow.status.in_(LIVE)
    )
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


async def acknowledge(session: AsyncSession, limit_ids: Sequence[int], staff_id: int, at: datetime, today: date) -> int:
    """Note that somebody saw the fired warnings of some periods; return how many were new.

    What repeats because a day has passed is taken back; seen on the last day itself, the next day's alarm stands.
    """
    of_these = update(ReminderRow).where(ReminderRow.limit_id.in_(limit_ids))
    done = await session.scalars(
        of_these.where(ReminderRow.status == FIRED, ReminderRow.acknowledged_at.is_(None))
        .values(acknowledged_at=at, acknowledged_by=staff_id)
        .returning(ReminderRow.id)
        .execution_options(synchronize_session=False)
    )
    count = len(done.all())
    await session.execute(
        of_these.where(ReminderRow.status == PLANNED, ReminderRow.kind.startswith(OVERDUE), ReminderRow.due_on < today)
        .values(status=CANCELLED)
        .execution_options(synchronize_session=False)
    )
    return count


async def unacknowledged(session: AsyncSession, case_ids: Sequence[int]) -> Sequence[int]:
    """Return which of some cases have a warning that was given and that nobody has acknowledged."""
    found = await session.scalars(
        select(CaseLimitRow.case_id)
        .join(ReminderRow, ReminderRow.limit_id == CaseLimitRow.id)
        .where(
            CaseLimitRow.case_id.in_(case_ids),
            ReminderRow.status == FIRED,
            ReminderRow.acknowledged_at.is_(None),
        )
        .distinct()
    )
    return [case_id for case_id in found if case_id is not None]


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


async def open_task_facts(session: AsyncSession, key: str) -> dict[str, Any]:
    """Return what the open task with this identity holds; empty where none is open."""
    found = await session.scalar(select(TaskRow.facts).where(TaskRow.key == key, TaskRow.state == "open"))
    return dict(found or {})


async def task_by_id(session: AsyncSession, task_id: int) -> TaskRow | None:
    """Return one task, held until the unit ends."""
    return await session.get(TaskRow, task_id, with_for_update=True, populate_existing=True)


async def open_tasks(session: AsyncSession, sight: Sight, *, kind: str = "", limit: int) -> Sequence[TaskRow]:
    """Return the open tasks of an agency, or those of one kind, the oldest first; none about a case out of sight."""
    seen = TaskRow.case_id.in_(select(CaseRow.id).where(in_sight(sight)))
    conditions = [TaskRow.agency_id == sight.agency_id, TaskRow.state == "open", or_(TaskRow.case_id.is_(None), seen)]
    if kind:
        conditions.append(TaskRow.kind == kind)
    found = await session.scalars(select(TaskRow).where(*conditions).order_by(TaskRow.id).limit(limit))
    return found.all()


async def resolve_task(session: AsyncSession, task_id: int, staff_id: int | None, at: datetime) -> TaskRow | None:
    """Close a task; None where there is none open with this id."""
    row = await session.get(TaskRow, task_id)
    if row is None or row.state != "open":
        return None
    row.state, row.resolved_at, row.resolved_by = "resolved", at, staff_id
    return row


async def resolve_task_by_key(session: AsyncSession, key: str, staff_id: int | None, at: datetime) -> bool:
    """Close the task with this identity; return whether it was open, so that of two who close it one is told so."""
    closed = await session.scalars(
        update(TaskRow)
        .where(TaskRow.key == key, TaskRow.state == "open")
        .values(state="resolved", resolved_at=at, resolved_by=staff_id)
        .returning(TaskRow.id)
        .execution_options(synchronize_session=False)
    )
    return closed.first() is not None


async def resolve_tasks_of_case(session: AsyncSession, case_id: int, kind: str, at: datetime) -> None:
    """Close whatever tasks of a kind are open about a case."""
    await session.execute(
        update(TaskRow)
        .where(TaskRow.case_id == case_id, TaskRow.kind == kind, TaskRow.state == "open")
        .values(state="resolved", resolved_at=at, resolved_by=None)
        .execution_options(synchronize_session=False)
    )


def add_limit(session: AsyncSession, *, key: str, subject: str, opened_on: date, **owner: int) -> CaseLimitRow:
    """Open a period on a case (`case_id`), a consultation (`consultation_id`) or an entry (`entry_id`)."""
    row = CaseLimitRow(key=key, subject=subject, opened_on=opened_on, status=OPEN, **owner)
    session.add(row)
    return row
