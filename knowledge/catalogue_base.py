"""What the parts of the catalogue share: the caller's session, the clock, and the change counter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.tables import RevisionRow

_ONLY = 1  # number of the counter's one row


def _as_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Veil:
    """How citizens' questions are kept from readers of the database; the composition root brings the cipher."""

    close: Callable[[str], str] = _as_is
    open: Callable[[str], str] = _as_is


UNVEILED = Veil()


class CatalogueBase:
    """A session, a clock and the change counter.

    Args:
        session: the unit of work's session; the catalogue flushes and never commits.
        now: returns the present instant, aware.
        veil: hides the questions of citizens in the database.
    """

    def __init__(self, session: AsyncSession, now: Callable[[], datetime], veil: Veil = UNVEILED) -> None:
        self._session = session
        self._now = now
        self._veil = veil

    async def revision(self) -> int:
        """Return the present value of the change counter; 0 when nothing was ever published."""
        return await self._session.scalar(select(RevisionRow.value)) or 0

    async def _next_revision(self) -> int:
        """Move the counter; the lock on its row keeps other writers waiting until this unit commits."""
        value = await self._moved(RevisionRow.value + 1)
        if value is None:
            await self._add_counter()
            value = await self._moved(RevisionRow.value + 1)
        if value is None:
            raise RuntimeError("knowledge_revision has no row")
        return value

    async def _mark_synonyms(self) -> None:
        revision = await self._next_revision()
        await self._session.execute(update(RevisionRow).where(RevisionRow.id == _ONLY).values(synonyms_value=revision))

    async def _moved(self, value: object) -> int | None:
        moved = update(RevisionRow).where(RevisionRow.id == _ONLY).values(value=value).returning(RevisionRow.value)
        found: int | None = await self._session.scalar(moved.execution_options(synchronize_session=False))
        return found

    async def _add_counter(self) -> None:
        try:
            async with self._session.begin_nested():
                self._session.add(RevisionRow(id=_ONLY, value=0, synonyms_value=0))
        except IntegrityError:
            return  # another process was first; its row is as good
