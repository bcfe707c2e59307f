"""Bring a database to the present schema, once, however many processes start at the same moment.

The migrations are written by hand and cover the tables of the register and of the knowledge base alike, because
one message is one transaction over both.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

MIGRATIONS = Path(__file__).with_name("migrations")
LOCK_FILE_MODE = 0o600
LOCK_NUMBER = 7_110_033  # any number, the same in every process: names the advisory lock on PostgreSQL


async def upgrade(engine: AsyncEngine) -> None:
    """Create or upgrade all tables; a no-op where they are up to date.

    Concurrent callers wait for each other: on PostgreSQL by an advisory lock, on SQLite by a lock file beside the
    database, because two connections that both switch a new file to WAL do not wait but fail. The whole upgrade is
    one transaction, so a process that dies half-way leaves the schema as it was.
    """
    async with _alone(engine), engine.execution_options(desk_begin="BEGIN EXCLUSIVE").begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK_NUMBER})
        await connection.run_sync(_upgrade)


async def is_current(engine: AsyncEngine) -> bool:
    """Return whether the database has the schema this code was written for."""
    async with engine.connect() as connection:
        return await connection.run_sync(_revision) == newest_revision()


@cache
def newest_revision() -> str:
    """Return the revision this code was written for: the number its last migration is named by."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


@asynccontextmanager
async def _alone(engine: AsyncEngine) -> AsyncIterator[None]:
    """Keep other starters on the same SQLite file waiting; PostgreSQL has its own lock for that."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        yield
        return
    descriptor = os.open(f"{path}.lock", os.O_CREAT | os.O_RDWR, LOCK_FILE_MODE)
    try:
        await asyncio.to_thread(fcntl.flock, descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)  # closing lets the lock go


def _upgrade(connection: Connection) -> None:
    if _revision(connection) == newest_revision():
        return
    from requests_db.store.migrating import migrate  # takes a tenth of a start, and is seldom needed

    migrate(connection, MIGRATIONS)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision
