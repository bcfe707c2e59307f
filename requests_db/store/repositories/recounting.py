"""Rows touched when dates are counted anew: read as plain columns in batches, written many at a time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, and_, bindparam, exists, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.base import AnyRow
from requests_db.store.repositories.limits import LIVE
from requests_db.store.tables_agency import CalendarNoticeRow
from requests_db.store.tables_cases import CaseEventRow, CaseFollowerRow, CaseLimitRow, CaseRow, ConsultationRow

TABLE: Table = CaseRow.metadata.tables[CaseRow.__tablename__]
COLUMNS = (
    CaseRow.id,
    CaseRow.agency_id,
    CaseRow.ref,
    CaseRow.state,
    CaseRow.is_open,
    CaseRow.law_on,
    CaseRow.due_on,
    CaseRow.due_provisional,
    CaseRow.clock_state,
    CaseRow.pause_reason,
    CaseRow.stopped_until,
)


async def hold_cases_with_dates(session: AsyncSession, today: date, *, after: int, limit: int) -> Sequence[AnyRow]:
    """Return the next cases on which a date still matters, held until the unit ends: id, agency_id, calendar_version.

    A date matters while the case is open, or while one of its periods is yet to end.
    """
    ahead = exists().where(
        CaseLimitRow.case_id == CaseRow.id, CaseLimitRow.status.in_(LIVE), CaseLimitRow.due_on >= today
    )
    found = await session.execute(
        select(CaseRow.id, CaseRow.agency_id, CaseRow.calendar_version)
        .where(CaseRow.id > after, or_(CaseRow.is_open.is_(True), ahead))
        .order_by(CaseRow.id)
        .limit(limit)
        .with_for_update(of=CaseRow)
    )
    return found.all()


async def recount_lines(session: AsyncSession, action: str, since: date) -> Sequence[AnyRow]:
    """Return the lines that `action` wrote on or after a day, by case, with the case's agency and number."""
    found = await session.execute(
        select(
            CaseEventRow.id,
            CaseEventRow.case_id,
            CaseRow.agency_id,
            CaseRow.ref,
            CaseEventRow.state_after,
            CaseEventRow.due_before,
            CaseEventRow.due_after,
            CaseEventRow.facts,
        )
        .join(CaseRow, CaseRow.id == CaseEventRow.case_id)
        .where(CaseEventRow.action == action, CaseEventRow.on_day >= since)
        .order_by(CaseEventRow.case_id, CaseEventRow.seq)
    )
    return found.all()


async def moved_and_followed(
    session: AsyncSession, action: str, *, agency_id: int, since: date, after: int, limit: int
) -> Sequence[AnyRow]:
    """Return the next lines by which `action` set the day that still stands of open cases somebody follows."""
    followed = exists().where(CaseFollowerRow.case_id == CaseRow.id)
    found = await session.execute(
        select(
            CaseEventRow.id,
            CaseEventRow.case_id,
            CaseRow.ref,
            CaseEventRow.due_before,
            CaseEventRow.due_after,
            CaseEventRow.facts,
        )
        .join(CaseRow, CaseRow.id == CaseEventRow.case_id)
        .where(
            CaseEventRow.action == action,
            CaseEventRow.on_day >= since,
            CaseEventRow.id > after,
            CaseRow.agency_id == agency_id,
            CaseRow.is_open.is_(True),
            CaseEventRow.due_before.is_not(None),
            CaseRow.due_on == CaseEventRow.due_after,
            followed,
        )
        .order_by(CaseEventRow.id)
        .limit(limit)
    )
    return found.all()


async def dates_of(session: AsyncSession, case_ids: Sequence[int]) -> Sequence[AnyRow]:
    """Return the columns by which some cases are counted, by id."""
    found = await session.execute(select(*COLUMNS).where(CaseRow.id.in_(case_ids)).order_by(CaseRow.id))
    return found.all()


async def live_limits_of(session: AsyncSession, case_ids: Sequence[int]) -> dict[int, list[CaseLimitRow]]:
    """Return the periods that run or pause on some cases, by case."""
    # Told apart here: asked for the status too, SQLite would go through every period that runs on any case.
    found = await session.scalars(
        select(CaseLimitRow).where(CaseLimitRow.case_id.in_(case_ids)).order_by(CaseLimitRow.id)
    )
    limits: dict[int, list[CaseLimitRow]] = {case_id: [] for case_id in case_ids}
    for row in found:
        if row.case_id is not None and row.status in LIVE:
            limits[row.case_id].append(row)
    return limits


async def write_dates(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write new dates: case_id, due, provisional, clock, pause, stopped, and bump, by how much the version grows."""
    if not rows:
        return
    statement = (
        update(TABLE)
        .where(TABLE.c.id == bindparam("case_id"))
        .values(
            due_on=bindparam("due"),
            due_provisional=bindparam("provisional"),
            clock_state=bindparam("clock"),
            pause_reason=bindparam("pause"),
            stopped_until=bindparam("stopped"),
            version=TABLE.c.version + bindparam("bump"),
        )
    )
    connection = await session.connection()
    await connection.execute(statement, list(rows))


async def note_calendar(session: AsyncSession, case_ids: Sequence[int], version: str) -> None:
    """Note with which calendar some cases were counted."""
    connection = await session.connection()
    await connection.execute(update(TABLE).where(TABLE.c.id.in_(case_ids)).values(calendar_version=version))


async def open_tickets(session: AsyncSession, today: date) -> Sequence[tuple[ConsultationRow, CaseLimitRow]]:
    """Return the questions whose target is yet to come, each with its period."""
    found = await session.execute(
        select(ConsultationRow, CaseLimitRow)
        .join(CaseLimitRow, CaseLimitRow.consultation_id == ConsultationRow.id)
        .where(CaseLimitRow.status.in_(LIVE), CaseLimitRow.due_on >= today)
        .order_by(ConsultationRow.id)
    )
    return [(ticket, limit) for ticket, limit in found]


async def is_stale(session: AsyncSession, versions: Mapping[int, str]) -> bool:
    """Return whether an open case was counted with another calendar than its agency's, given by agency."""
    conditions = [
        and_(CaseRow.agency_id == agency_id, CaseRow.calendar_version != version)
        for agency_id, version in versions.items()
    ]
    found = await session.scalar(
        select(CaseRow.id).where(CaseRow.is_open.is_(True), or_(false(), *conditions)).limit(1)
    )
    return found is not None


async def unfinished_notice(session: AsyncSession) -> CalendarNoticeRow | None:
    """Return the newest notice whose recount was begun and not ended."""
    return await session.scalar(
        select(CalendarNoticeRow)
        .where(CalendarNoticeRow.recounted_at.is_(None))
        .order_by(CalendarNoticeRow.id.desc())
        .limit(1)
    )


async def newest_notice(session: AsyncSession, year: int) -> CalendarNoticeRow | None:
    """Return the newest loaded notice for a year."""
    return await session.scalar(
        select(CalendarNoticeRow)
        .where(CalendarNoticeRow.year == year)
        .order_by(CalendarNoticeRow.version.desc())
        .limit(1)
    )


async def add_notice(
    session: AsyncSession, *, year: int, text: str, content_hash: str, notice: str, source: str, at: datetime, by: str
) -> CalendarNoticeRow:
    """Keep a notice as the next version of its year, its recount yet to be done."""
    last = await session.scalar(select(func.max(CalendarNoticeRow.version)).where(CalendarNoticeRow.year == year))
    row = CalendarNoticeRow(
        year=year,
        version=(last or 0) + 1,
        text=text,
        content_hash=content_hash,
        notice=notice,
        source=source,
        imported_at=at,
        imported_by=by,
    )
    session.add(row)
    await session.flush()
    return row


async def end_recount(session: AsyncSession, notice_id: int, at: datetime) -> None:
    """Note that every case has been counted with a notice; the first time stands."""
    await session.execute(
        update(CalendarNoticeRow)
        .where(CalendarNoticeRow.id == notice_id, CalendarNoticeRow.recounted_at.is_(None))
        .values(recounted_at=at)
        .execution_options(synchronize_session=False)
    )
