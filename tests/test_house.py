"""What the composition root plugs together: the agency's own router, and the index stored for the next start."""

from datetime import date

import bot
from knowledge.answers import AnswerStatus, AskContext
from knowledge.intents import Intent
from knowledge.live_router import ROUTER_FILE
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
