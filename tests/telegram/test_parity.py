"""The same script through both channels yields the same case, event for event."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import bot
from handlers.dialogue.messages import Inbound, Reply
from handlers.dialogue.notices import render
from handlers.dialogue.turn import take_turn
from handlers.telegram.channel import TelegramChannel, TelegramSettings
from handlers.worker.bell import DoorBell
from handlers.worker.delivery import Delivery
from handlers.worker.loop import Worker
from requests_db.clock import FrozenClock
from requests_db.store.unit_of_work import UnitOfWork
from tests.filing_script import CONFIRM, TO_SUMMARY
from tests.houses import settings_for
from tests.scripted_chat import ScriptedChat
from tests.telegram_api import TOKEN, BotApi, RunningBotApi, ScriptedUser, until

OWN = {"ref", "access_code", "submit_key", "consented_at", "conversation_id"}  # a case's own, never the same twice


@pytest.fixture
async def house(tmp_path: Path, clock: FrozenClock) -> AsyncIterator[bot.House]:
    built = bot.build(settings_for(tmp_path), clock=clock)
    await built.open()
    await built.furnish()
    await built.load_answers()
    yield built
    await built.close()


@asynccontextmanager
async def telegram_running(house: bot.House, url: str) -> AsyncIterator[None]:
    """The house's Telegram door, receiving and delivering."""
    bell, stop = DoorBell(), asyncio.Event()
    parts = replace(house.turn_parts(), ring=bell.ring)
    settings = TelegramSettings(token=TOKEN, api_base_url=url, poll_seconds=1)
    channel = TelegramChannel(settings, parts, house.wording, holder="parity")
    delivery = Delivery(
        house.units,
        {"telegram": channel.sender},
        render=lambda body, number: render(house.wording, body, number=number),
        worker="parity",
    )
    async with asyncio.TaskGroup() as group, channel.connected(stop):
        group.create_task(Worker(delivery, (), bell).run(stop))
        group.create_task(channel.receive(stop))
        yield
        stop.set()
    await channel.close()


async def test_both_channels_file_the_same_case(house: bot.House) -> None:
    parts = house.turn_parts()

    async def speak(inbound: Inbound) -> tuple[Reply, ...]:
        return await take_turn(parts, inbound)

    web = ScriptedChat(speak)
    for step in (*TO_SUMMARY, CONFIRM):
        await web.fills(step)
    async with RunningBotApi() as server, telegram_running(house, server.url):
        user = server.api.user(100)
        for step in (*TO_SUMMARY, CONFIRM):
            await answered(server.api, user, step)
    first, second = await case_events(house)
    assert len(first) > 1
    assert first == second
    shown = [(one.text, tuple(label for label, _ in one.buttons)) for one in server.api.sent if not one.document]
    said = [(reply.text, tuple(choice.label for choice in reply.choices)) for reply in web.heard]
    assert said[:-1] == shown[:-1]
    assert said[-1][1] == shown[-1][1]  # the receipt's text differs: each case has its number and access code


async def answered(api: BotApi, user: ScriptedUser, step: str) -> None:
    """Do one step and wait for its last message."""
    before = len(api.sent)
    last = api.sent[-1] if api.sent else None
    if last is not None and step in [label for label, _ in last.buttons]:
        user.presses(step)
    else:
        user.says(step)
    await until(lambda: len(api.sent) > before and not api.updates and api.sent[-1].buttons, seconds=30)


async def case_events(house: bot.House) -> list[list[dict[str, Any]]]:
    """Return the history of every case, without what is each case's own."""

    async def read(unit: UnitOfWork) -> list[list[dict[str, Any]]]:
        ids = (await unit.session.execute(text("SELECT id FROM cases ORDER BY id"))).scalars().all()
        return [await _events(unit, case_id) for case_id in ids]

    async with house.units.reading() as unit:
        return await read(unit)


async def _events(unit: UnitOfWork, case_id: int) -> list[dict[str, Any]]:
    columns = "action, actor_kind, on_day, article, clock_events, facts, state_before, state_after, due_after"
    found = await unit.session.execute(
        text(f"SELECT {columns}, private_sealed FROM case_events WHERE case_id = :id ORDER BY seq"), {"id": case_id}
    )
    return [
        {
            **{name: value for name, value in row._mapping.items() if name != "private_sealed"},
            "private": _without_own(unit.cipher.open(bytes(row.private_sealed))) if row.private_sealed else None,
        }
        for row in found
    ]


def _without_own(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_own(each) for key, each in value.items() if key not in OWN}
    return [_without_own(each) for each in value] if isinstance(value, list) else value
