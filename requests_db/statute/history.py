"""The events of one case, put in order and read as facts: receipt, correction, consultations, fee.

Contradictions that need no calendar are refused here; those that need one are found by `reckoning`.
"""

from collections.abc import Callable, Iterable
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
BEFORE_RECEIPT = frozenset({EventType.SUBMITTED, EventType.SIGNED_FOR, EventType.ARRIVED, EventType.CONFIRMED})
NOT_OF_THE_CASE = frozenset({EventType.INFORMATION_FORMED, EventType.POLICY_PUBLISHED})
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
        lapses = [day for day in (self.correction_lapsed_on, self.fee_lapsed_on) if day]
        return min(lapses) if lapses else None


def read_history(events: Iterable[Event]) -> History:
    """Put events in order and read them as facts.

    Raises:
        ImpossibleHistory: the events contradict each other or a rule of law.
    """
    ordered = tuple(sorted(set(events), key=lambda event: (event.on, ORDER_OF_A_DAY[event.type], event.id or "")))
    days = _days_by_type(ordered)
    submitted = _single_submission(ordered)
    history = History(
        events=ordered,
        channel=submitted.channel if submitted else None,
        submitted_on=submitted.on if submitted else None,
        receipt_on=_receipt_day(submitted, days),
        correction_requested_on=_only(
            days(EventType.CORRECTION_REQUESTED), "second_correction_notice", "补正只能告知一次"
        ),
        correction_allowed_days=next(
            (e.working_days for e in ordered if e.type is EventType.CORRECTION_REQUESTED), None
        ),
        correction_received_on=_only(days(EventType.CORRECTION_RECEIVED), "second_correction", "补正只能登记一次"),
        correction_lapsed_on=next(iter(days(EventType.CORRECTION_PERIOD_LAPSED)), None),
        extensions=tuple(event for event in ordered if event.type is EventType.EXTENDED),
        consultations=_consultations(ordered),
        fee_notices_on=days(EventType.FEE_NOTICE_RECEIVED),
        fees_paid_on=days(EventType.FEE_PAID),
        fee_lapsed_on=next(iter(days(EventType.FEE_PERIOD_LAPSED)), None),
    )
    _check_receipt(history, days)
    _check_correction(history)
    _check_fee(history)
    _check_abandonment(history)
    return history


def _days_by_type(events: tuple[Event, ...]) -> Callable[[EventType], tuple[date, ...]]:
    """Return a look-up of the days of each type, in order."""
    found: dict[EventType, list[date]] = {}
    for event in events:
        found.setdefault(event.type, []).append(event.on)
    return lambda type_: tuple(found.get(type_, ()))


def _single_submission(events: tuple[Event, ...]) -> Event | None:
    """Return the one submission, None where the list has none."""
    submissions = [event for event in events if event.type is EventType.SUBMITTED]
    if len(submissions) > 1:
        raise ImpossibleHistory("second_submission", "一件申请只能有一次提交", "条例31")
    return submissions[0] if submissions else None


def _receipt_day(submitted: Event | None, days: Callable[[EventType], tuple[date, ...]]) -> date | None:
    """Return the day of receipt by channel (Art. 31); without a submission, the day of signature or confirmation."""
    if submitted is None or submitted.channel is None:
        receipts = days(EventType.SIGNED_FOR) + days(EventType.CONFIRMED)
    else:
        receipts = days(RECEIPT_EVENT[submitted.channel])
    return min(receipts) if receipts else None


def _only(days: tuple[date, ...], code: str, message: str) -> date | None:
    """Return the only day there may be."""
    if len(set(days)) > 1:
        raise ImpossibleHistory(code, f"{message}，现有{'、'.join(day.isoformat() for day in days)}", "条例30")
    return days[0] if days else None


def _consultations(events: tuple[Event, ...]) -> tuple[Consultation, ...]:
    """Tie letters, receipts and opinions together by id."""
    sent = [event for event in events if event.type is EventType.CONSULT_SENT]
    if len({event.id for event in sent}) < len(sent):
        raise ImpossibleHistory("consultation_sent_twice", "同一编号的征求意见只能发出一次", "条例32-34")
    received = _first_answers(events, sent, EventType.CONSULT_LETTER_RECEIVED, "收到征求意见书")
    replied = _first_answers(events, sent, EventType.CONSULT_REPLY_RECEIVED, "反馈意见")
    return tuple(
        Consultation(
            id=event.id,
            kind=event.kind or ConsultKind.THIRD_PARTY,
            sent_on=event.on,
            received_on=received.get(event.id),
            replied_on=replied.get(event.id),
        )
        for event in sent
    )


def _first_answers(events: tuple[Event, ...], sent: list[Event], type_: EventType, name: str) -> dict[str | None, date]:
    """Return the first day of `type_` by the id of the consultation it belongs to."""
    letters = {event.id: event.on for event in sent}
    found: dict[str | None, date] = {}
    for event in (event for event in events if event.type is type_):
        id_ = sent[0].id if event.id is None and len(sent) == 1 else event.id
        if id_ not in letters:
            raise ImpossibleHistory(
                "never_asked", f"{event.on}{name}，但没有向该方（{id_ or '无编号'}）发出过征求意见", "条例32-34"
            )
        if event.on < letters[id_]:
            raise ImpossibleHistory("before_letter", f"{event.on}{name}，早于{letters[id_]}发出征求意见书", "条例32-34")
        found.setdefault(id_, event.on)
    return found


def _check_receipt(history: History, days: Callable[[EventType], tuple[date, ...]]) -> None:
    """Refuse a receipt before submission, a confirmation before arrival, and events of the case before its receipt."""
    if history.submitted_on is not None:
        for type_ in (EventType.SIGNED_FOR, EventType.ARRIVED, EventType.CONFIRMED):
            if any(day < history.submitted_on for day in days(type_)):
                raise ImpossibleHistory("receipt_before_submission", "收到或者确认的日期早于提交日期", "条例31")
    arrived = days(EventType.ARRIVED)
    if history.channel is Channel.ORDINARY_MAIL and arrived and any(d < arrived[0] for d in days(EventType.CONFIRMED)):
        raise ImpossibleHistory("confirmed_before_arrival", "与申请人确认的日期早于信函到达日期", "条例31")
    if history.receipt_on is None:
        return
    for event in history.events:
        if event.type not in BEFORE_RECEIPT | NOT_OF_THE_CASE and event.on < history.receipt_on:
            raise ImpossibleHistory("before_receipt", f"{event.on}的事件早于收到申请之日{history.receipt_on}", "条例31")


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
