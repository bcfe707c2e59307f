"""The worker: delivery, due reminders and the sweep, side by side until told to stop."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from handlers.worker.bell import DoorBell
from handlers.worker.chores import Chore, keep_doing
from handlers.worker.delivery import Delivery

REMINDERS_EVERY = timedelta(seconds=1)
SWEEP_EVERY = timedelta(minutes=5)
RECONCILE_EVERY = timedelta(hours=1)
DIGESTS_EVERY = timedelta(minutes=1)


class Worker:
    """Everything that happens by itself in one process.

    Args:
        delivery: sends what waits.
        chores: what is looked after at intervals.
        bell: rung by whoever commits something to be delivered.
    """

    def __init__(self, delivery: Delivery, chores: Sequence[Chore], bell: DoorBell) -> None:
        self._delivery = delivery
        self._chores = tuple(chores)
        self._bell = bell

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._delivery.run(stop, self._bell))
            group.create_task(self._ring_at_the_end(stop))
            for chore in self._chores:
                group.create_task(keep_doing(chore, stop, ring=self._bell.ring))

    async def _ring_at_the_end(self, stop: asyncio.Event) -> None:
        """Let delivery notice `stop` at once."""
        await stop.wait()
        self._bell.ring()
