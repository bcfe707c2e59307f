"""Work that comes up by itself at intervals; a chore that fails is noted and comes up again."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from handlers.dialogue.incidents import report
from handlers.dialogue.points import Bell, no_bell

Work = Callable[[], Awaitable[int]]
"""Does what is due and returns how much it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """Something to be looked after at intervals, by every worker; who comes second finds it done."""

    name: str
    every: timedelta
    work: Work


async def keep_doing(chore: Chore, stop: asyncio.Event, *, ring: Bell = no_bell) -> None:
    """Do the chore now and at its interval until `stop`; ring where it did something, for it may be delivered now."""
    while not stop.is_set():
        try:
            if await chore.work():
                ring()
        except Exception as error:
            report(error, chore.name)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), chore.every.total_seconds())
