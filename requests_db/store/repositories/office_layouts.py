"""Rows of the Word layouts an office prints its letters on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.tables_desk import OfficeLayoutRow


async def layouts(session: AsyncSession, agency_id: int) -> Sequence[OfficeLayoutRow]:
    """Return the layouts of an office."""
    found = await session.scalars(select(OfficeLayoutRow).where(OfficeLayoutRow.agency_id == agency_id))
    return found.all()


async def put_layout(  # noqa: PLR0913 - the columns of a row
    session: AsyncSession, agency_id: int, name: str, content: bytes, file_name: str, by: str, at: datetime
) -> None:
    """Keep a layout; the one kept under this name before gives way."""
    await remove_layout(session, agency_id, name)
    row = OfficeLayoutRow(
        agency_id=agency_id, name=name, content=content, file_name=file_name, uploaded_at=at, uploaded_by=by
    )
    session.add(row)
    await session.flush()


async def remove_layout(session: AsyncSession, agency_id: int, name: str) -> None:
    """Forget a layout."""
    await session.execute(
        delete(OfficeLayoutRow).where(OfficeLayoutRow.agency_id == agency_id, OfficeLayoutRow.name == name)
    )
