"""Following a request (查进度): what became of it, how the date was counted, the reply, and what may be done.

Somebody else's number answers exactly like an unknown one: both are asked for the access code, and a wrong code is
told like an unknown number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from handlers.dialogue.announcing import ask_lines, closing_lines, grounds_lines
from handlers.dialogue.flows import supplement
from handlers.dialogue.messages import Attachment, ReplyStatus
from handlers.dialogue.order_kinds import CaseView, ListCases, ListPurpose, OrderResult, ShowCase, Withdraw
from handlers.dialogue.scene import Said, Scene, Turn
from requests_db.services.intake import Receipt
from requests_db.services.queries import Announcement, CaseProgress
from requests_db.statute.deadlines import DueDate
from requests_db.statute.workflow import Action, State

NAME = "follow_case"
_TITLE_LENGTH = 18  # characters of a subject on a button
_LONGEST_CODE = 40  # characters read of a typed number or code
_NEEDED_ACTION: Mapping[ListPurpose, Action] = {
    ListPurpose.CORRECT: Action.RECEIVE_CORRECTION,
    ListPurpose.REASONS: Action.RECEIVE_REASONS,
    ListPurpose.ATTACH: Action.ADD_MATERIAL,
    ListPurpose.WITHDRAW: Action.WITHDRAW,
}
_BUTTON_OF_ACTION: Mapping[Action, str] = {
    Action.RECEIVE_CORRECTION: "correct",
    Action.RECEIVE_REASONS: "reasons",
    Action.ADD_MATERIAL: "attach",
    Action.WITHDRAW: "withdraw",
}


def begin(scene: Scene, ref: str = "", purpose: ListPurpose = ListPurpose.FOLLOW, *, code: str = "") -> Turn:
    """Show the request with this number, and this access code if it was given, or list those of this conversation."""
    scene = scene.having(flow=NAME, step="", has_met=True)
    order = ShowCase(ref=ref, access_code=code) if ref else ListCases(purpose=purpose)
    return scene.stay().after(order)


def take(scene: Scene, said: Said) -> Turn:
    """Take a button or a typed number or code."""
    if said.key.startswith("c") and said.key[1:].isdigit():
        return _picked(scene, int(said.key[1:]) - 1)
    if said.key:
        return _press(scene, said.key)
    if scene.state.step == "number":
        ref = scene.reference(said.text) or "".join(said.text.split()).upper()[:_LONGEST_CODE]
        return scene.stay().after(ShowCase(ref=ref))
    if scene.state.step == "code":
        code = "".join(said.text.split())[:_LONGEST_CODE]
        return scene.stay().after(ShowCase(ref=scene.state.slots["ref"], access_code=code))
    return begin(scene, scene.reference(said.text))


def expects_words(scene: Scene, text: str) -> bool:
    """Return whether typed words are for this flow: a number or a code is awaited, or the words name a request."""
    return scene.state.step in ("number", "code") or scene.reference(text) != ""


def listed(scene: Scene, order: ListCases, result: OrderResult) -> Turn:
    """Show the list, the one request there is, or how to find one."""
    only = scene.state.slots.get("only")
    fitting = _fitting(result, order.purpose, only)
    if not fitting:
        return _none(scene, order.purpose)
    slots = {
        **{name: value for name, value in scene.state.slots.items() if name != "only"},
        "refs": [case.ref for case in fitting],
        "awaited": {case.ref: kind.value for case in fitting if (kind := _awaited(case)) is not None},
        "purpose": order.purpose.value,
    }
    if len(fitting) == 1 and (only is not None or order.purpose is not ListPurpose.ATTACH):
        return _picked(scene.having(slots=slots), 0)
    text = scene.words(f"follow_case.list.{order.purpose.value}")
    return scene.ask(text, _list_labels(scene, fitting, order.purpose), flow=NAME, step="list", slots=slots)


def shown(scene: Scene, order: ShowCase, result: OrderResult) -> Turn:
    """Show one request, or ask for the access code where this conversation does not follow it."""
    case = result.value
    if isinstance(case, CaseProgress):
        return _show_reasoning(scene, case) if order.view is CaseView.REASONING else _show(scene, case)
    if not order.access_code:
        asked = scene.words("follow_case.code.ask", ref=order.ref)
        return scene.ask(asked, {}, flow=NAME, step="code", slots={"ref": order.ref}, is_pick=False)
    return _refused(scene, order.ref, result)


def _refused(scene: Scene, ref: str, result: OrderResult) -> Turn:
    """Say why not; after a wrong code the number is kept and only the code is asked again."""
    labels = {"by_number": scene.words("follow_case.button.by_number")}
    key = result.refusal.key if result.refusal is not None else "case.unknown"
    facts = result.refusal.facts if result.refusal is not None else {}
    text = scene.words(f"refusal.{key}", **facts)
    if key != "case.unknown":
        return scene.ask(text, labels, flow=NAME, step="list", slots={}, status=ReplyStatus.REFUSED)
    text = f"{text}\n{scene.words('follow_case.code.again')}"
    slots = {"ref": ref}
    return scene.ask(text, labels, flow=NAME, step="code", slots=slots, status=ReplyStatus.REFUSED, is_pick=False)


def withdrawn(scene: Scene, order: Withdraw) -> Turn:
    """Say that the request is withdrawn."""
    return scene.finish(scene.info(scene.words("follow_case.withdraw.done", ref=order.ref)))


def show_receipt(scene: Scene, receipt: Receipt, printed: Attachment) -> Turn:
    """Hand over the receipt: number, access code, dates with their reasoning, how to follow."""
    lines = [
        scene.words("receipt.receipt.lead"),
        scene.words("receipt.receipt.ref", ref=receipt.ref),
        scene.words("receipt.receipt.code", code=receipt.access_code),
        scene.words("receipt.receipt.agency", agency=scene.marked(receipt.agency_name, receipt.is_sample)),
        scene.words("receipt.receipt.submitted", on=scene.day(receipt.submitted_on)),
    ]
    if receipt.received_on is not None:
        lines.append(scene.words("receipt.receipt.received", on=scene.day(receipt.received_on)))
    else:
        lines.append(scene.words("receipt.receipt.unconfirmed"))
    lines += _due_lines(scene, receipt.due)
    lines += [f"· {line}" for line in receipt.brief]
    lines += ["", scene.words("receipt.receipt.follow")]
    labels = {key: scene.words(f"follow_case.button.{key}") for key in ("why", "list")}
    return scene.ask(
        "\n".join(lines),
        labels,
        flow=NAME,
        step="case",
        slots={"ref": receipt.ref},
        status=ReplyStatus.RECEIPT,
        attachments=(printed,),
    )


def _cases(result: OrderResult) -> tuple[CaseProgress, ...]:
    found = result.value if isinstance(result.value, tuple) else ()
    return tuple(case for case in found if isinstance(case, CaseProgress))


def _fitting(result: OrderResult, purpose: ListPurpose, only: str | None) -> list[CaseProgress]:
    """Return the requests for which something can be done now; `only` is the number of the one that is meant."""
    needed = _NEEDED_ACTION.get(purpose)
    cases = [case for case in _cases(result) if needed is None or needed in case.may]
    return [case for case in cases if only in (None, case.ref)]


def _list_labels(scene: Scene, cases: Sequence[CaseProgress], purpose: ListPurpose) -> dict[str, str]:
    labels = {
        f"c{place}": scene.words("follow_case.list.line", ref=case.ref, subject=case.subject[:_TITLE_LENGTH])
        for place, case in enumerate(cases, start=1)
    }
    if purpose is ListPurpose.FOLLOW:
        labels["by_number"] = scene.words("follow_case.button.by_number")
    return labels


def _awaited(case: CaseProgress) -> supplement.Kind | None:
    """Return what the applicant is asked to hand in for this request, if anything."""
    for purpose in (ListPurpose.CORRECT, ListPurpose.REASONS):
        if _NEEDED_ACTION[purpose] in case.may:
            return supplement.KIND_OF_BUTTON[purpose.value]
    return None


def _none(scene: Scene, purpose: ListPurpose) -> Turn:
    labels = {key: scene.words(f"follow_case.button.{key}") for key in ("by_number", "apply")}
    lines = [scene.words(f"follow_case.none.{purpose.value}")]
    if scene.state.slots.get("files"):
        lines.append(scene.words("follow_case.none.files"))
    return scene.ask("\n".join(lines), labels, flow=NAME, step="list", slots={})


def _picked(scene: Scene, place: int) -> Turn:
    slots = scene.state.slots
    refs = slots.get("refs", [])
    if place >= len(refs):
        return scene.again()
    purpose, ref = ListPurpose(slots.get("purpose", ListPurpose.FOLLOW)), refs[place]
    kind = supplement.KIND_OF_BUTTON.get(purpose.value)
    if kind is not None:
        sent = {"text": slots.get("text", ""), "files": slots.get("files", ())}
        awaited = slots.get("awaited", {}).get(ref) if kind is supplement.Kind.MATERIAL else None
        return supplement.begin(scene, ref, supplement.Kind(awaited or kind), is_instead=awaited is not None, **sent)
    if purpose is ListPurpose.WITHDRAW:
        return _ask_withdraw(scene, ref)
    return scene.stay().after(ShowCase(ref=ref))


def _press(scene: Scene, key: str) -> Turn:
    ref = scene.state.slots.get("ref", "")
    kind = supplement.KIND_OF_BUTTON.get(key)
    if kind is supplement.Kind.MATERIAL:  # how the request stands now decides what the words count as
        return begin(scene.having(slots={"only": ref}), purpose=ListPurpose.ATTACH)
    if kind is not None:
        return supplement.begin(scene, ref, kind)
    if key == "by_number":
        return scene.ask(scene.words("follow_case.number.ask"), {}, flow=NAME, step="number", slots={}, is_pick=False)
    if key == "list":
        return begin(scene)
    if key == "why":
        return scene.stay().after(ShowCase(ref=ref, view=CaseView.REASONING))
    if key == "case":
        return scene.stay().after(ShowCase(ref=ref))
    if key == "withdraw":
        return _ask_withdraw(scene, ref)
    return scene.stay().after(Withdraw(ref=ref))


def _ask_withdraw(scene: Scene, ref: str) -> Turn:
    labels = {
        "withdraw_yes": scene.words("follow_case.button.withdraw_yes"),
        "case": scene.words("follow_case.button.keep"),
    }
    asked = scene.words("follow_case.withdraw.ask", ref=ref)
    return scene.ask(asked, labels, flow=NAME, step="case", slots={"ref": ref})


def _show(scene: Scene, case: CaseProgress) -> Turn:
    lines = [
        scene.words("follow_case.show.ref", ref=case.ref),
        scene.words("follow_case.show.subject", subject=case.subject),
        scene.words("follow_case.show.agency", agency=case.agency_name),
        scene.words("follow_case.show.state", state=case.state_label),
        scene.words("receipt.receipt.submitted", on=scene.day(case.submitted_on)),
    ]
    if case.received_on is not None:
        lines.append(scene.words("receipt.receipt.received", on=scene.day(case.received_on)))
    if case.paused_because:
        lines.append(scene.words("follow_case.show.paused", because=case.paused_because))
    elif case.is_open and case.reply is None and case.state is not State.AWAITING_PAYMENT:
        lines += _due_lines(scene, case.due)
    lines += [*_ask_lines(scene, case), *_step_lines(scene, case)]
    return scene.ask(
        "\n".join(lines + _reply_lines(scene, case)),
        _case_labels(scene, case),
        flow=NAME,
        step="case",
        slots={"ref": case.ref},
        attachments=_reply_files(case),
    )


def _ask_lines(scene: Scene, case: CaseProgress) -> list[str]:
    """Return what the applicant is asked to do, what is unclear, by when, and what follows from missing it."""
    lines = [scene.words("follow_case.show.asked", asked=case.asked)] if case.asked else []
    if case.ask is None:
        return lines
    if case.ask.reasons and case.ask.reasons != case.asked:
        lines.append(scene.words("notice.more.reason", reason=case.ask.reasons))
    return [*lines, *ask_lines(scene.around.wording, asdict(case.ask))]


def _step_lines(scene: Scene, case: CaseProgress) -> list[str]:
    if not case.steps:
        return []
    steps = [scene.words("follow_case.show.step", on=scene.day(step.on), label=step.label) for step in case.steps]
    return ["", scene.words("follow_case.show.steps"), *steps]


def _reply_lines(scene: Scene, case: CaseProgress) -> list[str]:
    if case.reply is None:
        ending = case.ending
        return _decision_lines(scene, ending.outcome_label, "", ending) if ending is not None else []
    lines = _decision_lines(scene, case.reply.outcome_label, case.reply.text, case.reply.announcement)
    if case.reply.files:
        lines.append(scene.words("follow_case.show.files", count=len(case.reply.files)))
    return lines


def _decision_lines(scene: Scene, outcome: str, text: str, announced: Announcement | None) -> list[str]:
    """Return a decision with its basis, reasons, text, agency, day and remedies."""
    lines = ["", scene.words("follow_case.show.reply", outcome=outcome)]
    if announced is None:
        return [*lines, text]
    said, wording = asdict(announced), scene.around.wording
    written = [text] if text else []
    return [*lines, *grounds_lines(wording, said), *written, *closing_lines(wording, said)]


def _reply_files(case: CaseProgress) -> tuple[Attachment, ...]:
    files = case.reply.files if case.reply is not None else ()
    return tuple(
        Attachment(token=file.token, name=file.name, media_type=file.media_type, size=file.size) for file in files
    )


def _case_labels(scene: Scene, case: CaseProgress) -> dict[str, str]:
    keys = [_BUTTON_OF_ACTION[action] for action in _BUTTON_OF_ACTION if action in case.may]
    if _awaited(case) is not None:  # mere material would not count as what is awaited
        keys = [key for key in keys if key != "attach"]
    if case.due is not None and case.due.because:
        keys.insert(0, "why")
    return {key: scene.words(f"follow_case.button.{key}") for key in (*keys, "list")}


def _show_reasoning(scene: Scene, case: CaseProgress) -> Turn:
    labels = {key: scene.words(f"follow_case.button.{key}") for key in ("case", "list")}
    if case.due is None or not case.due.because:
        text = scene.words("follow_case.why.nothing")
    else:
        steps = [f"· {reason.text}" for reason in case.due.because]
        text = "\n".join((scene.words("follow_case.why.lead", ref=case.ref), *steps, *_due_lines(scene, case.due)))
    return scene.ask(text, labels, flow=NAME, step="case", slots={"ref": case.ref})


def _due_lines(scene: Scene, due: DueDate | None) -> list[str]:
    if due is None or due.due_on is None:
        return [scene.words("receipt.receipt.no_date")]
    key = "receipt.receipt.due_provisional" if due.provisional else "receipt.receipt.due"
    return [scene.words(key, on=scene.day(due.due_on))]
