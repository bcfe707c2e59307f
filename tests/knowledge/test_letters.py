"""A complaint or a proposal is led to people, with what is published on its matter beside it."""

from datetime import date

import pytest

from knowledge.answers import Answerer, AnswerStatus, AskContext
from knowledge.entries import Entry, IndexedEntry, Passage
from knowledge.index import KnowledgeIndex
from knowledge.intents import Intent
from knowledge.letters import SHORTEST_LETTER, wish_of_letter
from knowledge.router import MessageRouter

CONTEXT = AskContext(today=date(2026, 3, 2))
COMPLAINT = "示例小区物业拖欠维修，电梯停运严重影响居民出行，多次反映一直没有人处理，请尽快解决。"
PROPOSAL = "建议在示例路口增设公交站，加强晚高峰疏导，方便群众出行，希望政府能统筹完善公交线路。"
QUESTION = "请问示例小区的电梯什么时候能通过年检？想了解一下需要业主准备哪些材料，去哪里办理？"


@pytest.fixture
def answerer() -> Answerer:
    text = "示例小区电梯加装由示例部门受理，业主可以在示例窗口申请。"
    entry = Entry(key="lift", title="示例小区电梯加装怎么申请", passages=(Passage(position=0, text=text),))
    return Answerer(KnowledgeIndex.build([IndexedEntry(entry_id=1, entry=entry)]))


@pytest.mark.parametrize(
    ("text", "wish"), [(COMPLAINT, Intent.COMPLAINT), (PROPOSAL, Intent.PROPOSAL), (QUESTION, None)]
)
def test_a_letter_wants_what_its_kind_says(text: str, wish: Intent | None) -> None:
    assert wish_of_letter(text, MessageRouter()) is wish


def test_a_short_message_is_a_question_whatever_it_sounds_like() -> None:
    short = "物业拖欠维修没人管，请尽快解决"

    assert len(short) < SHORTEST_LETTER
    assert wish_of_letter(short, MessageRouter()) is None


@pytest.mark.parametrize(("text", "wish"), [(COMPLAINT, Intent.COMPLAINT), (PROPOSAL, Intent.PROPOSAL)])
def test_a_letter_no_entry_answers_is_led_to_people(answerer: Answerer, text: str, wish: Intent) -> None:
    answer = answerer.ask(text, CONTEXT)

    assert (answer.status, answer.intent) == (AnswerStatus.ROUTED, wish)
    assert answer.cleaned == text  # whole, for the word left with staff


def test_what_a_letter_asks_of_the_agency_model_is_believed(answerer: Answerer) -> None:
    class Sure(MessageRouter):
        def route(self, text: str) -> tuple[str, float]:
            return "投诉/求助", 0.99

    index = KnowledgeIndex.build([])

    assert Answerer(index, router=Sure()).ask(QUESTION, CONTEXT).intent is Intent.COMPLAINT
    assert Answerer(index).ask(QUESTION, CONTEXT).intent is Intent.QUESTION


def test_what_is_published_on_the_matter_is_offered_not_quoted(answerer: Answerer) -> None:
    answer = answerer.ask(f"{COMPLAINT}示例小区电梯加装怎么申请，也没有人告诉我们。", CONTEXT)

    assert (answer.status, answer.text) == (AnswerStatus.ROUTED, "")
    assert [one.title for one in answer.suggestions] == ["示例小区电梯加装怎么申请"]
