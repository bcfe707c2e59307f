"""A process killed at any point of a message loses nothing and doubles nothing; on both databases.

A real desk is killed with SIGKILL at named points and forked again. The Bot API server lives in this process and
remembers what it accepted, so what people saw is compared with what the database says.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, text

from handlers.dialogue.messages import Reply
from handlers.dialogue.notices import render
from handlers.dialogue.points import Point
from handlers.telegram.outbound import TextPart, parts_of
from handlers.wording import Wording
from requests_db.clock import SystemClock
from requests_db.services import conversations, staff_chats
from requests_db.services.agency import agencies
from requests_db.services.retrying import in_unit
from requests_db.services.staff import NewStaff, add_staff
from requests_db.statute.workflow import Role
from requests_db.store.base import UtcDateTime
from requests_db.store.key_ring import open_digester
from requests_db.store.secrets import FieldCipher
from requests_db.store.unit_of_work import UnitOfWork, Units, make_engine
from tests import factories
from tests.filing_script import CONFIRM, TO_SUMMARY
from tests.kill.keeper import Keeper, a_nest
from tests.telegram_api import BotApi, RunningBotApi, ScriptedUser, until

pytestmark = pytest.mark.slow

WORDING = Wording.load()
RECEIVING = (
    Point.UPDATE_FETCHED,
    Point.CONVERSATION_FOUND,
    Point.MESSAGE_STORED,
    Point.TURN_DECIDED,
    Point.REPLIES_STORED,
    Point.DIALOGUE_SAVED,
    Point.TURN_COMMITTED,
    Point.UPDATES_TAKEN,
    Point.OFFSET_STORED,
)
DELIVERING = (Point.DELIVERY_LEASED, Point.BEFORE_SEND, Point.ALL_ACCEPTED, Point.DELIVERY_MARKED)
SUBMITTING = (
    Point.UPDATE_FETCHED,
    Point.CONVERSATION_FOUND,
    Point.MESSAGE_STORED,
    Point.TURN_DECIDED,
    Point.ORDER_PERFORMED,
    Point.REPLIES_STORED,
    Point.DIALOGUE_SAVED,
    Point.TURN_COMMITTED,
    Point.DELIVERY_LEASED,
    Point.BEFORE_SEND,
    Point.PART_ACCEPTED,
    Point.PART_MARKED,
    Point.ALL_ACCEPTED,
    Point.DELIVERY_MARKED,
)
# Delivery runs beside the polling loop: a loop dying after the commit may take a message accepted, not marked, along.
ACCEPTED_NOT_MARKED = (
    Point.TURN_COMMITTED,
    Point.UPDATES_TAKEN,
    Point.OFFSET_STORED,
    Point.PART_ACCEPTED,
    Point.ALL_ACCEPTED,
)


class Ledger:
    """Reads the database of the killed desk."""

    def __init__(self, database_url: str) -> None:
        self._engine = make_engine(database_url)

    async def units(self, secret_key: str) -> Units:
        """Return units of work that open what the desk sealed."""
        cipher, clock = FieldCipher([secret_key]), SystemClock()
        digester = await open_digester(self._engine, cipher, now=clock.now())
        return Units(self._engine, clock=clock, cipher=cipher, digester=digester)

    async def replies(self, secret_key: str) -> list[Reply]:
        """Return everything said in every conversation."""
        cipher = FieldCipher([secret_key])
        async with self._engine.connect() as connection:
            stored = (await connection.execute(text("SELECT body_sealed FROM outbox ORDER BY id"))).scalars().all()
        return [render(WORDING, cipher.open(bytes(body))) for body in stored]

    async def value(self, sql: str) -> Any:
        async with self._engine.connect() as connection:
            return (await connection.execute(text(sql))).scalar_one()

    async def close(self) -> None:
        await self._engine.dispose()


@pytest.fixture
async def ledger(database_url: str) -> AsyncIterator[Ledger]:
    opened = Ledger(database_url)
    yield opened
    await opened.close()


async def settled(api: BotApi, ledger: Ledger) -> None:
    """Wait until every update is confirmed and everything said is delivered."""
    await until(lambda: not api.updates, seconds=60, says="updates stay unconfirmed")
    while await ledger.value("SELECT count(*) FROM outbox WHERE state = 'pending'"):
        await asyncio.sleep(0.02)


def act(user: ScriptedUser, step: str) -> None:
    """Press the button with that label where the last message has one, else write the words."""
    buttons = [label for one in user.api.sent[-1:] for label, _ in one.buttons]
    if step in buttons:
        user.presses(step)
    else:
        user.says(step)


async def test_a_request_filed_over_telegram_survives_a_death_at_every_point(
    tmp_path: Path, database_url: str, ledger: Ledger
) -> None:
    deaths = [*RECEIVING, *DELIVERING]
    assert len(set(deaths)) + len(set(SUBMITTING) - set(deaths)) >= 12
    async with RunningBotApi() as server, a_nest(tmp_path, database_url, server.url) as keeper:
        api, user = server.api, server.api.user(100)
        for step, point in zip(TO_SUMMARY, deaths, strict=True):
            await survive(keeper, api, ledger, user, step, (point,))
        await survive(keeper, api, ledger, user, CONFIRM, SUBMITTING)
        assert keeper.deaths == [*deaths, *SUBMITTING]
        for reply in await ledger.replies(keeper.secret_key):
            for part in parts_of(reply, WORDING):
                shown = part.text if isinstance(part, TextPart) else part.attachment.name
                assert [one for one in api.sent if shown in (one.text, one.document)], f"lost: {shown[:40]}"
    assert await ledger.value("SELECT count(*) FROM cases") == 1
    assert await ledger.value("SELECT count(*) FROM case_events WHERE action = 'submit'") == 1
    assert await ledger.value("SELECT count(*) FROM inbox") == len(TO_SUMMARY) + 1
    assert await ledger.value("SELECT count(*) FROM outbox WHERE state <> 'sent'") == 0
    ref = await ledger.value("SELECT ref FROM cases")
    assert 1 <= sum(ref in one.text for one in api.sent) <= 2


async def test_a_reminder_is_given_once_however_often_the_desk_dies_over_it(
    tmp_path: Path, database_url: str, ledger: Ledger
) -> None:
    async with RunningBotApi() as server, a_nest(tmp_path, database_url, server.url) as keeper:
        units = await ledger.units(keeper.secret_key)
        chat = await a_filed_case_with_a_linked_registrar(units)
        deaths = (Point.REMINDER_FIRED, Point.REMINDER_COMMITTED, *DELIVERING)
        await keeper.kill_at(deaths)

        async def bring_forward(unit: UnitOfWork) -> None:
            first = "(SELECT min(id) FROM reminders WHERE kind = 'due' AND status = 'planned')"
            past = {"past": unit.now - timedelta(hours=1)}
            change = text(f"UPDATE reminders SET fire_at = :past WHERE id = {first}").bindparams(
                bindparam("past", type_=UtcDateTime())
            )
            await unit.session.execute(change, past)

        await in_unit(units, bring_forward)
        await keeper.deaths_until_spent()
        await settled(server.api, ledger)
        assert keeper.deaths == list(deaths)
    assert await ledger.value("SELECT count(*) FROM reminders WHERE status = 'fired'") == 1
    assert await ledger.value("SELECT count(*) FROM register_entries WHERE kind = 'reminder'") == 1
    assert await ledger.value("SELECT count(*) FROM outbox WHERE kind = 'notice' AND state = 'sent'") == 1
    assert 1 <= len(server.api.said_to(chat)) <= 2


async def a_filed_case_with_a_linked_registrar(units: Units) -> int:
    """File a request and give a registrar a linked chat; return the chat."""
    chat = 200
    async with units.reading() as unit:
        (profile, *_) = await agencies(unit)
    registrar = NewStaff(
        agency_id=profile.id, username="sample.registrar", display_name="示例登记员", roles=frozenset({Role.REGISTRAR})
    )
    account = await in_unit(units, lambda unit: add_staff(unit, registrar))
    citizen = await factories.make_conversation(units, key="c1")
    await factories.file_request(units, profile, citizen)

    async def link(unit: UnitOfWork) -> None:
        view = await conversations.find_or_create(unit, "telegram", str(chat))
        code = await staff_chats.link_code(unit, account.staff_id)
        await staff_chats.link_chat(unit, code, view.id)

    await in_unit(units, link)
    return chat


async def survive(
    keeper: Keeper, api: BotApi, ledger: Ledger, user: ScriptedUser, step: str, points: Sequence[Point]
) -> None:
    """Do one step while the desk dies at `points`; nothing is seen more often than these deaths allow."""
    before = len(api.sent)
    said = await ledger.value("SELECT count(*) FROM outbox")
    await keeper.kill_at(points)
    act(user, step)
    await keeper.deaths_until_spent()
    await settled(api, ledger)
    seen = Counter((one.text, one.document) for one in api.sent[before:])
    assert await ledger.value("SELECT count(*) FROM outbox") > said
    assert seen, f"nothing was answered to {step}"
    assert max(seen.values()) <= 2, f"more than one repeat after {points}: {seen}"
    repeats = sum(count - 1 for count in seen.values())
    assert repeats <= sum(point in ACCEPTED_NOT_MARKED for point in points), f"repeated after {points}: {seen}"


async def test_a_request_filed_over_the_web_api_survives_and_repeats_get_the_same_replies(
    tmp_path: Path, database_url: str, ledger: Ledger
) -> None:
    turn = (
        Point.CONVERSATION_FOUND,
        Point.MESSAGE_STORED,
        Point.TURN_DECIDED,
        Point.REPLIES_STORED,
        Point.DIALOGUE_SAVED,
        Point.TURN_COMMITTED,
    )
    last = (*turn[:3], Point.ORDER_PERFORMED, Point.REPLIES_STORED, Point.DIALOGUE_SAVED, Point.TURN_COMMITTED)
    async with RunningBotApi() as server, a_nest(tmp_path, database_url, server.url) as keeper:
        _, session = await keeper.post("/api/chat/sessions", {})
        replies: list[dict[str, Any]] = []
        for number, step in enumerate((*TO_SUMMARY, CONFIRM)):
            body = {"message_id": f"m{number}", **words_or_choice(step, replies)}
            points = last if step == CONFIRM else (turn[number % len(turn)],)
            await keeper.kill_at(points)
            status, answer = await keeper.post("/api/chat/messages", body, session["token"])
            await keeper.deaths_until_spent()
            assert status == 200, answer
            again = await keeper.post("/api/chat/messages", body, session["token"])
            assert again == (200, answer)
            replies = answer["replies"]
        assert replies[-1]["status"] == "receipt"
    assert await ledger.value("SELECT count(*) FROM cases") == 1
    assert await ledger.value("SELECT count(*) FROM inbox") == len(TO_SUMMARY) + 1
    numbers = await ledger.value("SELECT count(*) FROM outbox")
    assert await ledger.value("SELECT last_number FROM conversations") == numbers


def words_or_choice(step: str, replies: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return the choice with that label where the last replies offer it, else the words."""
    for reply in replies:
        for choice in reply["choices"]:
            if choice["label"] == step:
                return {"choice": choice["choice"]}
    return {"text": step}
