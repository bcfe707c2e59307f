"""Passing a question on to a person (转人工): it becomes a ticket, and the answer comes back into this chat."""

from handlers.dialogue.courtesy import courtesy_in, is_small_talk, reply_words
from handlers.dialogue.order_kinds import OpenTicket, OrderResult
from handlers.dialogue.scene import AgencyCard, Said, Scene, Turn
from knowledge.masking import mask_for_staff
from requests_db.services.consultations import Ticket

NAME = "consultation"
_BUTTON_LENGTH = 24  # characters of the question shown again


def begin(scene: Scene, kind: str = "question") -> Turn:
    """Offer to pass on the last question, or ask for one."""
    if not scene.around.agencies:
        return scene.finish(scene.info(scene.words("request_form.begin.no_agency")))
    scene = scene.having(slots={"kind": kind}, has_met=True)
    if scene.agency is None:
        labels = {f"a{place}": one.name for place, one in enumerate(scene.around.agencies, start=1)}
        return scene.ask(scene.words("request_form.agency.ask"), labels, flow=NAME, step="agency")
    return _ask(scene)


def take(scene: Scene, said: Said) -> Turn:
    """Take the question, or the press that passes on the last one."""
    if scene.state.step == "agency" and said.key:
        agency = scene.around.agencies[int(said.key[1:]) - 1]
        return _ask(scene.having(agency_code=agency.code))
    if scene.state.step == "agency":
        return scene.again(scene.info(scene.words("request_form.button.please")))
    if said.key == "pass_on" or (scene.state.step == "confirm" and courtesy_in(said.text) == "yes"):
        return _open(scene, scene.state.asked)
    if said.key == "reword":
        return scene.ask(scene.words("consultation.ask.text"), {}, flow=NAME, step="ask", is_pick=False)
    if is_small_talk(said.text):
        return scene.again(scene.info(reply_words(scene, said.text)))
    return _open(scene, mask_for_staff(said.text))


def opened(scene: Scene, result: OrderResult) -> Turn:
    """Say the number of the ticket and by when an answer is aimed at."""
    ticket = result.value
    if not isinstance(ticket, Ticket):
        raise TypeError("opening a consultation yields a ticket")
    if ticket.due_on is None:
        text = scene.words("consultation.opened.undated", ref=ticket.ref)
    else:
        text = scene.words("consultation.opened.text", ref=ticket.ref, on=scene.day(ticket.due_on))
    return scene.having(asked="").finish(scene.info(text))


def _ask(scene: Scene) -> Turn:
    asked = scene.state.asked
    if not asked:
        return scene.ask(scene.words("consultation.ask.text"), {}, flow=NAME, step="ask", is_pick=False)
    labels = {key: scene.words(f"consultation.button.{key}") for key in ("pass_on", "reword")}
    text = scene.words("consultation.confirm.ask", asked=asked[: _BUTTON_LENGTH * 4])
    return scene.ask(text, labels, flow=NAME, step="confirm")


def _open(scene: Scene, text: str) -> Turn:
    agency: AgencyCard = scene.agency or scene.around.agencies[0]
    order = OpenTicket(
        text=text, agency_code=agency.code, kind=scene.state.slots.get("kind", "question"), topic=scene.state.topic
    )
    return scene.stay().after(order)
