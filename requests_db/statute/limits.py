"""Every period of the law and of the house as data: amount with unit, start, pause, extension, article.

Reading a row: from the day after the starting event, so many units; the named consultations stop it, the named events
lengthen it. A row with a span in the past is kept, so that an old case can be counted by the law of its day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from requests_db.statute.events import Ask, ConsultKind, EventType

REVISION_IN_FORCE = date(2019, 5, 15)  # Order 711


class Unit(StrEnum):
    """What an amount counts (期间单位)."""

    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"


UNIT_LABELS: dict[Unit, str] = {Unit.WORKING_DAY: "个工作日", Unit.DAY: "日", Unit.MONTH: "个月"}


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
    SUPERVISION = "supervision"
    ENTRY_REVIEW = "entry_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A period: how long, from what, what stops and lengthens it, and where that is written (期限)."""

    key: LimitKey
    label: str  # Chinese name, as staff read it
    amount: int  # how many of `unit`
    unit: Unit
    starts_on: tuple[EventType, ...]  # the day of the event is day 0; empty: opened by an action
    article: str  # key in `articles`; empty for a house target
    kind: LimitKind = LimitKind.STATUTORY
    holder: str = "handler"  # role that must act, or `outside` for somebody who is not staff
    pauses: tuple[ConsultKind, ...] = ()  # consultations whose time is left out
    extends: tuple[EventType, ...] = ()  # events that lengthen it
    in_force_from: date = REVISION_IN_FORCE
    in_force_to: date | None = None  # the last day on which it holds; None while in force
    note: str = ""  # reading, confidence, limitation

    @property
    def span(self) -> str:
        """The period in words, e.g. 20个工作日."""
        return f"{self.amount}{UNIT_LABELS[self.unit]}"

    def holds_on(self, day: date) -> bool:
        """Return whether this row is in force on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


RECEIPT = (EventType.SUBMITTED, EventType.SIGNED_FOR, EventType.CONFIRMED)
RESTARTS = (EventType.CORRECTION_RECEIVED, EventType.FEE_PAID, EventType.REOPENED)
ANY_CONSULTATION = (ConsultKind.THIRD_PARTY, ConsultKind.JOINT_AGENCY, ConsultKind.OTHER_AGENCY)

LIMITS: tuple[Limit, ...] = (
    Limit(
        key=LimitKey.REPLY,
        label="答复期限",
        amount=20,
        unit=Unit.WORKING_DAY,
        starts_on=RECEIPT + RESTARTS,
        article="条例33-2",
        pauses=ANY_CONSULTATION,
        extends=(EventType.EXTENDED,),
    ),
    Limit(
        key=LimitKey.REPLY,
        label="答复期限",
        amount=15,
        unit=Unit.WORKING_DAY,
        starts_on=RECEIPT,
        article="条例2007-24",
        pauses=(ConsultKind.THIRD_PARTY,),
        extends=(EventType.EXTENDED,),
        in_force_from=date(2008, 5, 1),
        in_force_to=date(2019, 5, 14),
        note="the 2008 regulation; other agencies' time was not left out",
    ),
    Limit(
        key=LimitKey.EXTENSION,
        label="延长期限上限",
        amount=20,
        unit=Unit.WORKING_DAY,
        starts_on=(EventType.EXTENDED,),
        article="条例33-2",
        holder="head",
        note="a maximum, not a standard length; needs the head's consent and notice to the applicant",
    ),
    Limit(
        key=LimitKey.EXTENSION,
        label="延长期限上限",
        amount=15,
        unit=Unit.WORKING_DAY,
        starts_on=(EventType.EXTENDED,),
        article="条例2007-24",
        holder="head",
        in_force_from=date(2008, 5, 1),
        in_force_to=date(2019, 5, 14),
    ),
    Limit(
        key=LimitKey.EXTENSION_NOTICE,
        label="延期告知期限",
        amount=20,
        unit=Unit.WORKING_DAY,
        starts_on=RECEIPT + RESTARTS,
        article="条例33-2",
        holder="head",
        pauses=ANY_CONSULTATION,
        note="the last day of the reply period before extension; computed from the reply row",
    ),
    Limit(
        key=LimitKey.CORRECTION_NOTICE,
        label="补正告知期限",
        amount=7,
        unit=Unit.WORKING_DAY,
        starts_on=RECEIPT,
        article="条例30",
        note="a late notice has no stated effect: it is accepted and flagged",
    ),
    Limit(
        key=LimitKey.CORRECTION_WINDOW,
        label="补正期限",
        amount=15,
        unit=Unit.WORKING_DAY,
        starts_on=(EventType.CORRECTION_REQUESTED,),
        article="条例30",
        holder="outside",
        note="the statute says a reasonable time; practice gives no more than 15 working days",
    ),
    Limit(
        key=LimitKey.REASONS_WINDOW,
        label="说明理由期限",
        amount=15,
        unit=Unit.WORKING_DAY,
        starts_on=(),
        article="条例35",
        kind=LimitKind.HOUSE,
        holder="outside",
        note="Art. 35 names no period; the house gives what it gives for a correction",
    ),
    Limit(
        key=LimitKey.THIRD_PARTY_OPINION,
        label="第三方意见期限",
        amount=15,
        unit=Unit.WORKING_DAY,
        starts_on=(EventType.CONSULT_LETTER_RECEIVED,),
        article="条例32",
        holder="outside",
        note="silence is no consent: the agency decides",
    ),
    Limit(
        key=LimitKey.JOINT_AGENCY_OPINION,
        label="共同制作机关意见期限",
        amount=15,
        unit=Unit.WORKING_DAY,
        starts_on=(EventType.CONSULT_LETTER_RECEIVED,),
        article="条例34",
        holder="outside",
        note="silence is consent",
    ),
    Limit(
        key=LimitKey.FEE_PAYMENT,
        label="缴费期限",
        amount=20,
        unit=Unit.WORKING_DAY,
        starts_on=(EventType.FEE_NOTICE_RECEIVED,),
        article="收费办法7",
        holder="outside",
        in_force_from=date(2021, 1, 1),
        note="the period is from memory; check 国办函〔2020〕109号 before relying on it",
    ),
    Limit(
        key=LimitKey.PROACTIVE_PUBLICATION,
        label="主动公开期限",
        amount=20,
        unit=Unit.WORKING_DAY,
        starts_on=(EventType.INFORMATION_FORMED,),
        article="条例26",
    ),
    Limit(
        key=LimitKey.INTERPRETATION,
        label="政策解读期限",
        amount=3,
        unit=Unit.WORKING_DAY,
        starts_on=(EventType.POLICY_PUBLISHED,),
        article="解读惯例",
        kind=LimitKind.HOUSE,
        note="3 working days in most places, 5 in some: a setting",
    ),
    Limit(
        key=LimitKey.COURT_ORDERED_DISCLOSURE,
        label="判决公开期限",
        amount=20,
        unit=Unit.WORKING_DAY,
        starts_on=(EventType.JUDGMENT_EFFECTIVE,),
        article="公开解释11",
        in_force_from=date(2025, 6, 1),
    ),
    Limit(
        key=LimitKey.RECONSIDERATION,
        label="申请行政复议期限",
        amount=60,
        unit=Unit.DAY,
        starts_on=(EventType.REPLY_SERVED,),
        article="复议法20",
        holder="outside",
    ),
    Limit(
        key=LimitKey.LAWSUIT_DIRECT,
        label="直接起诉期限",
        amount=6,
        unit=Unit.MONTH,
        starts_on=(EventType.REPLY_SERVED,),
        article="行诉法46",
        holder="outside",
    ),
    Limit(
        key=LimitKey.LAWSUIT_AFTER_REVIEW,
        label="复议后起诉期限",
        amount=15,
        unit=Unit.DAY,
        starts_on=(EventType.REVIEW_DECISION_SERVED,),
        article="行诉法45",
        holder="outside",
    ),
    Limit(
        key=LimitKey.LAWSUIT_NONREPLY,
        label="起诉逾期不答复期限",
        amount=6,
        unit=Unit.MONTH,
        starts_on=(),
        article="行诉解释66",
        holder="outside",
        note="runs from the day the reply period ran out",
    ),
    Limit(
        key=LimitKey.CONSULTATION,
        label="咨询答复目标",
        amount=3,
        unit=Unit.WORKING_DAY,
        starts_on=(),
        article="",
        kind=LimitKind.HOUSE,
    ),
    Limit(
        key=LimitKey.ENTRY_REVIEW,
        label="条目复核日",
        amount=0,
        unit=Unit.DAY,
        starts_on=(),
        article="",
        kind=LimitKind.HOUSE,
        note="the day itself is named with the entry",
    ),
    Limit(
        key=LimitKey.UNOPENED,
        label="领取目标",
        amount=1,
        unit=Unit.WORKING_DAY,
        starts_on=(),
        article="",
        kind=LimitKind.HOUSE,
    ),
    Limit(
        key=LimitKey.RECEIPT_CONFIRMATION,
        label="收到确认目标",
        amount=1,
        unit=Unit.WORKING_DAY,
        starts_on=(),
        article="条例31",
        kind=LimitKind.HOUSE,
        holder="registrar",
        note="an ordinary letter is to be confirmed on the day it arrives; one working day is the house target",
    ),
    Limit(
        key=LimitKey.SUPERVISION,
        label="督办回复期限",
        amount=2,
        unit=Unit.WORKING_DAY,
        starts_on=(),
        article="条例46",
        kind=LimitKind.HOUSE,
        note="a supervisor may name another day; the reply period of the request is not touched",
    ),
)

LIMIT_OF_ASK: dict[Ask, LimitKey] = {
    Ask.REPLY_DUE: LimitKey.REPLY,
    Ask.CORRECTION_NOTICE_DUE: LimitKey.CORRECTION_NOTICE,
    Ask.THIRD_PARTY_OPINION_DUE: LimitKey.THIRD_PARTY_OPINION,
    Ask.JOINT_AGENCY_OPINION_DUE: LimitKey.JOINT_AGENCY_OPINION,
    Ask.EXTENSION_NOTICE_DUE: LimitKey.EXTENSION_NOTICE,
    Ask.FEE_PAYMENT_DUE: LimitKey.FEE_PAYMENT,
    Ask.INTERPRETATION_DUE: LimitKey.INTERPRETATION,
    Ask.PROACTIVE_PUBLICATION_DUE: LimitKey.PROACTIVE_PUBLICATION,
    Ask.COURT_ORDERED_DISCLOSURE_DUE: LimitKey.COURT_ORDERED_DISCLOSURE,
    Ask.RECONSIDERATION_DUE: LimitKey.RECONSIDERATION,
    Ask.LAWSUIT_DUE_6M: LimitKey.LAWSUIT_DIRECT,
    Ask.LAWSUIT_AFTER_REVIEW_DUE: LimitKey.LAWSUIT_AFTER_REVIEW,
    Ask.LAWSUIT_NONREPLY_DUE: LimitKey.LAWSUIT_NONREPLY,
}


def law_on(day: date, limits: Iterable[Limit] = LIMITS) -> dict[LimitKey, Limit]:
    """Return the row of every period in force on `day`; a case keeps the law of its day."""
    return {limit.key: limit for limit in limits if limit.holds_on(day)}


def row_on(key: LimitKey, day: date, limits: Iterable[Limit] = LIMITS) -> Limit:
    """Return the row of one period in force on `day`.

    Raises:
        KeyError: no row of that name was in force.
    """
    for limit in limits:
        if limit.key is key and limit.holds_on(day):
            return limit
    raise KeyError(key)


def limit_of(key: LimitKey, limits: Iterable[Limit] = LIMITS) -> Limit:
    """Return the row of `key` that is in force now, that is, the one without an end.

    Raises:
        KeyError: no row of that name is in force.
    """
    for limit in limits:
        if limit.key is key and limit.in_force_to is None:
            return limit
    raise KeyError(key)


def with_amounts(amounts: dict[LimitKey, int], limits: Iterable[Limit] = LIMITS) -> tuple[Limit, ...]:
    """Return the table with the agency's own amounts in house rows and in the correction window.

    Args:
        amounts: new amounts, in the unit of the row.
        limits: the table to change.

    Raises:
        ValueError: an amount under 1, or a period that the statute fixes.
    """
    for key, amount in amounts.items():
        row = limit_of(key, limits)
        if amount < 1:
            msg = f"{row.label}至少为1{UNIT_LABELS[row.unit]}"
            raise ValueError(msg)
        if row.kind is LimitKind.STATUTORY and key is not LimitKey.CORRECTION_WINDOW:
            msg = f"{row.label}由法律规定，不能自行设定"
            raise ValueError(msg)
    return tuple(replace(limit, amount=amounts.get(limit.key, limit.amount)) for limit in limits)
