"""The events of one case, put in order and read as facts: receipt, correction, consultations, fee.

Contradictions that need no calendar are refused here; those that need one are found by `reckoning`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from requests_db.statute.events import Channel, ConsultKind, Event, EventType
from requests_db.statute.refusals import ImpossibleHistory

# On one day, what opens comes before what answers it; everything else on one day is independent of order.
ORDER_OF_A_DAY = {type_: position for position, type_ in enumerate(EventType)}
RECEIPT_EVENT: dict[Channel, EventType] = {  # Art. 31: which event is the receipt
    Channel.IN_PERSON: EventType.SUBMITTED,
    Channel.REGISTERED_MAIL: EventType.SIGNED_FOR,
    Channel.ORDINARY_MAIL: EventType.CONFIRMED,
    Channel.ONLINE: EventType.CONFIRMED,
    Channel.FAX: EventType.CONFIRMED,
}
RECEIPT_TYPES = (EventType.SIGNED_FOR, EventType.ARRIVED, EventType.CONFIRMED)
# Steps of the receipt itself, and what has nothing to do with the application.
MAY_PRECEDE_RECEIPT = frozenset(
    {EventType.SUBMITTED, *RECEIPT_TYPES, EventType.INFORMATION_FORMED, EventType.POLICY_PUBLISHED}
)
AFTER_ABANDONMENT_REFUSED = frozenset(
    {
        EventType.CORRECTION_REQUESTED,
        EventType.CORRECTION_RECEIVED,
        EventType.CONSULT_SENT,
        EventType.EXTENDED,
        EventType.FEE_NOTICE_RECEIVED,
        EventType.FEE_PAID,
    }
)


ByType = dict[EventType, list[Event]]
Letters = dict[str, Event]  # by id, or by position where a letter has none
UNNAMED = "\0"  # no id begins so


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """One opinion sought from outside (征求意见)."""

    id: str | None
    kind: ConsultKind
    sent_on: date
    received_on: date | None  # the addressee has the letter
    replied_on: date | None  # the opinion is in


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the events say, as facts."""

    events: tuple[Event, ...]  # distinct, in order
    channel: Channel | None
    submitted_on: date | None
    receipt_on: date | None  # 收到申请之日
    correction_requested_on: date | None
    correction_allowed_days: int | None  # working days the notice gives, where recorded
    correction_received_on: date | None
    correction_lapsed_on: date | None
    extensions: tuple[Event, ...]
    consultations: tuple[Consultation, ...]  # by day of dispatch
    fee_notices_on: tuple[date, ...]
    fees_paid_on: tuple[date, ...]
    fee_lapsed_on: date | None
    reopened: tuple[Event, ...]  # by a review decision or the agency's own correction

    def latest(self, type_: EventType) -> date | None:
        """Return the day of the latest event of `type_`."""
        return max((event.on for event in self.events if event.type is type_), default=None)

    def consultation(self, kind: ConsultKind, id_: str | None) -> Consultation | None:
        """Return the consultation with that id, or the latest of its kind."""
        fitting = [one for one in self.consultations if one.kind is kind and id_ in (None, one.id)]
        return fitting[-1] if fitting else None

    @property
    def abandoned_on(self) -> date | None:
        """The day from which the case counts as abandoned (视为放弃)."""
        lapses = [day for day in (self.correction_lapsed_on, self.fee_lapsed_on) if day is not None]
        ended = min(lapses, default=None)
        is_taken_up = ended is not None and any(event.on >= ended for event in self.reopened)
        return None if is_taken_up else ended


def read_history(events: Iterable[Event]) -> History:
    """Put events in order and read them as facts.

    Raises:
        ImpossibleHistory: the events contradict each other or a rule of law.
    """
    ordered = tuple(sorted(set(events), key=lambda event: (event.on, ORDER_OF_A_DAY[event.type], event.id or "")))
    by_type: ByType = {}
    for event in ordered:
        by_type.setdefault(event.type, []).append(event)
    submitted = _only(by_type, EventType.SUBMITTED, "second_submission", "一件申请只能有一次提交", "条例31")
    asked = _only(by_type, EventType.CORRECTION_REQUESTED, "second_correction_notice", "补正只能告知一次")
    corrected = _only(by_type, EventType.CORRECTION_RECEIVED, "second_correction", "补正只能登记一次")
    correction_lapses = _days(by_type, EventType.CORRECTION_PERIOD_LAPSED)
    fee_lapses = _days(by_type, EventType.FEE_PERIOD_LAPSED)
    history = History(
        events=ordered,
        channel=submitted.channel if submitted else None,
        submitted_on=submitted.on if submitted else None,
        receipt_on=_receipt_day(submitted, by_type),
        correction_requested_on=asked.on if asked else None,
        correction_allowed_days=asked.working_days if asked else None,
        correction_received_on=corrected.on if corrected else None,
        correction_lapsed_on=correction_lapses[0] if correction_lapses else None,
        extensions=tuple(by_type.get(EventType.EXTENDED, ())),
        consultations=_consultations(by_type),
        fee_notices_on=_days(by_type, EventType.FEE_NOTICE_RECEIVED),
        fees_paid_on=_days(by_type, EventType.FEE_PAID),
        fee_lapsed_on=fee_lapses[0] if fee_lapses else None,
        reopened=tuple(by_type.get(EventType.REOPENED, ())),
    )
    _check_receipt(history, by_type)
    _check_correction(history)
    _check_fee(history)
    _check_abandonment(history)
    return history


def _days(by_type: ByType, type_: EventType) -> tuple[date, ...]:
    """Return the days of `type_`, in order."""
    found = by_type.get(type_)
    return tuple([event.on for event in found]) if found else ()


def _only(by_type: ByType, type_: EventType, code: str, message: str, article: str = "条例30") -> Event | None:
    """Return the only event of `type_` there may be."""
    found = by_type.get(type_)
    if not found:
        return None
    if len(found) > 1 and (type_ is EventType.SUBMITTED or found[0].on != found[-1].on):
        text = f"{message}，现有{'、'.join(event.on.isoformat() for event in found)}"
        raise ImpossibleHistory(code, text, article)
    return found[0]


def _receipt_day(submitted: Event | None, by_type: ByType) -> date | None:
    """Return the day of receipt by channel (Art. 31); without a submission, the day of signature or confirmation."""
    if submitted is None or submitted.channel is None:
        receipts = _days(by_type, EventType.SIGNED_FOR) + _days(by_type, EventType.CONFIRMED)
    else:
        receipts = _days(by_type, RECEIPT_EVENT[submitted.channel])
    return min(receipts) if receipts else None


def _consultations(by_type: ByType) -> tuple[Consultation, ...]:
    """Tie letters, receipts and opinions together by id."""
    letters: Letters = {}
    for position, event in enumerate(by_type.get(EventType.CONSULT_SENT, ())):
        key = event.id or f"{UNNAMED}{position}"
        if key in letters:
            raise ImpossibleHistory("consultation_sent_twice", "同一编号的征求意见只能发出一次", "条例32-34")
        letters[key] = event
    received = _first_answers(by_type.get(EventType.CONSULT_LETTER_RECEIVED, ()), letters, "收到征求意见书")
    replied = _first_answers(by_type.get(EventType.CONSULT_REPLY_RECEIVED, ()), letters, "反馈意见")
    return tuple(
        Consultation(
            id=event.id,
            kind=event.kind or ConsultKind.THIRD_PARTY,
            sent_on=event.on,
            received_on=received.get(key),
            replied_on=replied.get(key),
        )
        for key, event in letters.items()
    )


def _first_answers(answers: Iterable[Event], letters: Letters, name: str) -> dict[str, date]:
    """Return the first day of an answer by the letter it belongs to."""
    found: dict[str, date] = {}
    for event in answers:
        key = event.id or _unnamed_letter(event, letters)
        letter = letters.get(key)
        if letter is None:
            text = f"{event.on}{name}，但没有向该方（{event.id or '无编号'}）发出过征求意见"
            raise ImpossibleHistory("never_asked", text, "条例32-34")
        if event.on < letter.on:
            text = f"{event.on}{name}，早于{letter.on}发出征求意见书"
            raise ImpossibleHistory("before_letter", text, "条例32-34")
        found.setdefault(key, event.on)
    return found


def _unnamed_letter(answer: Event, letters: Letters) -> str:
    """Return the letter an answer without an id belongs to: the only one, else the latest unnamed one before it."""
    if len(letters) == 1:
        return next(iter(letters))
    before = [key for key, letter in letters.items() if key.startswith(UNNAMED) and letter.on <= answer.on]
    return before[-1] if before else ""


def _check_receipt(history: History, by_type: ByType) -> None:
    """Refuse a receipt before submission, a confirmation before arrival, and events of the case before its receipt."""
    submitted, receipt = history.submitted_on, history.receipt_on
    receipts = [day for type_ in RECEIPT_TYPES for day in _days(by_type, type_)]
    if submitted is not None and receipts and min(receipts) < submitted:
        raise ImpossibleHistory("receipt_before_submission", "收到或者确认的日期早于提交日期", "条例31")
    if history.channel is Channel.ORDINARY_MAIL:
        arrived, confirmed = _days(by_type, EventType.ARRIVED), _days(by_type, EventType.CONFIRMED)
        if arrived and confirmed and confirmed[0] < arrived[0]:
            raise ImpossibleHistory("confirmed_before_arrival", "与申请人确认的日期早于信函到达日期", "条例31")
    if receipt is None:
        return
    for event in history.events:
        if event.on >= receipt:
            break
        if event.type not in MAY_PRECEDE_RECEIPT:
            raise ImpossibleHistory("before_receipt", f"{event.on}的事件早于收到申请之日{receipt}", "条例31")


def _check_correction(history: History) -> None:
    """Refuse a correction nobody asked for, and a lapse that the correction forestalled."""
    asked, received, lapsed = (
        history.correction_requested_on,
        history.correction_received_on,
        history.correction_lapsed_on,
    )
    for day, code, name in (
        (received, "correction_not_requested", "收到补正"),
        (lapsed, "lapse_without_notice", "补正期满"),
    ):
        if day is not None and (asked is None or day < asked):
            raise ImpossibleHistory(code, f"{day}{name}，但此前没有告知补正", "条例30")
    if lapsed is not None and lapsed == asked:
        raise ImpossibleHistory("lapse_too_early", "告知补正当日不可能期满", "条例30")
    if lapsed is not None and received is not None:
        raise ImpossibleHistory("lapse_after_correction", f"{received}已收到补正，不能又按逾期不补正处理", "条例30")


def _check_fee(history: History) -> None:
    """Refuse a payment or a lapse without a fee notice, and a lapse after payment."""
    notices, paid, lapsed = history.fee_notices_on, history.fees_paid_on, history.fee_lapsed_on
    for day in (*paid, *([lapsed] if lapsed else [])):
        if not notices or day < notices[0]:
            raise ImpossibleHistory("fee_not_notified", f"{day}缴费或者缴费期满，但此前没有收费通知", "收费办法7")
    if lapsed is not None and any(day >= notices[-1] for day in paid):
        raise ImpossibleHistory("lapse_after_payment", "已经缴费，不能又按逾期未缴费处理", "收费办法7")


def _check_abandonment(history: History) -> None:
    """Refuse handling that goes on after the case was given up as abandoned."""
    ended = history.abandoned_on
    if ended is None:
        return
    for event in history.events:
        if event.type in AFTER_ABANDONMENT_REFUSED and event.on > ended:
            raise ImpossibleHistory("after_abandonment", f"{ended}已视为放弃申请，{event.on}不能再有办理事项", "条例30")
