"""One message is one transaction, whatever the dialogue makes of it; on both databases."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from handlers.dialogue.messages import ChannelName, Inbound, Reply, ReplyStatus
from handlers.dialogue.order_kinds import NoteQuestion, OrderResult
from handlers.dialogue.points import Point
from handlers.dialogue.scene import Turn
from handlers.dialogue.state import DialogueState
from handlers.dialogue.turn import BodyMismatch, TurnFailed, TurnParts, answer_plainly, take_turn
from requests_db.clock import FrozenClock
from requests_db.services import conversations, outbox
from requests_db.services.conversations import ConversationView
from requests_db.services.retrying import in_unit
from requests_db.store.unit_of_work import UnitOfWork, Units, WriteConflict

ORDER = NoteQuestion(question="q", verdict="asked", status="answered")


def say(words: str) -> Reply:
    return Reply(text=words, status=ReplyStatus.INFO)


def echo(state: DialogueState, inbound: Inbound, _around: object) -> Turn:
    """A dialogue that counts: each message is answered with its number."""
    count = int(state.topic or 0) + 1
    orders = (ORDER,) * inbound.text.count("order")
    return Turn(state=replace(state, topic=str(count)), replies=(say(f"{count}: {inbound.text}"),), orders=orders)


def after_order(state: DialogueState, _order: object, result: OrderResult, *_: object) -> Turn:
    return Turn(state=state, replies=(say(f"done {result.value}"),))


async def around(_unit: UnitOfWork) -> Any:
    return None


async def perform(unit: UnitOfWork, conversation: ConversationView, _order: object) -> OrderResult:
    await outbox.say_notice(unit, conversation.id, "sample.notice", {"n": 1})
    return OrderResult(value="ok")


def render(body: Mapping[str, Any], number: int) -> Reply:
    if "notice" in body:
        return Reply(text=body["notice"], status=ReplyStatus.NOTICE, number=number)
    return Reply.from_json(body, number=number)


@pytest.fixture
def parts(units: Units) -> TurnParts:
    return TurnParts(
        units=units,
        look_round=around,
        next_turn=echo,
        after_order=after_order,
        perform=perform,
        render=render,
    )


@pytest.fixture
def inbound(clock: FrozenClock) -> Callable[..., Inbound]:
    def make(message_id: str, words: str, *, key: str = "k", channel: ChannelName = ChannelName.WEB) -> Inbound:
        return Inbound(channel=channel, conversation_key=key, message_id=message_id, at=clock.now(), text=words)

    return make


async def count(units: Units, table: str) -> int:
    async with units.reading() as unit:
        return int((await unit.session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())


async def test_replies_count_up_and_the_dialogue_is_remembered(
    parts: TurnParts, inbound: Callable[..., Inbound]
) -> None:
    first = await take_turn(parts, inbound("m1", "one"))
    second = await take_turn(parts, inbound("m2", "two"))
    assert [(one.number, one.text) for one in (*first, *second)] == [(1, "1: one"), (2, "2: two")]


async def test_a_repeat_gets_the_stored_replies_and_changes_nothing(
    parts: TurnParts, units: Units, inbound: Callable[..., Inbound]
) -> None:
    first = await take_turn(parts, inbound("m1", "order"))
    again = await take_turn(parts, inbound("m1", "order"))
    assert again == first
    assert [one.text for one in first] == ["sample.notice", "1: order", "done ok"]
    assert await count(units, "inbox") == 1
    assert await count(units, "outbox") == 3


async def test_the_same_id_with_another_body_is_refused(parts: TurnParts, inbound: Callable[..., Inbound]) -> None:
    await take_turn(parts, inbound("m1", "one"))
    with pytest.raises(BodyMismatch):
        await take_turn(parts, inbound("m1", "two"))


async def test_the_same_message_many_times_at_once_is_handled_once(
    parts: TurnParts, units: Units, inbound: Callable[..., Inbound]
) -> None:
    said = await asyncio.gather(*(take_turn(parts, inbound("m1", "one")) for _ in range(6)))
    assert len(set(said)) == 1
    assert await count(units, "outbox") == 1


async def test_two_tabs_at_once_lose_nothing(parts: TurnParts, units: Units, inbound: Callable[..., Inbound]) -> None:
    said = await asyncio.gather(*(take_turn(parts, inbound(f"m{each}", "x")) for each in range(8)))
    assert sorted(replies[0].text for replies in said) == [f"{each}: x" for each in range(1, 9)]
    assert sorted(replies[0].number for replies in said) == list(range(1, 9))


async def test_a_conflict_is_tried_again_from_the_start(parts: TurnParts, inbound: Callable[..., Inbound]) -> None:
    left = [2]

    async def unlucky(unit: UnitOfWork, conversation: ConversationView, order: object) -> OrderResult:
        if left[0]:
            left[0] -= 1
            raise WriteConflict("rival")
        return await perform(unit, conversation, order)

    said = await take_turn(replace(parts, perform=unlucky), inbound("m1", "order"))
    assert [one.number for one in said] == [1, 2, 3]


async def test_a_fault_stores_nothing_and_tells_a_number_only(
    parts: TurnParts, units: Units, inbound: Callable[..., Inbound], caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> OrderResult:
        raise RuntimeError("the citizen wrote 某人的秘密")

    with pytest.raises(TurnFailed) as failed:
        await take_turn(replace(parts, perform=broken), inbound("m1", "order 某人的秘密"))
    assert failed.value.incident in caplog.text
    assert "RuntimeError" in caplog.text
    assert "秘密" not in caplog.text
    assert await count(units, "inbox") == await count(units, "outbox") == await count(units, "conversations") == 0
    assert (await take_turn(parts, inbound("m1", "order")))[0].number == 1


async def test_a_dialogue_that_orders_without_end_is_stopped(
    parts: TurnParts, units: Units, inbound: Callable[..., Inbound]
) -> None:
    def endless(state: DialogueState, *_: object) -> Turn:
        return Turn(state=state, orders=(ORDER,))

    with pytest.raises(TurnFailed):
        await take_turn(replace(parts, after_order=endless), inbound("m1", "order"))
    assert await count(units, "outbox") == 0


async def test_a_ready_answer_leaves_the_dialogue_where_it_was(
    parts: TurnParts, inbound: Callable[..., Inbound]
) -> None:
    await take_turn(parts, inbound("m1", "one"))
    plain = await answer_plainly(parts, inbound("m2", "broken file"), say("cannot be kept"))
    assert [(one.number, one.text) for one in plain] == [(2, "cannot be kept")]
    assert await answer_plainly(parts, inbound("m2", "broken file"), say("cannot be kept")) == plain
    assert (await take_turn(parts, inbound("m3", "two")))[0].text == "2: two"


async def test_delivery_is_woken_after_the_commit_and_waits_for_channels_that_deliver(
    parts: TurnParts, units: Units, inbound: Callable[..., Inbound]
) -> None:
    heard: list[str] = []
    parts = replace(parts, probe=lambda point: heard.append(point), ring=lambda: heard.append("bell"))
    await take_turn(parts, inbound("m1", "one", channel=ChannelName.TELEGRAM))
    assert heard[-2:] == [Point.TURN_COMMITTED, "bell"]
    (item,) = await in_unit(units, lambda unit: outbox.lease_due(unit, outbox.Claimant(name="w")))
    assert item.body["text"] == "1: one"


async def test_what_was_said_can_be_read_back(parts: TurnParts, units: Units, inbound: Callable[..., Inbound]) -> None:
    await take_turn(parts, inbound("m1", "one"))
    async with units.reading() as unit:
        view = await conversations.find(unit, "web", "k")
        assert view is not None
        said = await conversations.replies_after(unit, view.id)
    assert [render(one.body, one.number).text for one in said] == ["1: one"]
