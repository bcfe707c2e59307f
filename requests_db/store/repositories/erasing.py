"""Rows whose sealed content is lawfully erased; their digests stay."""

from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.tables_cases import CaseEventRow, CaseSearchRow, FileRow

FIRST = 1


async def erase_search(session: AsyncSession, case_id: int, fields: Sequence[str]) -> None:
    """Take a case out of the blind index of some fields."""
    await session.execute(
        delete(CaseSearchRow).where(CaseSearchRow.case_id == case_id, CaseSearchRow.field.in_(fields))
    )


async def erase_first_private(session: AsyncSession, case_id: int) -> None:
    """Erase the sealed part of the first line of a history, which holds the access code."""
    await session.execute(
        update(CaseEventRow)
        .where(CaseEventRow.case_id == case_id, CaseEventRow.seq == FIRST)
        .values(private_sealed=None)
        .execution_options(synchronize_session=False)
    )


async def erase_files(session: AsyncSession, case_id: int, kinds: Sequence[str]) -> int:
    """Erase the content of a case's files of some kinds; return how many."""
    erased = await session.scalars(
        update(FileRow)
        .where(FileRow.case_id == case_id, FileRow.kind.in_(kinds), FileRow.content_sealed.is_not(None))
        .values(content_sealed=None)
        .returning(FileRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(erased.all())
