"""Questions that say too little: nothing asked about, or places and bodies that differ."""

from dataclasses import replace

import pytest

from handlers.dialogue.flows.bare_question import kind_of
from handlers.dialogue.order_kinds import NoteQuestion
from knowledge.answers import Answerer
from knowledge.entries import Entry, IndexedEntry, Passage
from knowledge.index import KnowledgeIndex
from tests.dialogue.engine_alone import EngineAlone


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("要多久", "period"),
        ("那一般要多久才能办好？", "period"),
        ("多少钱", "fee"),
        ("要收费吗", "fee"),
        ("怎么办", "remedy"),
        ("需要什么材料呢", "papers"),
        ("去哪里办", "place"),
        ("为什么", "why"),
        ("那是为啥呢？", "why"),
        ("凭什么", "why"),
        ("然后呢", "next"),
        ("接下来该怎么办", "next"),
        ("下一步", "next"),
        ("还有吗", "next"),
    ],
)
def test_question_about_nothing_in_particular_is_bare(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "申请要多久",
        "补正怎么办",
        "示例卡多少钱",
        "你好",
        "材料",
        "久",
        "为什么要补正",
        "以后怎么申请",
        "还有别的办法吗",
    ],
)
def test_question_with_a_matter_is_not_bare(text: str) -> None:
    assert kind_of(text) == ""


@pytest.mark.parametrize(
    ("text", "meaning"),
    [("要多久", "申请公开多久能得到答复"), ("多少钱", "申请公开要花钱吗"), ("怎么办？", "对答复不满意怎么办")],
)
async def test_bare_question_is_led_on_by_its_likely_meanings(text: str, meaning: str) -> None:
    engine = EngineAlone()
    chat = await engine.chat().says(text)

    assert chat.statuses == ("suggested",)
    assert meaning in chat.labels
    assert {"别的事，我来说", "转人工", "取消"} <= set(chat.labels)
    assert [order for order in engine.orders if isinstance(order, NoteQuestion)] == []


async def test_pressed_meaning_is_answered_as_if_it_had_been_typed() -> None:
    chat = await EngineAlone().chat().says("要多久")

    await chat.chooses("申请公开多久能得到答复")

    assert chat.statuses == ("answered",)
    chat.expects("20个工作日")


async def test_own_case_is_one_of_the_meanings() -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("要多久")

    await chat.chooses("我的申请办到哪一步了")

    assert type(engine.orders[-1]).__name__ == "ListCases"


async def test_matter_may_be_named_and_is_asked_with_the_question() -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("要多久")

    await chat.fills("别的事，我来说", "示例路改造工程施工许可证")

    assert engine.state.asked == "示例路改造工程施工许可证要多久"


@pytest.mark.parametrize("text", ["谢谢", "火星基地停车场几点关门", "我想问一下"])
async def test_other_message_is_not_taken_for_the_matter(text: str) -> None:
    engine = EngineAlone()
    chat = await engine.chat().says("要多久")

    await chat.says(text)

    assert "要多久" not in engine.state.asked


async def test_bare_question_after_an_answer_keeps_its_topic() -> None:
    chat = await EngineAlone().chat().says("申请公开要多久答复")

    await chat.says("要多久")

    assert "别的事，我来说" not in chat.labels


async def test_bare_question_is_led_on_where_only_what_was_just_read_would_be_offered() -> None:
    chat = await EngineAlone().chat().says("示例路改造工程施工许可证")

    await chat.says("多少钱")

    assert chat.statuses == ("suggested",)
    assert "申请公开要花钱吗" in chat.labels


def of_several(*entries: Entry) -> EngineAlone:
    engine = EngineAlone()
    indexed = [IndexedEntry(entry_id=entry.key, entry=entry) for entry in entries]
    engine.around = engine.around.__class__(
        answers=Answerer(KnowledgeIndex.build(indexed)),
        wording=engine.around.wording,
        agencies=engine.around.agencies,
        today=engine.around.today,
    )
    return engine


def entry(key: str, title: str, text: str, **fields: str) -> Entry:
    return Entry(key=key, title=title, passages=(Passage(position=0, text=text),), **fields)  # type: ignore[arg-type]


def two_places() -> EngineAlone:
    return of_several(
        entry("north", "示例补贴标准", "示例补贴每月三百元，按月发放。", region="北山市"),
        entry("south", "示例补贴标准", "示例补贴每月四百元，按季发放。", region="南海市"),
    )


def two_bodies() -> EngineAlone:
    return of_several(
        entry("school", "示例家庭学费减免", "示例家庭子女上学，学费减半。", department="教育科"),
        entry("house", "示例家庭租房优惠", "示例家庭租公房，租金减半。", department="住房科"),
    )


async def test_places_that_differ_are_asked_for_and_one_is_chosen_by_a_tap() -> None:
    chat = await two_places().chat().says("示例补贴标准是多少")
    assert chat.statuses == ("suggested",)
    chat.expects("各地的规定可能不一样")

    await chat.chooses("示例补贴标准（南海市）")

    assert chat.statuses == ("answered",)
    chat.expects("四百元")
    chat.expects_no("三百元")


async def test_place_may_be_typed_and_holds_for_the_next_question() -> None:
    chat = await two_places().chat().says("示例补贴标准是多少")

    await chat.says("北山的")
    chat.expects("三百元")
    await chat.says("那每月多少钱")

    assert chat.statuses == ("answered",)
    chat.expects("三百元")


async def test_district_the_agency_places_gets_what_holds_in_its_city() -> None:
    engine = of_several(
        entry("city", "示例补贴标准", "示例补贴每月三百元，按月发放。", region="甲省乙市"),
        entry("sister", "示例补贴标准", "示例补贴每月四百元，按季发放。", region="甲省丁市"),
    )
    real = replace(engine.around.agencies[0], is_sample=False, region="甲省", places=("甲省/乙市/丙区",))
    engine.around = replace(engine.around, agencies=(real,))

    chat = await engine.chat().says("丙区的示例补贴标准是多少")

    assert chat.statuses == ("answered",)
    chat.expects("三百元")


async def test_guesses_of_several_bodies_can_be_narrowed_to_one() -> None:
    engine = two_bodies()
    chat = await engine.chat().says("示例家庭能享受什么")
    assert chat.statuses == ("suggested",)
    assert {"只看教育科的", "只看住房科的"} <= set(chat.labels)

    await chat.chooses("只看住房科的")

    assert "示例家庭学费减免" not in chat.labels
    assert "学费" not in chat.text


@pytest.mark.parametrize("text", ["你是谁", "你是机器人吗？", "你们是干什么的"])
async def test_who_asks_who_we_are_is_told(text: str) -> None:
    chat = await EngineAlone().chat().says(text)

    chat.expects("自动应答程序", "示例市公共服务局（示例）")
