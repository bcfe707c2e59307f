"""Inserting many rows of one table by one statement; the session does not keep them."""

from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.base import Base


async def insert_rows(session: AsyncSession, rows: Sequence[Base]) -> None:
    """Insert rows of one table, all with the same columns set; what is not set gets the column's default.

    Left to itself the session would insert rows with generated keys one by one on SQLite.
    """
    if not rows:
        return
    table = Base.metadata.tables[rows[0].__tablename__]
    columns = [column.key for column in table.columns if column.key in vars(rows[0])]
    connection = await session.connection()
    await connection.execute(insert(table), [{key: getattr(row, key) for key in columns} for row in rows])
