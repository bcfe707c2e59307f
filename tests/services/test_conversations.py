"""The memory behind every channel, on both databases."""

import asyncio

import pytest
from sqlalchemy import text

from requests_db.services import conversations
from requests_db.services.conversations import ConversationView
from requests_db.services.errors import NotFound
from requests_db.services.retrying import in_unit
from requests_db.store.unit_of_work import UnitOfWork, Units, WriteConflict

HELLO = {"text": "你好", "choice": "", "files": [], "edit": False}


async def a_conversation(units: Units, channel: str = "web", key: str = "k1") -> ConversationView:
    return await in_unit(units, lambda unit: conversations.find_or_create(unit, channel, key))


async def test_a_conversation_is_found_again_by_channel_and_key(units: Units) -> None:
    first = await a_conversation(units)
    assert (await a_conversation(units)).id == first.id
    assert (await a_conversation(units, channel="telegram")).id != first.id


async def test_two_first_messages_at_once_make_one_conversation(units: Units) -> None:
    found = await asyncio.gather(*(a_conversation(units, key="same") for _ in range(6)))
    assert len({one.id for one in found}) == 1


async def test_a_web_token_opens_its_conversation_and_no_other(units: Units) -> None:
    opened = await in_unit(units, conversations.new_web_session)
    async with units.reading() as unit:
        view = await conversations.conversation_by_token(unit, opened.token)
        assert view is not None
        assert view.key == opened.conversation_key
        assert await conversations.conversation_by_token(unit, opened.token + "x") is None
        tokens = (await unit.session.execute(text("SELECT token_digest FROM conversations"))).scalars().all()
    assert opened.token.encode() not in bytes(tokens[0])


async def test_a_repeat_is_recognised_and_another_body_told_apart(units: Units) -> None:
    view = await a_conversation(units)
    first = await in_unit(units, lambda unit: conversations.receive(unit, view.id, "m1", HELLO))
    again = await in_unit(units, lambda unit: conversations.receive(unit, view.id, "m1", dict(reversed(HELLO.items()))))
    other = await in_unit(units, lambda unit: conversations.receive(unit, view.id, "m1", {**HELLO, "text": "您好"}))
    assert (first.is_repeat, first.same_body) == (False, True)
    assert (again.is_repeat, again.same_body, again.inbox_id) == (True, True, first.inbox_id)
    assert (other.is_repeat, other.same_body) == (True, False)


async def test_numbers_count_up_without_gaps_however_many_speak_at_once(units: Units) -> None:
    view = await a_conversation(units)

    async def say(count: int) -> tuple[int, ...]:
        bodies = [{"text": str(count), "status": "info"}] * count
        return await in_unit(units, lambda unit: conversations.say(unit, view.id, bodies))

    taken = await asyncio.gather(*(say(count) for count in (1, 2, 3, 1, 2)))
    assert sorted(number for numbers in taken for number in numbers) == list(range(1, 10))


async def test_nothing_said_or_received_is_readable_in_the_database(units: Units) -> None:
    view = await a_conversation(units)

    async def work(unit: UnitOfWork) -> None:
        await conversations.receive(unit, view.id, "m1", {**HELLO, "text": "我的住址"})
        await conversations.say(unit, view.id, [{"text": "您的住址", "status": "info"}])
        await conversations.save_dialogue(unit, view, {"slots": {"address": "某地"}})

    await in_unit(units, work)
    async with units.reading() as unit:
        inbox = (await unit.session.execute(text("SELECT body_sealed FROM inbox"))).scalar_one()
        outbox = (await unit.session.execute(text("SELECT body_sealed FROM outbox"))).scalar_one()
        dialogue = (await unit.session.execute(text("SELECT dialogue_sealed FROM conversations"))).scalar_one()
        assert [one.body["text"] for one in await conversations.replies_after(unit, view.id)] == ["您的住址"]
    for sealed in (inbox, outbox, dialogue):
        assert "住址".encode() not in bytes(sealed)
        assert b"address" not in bytes(sealed)


async def test_a_dialogue_changed_meanwhile_is_a_conflict_not_a_lost_update(units: Units) -> None:
    seen = await a_conversation(units)
    await in_unit(units, lambda unit: conversations.save_dialogue(unit, seen, {"step": "one"}))
    with pytest.raises(WriteConflict):
        await in_unit(units, lambda unit: conversations.save_dialogue(unit, seen, {"step": "two"}), attempts=1)
    assert (await a_conversation(units)).dialogue == {"step": "one"}


async def test_what_was_said_is_read_after_a_number_and_between_numbers(units: Units) -> None:
    view = await a_conversation(units)
    bodies = [{"text": str(each), "status": "info"} for each in range(1, 6)]
    await in_unit(units, lambda unit: conversations.say(unit, view.id, bodies))
    async with units.reading() as unit:
        assert [one.number for one in await conversations.replies_after(unit, view.id, 3)] == [4, 5]
        assert [one.number for one in await conversations.replies_between(unit, view.id, 2, 3)] == [2, 3]
        assert await conversations.replies_between(unit, view.id, 0, 0) == ()


async def test_speaking_into_an_unknown_conversation_is_refused(units: Units) -> None:
    with pytest.raises(NotFound):
        await in_unit(units, lambda unit: conversations.say(unit, 999, [{"text": "x", "status": "info"}]))
