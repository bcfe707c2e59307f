"""What waits is delivered once, whatever the channel and the other workers do; on both databases."""

import asyncio
from datetime import timedelta

from handlers.dialogue.messages import Reply
from handlers.dialogue.points import Point
from handlers.dialogue.sending import ChannelBusy, ChannelRefused, PartDone
from handlers.worker.bell import DoorBell
from handlers.worker.delivery import Delivery
from requests_db.clock import FrozenClock
from requests_db.services import conversations, outbox
from requests_db.services.retrying import in_unit
from requests_db.store.unit_of_work import UnitOfWork, Units


class ScriptedSender:
    """Sends into a list; each reply has as many parts as its text has letters; fails as told."""

    def __init__(self, *failures: Exception) -> None:
        self.accepted: list[tuple[str, str]] = []
        self.failures = list(failures)
        self.fail_at_part = 0

    async def send(self, key: str, reply: Reply, *, first_part: int, part_done: PartDone) -> str:
        for number, letter in enumerate(reply.text[first_part:], start=first_part):
            if self.failures and number == self.fail_at_part:
                raise self.failures.pop(0)
            self.accepted.append((key, letter))
            if number + 1 < len(reply.text):
                await part_done(number + 1)
        return ""


def a_delivery(units: Units, sender: ScriptedSender, worker: str = "w1", **more: object) -> Delivery:
    return Delivery(
        units,
        {"telegram": sender},
        render=lambda body, number: Reply.from_json(body, number=number),
        worker=worker,
        **more,
    )


async def said(units: Units, *texts: str, key: str = "100", channel: str = "telegram") -> None:
    async def work(unit: UnitOfWork) -> None:
        view = await conversations.find_or_create(unit, channel, key)
        await conversations.say(unit, view.id, [{"text": each, "status": "info"} for each in texts])

    await in_unit(units, work)


async def pending(units: Units) -> int:
    async with units.reading() as unit:
        return (await outbox.outbox_counts(unit)).pending


async def test_everything_due_goes_out_in_the_order_it_was_said(units: Units) -> None:
    await said(units, "a", "b", "c")
    sender = ScriptedSender()
    assert await a_delivery(units, sender).pump() == 3
    assert sender.accepted == [("100", "a"), ("100", "b"), ("100", "c")]
    assert await pending(units) == 0


async def test_what_waits_for_a_channel_without_a_sender_is_left_alone(units: Units) -> None:
    await said(units, "a", channel="another")
    assert await a_delivery(units, ScriptedSender()).pump() == 0
    assert await pending(units) == 1


async def test_a_failure_in_the_middle_sends_only_the_rest_later(units: Units, clock: FrozenClock) -> None:
    await said(units, "abc")
    sender = ScriptedSender(ConnectionError())
    sender.fail_at_part = 2
    delivery = a_delivery(units, sender)
    await delivery.pump()
    assert [letter for _, letter in sender.accepted] == ["a", "b"]
    clock.advance(timedelta(seconds=5))
    await delivery.pump()
    assert [letter for _, letter in sender.accepted] == ["a", "b", "c"]


async def test_a_busy_channel_and_a_refusal_are_told_apart(units: Units, clock: FrozenClock) -> None:
    await said(units, "a")
    await said(units, "b", key="200")
    sender = ScriptedSender(ChannelBusy(timedelta(seconds=60)), ChannelRefused("Forbidden"))
    delivery = a_delivery(units, sender)
    await delivery.pump()
    assert await pending(units) == 1
    clock.advance(timedelta(seconds=61))
    await delivery.pump()
    assert len(sender.accepted) == 1
    assert await pending(units) == 0


async def test_a_worker_whose_claim_ran_out_stops_between_parts(units: Units, clock: FrozenClock) -> None:
    await said(units, "abc")
    other = ScriptedSender()

    class Slow(ScriptedSender):
        async def send(self, key: str, reply: Reply, *, first_part: int, part_done: PartDone) -> str:
            self.accepted.append((key, reply.text[0]))
            clock.advance(timedelta(minutes=5))
            await a_delivery(units, other, "w2").pump()
            await part_done(1)
            self.accepted.append((key, reply.text[1]))
            return ""

    slow = Slow()
    await a_delivery(units, slow).pump()
    assert [letter for _, letter in slow.accepted] == ["a"]
    assert [letter for _, letter in other.accepted] == ["a", "b", "c"]
    assert await pending(units) == 0


async def test_a_body_that_cannot_be_shown_does_not_hold_back_other_people(units: Units) -> None:
    await said(units, "a")
    await said(units, "b", key="200")

    async def spoil(unit: UnitOfWork) -> None:
        view = await conversations.find_or_create(unit, "telegram", "300")
        await conversations.say(unit, view.id, [{"nonsense": 1}])

    await in_unit(units, spoil)
    sender = ScriptedSender()
    await a_delivery(units, sender).pump()
    assert sorted(sender.accepted) == [("100", "a"), ("200", "b")]
    assert await pending(units) == 1


async def test_the_running_loop_delivers_at_a_ring_and_finishes_before_it_stops(units: Units) -> None:
    sender, bell, stop, points = ScriptedSender(), DoorBell(), asyncio.Event(), []
    delivery = a_delivery(units, sender, probe=points.append)
    running = asyncio.create_task(delivery.run(stop, bell))
    await said(units, "ab", "c")
    bell.ring()
    while await pending(units):
        await asyncio.sleep(0.01)
    stop.set()
    bell.ring()
    await running
    assert [letter for _, letter in sender.accepted] == ["a", "b", "c"]
    assert points.count(Point.DELIVERY_MARKED) == 2
    assert points.index(Point.PART_ACCEPTED) < points.index(Point.PART_MARKED) < points.index(Point.ALL_ACCEPTED)


async def test_a_claim_that_a_dead_predecessor_committed_late_is_taken_up_too(units: Units) -> None:
    sender, bell, stop = ScriptedSender(), DoorBell(), asyncio.Event()
    running = asyncio.create_task(a_delivery(units, sender, "w1").run(stop, bell))
    await said(units, "a")
    await in_unit(units, lambda unit: outbox.lease_due(unit, outbox.Claimant(name="w1"), 1))
    bell.ring()
    while await pending(units):
        await asyncio.sleep(0.01)
    stop.set()
    bell.ring()
    await running
    assert sender.accepted == [("100", "a")]


async def test_what_could_not_be_marked_is_not_sent_again_before_its_claim_runs_out(
    units: Units, clock: FrozenClock
) -> None:
    await said(units, "a")
    marks = iter([RuntimeError("the database went away")])

    def fail_once(point: Point) -> None:
        if point is Point.ALL_ACCEPTED and (failure := next(marks, None)):
            raise failure

    sender = ScriptedSender()
    delivery = a_delivery(units, sender, lease=timedelta(minutes=2), probe=fail_once)
    await delivery.pump()
    await delivery.pump()
    assert sender.accepted == [("100", "a")]
    clock.move_to(clock.now() + timedelta(minutes=3))
    await delivery.pump()
    assert await pending(units) == 0


async def test_a_restarted_worker_takes_up_its_own_claims_at_once_but_not_another_s(units: Units) -> None:
    await said(units, "a")
    await said(units, "b", key="200")
    await in_unit(units, lambda unit: outbox.lease_due(unit, outbox.Claimant(name="w1"), 1))
    await in_unit(units, lambda unit: outbox.lease_due(unit, outbox.Claimant(name="w2"), 1))
    sender, bell, stop = ScriptedSender(), DoorBell(), asyncio.Event()
    running = asyncio.create_task(a_delivery(units, sender, "w1").run(stop, bell))
    while await pending(units) > 1:
        await asyncio.sleep(0.01)
    stop.set()
    bell.ring()
    await running
    assert sender.accepted == [("100", "a")]
