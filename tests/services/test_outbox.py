"""Delivery: claimed by one worker, in order, retried, never lost; on both databases."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from requests_db.clock import FrozenClock
from requests_db.services import conversations, outbox
from requests_db.services.agency import AgencyProfile
from requests_db.services.outbox import OutboxItem
from requests_db.services.retrying import in_unit
from requests_db.store.unit_of_work import UnitOfWork, Units


async def a_chat(units: Units, key: str = "100", *texts: str, channel: str = "telegram", kind: str = "reply") -> int:
    async def work(unit: UnitOfWork) -> int:
        view = await conversations.find_or_create(unit, channel, key)
        bodies = [{"text": each, "status": "info"} for each in texts]
        await conversations.say(unit, view.id, bodies, kind=kind)
        return view.id

    return await in_unit(units, work)


async def leased(units: Units, worker: str = "w1", limit: int = 20) -> tuple[OutboxItem, ...]:
    return await in_unit(units, lambda unit: outbox.lease_due(unit, outbox.Claimant(name=worker), limit))


async def sent(units: Units, item: OutboxItem, worker: str = "w1") -> bool:
    return await in_unit(units, lambda unit: outbox.mark_sent(unit, item, worker))


async def test_what_the_web_client_fetches_by_itself_waits_for_no_delivery(units: Units) -> None:
    await a_chat(units, "k", "您好", channel="web")
    assert await leased(units) == ()


async def test_a_conversation_is_delivered_in_order_one_at_a_time(units: Units) -> None:
    await a_chat(units, "100", "一", "二", "三")
    heard = []
    while items := await leased(units):
        assert len(items) == 1
        heard.append(items[0].body["text"])
        assert await leased(units, "w2") == ()
        assert await sent(units, items[0])
    assert heard == ["一", "二", "三"]


async def test_two_workers_never_hold_the_same_item(units: Units) -> None:
    for chat in range(12):
        await a_chat(units, str(chat), "您好")
    found = await asyncio.gather(*(leased(units, f"w{each}", 4) for each in range(4)))
    ids = [item.id for items in found for item in items]
    assert len(ids) == len(set(ids))
    assert len(ids) + len(await leased(units, "last")) == 12


async def test_a_claim_runs_out_and_the_late_worker_cannot_mark_it(units: Units, clock: FrozenClock) -> None:
    await a_chat(units, "100", "您好")
    (item,) = await leased(units, "dead")
    assert await leased(units, "alive") == ()
    clock.advance(timedelta(minutes=3))
    (again,) = await leased(units, "alive")
    assert again.id == item.id
    assert not await sent(units, item, "dead")
    assert await sent(units, again, "alive")
    assert not await sent(units, again, "alive")


async def test_a_failure_waits_longer_each_time_and_holds_back_what_follows(units: Units, clock: FrozenClock) -> None:
    await a_chat(units, "100", "一", "二")
    waited = []
    for _ in range(4):
        (item,) = await leased(units)
        assert item.body["text"] == "一"
        await in_unit(units, lambda unit, item=item: outbox.mark_failed(unit, item, "w1", "NetworkError"))
        steps = 0
        while not (await leased(units, "probe")):
            clock.advance(timedelta(seconds=1))
            steps += 1
        waited.append(steps)
        clock.advance(timedelta(minutes=3))
    assert waited == sorted(waited)
    assert waited[0] < waited[-1]


async def test_the_growing_interval_has_a_cap() -> None:
    waits = [outbox.retry_after(count) for count in range(1, 100)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=30)


async def test_a_flood_limit_is_waited_out_and_counts_as_no_failure(units: Units, clock: FrozenClock) -> None:
    await a_chat(units, "100", "您好")
    (item,) = await leased(units)
    wait = timedelta(seconds=37)
    await in_unit(units, lambda unit: outbox.mark_failed(unit, item, "w1", "RetryAfter", wait=wait))
    clock.advance(timedelta(seconds=36))
    assert await leased(units) == ()
    clock.advance(timedelta(seconds=2))
    assert (await leased(units))[0].attempt_count == 0


async def test_a_part_accepted_is_not_sent_again(units: Units, clock: FrozenClock) -> None:
    await a_chat(units, "100", "长文")
    (item,) = await leased(units)
    assert await in_unit(units, lambda unit: outbox.mark_part(unit, item, "w1", 2))
    clock.advance(timedelta(minutes=3))
    assert (await leased(units, "w2"))[0].sent_parts == 2


async def test_a_refused_notice_becomes_one_task_because_the_duty_to_notify_remains(
    units: Units, agency: AgencyProfile
) -> None:
    await a_chat(units, "100", "通知", kind="notice")
    (item,) = await leased(units)
    assert await in_unit(units, lambda unit: outbox.mark_refused(unit, item, "w1", "blocked"))
    assert await in_unit(units, outbox.open_delivery_gaps) == 0
    async with units.reading() as unit:
        tasks = (await unit.session.execute(text("SELECT kind, agency_id, state FROM tasks"))).all()
        blocked = (await unit.session.execute(text("SELECT blocked_at FROM conversations"))).scalar_one()
        counts = await outbox.outbox_counts(unit)
    assert [tuple(task) for task in tasks] == [("undeliverable", agency.id, "open")]
    assert blocked is not None
    assert (counts.pending, counts.refused) == (0, 1)


async def test_a_refused_answer_to_small_talk_asks_nobody_to_act(units: Units, agency: AgencyProfile) -> None:
    await a_chat(units, "100", "您好")
    (item,) = await leased(units)
    await in_unit(units, lambda unit: outbox.mark_refused(unit, item, "w1", "blocked"))
    async with units.reading() as unit:
        assert (await unit.session.execute(text("SELECT count(*) FROM tasks"))).scalar_one() == 0


async def test_the_sweeper_opens_a_task_that_is_missing(units: Units, agency: AgencyProfile) -> None:
    await a_chat(units, "100", "通知", kind="notice")
    (item,) = await leased(units)
    await in_unit(units, lambda unit: outbox.mark_refused(unit, item, "w1", "blocked"))

    async def forget(unit: UnitOfWork) -> None:
        await unit.session.execute(text("DELETE FROM tasks"))

    await in_unit(units, forget)
    assert await in_unit(units, outbox.open_delivery_gaps) == 1
    assert await in_unit(units, outbox.open_delivery_gaps) == 0


async def test_after_days_of_failing_a_person_takes_over(
    units: Units, clock: FrozenClock, agency: AgencyProfile
) -> None:
    await a_chat(units, "100", "通知", kind="notice")
    clock.advance(timedelta(days=4))
    (item,) = await leased(units)
    await in_unit(units, lambda unit: outbox.mark_failed(unit, item, "w1", "NetworkError"))
    async with units.reading() as unit:
        assert (await outbox.outbox_counts(unit)).refused == 1
        assert (await unit.session.execute(text("SELECT count(*) FROM tasks"))).scalar_one() == 1


async def test_a_notice_keeps_its_key_and_plain_facts(units: Units) -> None:
    chat = await a_chat(units)
    facts = {"ref": "示2026-1", "due_on": date(2026, 3, 30), "at": datetime(2026, 3, 2, tzinfo=UTC), "parts": ("a", 1)}
    number = await in_unit(units, lambda unit: outbox.say_notice(unit, chat, "case.received", facts))
    async with units.reading() as unit:
        (said,) = await conversations.replies_after(unit, chat)
    assert (number, said.kind) == (1, "notice")
    assert said.body == {
        "notice": "case.received",
        "facts": {"ref": "示2026-1", "due_on": "2026-03-30", "at": "2026-03-02T00:00:00+00:00", "parts": ["a", 1]},
        "attachments": [],
    }


@pytest.mark.parametrize("linked", [0, 2])
async def test_staff_are_told_in_every_chat_they_linked(units: Units, linked: int, agency: AgencyProfile) -> None:
    for chat in range(3):
        await a_chat(units, str(chat))

    async def link(unit: UnitOfWork) -> None:
        await unit.session.execute(text("UPDATE conversations SET staff_id = 7 WHERE id <= :n"), {"n": linked})

    await in_unit(units, link)
    told = await in_unit(units, lambda unit: outbox.tell_chats(unit, 7, "staff.assigned", {"ref": "示1"}))
    assert len(told) == linked
    assert len(await leased(units)) == linked
