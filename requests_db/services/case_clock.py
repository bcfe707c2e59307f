"""What the statutory clock says about a case: history replayed with the calendar in force."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from requests_db.services.agency_settings import AgencySettings
from requests_db.services.errors import Refusal
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import (
    Ask,
    ClockState,
    ConsultKind,
    DueDate,
    Event,
    EventType,
    ImpossibleHistory,
    Question,
    check_history,
    due,
    due_day,
    stopped_until,
)
from requests_db.statute.history import read_history
from requests_db.statute.reply_period import pending_since


class ImpossibleEvent(Refusal):
    """The law does not allow what is to be recorded; `facts` carry its sentence and article."""

    def __init__(self, fault: ImpossibleHistory) -> None:
        super().__init__("clock.impossible", code=fault.code, message=fault.message, article=fault.article)


@contextmanager
def judged() -> Iterator[None]:
    """Turn what the law forbids inside the block into a refusal that people can read.

    Raises:
        ImpossibleEvent: a rule of law forbids it.
    """
    try:
        yield
    except ImpossibleHistory as fault:
        raise ImpossibleEvent(fault) from fault


def main_ask(events: Iterable[Event]) -> Ask:
    """Return the limit that is the case's due date: the reply, or release within a court's order."""
    starts = [event for event in events if event.type in (EventType.JUDGMENT_EFFECTIVE, EventType.REOPENED)]
    last = max(starts, key=lambda event: event.on, default=None)
    is_ordered = last is not None and last.type is EventType.JUDGMENT_EFFECTIVE
    return Ask.COURT_ORDERED_DISCLOSURE_DUE if is_ordered else Ask.REPLY_DUE


def read_clock(
    events: tuple[Event, ...], ask: Ask | Question, calendar: WorkingCalendar, agency: AgencySettings, *, today: date
) -> DueDate:
    """Return what the clock says about one limit of a case.

    Raises:
        ImpossibleEvent: the events contradict a rule of law.
    """
    with judged():
        return due(events, ask, calendar, today=today, conventions=agency.conventions)


def read_day(
    events: tuple[Event, ...], ask: Ask | Question, calendar: WorkingCalendar, agency: AgencySettings, *, today: date
) -> DueDate:
    """Return what `read_clock` returns without words and remaining days: for dating many cases.

    Raises:
        ImpossibleEvent: the events contradict a rule of law.
    """
    with judged():
        found = due_day(events, ask, calendar, conventions=agency.conventions)
    return DueDate(
        asked=found.question.what,
        state=found.state,
        due_on=found.due.on if found.due else None,
        provisional=found.due.provisional if found.due else False,
        remaining_working_days=None,
        because=(),
        stopped_until=stopped_until(found, today),
    )


def require_possible(
    events: tuple[Event, ...], calendar: WorkingCalendar, agency: AgencySettings, *, today: date
) -> None:
    """Refuse a history that cannot have happened by today.

    Raises:
        ImpossibleEvent: with the rule that forbids it.
    """
    with judged():
        check_history(events, calendar, recorded_on=today, conventions=agency.conventions)


def pause_reason(events: tuple[Event, ...], reading: DueDate) -> str:
    """Return why the clock stands, as a key: the event that waits for its answer, or whose opinion is awaited."""
    if reading.state is not ClockState.PAUSED and reading.stopped_until is None:
        return ""
    history = read_history(events)
    pending = pending_since(history)
    if pending is not None:
        return pending[-1].value
    unanswered = {one.kind for one in history.consultations if one.replied_on is None}
    first = next((kind for kind in ConsultKind if kind in unanswered), None)
    return first.value if first else ""
