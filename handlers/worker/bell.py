"""A bell inside one process: who commits rings it, who delivers wakes at once instead of at the next look."""

import asyncio
from contextlib import suppress


class DoorBell:
    """Rings are not counted: one wakes the waiter, who then does everything that is due."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits, or let the next wait return at once."""
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Return when rung, at the latest after `seconds`."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), seconds)
        self._rung.clear()
