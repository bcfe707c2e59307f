"""Counts of cases by day, within sight, for charts."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Integer, case, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.base import AnyRow
from requests_db.store.repositories.board_lists import was_open
from requests_db.store.repositories.case_lists import Sight, in_sight
from requests_db.store.tables_cases import CaseRow


async def closed_by_day(session: AsyncSession, sight: Sight, first: date, last: date) -> Sequence[AnyRow]:
    """Return closed cases by unit and day: unit_id, closed_on, closed, on_time."""
    in_time = or_(CaseRow.due_on.is_(None), CaseRow.closed_on <= CaseRow.due_on)
    found = await session.execute(
        select(
            CaseRow.unit_id,
            CaseRow.closed_on,
            func.count().label("closed"),
            cast(func.sum(case((in_time, 1), else_=0)), Integer).label("on_time"),
        )
        .where(in_sight(sight), CaseRow.closed_on.between(first, last))
        .group_by(CaseRow.unit_id, CaseRow.closed_on)
    )
    return found.all()


async def due_by_day(session: AsyncSession, sight: Sight, first: date, last: date) -> Sequence[AnyRow]:
    """Return open cases by their last day: due_on, number, provisional."""
    found = await session.execute(
        select(
            CaseRow.due_on,
            func.count().label("number"),
            cast(func.sum(case((CaseRow.due_provisional, 1), else_=0)), Integer).label("provisional"),
        )
        .where(in_sight(sight), CaseRow.is_open.is_(True), CaseRow.due_on.between(first, last))
        .group_by(CaseRow.due_on)
        .order_by(CaseRow.due_on)
    )
    return found.all()


async def open_on_days(session: AsyncSession, sight: Sight, days: Sequence[date]) -> Sequence[AnyRow]:
    """Return how many cases each unit had open at the end of some days: unit_id, then a number for each day.

    A unit has two lines, one of cases still open and one of those closed since: asked together no index would serve.
    """
    sums = [cast(func.sum(case((was_open(day), 1), else_=0)), Integer).label(day.isoformat()) for day in days]
    counted = select(CaseRow.unit_id, *sums).where(in_sight(sight)).group_by(CaseRow.unit_id)
    still = await session.execute(counted.where(CaseRow.closed_on.is_(None)))
    since = await session.execute(counted.where(CaseRow.closed_on > min(days)))
    return [*still.all(), *since.all()]


async def received_by_day(session: AsyncSession, sight: Sight, first: date, last: date) -> Sequence[AnyRow]:
    """Return received cases by day and kind of applicant: received_on, applicant_kind, number."""
    found = await session.execute(
        select(CaseRow.received_on, CaseRow.applicant_kind, func.count().label("number"))
        .where(in_sight(sight), CaseRow.received_on.between(first, last))
        .group_by(CaseRow.received_on, CaseRow.applicant_kind)
    )
    return found.all()
