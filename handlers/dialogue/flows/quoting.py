"""How a quotation is shown: first how far it can be relied on, then the published words (引用)."""

from dataclasses import replace

from handlers.dialogue.messages import Reply, ReplyStatus
from handlers.dialogue.reading import asks_about_filing, asks_about_money
from handlers.dialogue.scene import Scene, source_of
from knowledge.answers import Answer, AnswerStatus, AskContext
from knowledge.entries import Validity

LONGEST_PAGE = 3_000  # characters of a whole entry shown at once
QUOTED = (AnswerStatus.ANSWERED, AnswerStatus.OUTDATED, AnswerStatus.CONFLICTING)


def quotation(scene: Scene, answer: Answer, *, whole: str = "question.answered.shortened") -> Reply:
    """Return the quoted text under a first line that says how far it can be relied on.

    Args:
        scene: where it is said.
        answer: what is quoted.
        whole: key of the sentence that says where the whole text is, said if something was left out.
    """
    lines = [*caution(scene, answer), answer.text]
    if answer.rest:
        lines.append(scene.words(whole))
    elif answer.shortened:
        lines.append(scene.words("question.answered.shortened_of_several"))
    return Reply(text="\n\n".join(lines), status=ReplyStatus(answer.status.value), citations=source_of(answer))


def caution(scene: Scene, answer: Answer) -> tuple[str, ...]:
    """Return the line that opens a quotation which cannot simply be relied on; nothing before any other."""
    if answer.status is AnswerStatus.CONFLICTING:
        return (scene.words("question.conflicting.lead"),)
    if answer.status is not AnswerStatus.OUTDATED or not answer.citations:
        return ()
    source = answer.citations[0]
    day = {Validity.EXPIRED: source.expires_on, Validity.UPCOMING: source.effective_on}.get(source.validity)
    if day is None:
        return (scene.words(f"question.outdated.{source.validity.value}"),)
    return (scene.words(f"question.outdated.{source.validity.value}_on", on=scene.day(day)),)


def page_of(text: str, start: int) -> str:
    """Return the next `LONGEST_PAGE` characters of a text at most, ended at a line or a sentence where one ends."""
    page = text[start : start + LONGEST_PAGE]
    if start + LONGEST_PAGE >= len(text):
        return page
    end = next((at + 1 for mark in "\n。；" if (at := page.rfind(mark)) > LONGEST_PAGE // 2), len(page))
    return page[:end]


def aside(scene: Scene, text: str) -> Reply:
    """Return the answer to a question in the middle of something else; what is open stays open."""
    answer = scene.around.answers.ask(*_in_full(scene, text))
    return quotation(scene, answer) if answer.status in QUOTED else scene.info(scene.words("question.aside.later"))


def _in_full(scene: Scene, text: str) -> tuple[str, AskContext]:
    """Return what is asked and its context: 那要多久 inside a form means the request, whatever was talked of before."""
    if not asks_about_filing(text):
        return text, scene.context
    matter = "fee" if asks_about_money(text) else "period"
    return scene.words(f"question.aside.{matter}"), replace(scene.context, topic=None)
