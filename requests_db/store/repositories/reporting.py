"""Columns from which the annual report is counted; no content is read."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.base import AnyRow
from requests_db.store.tables_cases import CaseEventRow, CaseRow


async def counted_cases(
    session: AsyncSession, agency_id: int, *, first: date, last: date, also: Sequence[int]
) -> Sequence[AnyRow]:
    """Return the cases received up to `last` that were not finished before `first`, and those in `also`."""
    found = await session.execute(
        select(
            CaseRow.id,
            CaseRow.ref,
            CaseRow.received_on,
            CaseRow.applicant_kind,
            CaseRow.outcome,
            CaseRow.closed_on,
            CaseRow.is_imported,
        )
        .where(
            CaseRow.agency_id == agency_id,
            CaseRow.received_on <= last,
            or_(CaseRow.closed_on.is_(None), CaseRow.closed_on >= first, CaseRow.id.in_(also)),
        )
        .order_by(CaseRow.received_on, CaseRow.id)
    )
    return found.all()


async def cases_of(session: AsyncSession, case_ids: Sequence[int]) -> Sequence[AnyRow]:
    """Return some cases by the columns a list of the report shows."""
    found = await session.execute(
        select(
            CaseRow.id, CaseRow.ref, CaseRow.received_on, CaseRow.applicant_kind, CaseRow.outcome, CaseRow.closed_on
        ).where(CaseRow.id.in_(case_ids))
    )
    return found.all()


async def cases_with(session: AsyncSession, agency_id: int, action: str) -> Sequence[int]:
    """Return the cases on which something was done at least once."""
    found = await session.scalars(
        select(CaseEventRow.case_id)
        .join(CaseRow, CaseRow.id == CaseEventRow.case_id)
        .where(CaseRow.agency_id == agency_id, CaseEventRow.action == action)
        .distinct()
    )
    return found.all()


async def events_named(
    session: AsyncSession, agency_id: int, actions: Sequence[str], *, last: date
) -> Sequence[AnyRow]:
    """Return case, action, day and facts of every such event up to `last`, case by case in their order."""
    found = await session.execute(
        select(CaseEventRow.case_id, CaseEventRow.action, CaseEventRow.on_day, CaseEventRow.facts)
        .join(CaseRow, CaseRow.id == CaseEventRow.case_id)
        .where(CaseRow.agency_id == agency_id, CaseEventRow.action.in_(actions), CaseEventRow.on_day <= last)
        .order_by(CaseEventRow.case_id, CaseEventRow.seq)
    )
    return found.all()
