"""Linking a chat to a staff account by its one-time code (绑定), so that warnings arrive here."""

from handlers.dialogue.order_kinds import LinkStaff
from handlers.dialogue.scene import Said, Scene, Turn

NAME = "staff_link"


def begin(scene: Scene, code: str) -> Turn:
    """Link with a code, or ask for it."""
    if code:
        return scene.stay().after(LinkStaff(code=code))
    return scene.ask(scene.words("staff_link.code.ask"), {}, flow=NAME, step="code", slots={}, is_pick=False)


def take(scene: Scene, said: Said) -> Turn:
    """Take the typed code."""
    return scene.stay().after(LinkStaff(code=said.text))


def linked(scene: Scene) -> Turn:
    """Say that warnings come here from now on."""
    return scene.finish(scene.info(scene.words("staff_link.done.text")))
