"""Rows of files; the sealed content is loaded only when a file is opened."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from requests_db.store.tables_cases import FileRow


async def file_by_token(session: AsyncSession, token: str, *, with_content: bool = False) -> FileRow | None:
    """Return a file by its outside name."""
    query = select(FileRow).where(FileRow.token == token)
    if with_content:
        query = query.options(undefer(FileRow.content_sealed)).execution_options(populate_existing=True)
    return await session.scalar(query)


async def files_by_token(session: AsyncSession, tokens: Sequence[str]) -> Sequence[FileRow]:
    """Return the files with these outside names, in the given order; unknown names are left out."""
    if not tokens:
        return ()
    found = await session.scalars(select(FileRow).where(FileRow.token.in_(tokens)))
    by_token = {row.token: row for row in found}
    return [by_token[token] for token in tokens if token in by_token]


async def files_of_case(session: AsyncSession, case_id: int) -> Sequence[FileRow]:
    """Return the files of a case, the oldest first."""
    found = await session.scalars(select(FileRow).where(FileRow.case_id == case_id).order_by(FileRow.id))
    return found.all()


async def attach(session: AsyncSession, file_ids: Sequence[int], case_id: int, kind: str, visibility: str) -> None:
    """Put files into a case."""
    await session.execute(
        update(FileRow)
        .where(FileRow.id.in_(file_ids))
        .values(case_id=case_id, kind=kind, visibility=visibility)
        .execution_options(synchronize_session="fetch")
    )
