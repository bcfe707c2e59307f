"""A consistent copy of the embedded database while it is in use, and its way back.

SQLite's own online copy is used on both ways, so a running service neither stops nor tears the copy. PostgreSQL
has better tools of its own; `NotEmbedded` says so.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

PAGES_AT_ONCE = 512


class NotEmbedded(Exception):
    """The database is not the embedded one; its server's own tools make the copy."""


class CannotWrite(Exception):
    """The copy cannot be written where it was asked for."""


class BadBackup(Exception):
    """The file is not a whole copy of this product's database."""


def backup(url: str, target: Path) -> int:
    """Write a consistent copy of the embedded database to `target`; return its size in bytes.

    Raises:
        NotEmbedded: `url` names another kind of database.
        FileNotFoundError: there is no database yet.
        CannotWrite: the folder is missing or not ours to write in.
    """
    source = embedded_file(url)
    if not source.exists():
        raise FileNotFoundError(source)
    aside = target.with_name(f"{target.name}.part")
    try:
        aside.unlink(missing_ok=True)
        _copy(source, aside)
        _check(aside)
        os.replace(aside, target)
    except (OSError, sqlite3.OperationalError) as error:
        raise CannotWrite(str(target)) from error
    return target.stat().st_size


def restore(url: str, copy: Path) -> Path | None:
    """Put `copy` in the place of the embedded database; return where the former one was kept, if there was one.

    Raises:
        NotEmbedded: `url` names another kind of database.
        BadBackup: `copy` is damaged or something else.
    """
    target = embedded_file(url)
    _check(copy)
    kept = None
    if target.exists():
        kept = target.with_name(f"{target.name}.before-restore")
        kept.unlink(missing_ok=True)
        _copy(target, kept)
    target.parent.mkdir(parents=True, exist_ok=True)
    _copy(copy, target)
    return kept


def embedded_file(url: str) -> Path:
    """Return the file of the embedded database.

    Raises:
        NotEmbedded: `url` names another kind of database, or one in memory.
    """
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite" or not parts.database or parts.database == ":memory:":
        raise NotEmbedded(parts.get_backend_name())
    return Path(parts.database)


def _copy(source: Path, target: Path) -> None:
    origin = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
    with closing(origin), closing(sqlite3.connect(target)) as destination:
        origin.backup(destination, pages=PAGES_AT_ONCE)
        destination.execute("PRAGMA journal_mode=WAL")


def _check(path: Path) -> None:
    if not path.is_file():
        raise BadBackup(str(path))
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            whole = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        raise BadBackup(str(path)) from error
    if not whole or not {"cases", "case_events", "alembic_version"} <= tables:
        raise BadBackup(str(path))
