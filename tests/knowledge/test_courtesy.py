"""Courtesy around a question is passed over, and nothing else is."""

import time

import pytest

from knowledge.answers import Answerer, AskContext
from knowledge.courtesy import asks_leave, is_courtesy, without_courtesy
from knowledge.entries import IndexedEntry
from knowledge.index import KnowledgeIndex
from knowledge.readers import read_paths
from tests.knowledge.test_starter import STARTER, TODAY

OPENINGS = (
    "您好，",
    "你好 请问 ",
    "尊敬的领导：您好！",
    "尊敬的领导您好，我是一名普通市民，有个问题想咨询一下：",
    "老师好，麻烦问下，",
    "在吗？想问个事，",
    "喂你好，我问一下，",
    "不好意思打扰一下，",
    "我想了解一下",
    "亲爱的工作人员，你们好。",
)
CLOSINGS = (
    "？谢谢！",
    "，麻烦尽快回复，谢谢！",
    "望回复，谢谢您！",
    "，急，在线等！",
    "，请给予明确答复为盼。",
    "。此致 敬礼",
    "？求解答",
    "，恳请领导在百忙之中给予答复，不胜感激！",
)


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize("closing", CLOSINGS)
def test_question_in_courtesy_is_the_bare_question(opening: str, closing: str) -> None:
    told = without_courtesy(f"{opening}示例卡丢了怎么补办{closing}")

    assert told.rstrip("，？。") == "示例卡丢了怎么补办"


@pytest.mark.parametrize(
    "text",
    [
        "咨询电话是多少",
        "问题没解决怎么办",
        "请求公开示例预算",
        "请示件能公开吗",
        "希望加装电梯",
        "没收到答复",
        "对答复不满意怎么办",
        "领导信箱在哪",
        "感谢信寄到哪里",
        "急诊在哪",
        "我的事情怎么样了",
        "我是残疾人，能减免吗",
        "在哪里问",
        "我要打听证会的消息",
        "请教书记的工资",
        "想问责谁",
    ],
)
def test_what_is_asked_stays(text: str) -> None:
    assert without_courtesy(text) == text


@pytest.mark.parametrize("text", ["请问能马上答复吗", "请问可以在线答复吗", "希望尽快答复我的问题"])
def test_who_asks_about_a_reply_has_asked(text: str) -> None:
    assert not asks_leave(text)


def test_leave_to_ask_goes_whole() -> None:
    assert without_courtesy("请问申请人是谁") == "申请人是谁"
    assert without_courtesy("麻烦请问一下示例卡丢了怎么补办") == "示例卡丢了怎么补办"


@pytest.mark.parametrize("text", ["您好，谢谢！", "请问一下", "能给予答复吗", "。。。", ""])
def test_message_of_courtesy_alone_stays_whole(text: str) -> None:
    assert without_courtesy(text) == text


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    entries = read_paths([STARTER]).entries
    return Answerer(KnowledgeIndex.build([IndexedEntry(entry_id=entry.key, entry=entry) for entry in entries]))


@pytest.mark.parametrize("opening", OPENINGS)
def test_courtesy_changes_neither_the_answer_nor_how_sure_it_is(answerer: Answerer, opening: str) -> None:
    context = AskContext(today=TODAY)
    bare = answerer.judge("申请信息公开要收费吗", context)

    polite = answerer.judge(f"{opening}申请信息公开要收费吗，麻烦尽快回复，谢谢！", context)

    assert polite.found[0].entry_id == bare.found[0].entry_id
    assert polite.confidence == pytest.approx(bare.confidence, abs=0.02)


@pytest.mark.parametrize("word", ["想要", "谢", "急", "请", "非常感谢", "我想问一下", "尊敬的"])
def test_no_repetition_takes_long(word: str) -> None:
    started = time.process_time()

    without_courtesy(word * 2000 + "猫")
    is_courtesy(word * 2000 + "猫")

    assert time.process_time() - started < 1.0


@pytest.mark.parametrize("text", ["我想问一下", "请问", "你好，有个事想咨询", "麻烦帮忙解答一下，谢谢"])
def test_message_that_only_asks_leave_to_ask_is_known(text: str) -> None:
    assert asks_leave(text)


@pytest.mark.parametrize("text", ["你好", "谢谢您，辛苦了", "请问示例卡怎么补", "咨询电话", "", "？"])
def test_message_that_asks_or_only_greets_does_not_ask_leave(text: str) -> None:
    assert not asks_leave(text)
