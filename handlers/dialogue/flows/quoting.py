"""How a quotation is shown: first how far it can be relied on, then the published words (引用)."""

from dataclasses import replace

from handlers.dialogue.messages import Reply, ReplyStatus
from handlers.dialogue.reading import asks_about_filing, asks_about_money
from handlers.dialogue.scene import Scene, source_of
from knowledge.answers import Answer, AnswerStatus, AskContext

QUOTED = (AnswerStatus.ANSWERED, AnswerStatus.OUTDATED, AnswerStatus.CONFLICTING)


def quotation(scene: Scene, answer: Answer) -> Reply:
    """Return the quoted text under a first line that says how far it can be relied on."""
    lines = [answer.text]
    if answer.status is AnswerStatus.OUTDATED and answer.citations:
        lines.insert(0, scene.words(f"question.outdated.{answer.citations[0].validity.value}"))
    if answer.status is AnswerStatus.CONFLICTING:
        lines.insert(0, scene.words("question.conflicting.lead"))
    if answer.rest:
        lines.append(scene.words("question.answered.shortened"))
    return Reply(text="\n\n".join(lines), status=ReplyStatus(answer.status.value), citations=source_of(answer))


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
