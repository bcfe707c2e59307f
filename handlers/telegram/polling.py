"""Asks Telegram for updates; one process at a time, by a lease; the offset moves only over what is committed."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from telegram import Bot, Update
from telegram.error import RetryAfter

from handlers.dialogue.points import Point, Probe, no_probe
from handlers.dialogue.turn import TurnFailed
from handlers.telegram.connection import POLL_SECONDS, UPDATES
from handlers.telegram.gateway import TelegramGateway
from handlers.telegram.inbound import Incoming
from handlers.telegram.pacing import flood_wait
from requests_db.services import leases
from requests_db.services.retrying import UnitOfWork, Units, in_unit, reading

BATCH = 50  # updates at most at once
MARGIN_SECONDS = 15  # beyond the long poll, before a silent server is given up
FIRST_REST_SECONDS = 1.0
LONGEST_REST_SECONDS = 30.0
LEASE = timedelta(seconds=60)

_LOG = logging.getLogger(__name__)


class Polling:
    """The loop that asks for updates.

    Args:
        bot: an initialised bot.
        gateway: takes each update.
        units: for lease and offset.
        holder: name of this process, different from every other's.
        lease: how long the right to poll outlives a dead process.
        poll_seconds: how long the server may hold a request open; well below the lease.
        probe: called at named points.
    """

    def __init__(
        self,
        bot: Bot,
        gateway: TelegramGateway,
        units: Units,
        *,
        holder: str,
        lease: timedelta = LEASE,
        poll_seconds: int = POLL_SECONDS,
        probe: Probe = no_probe,
    ) -> None:
        self._bot = bot
        self._gateway = gateway
        self._units = units
        self._holder = holder
        self._lease = lease
        self._poll_seconds = poll_seconds
        self._probe = probe
        self._right = f"poll:telegram:{bot.id}"
        self._cursor = f"telegram:{bot.id}"

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`; whatever Telegram or the database do, the loop goes on."""
        rest = FIRST_REST_SECONDS
        try:
            while not stop.is_set():
                try:
                    if not await self._acquire():
                        await _pause(stop, self._lease.total_seconds() / 3)
                        continue
                    await self._round(stop)
                    rest = FIRST_REST_SECONDS
                except Exception as error:
                    wait = _wait_after(error, rest)
                    _LOG.warning("polling rests %.0f s: %s", wait, type(error).__name__)
                    await _pause(stop, wait)
                    rest = min(rest * 2, LONGEST_REST_SECONDS)
        finally:
            with suppress(Exception):
                await in_unit(self._units, lambda unit: leases.release(unit, self._right, self._holder))

    async def _round(self, stop: asyncio.Event) -> None:
        """Fetch once, take everything, store the offset.

        Raises:
            TurnFailed: an update could not even be parked; it will be fetched again.
        """
        stored = await reading(self._units, lambda unit: leases.cursor(unit, self._cursor))
        updates = await self._fetch(stop, int(stored) if stored else None)
        if not updates:
            return
        self._probe(Point.UPDATE_FETCHED)
        failed = await self._take_all(updates)
        self._probe(Point.UPDATES_TAKEN)
        await self._store_offset(min(failed, default=updates[-1].update_id + 1))
        self._probe(Point.OFFSET_STORED)
        if failed:
            raise TurnFailed("batch")

    async def _fetch(self, stop: asyncio.Event, offset: int | None) -> Sequence[Update]:
        """Return the next updates, none when told to stop."""
        asked = asyncio.ensure_future(
            self._bot.get_updates(
                offset=offset,
                limit=BATCH,
                timeout=self._poll_seconds,
                allowed_updates=UPDATES,
                read_timeout=self._poll_seconds + MARGIN_SECONDS,
            )
        )
        stopped = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({asked, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return asked.result() if asked.done() else ()
        finally:
            for task in (asked, stopped):
                task.cancel()
            await asyncio.gather(asked, stopped, return_exceptions=True)

    async def _take_all(self, updates: Sequence[Update]) -> list[int]:
        """Take updates in order within each conversation; return the ids of those that must come again."""
        chats: dict[str, list[tuple[int, Incoming]]] = {}
        for update in updates:
            incoming = await self._gateway.read(update)
            if incoming is not None:
                chats.setdefault(incoming.inbound.conversation_key, []).append((update.update_id, incoming))
        failed = await asyncio.gather(*(self._take_chat(waiting) for waiting in chats.values()))
        return [update_id for each in failed for update_id in each]

    async def _take_chat(self, waiting: Sequence[tuple[int, Incoming]]) -> list[int]:
        for update_id, incoming in waiting:
            try:
                await self._gateway.take(incoming)
            except TurnFailed:
                return [update_id]
        return []

    async def _acquire(self) -> bool:
        return await in_unit(
            self._units, lambda unit: leases.acquire(unit, self._right, self._holder, lasting=self._lease)
        )

    async def _store_offset(self, offset: int) -> None:
        """Store the offset if the right is still ours; otherwise the new holder decides, and repeats are known."""

        async def move(unit: UnitOfWork) -> None:
            if await leases.is_held(unit, self._right, self._holder):
                await leases.move_cursor(unit, self._cursor, str(offset))

        await in_unit(self._units, move)


def _wait_after(error: Exception, rest: float) -> float:
    """Return how long to rest in seconds after a failed round."""
    return max(rest, flood_wait(error).total_seconds()) if isinstance(error, RetryAfter) else rest


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
