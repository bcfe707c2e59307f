"""The end of a request: summary, changes, near-duplicates, submission, receipt (核对与提交)."""

import hashlib
from collections.abc import Mapping
from typing import Any

from handlers.dialogue.flows import follow_case
from handlers.dialogue.flows.request_steps import BY_NAME, STEPS, Form, Step, answer_of
from handlers.dialogue.order_kinds import Filed, FindSimilar, OrderResult, SubmitForm
from handlers.dialogue.reading import document_number_in
from handlers.dialogue.scene import AgencyCard, Scene, Turn
from requests_db.services.queries import CaseProgress
from requests_db.statute.identity import mask

_FLOW = "request_form"
_LABEL_LENGTH = 24  # characters of a title on a line of the list of similar requests
_SEALED = frozenset({"identity", "agent_identity"})
# Answers that a change of another one makes ask again.
_FOLLOWING: Mapping[str, tuple[str, ...]] = {
    "wanted": ("detail",),
    "supply_form": ("obtain_by",),
    "applicant_kind": ("identity_kind", "identity"),
    "identity": ("identity_kind",),
}


def agency_of(scene: Scene) -> AgencyCard:
    """Return the agency the request goes to; the flow opens only where there is one."""
    code = scene.state.form.get("agency")
    return next((one for one in scene.around.agencies if one.code == code), scene.around.agencies[0])


def show(scene: Scene) -> Turn:
    """Show everything that was said, with the way to change each line and to submit."""
    labels = {key: scene.words(f"request_form.summary.{key}") for key in ("submit", "change")}
    labels["back"] = scene.words("request_form.button.back")
    text = "\n".join(
        (scene.words("request_form.summary.lead"), "", *_lines(scene), "", scene.words("request_form.summary.ask"))
    )
    return scene.ask(text, labels, flow=_FLOW, step="summary", slots={})


def option_words(scene: Scene, step: Step, option: str) -> str:
    """Return what is written on an option; e-mail says so where staff send it by hand."""
    if step.name == "obtain_by" and option == "email" and not scene.around.sends_mail:
        return scene.words("request_form.obtain_by.email_by_hand")
    return scene.words(f"request_form.{step.name}.{option}")


def ask_change(scene: Scene) -> Turn:
    """Ask which line is to be changed."""
    form = scene.state.form
    labels = {
        f"f_{step.name}": scene.words(f"request_form.{step.name}.label") for step in STEPS if _is_shown(step, form)
    }
    if len(scene.around.agencies) > 1:
        labels = {"f_agency": scene.words("request_form.agency.label"), **labels}
    labels["back"] = scene.words("request_form.button.back")
    return scene.ask(scene.words("request_form.change.ask"), labels, flow=_FLOW, step="change", slots={})


def reopened(form: Form, name: str) -> dict[str, Any]:
    """Return the form with one answer, and those that follow from it, to be asked again."""
    dropped = {name, *_FOLLOWING.get(name, ())}
    kept = {key: value for key, value in form.items() if key not in dropped}
    stays_needed = name == "detail" or BY_NAME[name].default
    return {**kept, name: None} if stays_needed else kept


def submit(scene: Scene) -> Turn:
    """Look for near-duplicates first; without any the request is filed in the same turn."""
    return scene.stay().after(FindSimilar(form=scene.state.form, agency_code=agency_of(scene).code))


def submit_anyway(scene: Scene) -> Turn:
    """File the request although a similar one is open."""
    return scene.stay().after(_order(scene))


def similar_found(scene: Scene, result: OrderResult) -> Turn:
    """Point out open requests that are nearly the same; never refuse silently."""
    found = result.value
    if not isinstance(found, tuple) or not found:
        return submit_anyway(scene)
    lines = [_similar_line(scene, one) for one in found if isinstance(one, CaseProgress)]
    labels = {"anyway": scene.words("request_form.similar.anyway"), "back": scene.words("request_form.button.back")}
    text = scene.words("request_form.similar.ask", cases="\n".join(lines))
    return scene.ask(text, labels, flow=_FLOW, step="similar", slots={})


def submitted(scene: Scene, result: OrderResult) -> Turn:
    """Hand over number, access code, receipt and due date."""
    filed = result.value
    if not isinstance(filed, Filed):
        raise TypeError("submitting a request yields what was filed")
    return follow_case.show_receipt(scene.having(form={}, asked=""), filed.receipt, filed.printed)


def _order(scene: Scene) -> SubmitForm:
    """Return the order; its key comes from the press, so that the press tried again files nothing twice."""
    prompt = scene.state.prompt.id if scene.state.prompt else ""
    seed = f"{scene.inbound.channel}|{scene.inbound.conversation_key}|{scene.inbound.message_id}|{prompt}"
    return SubmitForm(
        form=scene.state.form,
        agency_code=agency_of(scene).code,
        submit_key=hashlib.sha256(seed.encode()).hexdigest(),
    )


def _lines(scene: Scene) -> list[str]:
    form, agency = scene.state.form, agency_of(scene)
    lines = [_line(scene, "agency", agency.name)]
    for step in STEPS:
        if _is_shown(step, form):
            lines.append(_line(scene, step.name, _value(scene, step, answer_of(step, form))))
        if step.name == "wanted" and (number := document_number_in(form["wanted"])):
            lines.append(_line(scene, "document_number", number))
    return lines


def _line(scene: Scene, name: str, value: str) -> str:
    return scene.words("request_form.summary.line", label=scene.words(f"request_form.{name}.label"), value=value)


def _value(scene: Scene, step: Step, value: Any) -> str:  # noqa: ANN401 - JSON value of a field
    if isinstance(value, dict):
        return _papers(scene, step, value)
    if value in step.options(scene.state.form):
        return option_words(scene, step, value)
    return value or scene.words("request_form.summary.nothing")


def _papers(scene: Scene, step: Step, value: Mapping[str, Any]) -> str:
    text = mask(value["text"]) if step.name in _SEALED and value["text"] else value["text"]
    kind = scene.state.form.get("identity_kind") if step.name == "identity" else None
    files = scene.words("request_form.summary.files", count=len(value["files"])) if value["files"] else ""
    parts = [scene.words(f"request_form.identity_kind.{kind}") if kind else "", text, files]
    return " ".join(part for part in parts if part) or scene.words("request_form.summary.nothing")


def _is_shown(step: Step, form: Form) -> bool:
    return step.shown and step.needed(form) and answer_of(step, form) is not None


def _similar_line(scene: Scene, case: CaseProgress) -> str:
    return scene.words(
        "request_form.similar.line", ref=case.ref, subject=case.subject[:_LABEL_LENGTH], state=case.state_label
    )
