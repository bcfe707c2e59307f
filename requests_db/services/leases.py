"""Rights that one process holds at a time, and positions in other people's streams (租约与游标)."""

from datetime import timedelta

from requests_db.store.outbox_repository import LeaseRepository
from requests_db.store.unit_of_work import UnitOfWork


async def acquire(unit: UnitOfWork, name: str, holder: str, *, lasting: timedelta) -> bool:
    """Take or prolong the right called `name`; return whether `holder` has it until now + `lasting`."""
    now = unit.now
    return await LeaseRepository(unit.session).take(name, holder, now=now, until=now + lasting)


async def is_held(unit: UnitOfWork, name: str, holder: str) -> bool:
    """Return whether `holder` has the right called `name` at this instant."""
    row = await LeaseRepository(unit.session).holder(name)
    return row is not None and row.holder == holder and row.until_at > unit.now


async def release(unit: UnitOfWork, name: str, holder: str) -> None:
    """Give the right back, so that the next process need not wait; another's right is left alone."""
    # One microsecond back, so that the right is already past for whoever asks at the same instant.
    await LeaseRepository(unit.session).give_back(name, holder, unit.now - timedelta.resolution)


async def cursor(unit: UnitOfWork, name: str) -> str | None:
    """Return the position stored under `name`, none before the first."""
    return await LeaseRepository(unit.session).cursor(name)


async def move_cursor(unit: UnitOfWork, name: str, value: str) -> None:
    """Store the position under `name`."""
    await LeaseRepository(unit.session).move_cursor(name, value, unit.now)
