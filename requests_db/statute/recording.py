"""What may be recorded in a case beyond what a bare list of events may say: one extension a period, no silent delay.

A list of events is read as it is; whoever records an event in a case is held to more.
"""

from datetime import date

from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.history import History
from requests_db.statute.limits import LIMITS, Limit
from requests_db.statute.refusals import ImpossibleHistory
from requests_db.statute.reply_period import Conventions, reply_period

PROMPT = 1  # working days within which an entry needs no explanation; a house rule, the statute names no time


def is_late_entry(on: date, entered_on: date, calendar: WorkingCalendar) -> bool:
    """Return whether what happened `on` a day is entered so much later that the entry must say why (补录)."""
    return calendar.count_at_most(on, entered_on) > PROMPT


def check_only_extension(
    history: History, calendar: WorkingCalendar, conventions: Conventions, limits: tuple[Limit, ...] = LIMITS
) -> None:
    """Refuse a further extension of a period that was extended already.

    Args:
        history: the facts of the case before the extension.
        calendar: the working calendar.
        conventions: the agency's readings.
        limits: the table of periods.

    Limitations: Art. 33(2) states the most an extension may be, not how often; once a period is the house's reading.

    Raises:
        ImpossibleHistory: the running period was extended already.
    """
    running = reply_period(history, calendar, conventions=conventions, limits=limits)
    if running is None:
        return
    given = [event for event in history.extensions if event.on >= running.begins_on]
    if given:
        first = given[0]
        text = f"本件答复期限已经在{first.on}延长过{first.working_days}个工作日，只能延长一次，不能再次延期"
        raise ImpossibleHistory("second_extension", text, "条例33-2")
