"""From the facts of a case to the state and the last day of the limit asked about, without words.

`reasoning` writes down in words what is returned here; the two never differ because the words are made from the values.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from requests_db.statute.calendar import Reached, WorkingCalendar
from requests_db.statute.events import Ask, ConsultKind, EventType, Question
from requests_db.statute.history import Consultation, History
from requests_db.statute.limits import LIMIT_OF_ASK, Limit, LimitKey, Unit, limit_of
from requests_db.statute.refusals import ImpossibleHistory
from requests_db.statute.reply_period import Conventions, ReplyPeriod, pending_since, reply_period


class ClockState(StrEnum):
    """State of the limit asked about (时钟状态)."""

    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"
    NOT_STARTED = "not_started"


CLOCK_STATE_LABELS: dict[ClockState, str] = {
    ClockState.RUNNING: "计时中",
    ClockState.PAUSED: "停止计时",
    ClockState.CLOSED: "不再处理",
    ClockState.NOT_STARTED: "尚未起算",
}

# Limits that start on one event and know no pause.
PLAIN_TRIGGER: dict[Ask, EventType] = {
    Ask.FEE_PAYMENT_DUE: EventType.FEE_NOTICE_RECEIVED,
    Ask.INTERPRETATION_DUE: EventType.POLICY_PUBLISHED,
    Ask.PROACTIVE_PUBLICATION_DUE: EventType.INFORMATION_FORMED,
    Ask.COURT_ORDERED_DISCLOSURE_DUE: EventType.JUDGMENT_EFFECTIVE,
    Ask.RECONSIDERATION_DUE: EventType.REPLY_SERVED,
    Ask.LAWSUIT_DUE_6M: EventType.REPLY_SERVED,
    Ask.LAWSUIT_AFTER_REVIEW_DUE: EventType.REVIEW_DECISION_SERVED,
}
OPINION_OF: dict[Ask, ConsultKind] = {
    Ask.THIRD_PARTY_OPINION_DUE: ConsultKind.THIRD_PARTY,
    Ask.JOINT_AGENCY_OPINION_DUE: ConsultKind.JOINT_AGENCY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """The result of the arithmetic, with everything the reasoning needs."""

    question: Question
    state: ClockState
    limit: Limit
    due: Reached | None = None
    begins_on: date | None = None  # day 0
    unrolled_on: date | None = None  # end of a natural period before it moves to a working day
    reply: ReplyPeriod | None = None
    pending: tuple[date, EventType] | None = None  # since when the applicant is waited for
    consultation: Consultation | None = None


def reckon(
    history: History,
    question: Question,
    calendar: WorkingCalendar,
    *,
    conventions: Conventions,
    limits: tuple[Limit, ...],
) -> Reckoning:
    """Return how the limit asked about stands.

    Raises:
        ImpossibleHistory: the events contradict a rule that needs the calendar.
    """
    reply = reply_period(history, calendar, conventions=conventions, limits=limits)
    _check_fee_lapse(history, calendar, limits)
    _check_correction_lapse(history, calendar)
    limit = limit_of(LIMIT_OF_ASK[question.what], limits)
    asked = question.what
    if asked in (Ask.REPLY_DUE, Ask.EXTENSION_NOTICE_DUE):
        return _reply_limit(history, question, reply, limit)
    if asked is Ask.LAWSUIT_NONREPLY_DUE:
        return _nonreply_limit(history, question, reply, limit, calendar)
    if asked in OPINION_OF:
        found = history.consultation(OPINION_OF[asked], question.id)
        begins_on = found.received_on if found else None
        return _plain(question, limit, begins_on, calendar, consultation=found)
    if asked is Ask.CORRECTION_NOTICE_DUE:
        return _plain(question, limit, history.receipt_on, calendar)
    return _plain(question, limit, history.latest(PLAIN_TRIGGER[asked]), calendar)


def end_of_period(begins_on: date, limit: Limit, calendar: WorkingCalendar) -> tuple[Reached, date | None]:
    """Return the last day of a period without pauses, and the unrolled end of a natural one.

    Args:
        begins_on: day 0.
        limit: amount and unit.
        calendar: the working calendar.

    Source: 民法典 Arts 201 to 203; 行诉解释 Art. 48; 复议法 Art. 88. That a weekend counts as a statutory day off for
    the last day is a reading from memory.
    """
    if limit.unit is Unit.WORKING_DAY:
        return calendar.add(begins_on, limit.amount), None
    move: Callable[[date, int], date] = add_months if limit.unit is Unit.MONTH else _add_days
    ends_on = move(begins_on, limit.amount)
    return calendar.roll_forward(ends_on), ends_on


def add_months(day: date, months: int) -> date:
    """Return the same day number `months` later, or the month's last day if there is none (民法典 Art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _add_days(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _plain(
    question: Question,
    limit: Limit,
    begins_on: date | None,
    calendar: WorkingCalendar,
    *,
    consultation: Consultation | None = None,
) -> Reckoning:
    """Return a limit that starts on one day and runs through."""
    if begins_on is None:
        return Reckoning(question=question, state=ClockState.NOT_STARTED, limit=limit, consultation=consultation)
    due, unrolled_on = end_of_period(begins_on, limit, calendar)
    return Reckoning(
        question=question,
        state=ClockState.RUNNING,
        limit=limit,
        due=due,
        begins_on=begins_on,
        unrolled_on=unrolled_on,
        consultation=consultation,
    )


def _reply_limit(history: History, question: Question, reply: ReplyPeriod | None, limit: Limit) -> Reckoning:
    """Return the reply limit, or the day before extension by which one must be notified."""
    if reply is None:
        return Reckoning(question=question, state=ClockState.NOT_STARTED, limit=limit)
    notice = question.what is Ask.EXTENSION_NOTICE_DUE
    due = reply.notice_due if notice else reply.due
    pending = pending_since(history)
    state = ClockState.RUNNING
    if history.abandoned_on:
        state, due = ClockState.CLOSED, None
    elif pending or due is None:
        state, due = ClockState.PAUSED, None
    return Reckoning(
        question=question,
        state=state,
        limit=limit if notice else reply.limit,
        due=due,
        begins_on=reply.begins_on,
        reply=reply,
        pending=pending,
    )


def _nonreply_limit(
    history: History, question: Question, reply: ReplyPeriod | None, limit: Limit, calendar: WorkingCalendar
) -> Reckoning:
    """Return the end of the six months that begin when the reply period runs out (行诉解释 Art. 66)."""
    standing = _reply_limit(history, Question(what=Ask.REPLY_DUE), reply, limit)
    if standing.due is None:
        return Reckoning(
            question=question,
            state=standing.state,
            limit=limit,
            begins_on=standing.begins_on,
            reply=reply,
            pending=standing.pending,
        )
    due, unrolled_on = end_of_period(standing.due.on, limit, calendar)
    return Reckoning(
        question=question,
        state=ClockState.RUNNING,
        limit=limit,
        due=Reached(on=due.on, provisional=due.provisional or standing.due.provisional),
        begins_on=standing.due.on,
        unrolled_on=unrolled_on,
        reply=reply,
    )


def _check_fee_lapse(history: History, calendar: WorkingCalendar, limits: tuple[Limit, ...]) -> None:
    """Refuse a lapse of payment before the last permitted day (109号 Art. 7)."""
    if history.fee_lapsed_on is None:
        return
    limit = limit_of(LimitKey.FEE_PAYMENT, limits)
    last = calendar.add(history.fee_notices_on[-1], limit.amount)
    if history.fee_lapsed_on < last.on:
        text = f"缴费期限到{last.on}才届满，{history.fee_lapsed_on}不能按逾期未缴费处理"
        raise ImpossibleHistory("lapse_too_early", text, limit.article)


def _check_correction_lapse(history: History, calendar: WorkingCalendar) -> None:
    """Refuse a lapse before the last day the notice allowed, where the notice's time is recorded (Art. 30)."""
    lapsed, asked, allowed = (
        history.correction_lapsed_on,
        history.correction_requested_on,
        history.correction_allowed_days,
    )
    if lapsed is None or asked is None or allowed is None:
        return
    last = calendar.add(asked, allowed)
    if lapsed < last.on:
        raise ImpossibleHistory("lapse_too_early", f"补正期限到{last.on}才届满，{lapsed}不能按逾期不补正处理", "条例30")
