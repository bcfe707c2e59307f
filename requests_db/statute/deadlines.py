"""The interpreter of the clock: events in, the last day with its reasons out.

The front door of this package for everybody who asks about time: `due` answers, `check_history` refuses, `timeline`
draws. Nobody types a due date; people add events with legal reasons and this module replays them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from requests_db.statute.articles import cite
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.events import (
    Ask,
    Channel,
    ConsultKind,
    Event,
    EventType,
    Question,
    parse_event,
    parse_question,
    read_clock_line,
)
from requests_db.statute.history import read_history
from requests_db.statute.limits import LIMITS, Limit
from requests_db.statute.reasoning import Reason, brief, explain
from requests_db.statute.reckoning import CLOCK_STATE_LABELS, ClockState, Reckoning, reckon
from requests_db.statute.refusals import ImpossibleHistory, UnreadableHistory
from requests_db.statute.reply_period import Conventions
from requests_db.statute.timeline import Segment, SegmentKind, lay_out

__all__ = [
    "CLOCK_STATE_LABELS",
    "Ask",
    "Channel",
    "ClockState",
    "ConsultKind",
    "Conventions",
    "DueDate",
    "Event",
    "EventType",
    "ImpossibleHistory",
    "Question",
    "Reason",
    "Segment",
    "SegmentKind",
    "UnreadableHistory",
    "check_history",
    "due",
    "due_brief",
    "due_day",
    "latest_day",
    "parse_event",
    "parse_question",
    "read_clock_line",
    "stopped_until",
    "timeline",
    "to_json",
]

HOUSE_READING = Conventions()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """What the clock says about one limit (届满日)."""

    asked: Ask
    state: ClockState
    due_on: date | None
    provisional: bool
    remaining_working_days: int | None  # working days in (today, due_on]; negative when overdue
    because: tuple[Reason, ...]
    stopped_until: date | None = None  # the clock stands still today, up to and including this day
    article: str = ""  # Chinese citation of the limit

    def is_overdue(self, today: date) -> bool:
        """Return whether the last day has passed on `today`; computed, never stored."""
        return self.due_on is not None and self.due_on < today


def due(
    events: Iterable[Event],
    ask: Ask | Question,
    calendar: WorkingCalendar,
    *,
    today: date,
    conventions: Conventions = HOUSE_READING,
    limits: tuple[Limit, ...] = LIMITS,
) -> DueDate:
    """Return state, last day and reasons of the limit asked about.

    Args:
        events: the history of the case, in any order.
        ask: the limit; a `Question` names one consultation by its id.
        calendar: the working calendar.
        today: the legal day on which the list is read.
        conventions: the agency's readings where the text is silent.
        limits: the table of periods.

    Raises:
        ImpossibleHistory: the events contradict each other or a rule of law.
    """
    history = read_history(events)
    question = ask if isinstance(ask, Question) else Question(what=ask)
    found = reckon(history, question, calendar, conventions=conventions, limits=limits)
    reached = found.due
    return DueDate(
        asked=found.question.what,
        state=found.state,
        due_on=reached.on if reached else None,
        provisional=reached.provisional if reached else False,
        remaining_working_days=calendar.count(today, reached.on) if reached else None,
        because=explain(found, history, calendar),
        stopped_until=stopped_until(found, today),
        article=cite(found.limit.article),
    )


def due_day(
    events: Iterable[Event],
    ask: Ask | Question,
    calendar: WorkingCalendar,
    *,
    conventions: Conventions = HOUSE_READING,
    limits: tuple[Limit, ...] = LIMITS,
) -> Reckoning:
    """Return the bare result, for recomputing many cases: no words are written.

    Raises:
        ImpossibleHistory: the events contradict each other or a rule of law.
    """
    question = ask if isinstance(ask, Question) else Question(what=ask)
    return reckon(read_history(events), question, calendar, conventions=conventions, limits=limits)


def check_history(
    events: Iterable[Event],
    calendar: WorkingCalendar,
    *,
    recorded_on: date | None = None,
    conventions: Conventions = HOUSE_READING,
    limits: tuple[Limit, ...] = LIMITS,
) -> None:
    """Refuse a history that cannot have happened.

    Args:
        events: the history including the event to be recorded.
        calendar: the working calendar.
        recorded_on: today, when an event is recorded in a case; None reads a list as it is.
        conventions: the agency's readings.
        limits: the table of periods.

    Raises:
        ImpossibleHistory: the rule that forbids it, with its article.
    """
    listed = tuple(events)
    late = sorted(event.on for event in listed if recorded_on is not None and event.on > recorded_on)
    if late:
        raise ImpossibleHistory("future_date", f"{late[0]}还没有到，只能登记已经发生的事项")
    due_day(listed, Ask.REPLY_DUE, calendar, conventions=conventions, limits=limits)


def timeline(
    events: Iterable[Event],
    calendar: WorkingCalendar,
    *,
    today: date,
    conventions: Conventions = HOUSE_READING,
    limits: tuple[Limit, ...] = LIMITS,
) -> tuple[Segment, ...]:
    """Return the reply period as segments for drawing; empty before receipt and after abandonment.

    Raises:
        ImpossibleHistory: the events contradict each other or a rule of law.
    """
    history = read_history(events)
    found = reckon(history, Question(what=Ask.REPLY_DUE), calendar, conventions=conventions, limits=limits)
    return lay_out(found, today, history.receipt_on)


def latest_day(events: Iterable[Event]) -> date | None:
    """Return the latest date in the list: the day on which it is read unless another is given."""
    return max((event.on for event in events), default=None)


def due_brief(answer: DueDate) -> tuple[str, ...]:
    """Return at most six Chinese lines for a chat message."""
    return brief(answer.because)


def to_json(answer: DueDate) -> dict[str, Any]:
    """Return the object the `clock` command prints."""
    return {
        "asked": answer.asked.value,
        "state": answer.state.value,
        "due_on": answer.due_on.isoformat() if answer.due_on else None,
        "provisional": answer.provisional,
        "remaining_working_days": answer.remaining_working_days,
        "because": [reason.text for reason in answer.because],
    }


def stopped_until(found: Reckoning, today: date) -> date | None:
    """Return up to which day the clock stands still on `today`, None while it runs or no end is known."""
    if found.reply is None or found.question.what is not Ask.REPLY_DUE or found.due is None:
        return None
    ends = [p.through for p in found.reply.pauses if p.through and p.after < today <= p.through]
    return max(ends, default=None)
