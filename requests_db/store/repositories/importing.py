"""What an import of an older register must know of the cases there are."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.tables_cases import CaseEventRow, CaseRow

FIRST_LINE = 1


async def first_facts(session: AsyncSession, refs: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return by number what the first line of history says of each of these cases that exists."""
    found = await session.execute(
        select(CaseRow.ref, CaseEventRow.facts)
        .join(CaseEventRow, CaseEventRow.case_id == CaseRow.id)
        .where(CaseRow.ref.in_(refs), CaseEventRow.seq == FIRST_LINE)
    )
    return {ref: facts for ref, facts in found}


async def ids_of(session: AsyncSession, refs: Sequence[str]) -> dict[str, int]:
    """Return the ids of cases by their numbers."""
    found = await session.execute(select(CaseRow.ref, CaseRow.id).where(CaseRow.ref.in_(refs)))
    return {ref: case_id for ref, case_id in found}
