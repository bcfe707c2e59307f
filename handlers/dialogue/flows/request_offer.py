"""Before personal data is asked: published answers that may already serve (先查后申).

What is offered can be declined in one tap; whoever is served leaves without having told us who they are.
"""

from dataclasses import replace

from handlers.dialogue.flows.quoting import QUOTED, quotation
from handlers.dialogue.messages import Reply, ReplyStatus
from handlers.dialogue.order_kinds import NoteQuestion
from handlers.dialogue.scene import Scene, Turn, source_of
from knowledge.answers import Answer, AnswerStatus
from knowledge.masking import mask_personal

_FLOW = "request_form"
_STEP = "offered"
_WORTH_OFFERING = 0.3  # confidence under which guesses would only stand between the citizen and the form


def offer(scene: Scene) -> Turn | None:
    """Return the turn that offers what is published on the wanted matter; None when nothing fits."""
    wanted = " ".join(part for part in (scene.state.form.get("wanted"), scene.state.form.get("detail")) if part)
    answer = scene.around.answers.ask(wanted, replace(scene.context, topic=None))
    if answer.status in QUOTED:
        return _offer_one(scene, answer)
    if answer.status is not AnswerStatus.SUGGESTED or answer.confidence < _WORTH_OFFERING:
        return None
    titles = {f"s{place}": one.title for place, one in enumerate(answer.suggestions, start=1)}
    slots = {**scene.state.slots, "offered": [one.entry_id for one in answer.suggestions]}
    labels = {**titles, "go_on": scene.words("request_form.offered.go_on_several")}
    return scene.ask(scene.words("request_form.offered.several"), labels, flow=_FLOW, step=_STEP, slots=slots)


def show(scene: Scene, place: int) -> Turn:
    """Show one of the offered entries."""
    offered = scene.state.slots.get("offered", [])
    if not 0 <= place < len(offered):
        return scene.again()
    answer = scene.around.answers.quote(offered[place], scene.context)
    return _ask_enough(scene.having(entry_id=offered[place]), quotation(scene, answer), answer)


def accept(scene: Scene) -> Turn:
    """Close: what is published was enough. The request is dropped, nothing of it is kept."""
    note = NoteQuestion(
        question=mask_personal(scene.state.form.get("wanted", "")),
        verdict="useful",
        status=AnswerStatus.ANSWERED.value,
        entry_id=scene.state.entry_id,
    )
    return scene.having(form={}).finish(scene.info(scene.words("request_form.offered.served"))).after(note)


def _offer_one(scene: Scene, answer: Answer) -> Turn:
    entry_id = answer.hits[0].entry_id if answer.hits else None
    return _ask_enough(scene.having(entry_id=entry_id), quotation(scene, answer), answer)


def _ask_enough(scene: Scene, quoted: Reply, answer: Answer) -> Turn:
    labels = {key: scene.words(f"request_form.offered.{key}") for key in ("go_on", "enough")}
    text = f"{scene.words('request_form.offered.one')}\n\n{quoted.text}"
    return scene.ask(text, labels, flow=_FLOW, step=_STEP, status=ReplyStatus.PROMPT, citations=source_of(answer))
