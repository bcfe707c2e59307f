"""Bring a database to the present schema, once, however many processes start at the same moment.

The migrations are written by hand and cover the tables of the register and of the knowledge base alike, because
one message is one transaction over both.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

MIGRATIONS = Path(__file__).with_name("migrations")
LOCK_NUMBER = 7_110_033  # any number, the same in every process: names the advisory lock on PostgreSQL


async def upgrade(engine: AsyncEngine) -> None:
    """Create or upgrade all tables; a no-op where they are up to date.

    Concurrent callers wait for each other: on PostgreSQL by an advisory lock, on SQLite by BEGIN EXCLUSIVE. The whole
    upgrade is one transaction, so a process that dies half-way leaves the schema as it was.
    """
    exclusive = engine.execution_options(desk_begin="BEGIN EXCLUSIVE")
    async with exclusive.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK_NUMBER})
        await connection.run_sync(_upgrade)


async def is_current(engine: AsyncEngine) -> bool:
    """Return whether the database has the schema this code was written for."""
    async with engine.connect() as connection:
        return await connection.run_sync(_revision) == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
