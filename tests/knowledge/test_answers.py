"""Questions through the whole path: what is quoted, what is offered, what is handed over."""

from datetime import date

import pytest

from knowledge.answers import Answerer, AnswerStatus, AskContext
from knowledge.entries import Entry, IndexedEntry, Passage, Validity
from knowledge.index import KnowledgeIndex
from knowledge.intents import Intent

TODAY = date(2026, 3, 2)


def entry(key: str, title: str, *texts: str, **fields: object) -> Entry:
    passages = tuple(Passage(position=number, text=text) for number, text in enumerate(texts))
    return Entry(key=key, title=title, passages=passages, **fields)  # type: ignore[arg-type]


PERIOD = entry(
    "period",
    "示例:公开申请的答复期限",
    "收到公开申请后，能够当场答复的当场答复。不能当场答复的，自收到申请之日起二十个工作日内答复。",
)
FEE = entry(
    "fee", "示例:公开申请的收费", "提供信息不收取费用。同一申请人申请的数量明显超过合理范围的，可以收取信息处理费。"
)


@pytest.fixture
def answerer() -> Answerer:
    return Answerer(KnowledgeIndex.build([IndexedEntry(entry_id=1, entry=PERIOD), IndexedEntry(entry_id=2, entry=FEE)]))


def test_answer_is_cut_from_the_published_text_and_cites_it(answerer: Answerer) -> None:
    answer = answerer.ask("公开申请多少个工作日内答复？", AskContext(today=TODAY))

    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text in PERIOD.body
    assert "二十个工作日" in answer.text
    assert answer.citations == (PERIOD.citation(TODAY),)
    assert answer.hits[0].entry_id == 1


def test_question_without_any_matching_text_is_not_answered(answerer: Answerer) -> None:
    answer = answerer.ask("红烧茄子放几勺糖", AskContext(today=TODAY))

    assert answer.status is AnswerStatus.NO_ANSWER
    assert answer.text == ""


def test_wish_to_apply_is_routed(answerer: Answerer) -> None:
    answer = answerer.ask("我要申请公开示例路的规划", AskContext(today=TODAY))

    assert (answer.status, answer.intent) == (AnswerStatus.ROUTED, Intent.APPLY)


def test_personal_numbers_are_masked_in_the_cleaned_question(answerer: Answerer) -> None:
    answer = answerer.ask("我的手机13800000000，公开申请多少个工作日内答复？", AskContext(today=TODAY))

    assert "13800000000" not in answer.cleaned


def test_expired_entry_is_quoted_as_outdated() -> None:
    old = entry("old", "示例:旧的补贴办法", "示例补贴每月发放三百元。", expires_on=date(2025, 12, 31))
    answerer = Answerer(KnowledgeIndex.build([IndexedEntry(entry_id=1, entry=old)]))

    answer = answerer.ask("示例补贴每月发放多少元", AskContext(today=TODAY))

    assert answer.status is AnswerStatus.OUTDATED
    assert answer.citations[0].validity is Validity.EXPIRED


def test_pressed_suggestion_is_quoted(answerer: Answerer) -> None:
    answer = answerer.quote(2, AskContext(today=TODAY))

    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text in FEE.body
