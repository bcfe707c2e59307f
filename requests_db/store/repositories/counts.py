"""Counts of what is open or waiting; no content is read."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.tables_cases import CaseRow, ConsultationRow, ReminderRow, TaskRow
from requests_db.store.tables_conversations import OutboxRow

DATABASE_FAULTS = (SQLAlchemyError,)


async def waiting(session: AsyncSession, *, now: datetime, today: date) -> dict[str, int]:
    """Return open cases, overdue cases, open consultations and tasks, undelivered messages, late reminders."""
    asked: dict[str, tuple[type, ColumnElement[bool]]] = {
        "cases_open": (CaseRow, CaseRow.is_open.is_(True)),
        "cases_overdue": (CaseRow, CaseRow.is_open.is_(True) & (CaseRow.due_on < today)),
        "consultations_open": (ConsultationRow, ConsultationRow.state == "open"),
        "tasks_open": (TaskRow, TaskRow.state == "open"),
        "outbox_pending": (OutboxRow, OutboxRow.state == "pending"),
        "reminders_late": (ReminderRow, (ReminderRow.status == "planned") & (ReminderRow.fire_at <= now)),
    }
    found = {}
    for name, (table, condition) in asked.items():
        found[name] = await session.scalar(select(func.count()).select_from(table).where(condition)) or 0
    return found
