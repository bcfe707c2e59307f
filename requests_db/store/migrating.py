"""Run the migrations: the one door to the migration tool, opened only where the schema is not the present one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def migrate(connection: Connection, scripts: Path) -> None:
    """Bring the schema behind a connection, inside its transaction, to the last of the migrations in a folder."""
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
