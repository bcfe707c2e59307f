"""From what was typed to a step of the workflow: days, facts and sealed texts each in their place."""

from collections.abc import Mapping, Sequence
from datetime import date

from requests_db.services.steps import Step
from requests_db.statute.deadlines import ConsultKind, Event, EventType
from requests_db.statute.fees import FeeBasis, fee
from requests_db.statute.workflow import Action

Typed = Mapping[str, str | int | date | None]

FACTS = (
    "allowed_working_days",
    "working_days",
    "kind",
    "opinion",
    "basis",
    "quantity",
    "procedure",
    "cause",
    "result",
    "letter",
    "brought",
)
TEXTS = ("late_reason", "text", "remark", "addressee", "places", "words", "found", "how_to_pay", "open_part")
FILE_KINDS: Mapping[Action, str] = {
    Action.SAVE_DRAFT: "reply",
    Action.SUBMIT_FOR_REVIEW: "reply",
    Action.ANSWER: "reply",
    Action.REISSUE: "letter",
    Action.RECORD_SERVICE: "service_proof",
    Action.RECORD_LETTER_RECEIVED: "service_proof",
    Action.OVERRIDE_OPINION: "service_proof",
}
LETTER_EVENTS: Mapping[Action, EventType] = {
    Action.SEND_OPINION_LETTER: EventType.CONSULT_SENT,
    Action.RECORD_LETTER_RECEIVED: EventType.CONSULT_LETTER_RECEIVED,
    Action.RECORD_OPINION: EventType.CONSULT_REPLY_RECEIVED,
}


def file_kind(action: Action) -> str:
    """Return as what the files of an action are kept."""
    return FILE_KINDS.get(action, "material")


def make_step(
    action: Action,
    typed: Typed,
    *,
    today: date,
    variant: str = "",
    version: int | None = None,
    file_tokens: Sequence[str] = (),
) -> Step:
    """Return the step that the typed values of an action's form describe.

    Args:
        action: what is to be done.
        typed: values by field name, already judged.
        today: the day of the step where the form asks for none.
        variant: tells rows of one action apart.
        version: of the case as it was shown.
        file_tokens: files already stored for the step.
    """
    on = _day(typed, "on") or today
    return Step(
        action=action,
        on=on,
        variant=variant,
        clock_events=_clock_events(action, typed, on),
        reason=_text(typed, "reason") or _text(typed, "grounds"),
        proof=_proof(typed),
        outcome=_text(typed, "outcome"),
        unit_id=_number(typed, "unit_id"),
        holder_id=_number(typed, "holder_id"),
        files={file_kind(action): tuple(file_tokens)} if file_tokens else {},
        facts=_facts(typed),
        private={name: typed[name] for name in TEXTS if typed.get(name)},
        answer_by_on=_day(typed, "answer_by_on"),
        expected_version=version,
    )


def _clock_events(action: Action, typed: Typed, on: date) -> tuple[Event, ...] | None:
    letter = _text(typed, "letter") or None
    if action in LETTER_EVENTS:
        kind = ConsultKind(_text(typed, "kind")) if action is Action.SEND_OPINION_LETTER else None
        return (Event(type=LETTER_EVENTS[action], on=on, id=letter, kind=kind),)
    if action is Action.CONSENT_EXTENSION:
        return (Event(type=EventType.EXTENDED, on=on, working_days=_number(typed, "working_days")),)
    if action is Action.REOPEN:
        return (_reopening(typed, on),)
    if action is Action.RECORD_REMEDY:
        served = _text(typed, "served")
        return (Event(type=EventType(served), on=on),) if served else ()
    return None


def _reopening(typed: Typed, on: date) -> Event:
    """Return what begins the new period: the judgment, or the taking up again with the time a decision gives."""
    if _text(typed, "cause") == EventType.JUDGMENT_EFFECTIVE:
        return Event(type=EventType.JUDGMENT_EFFECTIVE, on=on)
    return Event(type=EventType.REOPENED, on=on, working_days=_number(typed, "allowed_working_days"))


def _facts(typed: Typed) -> dict[str, object]:
    facts: dict[str, object] = {name: typed[name] for name in FACTS if typed.get(name) not in (None, "")}
    if facts.get("basis"):
        facts["yuan"] = fee(FeeBasis(_text(typed, "basis")), _number(typed, "quantity") or 0).yuan
    return facts


def _proof(typed: Typed) -> dict[str, str]:
    way = _text(typed, "way")
    return {"way": way, **({"number": _text(typed, "proof")} if typed.get("proof") else {})} if way else {}


def _text(typed: Typed, name: str) -> str:
    value = typed.get(name)
    return str(value) if value is not None else ""


def _day(typed: Typed, name: str) -> date | None:
    value = typed.get(name)
    return value if isinstance(value, date) else None


def _number(typed: Typed, name: str) -> int | None:
    text = _text(typed, name)
    return int(text) if text else None
