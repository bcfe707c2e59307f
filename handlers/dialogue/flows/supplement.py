"""Adding to a request (补充): material, the answer to a correction notice, reasons for asking so much.

Words and files are gathered over several messages and handed in together by one press.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

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


def begin(scene: Scene, ref: str, kind: Kind, *, text: str = "", files: Sequence[str] = ()) -> Turn:
    """Open the handing-in for one request; `text` and `files` were sent already."""
    slots = {"ref": ref, "kind": kind.value, "text": text, "files": list(files)}
    return _ask(scene, scene.words(f"supplement.{kind.value}.ask", ref=ref), slots)


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
    if len(slots["text"]) + len(said.text) > LONGEST:
        return scene.again(scene.info(scene.words("supplement.gather.too_long", longest=LONGEST)))
    slots["text"] = "\n".join(part for part in (slots["text"], said.text) if part)
    slots["files"] = [*slots["files"], *said.files]
    facts = {"characters": len(slots["text"]), "files": len(slots["files"])}
    return _ask(scene, scene.words("supplement.gather.more", **facts), slots)


def sent(scene: Scene, order: AddMaterial | SendCorrection | SendReasons) -> Turn:
    """Say that it was handed in."""
    kind = Kind(scene.state.slots.get("kind", Kind.MATERIAL))
    return scene.finish(scene.info(scene.words(f"supplement.{kind.value}.done", ref=order.ref)))


def _ask(scene: Scene, text: str, slots: Mapping[str, object]) -> Turn:
    labels = {"send": scene.words("supplement.button.send")} if slots["text"] or slots["files"] else {}
    return scene.ask(text, labels, flow=NAME, step="gather", slots=slots, is_pick=False)


def _order(scene: Scene) -> AddMaterial | SendCorrection | SendReasons:
    slots = scene.state.slots
    ref, text, files = slots["ref"], slots["text"], tuple(slots["files"])
    if slots["kind"] == Kind.CORRECTION:
        return SendCorrection(ref=ref, text=text, files=files)
    if slots["kind"] == Kind.REASONS:
        return SendReasons(ref=ref, text=text, files=files)
    return AddMaterial(ref=ref, text=text, files=files)
