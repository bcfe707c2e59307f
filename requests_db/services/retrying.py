"""Run work in a writing unit of work, commit it, and try again where somebody else wrote first."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from requests_db.services.operating import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, UNIT_ATTEMPTS
from requests_db.store.unit_of_work import UnitOfWork, Units, WriteConflict

__all__ = ["UnitOfWork", "Units", "WriteConflict", "in_unit", "reading"]

Result = TypeVar("Result")


async def in_unit(
    units: Units, work: Callable[[UnitOfWork], Awaitable[Result]], *, attempts: int = UNIT_ATTEMPTS
) -> Result:
    """Do `work` in one writing unit and commit; start again from the beginning on a conflict.

    Args:
        units: makes the units of work.
        work: everything that belongs together; it may run several times, each time in a fresh unit.
        attempts: how often to try at most.

    Raises:
        WriteConflict: every attempt met a conflict.
    """
    for attempt in range(1, attempts + 1):
        try:
            async with units.writing() as unit:
                result = await work(unit)
                await unit.commit()
                return result
        except WriteConflict:
            if attempt == attempts:
                raise
        await asyncio.sleep(_pause(attempt))
    raise ValueError("at least one attempt is needed")


async def reading(units: Units, work: Callable[[UnitOfWork], Awaitable[Result]]) -> Result:
    """Do `work` in one unit that only looks."""
    async with units.reading() as unit:
        return await work(unit)


def _pause(attempt: int) -> float:
    """Return how long to wait in seconds after `attempt` failed: growing, spread so that rivals part."""
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * float(1 << attempt))
    return random.uniform(FIRST_PAUSE_SECONDS, longest)  # noqa: S311 - spreading, not secrecy
