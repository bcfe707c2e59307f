"""The Telegram channel against a local Bot API server, on both databases."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import text

from handlers.telegram.connection import COMMANDS
from requests_db.clock import FrozenClock
from requests_db.services import conversations, files, leases, outbox
from requests_db.services.agency import AgencyProfile
from requests_db.services.retrying import in_unit
from requests_db.store.unit_of_work import UnitOfWork, Units
from tests.pictures import PNG
from tests.telegram.desk import quiet, running_desk
from tests.telegram_api import BOT_ID, BotApi, RunningBotApi, until

PDF = b"%PDF-1.4\nsample\n1 0 obj endobj\n%%EOF"


@pytest.fixture
async def server() -> AsyncIterator[RunningBotApi]:
    async with RunningBotApi() as running:
        yield running


@pytest.fixture
def api(server: RunningBotApi) -> BotApi:
    return server.api


def received(api: BotApi, chat: int, count: int) -> Callable[[], bool]:
    return lambda: len(api.said_to(chat)) >= count


async def value(units: Units, sql: str) -> object:
    async with units.reading() as unit:
        return (await unit.session.execute(text(sql))).scalar_one()


async def test_a_message_is_answered_and_buttons_lead_on(units: Units, server: RunningBotApi, api: BotApi) -> None:
    user = api.user(100)
    async with running_desk(units, server.url) as desk:
        user.says("你好")
        await until(received(api, 100, 1))
        user.presses("好")
        await until(received(api, 100, 2))
        await until(lambda: api.acknowledged)
        await quiet(api)
    assert api.said_to(100) == ["1: 你好", "2: p1:yes"]
    assert [one.choice for one in desk.dialogue.heard] == ["", "p1:yes"]
    assert api.cleared == [api.sent[0].message_id]
    assert [each["command"] for each in api.commands] == list(COMMANDS)


async def test_updates_that_come_again_are_answered_once(units: Units, server: RunningBotApi, api: BotApi) -> None:
    api.user(100).says("你好")
    again = list(api.updates)
    async with running_desk(units, server.url):
        await until(received(api, 100, 1))
        await quiet(api)

    async def forget(unit: UnitOfWork) -> None:
        await unit.session.execute(text("DELETE FROM cursors"))

    await in_unit(units, forget)
    api.updates = again
    async with running_desk(units, server.url) as desk:
        await quiet(api)
        assert await desk.delivery.pump() == 0
    assert api.said_to(100) == ["1: 你好"]


async def test_the_offset_is_stored_and_taken_up_again(units: Units, server: RunningBotApi, api: BotApi) -> None:
    last = api.user(100).says("一") and api._next_update
    async with running_desk(units, server.url):
        await until(received(api, 100, 1))
        await quiet(api)
    async with units.reading() as unit:
        assert await leases.cursor(unit, f"telegram:{BOT_ID}") == str(last + 1)


async def test_only_one_process_polls_and_another_takes_over(units: Units, server: RunningBotApi, api: BotApi) -> None:
    async with running_desk(units, server.url, name="b", settings={"lease": timedelta(seconds=0.6)}):
        async with running_desk(units, server.url, name="a", settings={"lease": timedelta(seconds=0.6)}):
            api.user(100).says("一")
            await until(received(api, 100, 1))
        api.user(100).says("二")
        await until(received(api, 100, 2))
    assert api.most_polls_at_once == 1
    assert api.said_to(100) == ["1: 一", "2: 二"]


async def test_many_people_at_once_are_answered_each_in_their_order(
    units: Units, server: RunningBotApi, api: BotApi
) -> None:
    for number in range(1, 4):
        for chat in range(100, 110):
            api.user(chat).says(f"m{number}")
    async with running_desk(units, server.url):
        await until(lambda: len(api.sent) == 30)
    for chat in range(100, 110):
        assert api.said_to(chat) == ["1: m1", "2: m2", "3: m3"]


async def test_a_document_and_a_photo_are_kept_for_the_dialogue(
    units: Units, server: RunningBotApi, api: BotApi
) -> None:
    user = api.user(100)
    async with running_desk(units, server.url) as desk:
        user.sends_document("授权书.pdf", PDF, caption="这是授权书")
        user.sends_photo(PNG)
        await until(received(api, 100, 2))
    document, photo = desk.dialogue.heard
    assert (document.text, len(document.file_tokens), len(photo.file_tokens)) == ("这是授权书", 1, 1)
    async with units.reading() as unit:
        view = await conversations.find(unit, "telegram", "100")
        assert view is not None
        kept = await files.open_file(unit, document.file_tokens[0], conversation_id=view.id)
        shown = await files.open_file(unit, photo.file_tokens[0], conversation_id=view.id)
    assert (kept.name, kept.content, shown.content) == ("授权书.pdf", PDF, PNG)


async def test_what_cannot_be_read_is_told_so(units: Units, server: RunningBotApi, api: BotApi) -> None:
    user = api.user(100)
    async with running_desk(units, server.url) as desk:
        user.sends_sticker()
        user.sends_voice()
        user.sends_place()
        await until(received(api, 100, 3))
    assert desk.dialogue.heard == []
    assert all("只能读文字、图片和文件" in said for said in api.said_to(100))


async def test_a_file_we_cannot_take_gets_a_sentence_and_the_step_stays_open(
    units: Units, server: RunningBotApi, api: BotApi
) -> None:
    user = api.user(100)
    async with running_desk(units, server.url) as desk:
        user.sends_document("big.pdf", PDF, size=50 << 20)
        user.sends_document("script.exe", b"MZ\x00\x01")
        user.sends_document("empty.pdf", b"")
        user.says("继续")
        await until(received(api, 100, 4))
    said = api.said_to(100)
    assert "20" in said[0]
    assert said[3] == "1: 继续"
    assert [one.text for one in desk.dialogue.heard] == ["继续"]
    assert api.calls["getFile"] == 2


async def test_a_correction_is_a_message_of_its_own_once(units: Units, server: RunningBotApi, api: BotApi) -> None:
    user = api.user(100)
    first = user.says("错字")
    user.edits(first, "正字")
    async with running_desk(units, server.url) as desk:
        await until(received(api, 100, 2))
    assert [(one.text, one.is_edit) for one in desk.dialogue.heard] == [("错字", False), ("正字", True)]


async def test_in_a_group_only_what_is_addressed_to_us_is_heard(
    units: Units, server: RunningBotApi, api: BotApi
) -> None:
    member = api.member(-500, 7)
    member.says("大家好")
    member.says("/ask@sample_desk_bot 多久答复")
    member.says("/ask@another_bot 多久答复")
    member.says("@sample_desk_bot 你好")
    member.sends_document("a.pdf", PDF)
    async with running_desk(units, server.url) as desk:
        await until(received(api, -500, 2))
        await quiet(api)
    assert [(one.text, one.is_private) for one in desk.dialogue.heard] == [("/ask 多久答复", False), ("你好", False)]
    assert api.calls["getFile"] == 0


async def test_a_long_reply_goes_in_parts_and_a_file_as_a_document(
    units: Units, server: RunningBotApi, api: BotApi
) -> None:
    user = api.user(100)
    async with running_desk(units, server.url) as desk:
        user.says("long")
        await until(received(api, 100, 3))
        assert "".join(api.said_to(100)) == "长" * 9000
        user.sends_document("a.pdf", PDF)
        await until(received(api, 100, 4))
        user.says(f"fetch {desk.dialogue.heard[-1].file_tokens[0]}")
        user.says("fetch unknown")
        await until(lambda: len(api.sent) == 8)
    document = next(one for one in api.sent if one.document)
    assert (document.document, document.content) == ("复函.pdf", PDF)
    assert "复函.pdf" in api.sent[-1].text


async def test_after_a_blocked_bot_a_notice_becomes_a_task(
    units: Units, server: RunningBotApi, api: BotApi, agency: AgencyProfile
) -> None:
    async with running_desk(units, server.url) as desk:
        api.user(100).says("你好")
        await until(received(api, 100, 1))
        api.blocked.add(100)
        chat = int(str(await value(units, "SELECT id FROM conversations")))
        await in_unit(units, lambda unit: outbox.say_notice(unit, chat, "case.answered", {}))
        await desk.delivery.pump()
    assert await value(units, "SELECT count(*) FROM tasks WHERE kind = 'undeliverable'") == 1
    assert api.said_to(100) == ["1: 你好"]


async def test_a_flood_limit_is_waited_out(
    units: Units, server: RunningBotApi, api: BotApi, clock: FrozenClock
) -> None:
    api.floods[100] = [30]
    async with running_desk(units, server.url) as desk:
        api.user(100).says("你好")
        await until(lambda: api.calls["sendMessage"] == 1)
        await quiet(api)
        clock.advance(timedelta(seconds=29))
        assert await desk.delivery.pump() == 0
        clock.advance(timedelta(seconds=2))
        desk.bell.ring()
        await until(received(api, 100, 1))
    assert api.calls["sendMessage"] == 2


async def test_a_server_in_trouble_is_tried_again(
    units: Units, server: RunningBotApi, api: BotApi, clock: FrozenClock
) -> None:
    api.faults += [("sendMessage", 500), ("getUpdates", 502)]
    async with running_desk(units, server.url) as desk:
        api.user(100).says("你好")
        await until(lambda: api.calls["sendMessage"] == 1)
        await quiet(api)
        for _ in range(5):
            clock.advance(timedelta(seconds=2))
            desk.bell.ring()
            await asyncio.sleep(0.05)
        await until(received(api, 100, 1))
    assert api.said_to(100) == ["1: 你好"]


async def test_a_message_that_fails_every_time_is_parked_and_the_next_ones_go_on(
    units: Units, server: RunningBotApi, api: BotApi, agency: AgencyProfile
) -> None:
    user = api.user(100)
    user.says("poison")
    user.says("你好")
    async with running_desk(units, server.url):
        await until(received(api, 100, 2))
        await quiet(api)
    parked, answered = api.said_to(100)
    assert "编号" in parked
    assert answered == "1: 你好"
    assert await value(units, "SELECT count(*) FROM tasks WHERE kind = 'poison'") == 1
    assert await value(units, "SELECT count(*) FROM inbox") == 2


async def test_a_file_that_cannot_be_fetched_is_parked_and_one_fetched_at_last_is_kept(
    units: Units, server: RunningBotApi, api: BotApi, agency: AgencyProfile
) -> None:
    user = api.user(100)
    api.faults += [("getFile", 500)] * 4
    user.sends_document("a.pdf", PDF)
    user.sends_document("b.pdf", PDF)
    async with running_desk(units, server.url) as desk:
        await until(received(api, 100, 2))
        await quiet(api)
    assert "编号" in api.said_to(100)[0]
    assert [len(one.file_tokens) for one in desk.dialogue.heard] == [1]
    assert await value(units, "SELECT count(*) FROM tasks WHERE kind = 'poison'") == 1


async def test_the_token_is_in_no_log_line(
    units: Units, server: RunningBotApi, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.faults += [("sendMessage", 500), ("getUpdates", 401)]
    with caplog.at_level("INFO"):
        async with running_desk(units, server.url):
            api.user(100).says("你好")
            await until(lambda: api.calls["sendMessage"] == 1)
    assert "sample-token" not in caplog.text


async def test_a_webhook_needs_its_secret_and_is_answered_after_the_commit(
    units: Units, server: RunningBotApi, api: BotApi, unused_port: int
) -> None:
    settings = {"public_url": f"http://127.0.0.1:{unused_port}", "webhook_secret": "sample-secret"}
    async with running_desk(units, server.url, settings=settings) as desk:
        app = web.Application()
        desk.channel.add_routes(app)
        async with TestServer(app, port=unused_port):
            await until(lambda: api.webhook)
            api.user(100).says("你好")
            assert await api.call_webhook(secret="wrong") == [403]
            assert await value(units, "SELECT count(*) FROM inbox") == 0
            assert await api.call_webhook() == [200]
            assert await value(units, "SELECT count(*) FROM inbox") == 1
            await until(received(api, 100, 1))
            async with aiohttp.ClientSession() as client:
                secret = {"X-Telegram-Bot-Api-Secret-Token": "sample-secret"}
                broken = await client.post(api.webhook["url"], data=b"{not json", headers=secret)
                assert broken.status == 400
    assert api.said_to(100) == ["1: 你好"]


@pytest.fixture
def unused_port() -> int:
    return aiohttp.test_utils.unused_port()
