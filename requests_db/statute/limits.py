"""Every period of the law and of the house as data: amount with unit, start, pause, extension, article."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    """What an amount counts (期间单位)."""

    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"


class LimitKind(StrEnum):
    """Whether a period binds by law or is our own target."""

    STATUTORY = "statutory"
    HOUSE = "house"


class LimitKey(StrEnum):
    """The name of a period."""

    REPLY = "reply"
    CORRECTION_NOTICE = "correction_notice"
    CORRECTION_WINDOW = "correction_window"
    REASONS_WINDOW = "reasons_window"
    THIRD_PARTY_OPINION = "third_party_opinion"
    JOINT_AGENCY_OPINION = "joint_agency_opinion"
    OTHER_AGENCY_OPINION = "other_agency_opinion"
    EXTENSION = "extension"
    EXTENSION_NOTICE = "extension_notice"
    FEE_PAYMENT = "fee_payment"
    INTERPRETATION = "interpretation"
    PROACTIVE_PUBLICATION = "proactive_publication"
    COURT_ORDERED_DISCLOSURE = "court_ordered_disclosure"
    RECONSIDERATION = "reconsideration"
    LAWSUIT_DIRECT = "lawsuit_direct"
    LAWSUIT_AFTER_REVIEW = "lawsuit_after_review"
    LAWSUIT_NONREPLY = "lawsuit_nonreply"
    CONSULTATION = "consultation"
    UNOPENED = "unopened"
    RECEIPT_CONFIRMATION = "receipt_confirmation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A period: how long, from what, what stops and lengthens it, and where that is written (期限)."""

    key: LimitKey
    label: str  # Chinese name, as staff read it
    amount: int  # how many of `unit`
    unit: Unit
    starts_on: tuple[str, ...]  # event types; the day of the event is day 0
    article: str  # key in `articles`; empty for a house target
    kind: LimitKind = LimitKind.STATUTORY
    holder: str = "handler"  # the role that must act
    pauses: tuple[str, ...] = ()  # consultation kinds whose time is left out
    extends: tuple[str, ...] = ()  # event types that lengthen it
    in_force_from: date = date(2019, 5, 15)
    in_force_to: date | None = None  # the last day on which it holds; None while in force
    note: str = ""  # reading, confidence, limitation
