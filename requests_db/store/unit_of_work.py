"""One unit of work: a session, a clock, the secrets, and all that commits together.

Roll back unless committed. On SQLite a writing unit begins with BEGIN IMMEDIATE, because the default mode
lets two readers both decide to write and loses one of the updates silently; reading units begin plainly.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from sqlalchemy import Connection, event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, AsyncSessionTransaction, create_async_engine
from sqlalchemy.orm.exc import StaleDataError

from requests_db.clock import Clock
from requests_db.store import tables  # noqa: F401 - every table is known before the first session
from requests_db.store.secrets import Digester, FieldCipher

BUSY_TIMEOUT_SECONDS = 20.0

Companion = TypeVar("Companion")


class WriteConflict(Exception):
    """Somebody else wrote the same rows first; the unit may be tried again from the start."""


class UnitOfWork:
    """An async context manager around one transaction.

    Args:
        session: a fresh session, used by this unit alone.
        clock: now and today for everything done in the unit.
        cipher: seals and opens fields.
        digester: keyed digests for search and for the history chain.
        companions: objects bound to the same session by the composition root, by class.
        gate: held while the unit lives, where only one unit at a time can write; a second one inside it would wait
            for ever.
    """

    def __init__(
        self,
        session: AsyncSession,
        *,
        clock: Clock,
        cipher: FieldCipher,
        digester: Digester,
        companions: Mapping[type, Callable[["UnitOfWork"], object]],
        gate: asyncio.Lock | None = None,
    ) -> None:
        self.session = session
        self._gate = gate
        self.clock = clock
        self.cipher = cipher
        self.digester = digester
        self._companions = companions
        self._bound: dict[type, object] = {}

    @property
    def now(self) -> datetime:
        """The present instant, aware UTC."""
        return self.clock.now()

    @property
    def today(self) -> date:
        """The present legal day in the authority's zone."""
        return self.clock.today()

    def companion(self, kind: type[Companion]) -> Companion:
        """Return the object of `kind` that shares this transaction."""
        if kind not in self._bound:
            self._bound[kind] = self._companions[kind](self)
        return cast("Companion", self._bound[kind])

    def offers(self, kind: type) -> bool:
        """Return whether the composition root gave this unit an object of `kind`."""
        return kind in self._companions

    def together(self) -> AsyncSessionTransaction:
        """Return a context in which all is done, or on an error nothing of it, while the unit itself goes on.

        Services use it around several writes: a refusal is told to the person in the same unit of work, which then
        commits, and must leave nothing half-done behind.
        """
        return self.session.begin_nested()

    async def __aenter__(self) -> Self:
        if self._gate is not None:
            await self._gate.acquire()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.session.rollback()
            await self.session.close()
        finally:
            self._leave_gate()
        if isinstance(error, StaleDataError | IntegrityError) or is_lock_failure(error):
            raise WriteConflict(type(error).__name__) from error

    async def commit(self) -> None:
        """Make everything done in this unit true at once.

        Raises:
            WriteConflict: another unit wrote the same rows first.
        """
        try:
            await self.session.commit()
        except (StaleDataError, IntegrityError, OperationalError) as error:
            await self.session.rollback()
            raise WriteConflict(type(error).__name__) from error
        self._leave_gate()

    def _leave_gate(self) -> None:
        """Let the next writer in; the rest of this unit only tidies up."""
        if self._gate is not None:
            self._gate.release()
            self._gate = None


class Units:
    """Makes units of work; the one thing services' callers are given."""

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        clock: Clock,
        cipher: FieldCipher,
        digester: Digester,
        companions: Mapping[type, Callable[[UnitOfWork], object]] | None = None,
    ) -> None:
        self.engine = engine
        self.clock = clock
        self._cipher = cipher
        self._digester = digester
        self._companions = dict(companions or {})
        self._writing = engine.execution_options(desk_begin="BEGIN IMMEDIATE")
        # SQLite lets writers in by chance, after growing sleeps; within a process they queue here, first come first.
        self._gate = asyncio.Lock() if engine.dialect.name == "sqlite" else None

    def writing(self) -> UnitOfWork:
        """Return a unit that may change rows."""
        return self._unit(self._writing, self._gate)

    def reading(self) -> UnitOfWork:
        """Return a unit that only looks."""
        return self._unit(self.engine)

    def _unit(self, bind: AsyncEngine, gate: asyncio.Lock | None = None) -> UnitOfWork:
        session = AsyncSession(bind, expire_on_commit=False)
        return UnitOfWork(
            session,
            clock=self.clock,
            cipher=self._cipher,
            digester=self._digester,
            companions=self._companions,
            gate=gate,
        )


def make_engine(url: str, *, echo: bool = False) -> AsyncEngine:
    """Return an engine for SQLite (aiosqlite) or PostgreSQL (asyncpg), prepared for correct transactions.

    Parameters of statements never reach a log or an error's text: they carry what people told us.
    """
    if url.startswith("sqlite"):
        # isolation_level None: the driver starts no transaction by itself, the listener below does.
        engine = create_async_engine(
            url,
            echo=echo,
            hide_parameters=True,
            connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT_SECONDS},
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    return create_async_engine(url, echo=echo, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=10)


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - driver object
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("desk_begin", "BEGIN"))


def is_lock_failure(error: BaseException | None) -> bool:
    """Return whether a database refused a statement because of another transaction (busy, deadlock, serialisation)."""
    if not isinstance(error, OperationalError) and type(error).__name__ != "DBAPIError":
        return False
    text = str(getattr(error, "orig", error)).lower()
    return any(sign in text for sign in ("database is locked", "deadlock", "could not serialize"))
