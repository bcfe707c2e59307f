"""What the composition root plugs together: the agency's own router, and the index stored for the next start."""

from datetime import date

import bot
from knowledge.answers import AnswerStatus, AskContext
from knowledge.catalogue import Catalogue
from knowledge.intents import Intent
from knowledge.live_router import ROUTER_FILE
from knowledge.readers import read_paths
from knowledge.router import train_router
from tests.houses import settings_for

CONTEXT = AskContext(today=date(2026, 3, 2))
LETTER = "尊敬的示例部门：示例灯塔的第七根栏杆昨天下午换成了蓝色，过路的人都停下来看了很久。"
LABELLED = [
    *((f"尊敬的示例部门：示例{n}灯塔的栏杆换成了蓝色，人都停下来看。", "建言") for n in range(15)),
    *((f"请问示例{n}号线什么时候开通，票价多少？", "咨询") for n in range(15)),
    *((f"示例{n}小区物业乱收费，至今无人处理！", "投诉/求助") for n in range(15)),
]


async def test_a_model_fitted_by_the_agency_leads_letters_where_cues_do_not(tmp_path, sqlite_url):
    house = bot.build(settings_for(tmp_path, sqlite_url))
    await house.open()
    try:
        await house.load_answers()
        assert house.answerer.ask(LETTER, CONTEXT).intent is Intent.QUESTION

        train_router(LABELLED).save(tmp_path / ROUTER_FILE)
        await house.load_answers()

        answer = house.answerer.ask(LETTER, CONTEXT)
        assert (answer.status, answer.intent) == (AnswerStatus.ROUTED, Intent.PROPOSAL)
    finally:
        await house.close()


async def test_the_next_start_finds_the_index_of_the_last(tmp_path, sqlite_url):
    first, second = (bot.build(settings_for(tmp_path, sqlite_url)) for _ in range(2))
    try:
        await first.open()
        await first.furnish()
        await first.load_answers()
        assert await first.live.store()

        await second.open()
        await second.load_answers()
        assert len(second.live.index) == len(first.live.index) > 0
        assert not await second.live.store()
    finally:
        await first.close()
        await second.close()


async def test_the_first_start_brings_the_starter_entries_beside_what_was_imported_before(tmp_path, sqlite_url):
    own = tmp_path / "own.md"
    own.write_text("# 示例灯塔开放时间\n\n示例灯塔每天九点开放。\n", "utf-8")
    house = bot.build(settings_for(tmp_path, sqlite_url))
    await house.open()
    try:
        async with house.units.writing() as unit:
            await unit.companion(Catalogue).import_entries(read_paths([own]).entries, author="示例")
            await unit.commit()
        await house.furnish()
        async with house.units.reading() as unit:
            furnished = await unit.companion(Catalogue).count()
        await house.furnish()
        async with house.units.reading() as unit:
            again = await unit.companion(Catalogue).count()
    finally:
        await house.close()

    assert furnished > 60
    assert again == furnished
