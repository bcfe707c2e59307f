"""What can happen to a statutory clock, and what can be asked of it, as values; and how to read them from JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from requests_db.statute.refusals import UnreadableHistory

Word = TypeVar("Word", bound=StrEnum)
YEARS = range(2000, 2100)  # what a list may speak of; beyond it a typing slip is certain
MOST_DAYS_ALLOWED = 99  # working days a correction notice may give; beyond it a typing slip is certain


class EventType(StrEnum):
    """A fact with a legal day that moves a clock (事件)."""

    SUBMITTED = "submitted"
    SIGNED_FOR = "signed_for"
    ARRIVED = "arrived"
    CONFIRMED = "confirmed"
    CORRECTION_REQUESTED = "correction_requested"
    CORRECTION_RECEIVED = "correction_received"
    CORRECTION_PERIOD_LAPSED = "correction_period_lapsed"
    CONSULT_SENT = "consult_sent"
    CONSULT_LETTER_RECEIVED = "consult_letter_received"
    CONSULT_REPLY_RECEIVED = "consult_reply_received"
    EXTENDED = "extended"
    FEE_NOTICE_RECEIVED = "fee_notice_received"
    FEE_PAID = "fee_paid"
    FEE_PERIOD_LAPSED = "fee_period_lapsed"
    INFORMATION_FORMED = "information_formed"
    POLICY_PUBLISHED = "policy_published"
    JUDGMENT_EFFECTIVE = "judgment_effective"
    REPLY_SERVED = "reply_served"
    REVIEW_DECISION_SERVED = "review_decision_served"
    REOPENED = "reopened"


MAY_GIVE_DAYS = {EventType.CORRECTION_REQUESTED: "补正期限", EventType.REOPENED: "重新办理的期限"}


class Ask(StrEnum):
    """A limit one can ask the clock about (所问期限)."""

    REPLY_DUE = "reply_due"
    CORRECTION_NOTICE_DUE = "correction_notice_due"
    THIRD_PARTY_OPINION_DUE = "third_party_opinion_due"
    JOINT_AGENCY_OPINION_DUE = "joint_agency_opinion_due"
    EXTENSION_NOTICE_DUE = "extension_notice_due"
    FEE_PAYMENT_DUE = "fee_payment_due"
    INTERPRETATION_DUE = "interpretation_due"
    PROACTIVE_PUBLICATION_DUE = "proactive_publication_due"
    COURT_ORDERED_DISCLOSURE_DUE = "court_ordered_disclosure_due"
    RECONSIDERATION_DUE = "reconsideration_due"
    LAWSUIT_DUE_6M = "lawsuit_due_6m"
    LAWSUIT_AFTER_REVIEW_DUE = "lawsuit_after_review_due"
    LAWSUIT_NONREPLY_DUE = "lawsuit_nonreply_due"


class Channel(StrEnum):
    """How an application reached the agency (申请渠道, Art. 31)."""

    IN_PERSON = "in_person"
    REGISTERED_MAIL = "registered_mail"
    ORDINARY_MAIL = "ordinary_mail"
    ONLINE = "online"
    FAX = "fax"


class ConsultKind(StrEnum):
    """Whose opinion is sought (征求意见对象, Arts 32 to 34)."""

    THIRD_PARTY = "third_party"
    JOINT_AGENCY = "joint_agency"
    OTHER_AGENCY = "other_agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact with its legal day; two events equal in every field are one event."""

    type: EventType
    on: date  # legal day in the authority's zone
    channel: Channel | None = None  # of `submitted`
    id: str | None = None  # ties letter, receipt and opinion of one consultation together
    kind: ConsultKind | None = None  # of `consult_sent`
    working_days: int | None = None  # of `extended` (1 to 20); of `correction_requested` and `reopened`, the time given


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a list of events asks for."""

    what: Ask
    id: str | None = None  # of which consultation; None: the latest of its kind


def parse_event(entry: Mapping[str, Any]) -> Event:
    """Read one event from a mapping as in the clock's JSON.

    Raises:
        UnreadableHistory: a key is missing, or a value is not of the closed list or of the right form.
    """
    type_ = _word(EventType, entry, "type", "事件类型")
    channel = _word(Channel, entry, "channel", "申请渠道") if type_ is EventType.SUBMITTED else None
    kind = _word(ConsultKind, entry, "kind", "征求意见对象") if type_ is EventType.CONSULT_SENT else None
    working_days = None
    if type_ is EventType.EXTENDED:
        working_days = _number(entry, "working_days")
    elif type_ in MAY_GIVE_DAYS and entry.get("working_days") is not None:
        working_days = _number(entry, "working_days")
        if not 1 <= working_days <= MOST_DAYS_ALLOWED:
            name = MAY_GIVE_DAYS[type_]
            raise UnreadableHistory("unreadable", f"{name}（working_days）应为1至{MOST_DAYS_ALLOWED}个工作日")
    return Event(
        type=type_,
        on=_day(entry),
        channel=channel,
        id=_identity(entry) if type_.value.startswith("consult_") else None,
        kind=kind,
        working_days=working_days,
    )


def parse_question(entry: Mapping[str, Any]) -> Question:
    """Read the `ask` element that ends a list.

    Raises:
        UnreadableHistory: `what` is missing or not of the closed list.
    """
    return Question(what=_word(Ask, entry, "what", "所问期限"), id=_identity(entry))


def read_clock_line(text: str) -> tuple[tuple[Event, ...], Question]:
    """Read one list of events in JSON, whose one `ask` element says what is asked.

    Raises:
        UnreadableHistory: the text is no JSON list of objects, an entry cannot be read, or not exactly one asks.
    """
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableHistory("unreadable", "不是有效的JSON") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UnreadableHistory("unreadable", "应为事件列表，每个事件是一个对象")
    questions = [parse_question(entry) for entry in entries if entry.get("type") == "ask"]
    if len(questions) != 1:
        raise UnreadableHistory("unreadable", "列表应有且只有一个ask")
    return tuple(parse_event(entry) for entry in entries if entry.get("type") != "ask"), questions[0]


def _word(words: type[Word], entry: Mapping[str, Any], key: str, name: str) -> Word:
    """Return the member of a closed list that `entry` names under `key`."""
    value = entry.get(key)
    try:
        return words(str(value))
    except ValueError:
        choices = "、".join(words)
        raise UnreadableHistory("unreadable", f"{name}（{key}）应为{choices}之一，现为{value!r}") from None


def _day(entry: Mapping[str, Any]) -> date:
    """Return the day of an event."""
    value = entry.get("date")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if not isinstance(value, str) or len(value) != len("2026-01-01"):
            raise ValueError
        day = date.fromisoformat(value)
    except ValueError:
        raise UnreadableHistory("unreadable", f"日期（date）应为2026-01-31这样的形式，现为{value!r}") from None
    if day.year not in YEARS:
        raise UnreadableHistory("unreadable", f"日期（date）应在{YEARS[0]}年至{YEARS[-1]}年之间，现为{value}")
    return day


def _identity(entry: Mapping[str, Any]) -> str | None:
    """Return the id of a consultation, None where absent."""
    value = entry.get("id")
    if value is None or isinstance(value, str):
        return value or None
    raise UnreadableHistory("unreadable", f"编号（id）应为文字，现为{value!r}")


def _number(entry: Mapping[str, Any], key: str) -> int:
    """Return a whole number."""
    value = entry.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise UnreadableHistory("unreadable", f"工作日数（{key}）应为整数，现为{value!r}")
