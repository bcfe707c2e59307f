"""What nothing but 然后呢, 怎么办 or 为什么 gets after an answer, and a message that only asks leave to ask."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.dialogue.order_kinds import FindMostAsked
from knowledge.answers import Answerer
from knowledge.entries import Entry, IndexedEntry, Passage
from knowledge.index import KnowledgeIndex
from knowledge.readers import read_paths
from tests.dialogue.engine_alone import EngineAlone
from tests.knowledge.test_starter import STARTER
from tests.scripted_chat import ScriptedChat

CARD = (
    "到示例窗口补办，依据是《示例办法》第九条。原卡要先挂失，这是为了防止别人冒用。"
    "挂失以后，可以在网上查办理结果。结果出来的，请带身份证明领取。"
)
ENTRIES = (
    ("card", "示例卡丢了怎么补办", "示例卡不见了去哪补", CARD),
    ("road", "示例路什么时候通车", "示例路几时通车", "示例路十月一日通车。"),
    ("bus", "示例镇班车怎么坐", "示例镇班车去哪坐", "在镇口上车。末班发出以后，请等第二天的头班。"),
    ("fee", "示例卡补办要交多少钱", "补示例卡收费吗", "示例卡补办每张十元，依据是《示例办法》第十条。"),
)


def engine() -> EngineAlone:
    alone = EngineAlone()
    indexed = [
        IndexedEntry(
            entry_id=key,
            entry=Entry(
                key=key,
                title=title,
                questions=(asked,),
                passages=(Passage(position=0, text=text),),
                expires_on=date(2025, 12, 31) if key == "bus" else None,
            ),
        )
        for key, title, asked, text in ENTRIES
    ]
    alone.around = replace(alone.around, answers=Answerer(KnowledgeIndex.build(indexed)))
    return alone


async def after(question: str, *then: str) -> ScriptedChat:
    chat = await engine().chat().says(question)
    assert chat.statuses == ("answered",)
    for text in then:
        await chat.says(text)
    return chat


@pytest.mark.parametrize("text", ["然后呢", "那怎么办", "下一步呢"])
async def test_next_step_of_what_was_read_is_quoted_with_its_source(text: str) -> None:
    chat = await after("示例卡丢了怎么补办", text)

    chat.expects("挂失以后，可以在网上查办理结果", "请带身份证明领取")
    chat.expects_no("到示例窗口补办")
    assert chat.last[0].citations[0].title == "示例卡丢了怎么补办"


async def test_next_step_of_a_text_that_no_longer_holds_says_so_first() -> None:
    chat = await engine().chat().says("示例镇班车怎么坐")

    await chat.says("然后呢")

    assert "失效" in chat.text.splitlines()[0]
    chat.expects("请等第二天的头班")


async def test_reason_is_quoted_where_the_entry_gives_one() -> None:
    chat = await after("示例卡丢了怎么补办", "为什么")

    chat.expects("说到的原因", "防止别人冒用")
    chat.expects_no("到示例窗口补办")


async def test_basis_is_named_where_no_reason_is_given() -> None:
    chat = await after("示例卡补办要交多少钱", "凭什么")

    chat.expects("没有找到为什么", "《示例办法》第十条", "转人工")


@pytest.mark.parametrize("text", ["然后呢", "为什么"])
async def test_what_about_it_is_asked_where_the_entry_says_no_more(text: str) -> None:
    chat = await after("示例路什么时候通车", text)

    chat.expects("关于“示例路什么时候通车”", "还想问哪一点")
    chat.expects_no("十月一日通车。")


async def test_likely_meanings_are_offered_where_nothing_is_to_be_done() -> None:
    chat = await after("示例路什么时候通车", "怎么办")

    assert "对答复不满意怎么办" in chat.labels


async def test_same_is_never_said_twice() -> None:
    chat = await after("示例卡丢了怎么补办", "然后呢", "然后呢")
    chat.expects("还想问哪一点")

    await chat.says("然后呢")

    assert "申请提交后内部怎样流转" in chat.labels


async def test_question_with_a_matter_is_answered_after_it_as_ever() -> None:
    chat = await after("示例卡丢了怎么补办", "然后呢", "示例路什么时候通车")

    chat.expects("十月一日通车")


@pytest.mark.parametrize("text", ["为什么", "然后呢"])
async def test_nothing_read_before_leads_on_by_likely_meanings(text: str) -> None:
    chat = await engine().chat().says(text)

    assert chat.statuses == ("suggested",)
    assert "别的事，我来说" in chat.labels


@pytest.mark.parametrize("text", ["我想问一下", "你好我想咨询个问题", "请问", "您好，想请教一下", "有个事想问"])
async def test_who_only_asks_leave_to_ask_is_invited(text: str) -> None:
    alone = engine()

    chat = await alone.chat().says(text)

    chat.expects("请说出您的问题")
    assert any(isinstance(order, FindMostAsked) for order in alone.orders)


@pytest.mark.parametrize("text", ["你好", "谢谢", "示例路什么时候通车", "请问示例路什么时候通车"])
async def test_other_words_are_taken_for_what_they_are(text: str) -> None:
    chat = await engine().chat().says(text)

    chat.expects_no("请说出您的问题")


@pytest.fixture(scope="module")
def starter() -> Answerer:
    entries = read_paths([STARTER]).entries
    return Answerer(KnowledgeIndex.build([IndexedEntry(entry_id=entry.key, entry=entry) for entry in entries]))


@pytest.mark.parametrize(
    ("question", "then", "told"),
    [
        ("申请被拒绝了怎么办", "然后呢", "应当先在60日内申请行政复议"),
        ("逾期没有答复怎么办", "然后呢", "六个月内提出"),
        ("可以匿名申请吗", "为什么", "无法确认是谁申请"),
    ],
)
async def test_what_follows_a_starter_answer_keeps_its_limits_and_reasons(
    starter: Answerer, question: str, then: str, told: str
) -> None:
    alone = EngineAlone()
    alone.around = replace(alone.around, answers=starter)
    chat = await alone.chat().says(question)

    await chat.says(then)

    chat.expects(told)
    chat.expects_no("没有找到为什么")
