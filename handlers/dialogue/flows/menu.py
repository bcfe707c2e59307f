"""Greeting and menu: who we are, what one can do here, and the way back (菜单)."""

from collections.abc import Mapping

from handlers.dialogue.messages import ReplyStatus
from handlers.dialogue.scene import Scene, Turn

NAME = "menu"


def greet(scene: Scene) -> Turn:
    """Say who we are and what can be done; a sample agency is said to be one."""
    lines = [scene.words("menu.greeting.who", agency=_names(scene))]
    if any(agency.is_sample for agency in scene.around.agencies):
        lines.append(scene.words("menu.greeting.sample"))
    lines.append(scene.words("menu.greeting.offer"))
    return open_menu(scene.having(has_met=True), "\n\n".join(lines))


def introduce(scene: Scene) -> Turn:
    """Say who and what speaks here, for whoever asks."""
    told = scene.words("menu.greeting.what", agency=_names(scene))
    return open_menu(scene.having(has_met=True), told, status=ReplyStatus.CHITCHAT)


def open_menu(scene: Scene, text: str = "", *, status: ReplyStatus = ReplyStatus.PROMPT) -> Turn:
    """Show what can be done, under `text` if given."""
    return scene.ask(text or scene.words("menu.menu.ask"), labels(scene), flow=NAME, slots={}, status=status)


def labels(scene: Scene) -> Mapping[str, str]:
    """Return the buttons of the menu; 继续填写 comes first while a request is unfinished."""
    keys = ["ask", "apply", "cases", "human", "help"]
    if scene.state.form:
        keys.insert(0, "resume")
    return {key: scene.words(f"menu.button.{key}") for key in keys}


def explain(scene: Scene) -> Turn:
    """Say how everything works, in one message."""
    agency = scene.agency
    text = scene.words("menu.help.text")
    if agency is not None and agency.phone:
        text += "\n" + scene.words("menu.help.phone", phone=agency.phone, hours=agency.opening_hours)
    return open_menu(scene, text)


def privacy(scene: Scene) -> Turn:
    """Say what is kept of a person, how long, and how to have it deleted."""
    agency = scene.agency
    contact = agency.privacy_contact if agency is not None else ""
    text = scene.words(
        "menu.privacy.text",
        retention=(agency.retention if agency is not None else "") or scene.words("menu.privacy.retention"),
        contact=contact or scene.words("menu.privacy.contact"),
    )
    return open_menu(scene, text)


def _names(scene: Scene) -> str:
    names = "、".join(scene.marked(agency.name, agency.is_sample) for agency in scene.around.agencies)
    return names or scene.words("menu.greeting.nobody")
