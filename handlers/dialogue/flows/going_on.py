"""What is said where nothing but 然后呢, 怎么办 or 为什么 follows an answer: more of it, never the same again.

The entry just read may tell what to do next, or why; its words are quoted. Else the person is asked what about it.
"""

from collections.abc import Callable, Mapping

from handlers.dialogue.flows import bare_question
from handlers.dialogue.flows.quoting import QUOTED, caution
from handlers.dialogue.messages import ReplyStatus
from handlers.dialogue.scene import Scene, Turn, source_of
from knowledge.advice import basis_in, reasons_in, steps_in
from knowledge.answers import Answer

_READ = {status.value for status in QUOTED}
_PARTS: Mapping[str, tuple[tuple[str, Callable[[str], tuple[str, ...]]], ...]] = {
    "next": (("steps", steps_in),),
    "remedy": (("steps", steps_in),),
    "why": (("reasons", reasons_in), ("basis", basis_in)),
}


KINDS = frozenset(_PARTS)
_ASKED = "asked"  # among what was told: what about it


def has_read(scene: Scene) -> bool:
    """Return whether an entry was quoted just before, or asked about since."""
    prompt = scene.state.prompt
    if scene.state.entry_id is None or prompt is None:
        return False
    return prompt.status in _READ or "told" in scene.state.slots


def leads_elsewhere(scene: Scene, answer: Answer) -> bool:
    """Return whether an answer quotes another entry than the one just read."""
    return answer.status in QUOTED and answer.hits[0].entry_id != scene.state.entry_id


def go_on(scene: Scene, text: str, kind: str) -> Turn:
    """Quote what the entry just read says of its next step or its reason; once that is told, ask what about it."""
    read = scene.around.answers.quote(scene.state.entry_id or "", scene.context)
    told = scene.state.slots.get("told", [])
    for part, find in _PARTS[kind]:
        if part not in told and (found := find(read.rest or read.text)):
            return _quoted(scene, part, found, read, told)
    if kind == "remedy" or _ASKED in told:
        return bare_question.lead_on(scene, text)
    return _ask_what(scene, read, told)


def _quoted(scene: Scene, part: str, found: tuple[str, ...], read: Answer, told: list[str]) -> Turn:
    quoted = "\n".join(f"· {one.rstrip('；')}" for one in found)
    lines = (*caution(scene, read), scene.words(f"question.going_on.{part}", quoted=quoted))
    return scene.ask(
        "\n\n".join(lines),
        _labels(scene),
        flow=bare_question.FLOW,
        slots={"told": [*told, part]},
        status=ReplyStatus(read.status.value),
        citations=source_of(read),
    )


def _ask_what(scene: Scene, read: Answer, told: list[str]) -> Turn:
    title = read.citations[0].title if read.citations else scene.state.asked
    words = scene.words("question.going_on.which", title=title)
    return scene.ask(words, _labels(scene), flow=bare_question.FLOW, slots={"told": [*told, _ASKED]})


def _labels(scene: Scene) -> Mapping[str, str]:
    return {key: scene.words(f"question.button.{key}") for key in ("human", "apply")}
