"""How a quotation is shown: first how far it can be relied on, then the published words (引用)."""

from handlers.dialogue.messages import Reply, ReplyStatus
from handlers.dialogue.scene import Scene, source_of
from knowledge.answers import Answer, AnswerStatus

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
    answer = scene.around.answers.ask(text, scene.context)
    return quotation(scene, answer) if answer.status in QUOTED else scene.info(scene.words("question.aside.later"))
