"""Delivery: claim what is due, send it outside any transaction, mark it; what fails is tried again later.

A message is marked after the channel accepted it, so a process that dies in between sends it once more: at most that.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from handlers.dialogue.incidents import report
from handlers.dialogue.messages import Reply
from handlers.dialogue.points import Point, Probe, no_probe
from handlers.dialogue.sending import ChannelBusy, ChannelRefused, Sender
from handlers.worker.bell import DoorBell
from requests_db.services import outbox
from requests_db.services.outbox import Claimant, OutboxItem
from requests_db.services.retrying import UnitOfWork, Units, in_unit, reading

AT_ONCE = 32  # items on their way at the same time
LOOK_SECONDS = 1.0  # between two looks when nobody rings
LEASE = timedelta(seconds=120)  # well above the longest time that one part may take

Mark = Callable[[UnitOfWork], Awaitable[bool]]


class LeaseLost(Exception):
    """Another worker has claimed the item meanwhile; it is theirs now."""


class Delivery:
    """Delivers over the channels it was given senders for.

    Args:
        units: makes the units of work.
        senders: by channel; what waits for other channels is left alone.
        render: a stored body and its number → what is said.
        worker: name of this process, different from that of every other living one. What a dead process of the same
            name had claimed is taken up at once.
        lease: how long a claim outlives a dead process.
        probe: called at named points.
    """

    def __init__(
        self,
        units: Units,
        senders: Mapping[str, Sender],
        *,
        render: Callable[[Mapping[str, Any], int], Reply],
        worker: str,
        lease: timedelta = LEASE,
        probe: Probe = no_probe,
    ) -> None:
        self._units = units
        self._senders = dict(senders)
        self._render = render
        self._worker = worker
        self._lease = lease
        self._probe = probe
        self._in_hand: set[int] = set()  # claims of our name that are ours, not a predecessor's

    async def run(self, stop: asyncio.Event, bell: DoorBell) -> None:
        """Deliver until `stop`; what is on its way then is finished first."""
        under_way: set[asyncio.Task[None]] = set()
        while not stop.is_set():
            try:
                items = await self._claim(AT_ONCE - len(under_way))
            except Exception as error:
                report(error, "claiming deliveries")
                items = ()
            for item in items:
                task = asyncio.create_task(self._deliver(item))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
                task.add_done_callback(lambda _task: bell.ring())
            await bell.wait(LOOK_SECONDS)
        await asyncio.gather(*under_way)

    async def pump(self) -> int:
        """Deliver everything that is due now, and what becomes due by it; return how many items were tried."""
        tried = 0
        while items := await self._claim(AT_ONCE):
            await asyncio.gather(*(self._deliver(item) for item in items))
            tried += len(items)
        return tried

    async def _claim(self, limit: int) -> tuple[OutboxItem, ...]:
        if limit <= 0 or not self._senders:
            return ()
        claimant = Claimant(name=self._worker, in_hand=frozenset(self._in_hand))
        if not await reading(self._units, lambda unit: outbox.is_due(unit, claimant)):
            return ()

        async def claim(unit: UnitOfWork) -> tuple[OutboxItem, ...]:
            return await outbox.lease_due(unit, claimant, limit, lasting=self._lease, channels=tuple(self._senders))

        items = await in_unit(self._units, claim)
        self._in_hand.update(item.id for item in items)
        if items:
            self._probe(Point.DELIVERY_LEASED)
        return items

    async def _deliver(self, item: OutboxItem) -> None:
        """Send one item and note how it went; no fault of one item reaches another."""
        try:
            mark = await self._send(item)
            await in_unit(self._units, mark)
            self._in_hand.discard(item.id)
            self._probe(Point.DELIVERY_MARKED)
        except LeaseLost:
            self._in_hand.discard(item.id)
        except Exception as error:
            report(error, "delivery")  # stays in hand until the claim runs out, then the item is tried again

    async def _send(self, item: OutboxItem) -> Mark:
        """Send what is left of an item and return what is to be noted.

        Raises:
            LeaseLost: between two parts the claim was found to be another's.
        """

        async def part_done(parts: int) -> None:
            self._probe(Point.PART_ACCEPTED)
            is_ours = await in_unit(
                self._units,
                lambda unit: outbox.mark_part(unit, item, self._worker, parts, lasting=self._lease),
            )
            self._probe(Point.PART_MARKED)
            if not is_ours:
                raise LeaseLost

        try:
            reply = self._render(item.body, item.number)
            self._probe(Point.BEFORE_SEND)
            sender = self._senders[item.channel]
            answer = await sender.send(item.key, reply, first_part=item.sent_parts, part_done=part_done)
        except LeaseLost:
            raise
        except ChannelRefused as refusal:
            reason = refusal.reason
            return lambda unit: outbox.mark_refused(unit, item, self._worker, reason)
        except ChannelBusy as busy:
            wait = busy.wait
            return lambda unit: outbox.mark_failed(unit, item, self._worker, "ChannelBusy", wait=wait)
        except Exception as error:
            report(error, f"sending over {item.channel}")
            kind = type(error).__name__
            return lambda unit: outbox.mark_failed(unit, item, self._worker, kind)
        self._probe(Point.ALL_ACCEPTED)
        return lambda unit: outbox.mark_sent(unit, item, self._worker, answer)
