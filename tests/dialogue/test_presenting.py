"""Each status of an answer is presented so that a person can go on."""

from dataclasses import dataclass, replace
from datetime import date

from handlers.dialogue.order_kinds import NoteQuestion
from knowledge.answers import Answer, AnswerStatus, AskContext, Hit, Suggestion
from knowledge.entries import Citation, Validity
from knowledge.intents import Intent
from tests.dialogue.engine_alone import EngineAlone
from tests.scripted_chat import ScriptedChat

QUOTED = Answer(
    status=AnswerStatus.ANSWERED,
    intent=Intent.QUESTION,
    cleaned="问一",
    text="摘出的一句。",
    rest="摘出的一句。后面还有一句。",
    citations=(Citation(title="示例办法", document_number="示发〔2024〕5号", published_on=date(2024, 5, 1)),),
    hits=(Hit(entry_id=5, title="示例办法", score=1.0),),
    topic="问一",
)


@dataclass
class Canned:
    """Answers everything alike."""

    answer: Answer
    asked: list[AskContext]
    quoted: Answer = QUOTED  # whatever entry is chosen

    def ask(self, text: str, context: AskContext) -> Answer:
        self.asked.append(context)
        return replace(self.answer, cleaned=text) if not self.answer.parts else self.answer

    def quote(self, entry_id: int | str, _context: AskContext) -> Answer:
        return replace(self.quoted, hits=(Hit(entry_id=entry_id, title="示例办法", score=0.0),))


def talk(answer: Answer) -> tuple[ScriptedChat, EngineAlone, Canned]:
    engine, canned = EngineAlone(), Canned(answer, [])
    engine.around = replace(engine.around, answers=canned)
    return engine.chat(), engine, canned


async def test_a_shortened_answer_shows_all_in_one_tap() -> None:
    chat, _, _ = talk(QUOTED)
    await chat.says("问一")
    chat.expects("摘出的一句。", "显示全文")
    chat.expects_no("后面还有一句")

    await chat.chooses("显示全文")

    chat.expects("后面还有一句")
    assert chat.last[0].citations[0].document_number == "示发〔2024〕5号"


async def test_the_topic_is_carried_into_the_next_question() -> None:
    chat, _, canned = talk(QUOTED)

    await chat.says("问一")
    await chat.says("那要多久？")

    assert [context.topic for context in canned.asked] == [None, "问一"]


async def test_guesses_are_offered_as_guesses_and_one_is_quoted_when_chosen() -> None:
    guesses = tuple(Suggestion(entry_id=at, title=f"示例办法{at}") for at in (7, 8, 9))
    chat, engine, _ = talk(replace(QUOTED, status=AnswerStatus.SUGGESTED, text="", rest="", suggestions=guesses))
    await chat.says("问一")
    assert chat.statuses == ("suggested",)
    assert {"示例办法7", "示例办法8", "示例办法9", "都不是", "转人工"} <= set(chat.labels)

    await chat.chooses("示例办法8")

    assert chat.statuses == ("answered",)
    assert engine.state.entry_id == 8


async def test_sources_in_disagreement_are_announced_and_both_cited() -> None:
    both = replace(QUOTED, status=AnswerStatus.CONFLICTING, citations=QUOTED.citations * 2)
    chat, _, _ = talk(both)

    await chat.says("问一")

    assert chat.statuses == ("conflicting",)
    assert "不一致" in chat.text.splitlines()[0]
    assert len(chat.last[0].citations) == 2


async def test_a_message_asking_two_things_gets_two_answers_and_one_set_of_buttons() -> None:
    missing = replace(QUOTED, status=AnswerStatus.NO_ANSWER, cleaned="问二", text="", rest="", citations=(), hits=())
    chat, engine, _ = talk(replace(QUOTED, parts=(missing, QUOTED)))

    await chat.says("问二？问一？")

    assert chat.statuses == ("no_answer", "answered")
    assert [bool(reply.choices) for reply in chat.last] == [False, True]
    noted = [order.verdict for order in engine.orders if isinstance(order, NoteQuestion)]
    assert sorted(noted) == ["asked", "unanswered"]


async def test_the_whole_text_of_an_expired_source_says_so_in_its_first_line() -> None:
    citation = replace(QUOTED.citations[0], validity=Validity.EXPIRED, expires_on=date(2025, 12, 31))
    expired = replace(QUOTED, status=AnswerStatus.OUTDATED, citations=(citation,))
    chat, _, canned = talk(expired)
    canned.quoted = expired
    await chat.says("问一")

    await chat.chooses("显示全文")

    assert "已经失效（有效期到2025年12月31日为止）" in chat.text.splitlines()[0]
    assert chat.statuses == ("outdated",)
    chat.expects("后面还有一句")


async def test_a_long_text_is_read_to_its_end_page_by_page() -> None:
    lines = [f"第{number}条 示例规定第{number}项。" for number in range(600)]
    chat, _, canned = talk(QUOTED)
    canned.quoted = replace(QUOTED, rest="\n".join(lines))
    await chat.says("问一")

    await chat.chooses("显示全文")
    pages = [chat.text]
    while "接着看" in chat.labels:
        await chat.chooses("接着看")
        pages.append(chat.text)

    assert len(pages) > 2
    assert [line for page in pages for line in page.splitlines() if line.startswith("第")] == lines


async def test_each_of_two_sources_in_disagreement_shows_all_in_one_tap() -> None:
    cut = (Suggestion(entry_id=5, title="示例办法"), Suggestion(entry_id=6, title="示例问答"))
    both = replace(QUOTED, status=AnswerStatus.CONFLICTING, rest="", shortened=cut, citations=QUOTED.citations * 2)
    chat, engine, _ = talk(both)
    await chat.says("问一")

    await chat.chooses("全文：示例问答")

    chat.expects("后面还有一句")
    assert engine.state.entry_id == 6


async def test_the_first_of_two_answers_shows_all_in_one_tap() -> None:
    other = replace(
        QUOTED,
        cleaned="问二",
        hits=(Hit(entry_id=9, title="示例细则", score=1.0),),
        citations=(Citation(title="示例细则"),),
    )
    chat, engine, _ = talk(replace(QUOTED, parts=(other, QUOTED)))
    await chat.says("问二？问一？")
    assert {"显示全文", "全文：示例细则"} <= set(chat.labels)
    assert chat.labels[-1] == "取消"

    await chat.chooses("全文：示例细则")

    chat.expects("后面还有一句")
    assert engine.state.entry_id == 9


async def test_entries_in_force_are_offered_beside_one_that_no_longer_holds() -> None:
    held = (Suggestion(entry_id=8, title="示例新办法"),)
    chat, engine, _ = talk(replace(QUOTED, status=AnswerStatus.OUTDATED, suggestions=held))
    await chat.says("问一")
    chat.expects("现行有效")

    await chat.chooses("示例新办法")

    assert engine.state.entry_id == 8
