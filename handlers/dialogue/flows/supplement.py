"""Adding to a request (补充): material, the answer to a correction notice, reasons for asking so much.

Words and files are gathered over several messages and handed in together by one press.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from handlers.dialogue.courtesy import courtesy_in, reply_words
from handlers.dialogue.order_kinds import AddMaterial, ListCases, ListPurpose, SendCorrection, SendReasons
from handlers.dialogue.scene import Said, Scene, Turn

NAME = "supplement"
LONGEST = 8_000  # characters gathered for one handing-in


class Kind(StrEnum):
    """What is handed in."""

    MATERIAL = "material"
    CORRECTION = "correction"  # 补正, Art. 30
    REASONS = "reasons"  # 说明理由, Art. 35


KIND_OF_BUTTON: Mapping[str, Kind] = {
    "attach": Kind.MATERIAL,
    "correct": Kind.CORRECTION,
    "reasons": Kind.REASONS,
}


def begin(
    scene: Scene, ref: str, kind: Kind, *, is_instead: bool = False, text: str = "", files: Sequence[str] = ()
) -> Turn:
    """Open the handing-in for one request.

    Args:
        scene: the message in its place.
        ref: the number of the request.
        kind: as what it is handed in.
        is_instead: material was meant, but the request awaits this kind: it is said so.
        text: words that were sent already.
        files: files that were sent already.
    """
    slots = {"ref": ref, "kind": kind.value, "text": text, "files": list(files)}
    meaning = "instead" if is_instead else "ask"
    return _ask(scene, scene.words(f"supplement.{kind.value}.{meaning}", ref=ref), slots)


def files_arrived(scene: Scene, files: Sequence[str], text: str = "") -> Turn:
    """Take files, and words with them, that nobody asked for: to which request do they belong?"""
    slots = {"files": list(files), "text": text}
    scene = scene.having(flow="follow_case", step="", slots=slots, prompt=None)
    return scene.stay().after(ListCases(purpose=ListPurpose.ATTACH))


def take(scene: Scene, said: Said) -> Turn:
    """Gather words and files until 提交 is pressed."""
    slots = dict(scene.state.slots)
    if said.key == "send":
        return scene.stay().after(_order(scene))
    if said.text and not said.files and courtesy_in(said.text):
        return scene.again(scene.info(reply_words(scene, said.text)))
    if len(slots["text"]) + len(said.text) > LONGEST:
        return scene.again(scene.info(scene.words("supplement.gather.too_long", longest=LONGEST)))
    slots["text"] = "\n".join(part for part in (slots["text"], said.text) if part)
    slots["files"] = [*slots["files"], *said.files]
    facts = {"characters": len(slots["text"]), "files": len(slots["files"]), "send": _send_label(scene, slots)}
    return _ask(scene, scene.words("supplement.gather.more", **facts), slots)


def sent(scene: Scene, order: AddMaterial | SendCorrection | SendReasons) -> Turn:
    """Say that it was handed in."""
    kind = Kind(scene.state.slots.get("kind", Kind.MATERIAL))
    return scene.finish(scene.info(scene.words(f"supplement.{kind.value}.done", ref=order.ref)))


def _ask(scene: Scene, text: str, slots: Mapping[str, object]) -> Turn:
    labels = {"send": _send_label(scene, slots)} if slots["text"] or slots["files"] else {}
    return scene.ask(text, labels, flow=NAME, step="gather", slots=slots, is_pick=False)


def _send_label(scene: Scene, slots: Mapping[str, object]) -> str:
    return scene.words(f"supplement.{slots['kind']}.send")


def _order(scene: Scene) -> AddMaterial | SendCorrection | SendReasons:
    slots = scene.state.slots
    ref, text, files = slots["ref"], slots["text"], tuple(slots["files"])
    if slots["kind"] == Kind.CORRECTION:
        return SendCorrection(ref=ref, text=text, files=files)
    if slots["kind"] == Kind.REASONS:
        return SendReasons(ref=ref, text=text, files=files)
    return AddMaterial(ref=ref, text=text, files=files)
