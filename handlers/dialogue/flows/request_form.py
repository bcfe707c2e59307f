"""Filing a request (申请公开): one flow for every channel, left and resumed at will.

The table of steps says what is asked; this module walks it, keeps the form in the state, and ends with a summary.
Published answers that may already serve are offered before any personal data is asked.
"""

from collections.abc import Callable, Mapping
from typing import Any

from handlers.dialogue.courtesy import is_small_talk, reply_words
from handlers.dialogue.flows import request_fields as fields
from handlers.dialogue.flows import request_offer, request_summary
from handlers.dialogue.flows.quoting import aside
from handlers.dialogue.flows.request_steps import BY_NAME, Form, Step, next_step, settled, step_before
from handlers.dialogue.reading import (
    asks_about_filing,
    asks_how_to_fill,
    asks_something,
    counts_matters,
    is_vague,
    seeks_explanation,
    subject_of,
    without_markup,
)
from handlers.dialogue.scene import Said, Scene, Turn

NAME = "request_form"
_LONGEST_QUESTION = 60  # characters; a longer text ending in a question mark is a description
_BUTTON_LENGTH = 24  # characters of the last question shown on a button


def begin(scene: Scene, text: str = "") -> Turn:
    """Open a request; `text` may already say what is wanted. An unfinished request is offered first."""
    if not scene.around.agencies:
        return scene.finish(scene.info(scene.words("request_form.begin.no_agency")))
    if scene.state.form.get("wanted"):
        labels = {"resume": scene.words("menu.button.resume"), "afresh": scene.words("request_form.again.afresh")}
        asked = scene.words("request_form.again.ask", wanted=scene.state.form["wanted"][:_BUTTON_LENGTH])
        return scene.ask(asked, labels, flow=NAME, step="again", slots={"text": text})
    return _begin_afresh(scene, text)


def resume(scene: Scene) -> Turn:
    """Go on with the unfinished request at the first open step, or open a new one."""
    if not scene.state.form:
        return begin(scene)
    return advance(scene.having(slots={}), scene.state.form)


def leave(scene: Scene) -> Turn:
    """Ask whether to keep or drop the unfinished request (取消)."""
    if not scene.state.form.get("wanted"):
        return scene.having(form={}).finish(scene.info(scene.words("request_form.leave.dropped")))
    labels = {key: scene.words(f"request_form.leave.{key}") for key in ("go_on", "keep", "drop")}
    return scene.ask(scene.words("request_form.leave.ask"), labels, flow=NAME, step="leave")


def keep(scene: Scene) -> Turn:
    """Close the flow and keep what was filled in."""
    return scene.finish(scene.info(scene.words("request_form.leave.kept")))


def take(scene: Scene, said: Said) -> Turn:
    """Take the answer to the open step."""
    special = _SPECIAL.get(scene.state.step)
    if special is not None:
        return special(scene, said)
    return _take_field(scene, BY_NAME[scene.state.step], said)


def back(scene: Scene) -> Turn:
    """Go back one step; a change begun from the summary is undone."""
    before = scene.state.slots.get("before")
    if before is not None:
        return request_summary.show(scene.having(form=before, slots={}))
    form = dict(scene.state.form)
    if scene.state.step in ("change", "similar"):
        return request_summary.show(scene)
    earlier = step_before(form, scene.state.step) if scene.state.step in BY_NAME else None
    if scene.state.step == "summary":
        earlier = BY_NAME["materials"]
    if earlier is None:
        return scene.again()
    return ask_field(scene.having(form={**form, earlier.name: None}, slots={}), earlier)


def advance(scene: Scene, form: Form) -> Turn:
    """Ask whatever comes next for `form`: the agency, published answers, the next field, or the summary."""
    scene = scene.having(form=settled(form, scene.state.form))
    form = scene.state.form
    if len(scene.around.agencies) > 1 and "agency" not in form:
        return _ask_agency(scene)
    step = next_step(form)
    if step is not None and step.is_long:
        return ask_field(scene, step)
    if "offered" not in form:
        offer = request_offer.offer(scene)
        if offer is not None:
            return offer
        scene = scene.having(form={**form, "offered": "nothing"})
    return request_summary.show(scene.having(slots={})) if step is None else ask_field(scene, step)


def ask_field(scene: Scene, step: Step, *, pressing: str = "", slots: Mapping[str, Any] | None = None) -> Turn:
    """Ask one field; `pressing` is said first when the last answer could not be taken as it was."""
    form = scene.state.form
    words = _asking_words(scene, step)
    labels = {key: request_summary.option_words(scene, step, key) for key in step.options(form)}
    if step.name == "wanted" and scene.state.asked and not (pressing or asks_about_filing(scene.state.asked)):
        labels["asked"] = scene.words("request_form.wanted.asked", asked=scene.state.asked[:_BUTTON_LENGTH])
    if step.name == "consent":
        labels["disagree"] = scene.words("request_form.consent.disagree")
    if step.name == "detail":
        labels["enough"] = scene.words("request_form.detail.enough")
    if step.takes_files and _kept_files(form, step):
        labels["done"] = scene.words("request_form.button.done")
    elif step.may_skip:
        labels["skip"] = scene.words(f"request_form.{step.name}.skip")
    kept = dict(scene.state.slots if slots is None else slots)
    if "doubt" in kept:
        labels["insist"] = scene.words("request_form.button.insist")
    if "before" in kept or step_before(form, step.name):
        labels["back"] = scene.words("request_form.button.back")
    text = f"{pressing}\n{words}" if pressing else words
    return scene.ask(
        text, labels, flow=NAME, step=step.name, slots=kept, is_pick=step.read is None or bool(step.options(form))
    )


def _begin_afresh(scene: Scene, text: str) -> Turn:
    form: dict[str, Any] = {}
    subject = subject_of(text)
    scene = scene.having(form=form, slots={}, has_met=True)
    if not subject:
        return advance(scene, form)
    turn = _take_wanted(scene, subject)
    return turn.led_by(scene.info(scene.words("request_form.wanted.heard", wanted=subject)))


def _take_again(scene: Scene, said: Said) -> Turn:
    if said.key == "resume":
        return resume(scene)
    if said.key == "afresh":
        return _begin_afresh(scene.having(form={}), scene.state.slots.get("text", ""))
    return _press_please(scene, said)


def _take_leave(scene: Scene, said: Said) -> Turn:
    if said.key == "go_on":
        return resume(scene)
    if said.key == "keep":
        return keep(scene)
    if said.key == "drop":
        return scene.having(form={}).finish(scene.info(scene.words("request_form.leave.dropped")))
    return _press_please(scene, said)


def _ask_agency(scene: Scene) -> Turn:
    labels = {f"a{place}": one.name for place, one in enumerate(scene.around.agencies, start=1)}
    return scene.ask(scene.words("request_form.agency.ask"), labels, flow=NAME, step="agency")


def _take_agency(scene: Scene, said: Said) -> Turn:
    if not said.key.startswith("a") or not said.key[1:].isdigit():
        return _press_please(scene, said)
    agency = scene.around.agencies[int(said.key[1:]) - 1]
    return advance(scene.having(agency_code=agency.code), {**scene.state.form, "agency": agency.code})


def _take_field(scene: Scene, step: Step, said: Said) -> Turn:
    own = _OWN_KEYS.get((step.name, said.key))
    if own is not None:
        return own(scene)
    if said.key == "back":
        return back(scene)
    if said.key == "insist":
        return _accept(scene, step, scene.state.slots.get("doubt", ""))
    if said.key == "skip":
        return _accept(scene, step, "")
    if said.key == "done":
        return _accept(scene, step, _kept_files(scene.state.form, step))
    if said.key:
        value = scene.inbound.at.isoformat() if step.name == "consent" else said.key
        return _accept(scene, step, value)
    if said.files:
        return _take_files(scene, step, said)
    return _take_words(scene, step, said)


def _take_words(scene: Scene, step: Step, said: Said) -> Turn:
    if asks_how_to_fill(said.text):
        return _explain(scene, step)
    if step.is_long and is_small_talk(said.text):
        return scene.again(scene.info(reply_words(scene, said.text)))
    if asks_about_filing(said.text) or (asks_something(said.text) and not step.is_long):
        return ask_field(scene, step).led_by(aside(scene, said.text))
    if step.read is None:
        return _press_please(scene, said)
    if step.is_long and asks_something(said.text) and len(said.text) <= _LONGEST_QUESTION:
        labels = {key: scene.words(f"request_form.is_content.{key}") for key in ("content", "question")}
        slots = {**scene.state.slots, "pending": said.text, "of": step.name}
        return scene.ask(scene.words("request_form.is_content.ask"), labels, flow=NAME, step="is_content", slots=slots)
    if step.name == "wanted":
        return _take_wanted(scene, said.text)
    reading = step.read(scene.state.form)(said.text, scene.around.today)
    if reading.verdict is fields.Verdict.ACCEPTED:
        return _accept(scene, step, reading.value)
    pressing = scene.words(f"request_form.wrong.{reading.reason}", problem=reading.problem)
    slots = _without(scene, "doubt")
    if reading.verdict is fields.Verdict.DOUBTED:
        slots["doubt"] = reading.value
    return ask_field(scene, step, pressing=pressing, slots=slots)


def _take_wanted(scene: Scene, text: str, *, is_one: bool = False) -> Turn:
    text = without_markup(text)
    reading = fields.read_wanted(text, scene.around.today)
    if reading.verdict is not fields.Verdict.ACCEPTED:
        return ask_field(scene, BY_NAME["wanted"], pressing=scene.words(f"request_form.wrong.{reading.reason}"))
    if counts_matters(text) > 1 and not is_one:
        labels = {key: scene.words(f"request_form.one_matter.{key}") for key in ("split", "as_one")}
        slots = {**scene.state.slots, "pending": text}
        return scene.ask(scene.words("request_form.one_matter.ask"), labels, flow=NAME, step="one_matter", slots=slots)
    form = {**scene.state.form, "wanted": text}
    form.pop("detail", None)
    if is_vague(text):
        form["detail"] = None
    turn = advance(scene.having(slots=_without(scene, "pending")), form)
    if seeks_explanation(text):
        return turn.led_by(scene.info(scene.words("request_form.wanted.consultation")))
    return turn


def _take_one_matter(scene: Scene, said: Said) -> Turn:
    if said.key == "as_one":
        return _take_wanted(scene, scene.state.slots["pending"], is_one=True)
    if said.key == "split":
        return ask_field(scene, BY_NAME["wanted"], pressing=scene.words("request_form.one_matter.advice"))
    return _take_wanted(scene, said.text) if said.text else _press_please(scene, said)


def _take_is_content(scene: Scene, said: Said) -> Turn:
    pending, step = scene.state.slots.get("pending", ""), BY_NAME[scene.state.slots.get("of", "wanted")]
    if said.key == "content" and step.name == "wanted":
        return _take_wanted(scene, pending)
    if said.key == "content":
        return _accept(scene, step, pending)
    if said.key == "question":
        return ask_field(scene, step).led_by(aside(scene, pending))
    return _press_please(scene, said)


def _take_files(scene: Scene, step: Step, said: Said) -> Turn:
    if not step.takes_files:
        return scene.again(scene.info(scene.words("request_form.files.not_here")))
    kept = _kept_files(scene.state.form, step)
    kept = {"text": kept.get("text", "") or said.text, "files": [*kept.get("files", ()), *said.files]}
    if step.name == "materials":
        scene = scene.having(form={**scene.state.form, "materials_so_far": kept})
        return ask_field(scene, step, pressing=scene.words("request_form.files.taken", count=len(kept["files"])))
    return _accept(scene, step, kept)


def _accept(scene: Scene, step: Step, value: Any) -> Turn:  # noqa: ANN401 - JSON value of a field
    if step.takes_files and isinstance(value, str):
        value = {"text": value, "files": []}
    form = {key: kept for key, kept in scene.state.form.items() if key != "materials_so_far"}
    return advance(scene.having(slots=_without(scene, "doubt")), {**form, step.name: value})


def _press_please(scene: Scene, said: Said) -> Turn:
    if said.files:
        return scene.again(scene.info(scene.words("request_form.files.not_here")))
    if is_small_talk(said.text):
        return scene.again(scene.info(reply_words(scene, said.text)))
    if asks_something(said.text) or asks_about_filing(said.text):
        return scene.again(aside(scene, said.text))
    return scene.again(scene.info(scene.words("request_form.button.please")))


def _explain(scene: Scene, step: Step) -> Turn:
    """Say how a field is filled in and ask it again, without what was wrong with the last answer."""
    key = f"request_form.{step.name}.hint"
    special = f"{key}_{_kind_of(scene)}"
    hint = scene.words(special if scene.around.wording.has(special) else key)
    return ask_field(scene, step).led_by(scene.info(hint))


def explain_here(scene: Scene) -> Turn:
    """Say how the open step is filled in; where it is no field of the form, what the buttons are for."""
    step = BY_NAME.get(scene.state.step)
    return _explain(scene, step) if step else scene.again(scene.info(scene.words("request_form.button.please")))


def _kind_of(scene: Scene) -> str:
    return "natural" if scene.state.form.get("applicant_kind") == "natural" else "organisation"


def _asking_words(scene: Scene, step: Step) -> str:
    key = f"request_form.{step.name}.ask"
    agency = request_summary.agency_of(scene)
    if step.name == "consent":
        return scene.words(
            key,
            agency=agency.name,
            retention=agency.retention or scene.words("menu.privacy.retention"),
            contact=agency.privacy_contact or scene.words("menu.privacy.contact"),
        )
    if step.name == "email" and not scene.around.sends_mail:
        return scene.words("request_form.email.ask_by_hand")
    special = f"{key}_{_kind_of(scene)}"
    return scene.words(special if scene.around.wording.has(special) else key)


def _disagree(scene: Scene) -> Turn:
    agency = request_summary.agency_of(scene)
    place = "，".join(part for part in (agency.address, agency.phone) if part)
    return scene.again(scene.info(scene.words("request_form.consent.other_ways", agency=agency.name, place=place)))


def _use_asked(scene: Scene) -> Turn:
    return _take_wanted(scene, scene.state.asked)


def _kept_files(form: Form, step: Step) -> dict[str, Any]:
    return dict(form.get("materials_so_far") or {}) if step.name == "materials" else {}


def _without(scene: Scene, *names: str) -> dict[str, Any]:
    return {name: value for name, value in scene.state.slots.items() if name not in names}


_OWN_KEYS: Mapping[tuple[str, str], Callable[[Scene], Turn]] = {
    ("wanted", "asked"): _use_asked,
    ("detail", "enough"): lambda scene: _accept(scene, BY_NAME["detail"], ""),
    ("consent", "disagree"): _disagree,
}


def _take_offer(scene: Scene, said: Said) -> Turn:
    if said.key == "go_on":
        return advance(scene.having(slots={}), {**scene.state.form, "offered": "declined"})
    if said.key == "enough":
        return request_offer.accept(scene)
    if said.key.startswith("s"):
        return request_offer.show(scene, int(said.key[1:]) - 1)
    return _press_please(scene, said)


def _take_summary(scene: Scene, said: Said) -> Turn:
    act = {"submit": request_summary.submit, "change": request_summary.ask_change, "back": back}.get(said.key)
    return act(scene) if act else _press_please(scene, said)


def _take_change(scene: Scene, said: Said) -> Turn:
    if said.key == "back":
        return request_summary.show(scene.having(slots={}))
    if not said.key:
        return _press_please(scene, said)
    if said.key == "f_agency":
        return _ask_agency(scene)
    form = request_summary.reopened(scene.state.form, said.key.removeprefix("f_"))
    changed = scene.having(form=form, slots={"before": dict(scene.state.form)})
    return advance(changed, form)


def _take_similar(scene: Scene, said: Said) -> Turn:
    act = {"anyway": request_summary.submit_anyway, "back": request_summary.show}.get(said.key)
    return act(scene) if act else _press_please(scene, said)


_SPECIAL: Mapping[str, Callable[[Scene, Said], Turn]] = {
    "again": _take_again,
    "leave": _take_leave,
    "agency": _take_agency,
    "is_content": _take_is_content,
    "one_matter": _take_one_matter,
    "offered": _take_offer,
    "summary": _take_summary,
    "change": _take_change,
    "similar": _take_similar,
}
