"""Speed of the statutory clock against its peers, one core, every ratio from one run.

Run: `python -m benchmarks.clock`. Peers: chinesecalendar stepped day by day (the same answer), and
numpy.busday_offset called one date at a time on a ready-made calendar (the same answer, too).
"""

import timeit
from collections.abc import Callable
from datetime import date, timedelta

import chinese_calendar
import numpy as np

from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import Ask, Channel, ConsultKind, Event, EventType, due, due_day

ONE_DAY = timedelta(days=1)
STARTS = [date(2023, 1, 1) + timedelta(days=offset) for offset in range(0, 1000, 7)]
PERIOD = 20  # working days


def step(start: date, working_days: int, left_out: tuple[tuple[date, date], ...] = ()) -> date:
    """Count with chinesecalendar day by day, days in (after, through] left out."""
    day = start
    while working_days:
        day += ONE_DAY
        if chinese_calendar.is_workday(day) and not any(after < day <= through for after, through in left_out):
            working_days -= 1
    return day


def numpy_calendar(calendar: WorkingCalendar) -> np.busdaycalendar:
    """Return numpy's calendar of the same days; it knows a week mask and holidays, so every day off is a holiday."""
    days = [calendar.first_day + timedelta(days=offset) for offset in range(2900)]
    off = [day for day in days if calendar.is_known(day) and not calendar.is_working(day)]
    return np.busdaycalendar(weekmask="1111111", holidays=np.array(off, dtype="datetime64[D]"))


def six_events(start: date) -> list[Event]:
    """Return a case with six events: receipt, letter, its receipt, opinion, a second letter, extension."""

    def at(days: int) -> date:
        return start + timedelta(days=days)

    return [
        Event(type=EventType.SUBMITTED, on=start, channel=Channel.IN_PERSON),
        Event(type=EventType.CONSULT_SENT, on=at(3), id="甲", kind=ConsultKind.THIRD_PARTY),
        Event(type=EventType.CONSULT_LETTER_RECEIVED, on=at(5), id="甲"),
        Event(type=EventType.CONSULT_SENT, on=at(6), id="乙", kind=ConsultKind.OTHER_AGENCY),
        Event(type=EventType.CONSULT_REPLY_RECEIVED, on=at(20), id="乙"),
        Event(type=EventType.EXTENDED, on=at(21), working_days=20),
    ]


def six_events_by_stepping(start: date) -> date:
    """Find the same last day by stepping: lapse, both pauses, forty working days."""

    def at(days: int) -> date:
        return start + timedelta(days=days)

    lapse = step(at(5), 15)
    return step(start, 2 * PERIOD, ((at(3), lapse), (at(6), at(20))))


def rate(act: Callable[[date], object], *, repeat: int = 5) -> float:
    """Return calls per second, the best of `repeat` rounds over all starts."""
    rounds = 1
    while (took := timeit.timeit(lambda: [act(start) for start in STARTS], number=rounds)) < 0.2:
        rounds *= 4
    best = min(timeit.repeat(lambda: [act(start) for start in STARTS], number=rounds, repeat=repeat))
    return rounds * len(STARTS) / min(best, took)


def main() -> None:
    calendar = WorkingCalendar.national()
    ready = numpy_calendar(calendar)
    adding: dict[str, Callable[[date], object]] = {
        "WorkingCalendar.add": lambda start: calendar.add(start, PERIOD).on,
        "chinesecalendar, day by day": lambda start: step(start, PERIOD),
        "numpy.busday_offset, one date": lambda start: np.busday_offset(
            start, PERIOD, roll="backward", busdaycal=ready
        ),
    }
    cases = {start: six_events(start) for start in STARTS}
    replaying: dict[str, Callable[[date], object]] = {
        "due_day (date and state)": lambda start: due_day(cases[start], Ask.REPLY_DUE, calendar).due,
        "due (with reasons in words)": lambda start: due(cases[start], Ask.REPLY_DUE, calendar, today=start),
        "chinesecalendar, day by day": six_events_by_stepping,
    }
    for start in STARTS:
        true = calendar.add(start, PERIOD).on
        assert step(start, PERIOD) == true == adding["numpy.busday_offset, one date"](start).astype(date)  # type: ignore[attr-defined]
        assert due_day(six_events(start), Ask.REPLY_DUE, calendar).due.on == six_events_by_stepping(start)  # type: ignore[union-attr]
    for title, acts in (("adding 20 working days", adding), ("replaying a case of six events", replaying)):
        rates = {name: rate(act) for name, act in acts.items()}
        slowest = rates["chinesecalendar, day by day"]
        print(f"\n{title}")
        print(f"{'':34}{'per second':>14}{'µs each':>11}{'ratio':>9}")
        for name, one in rates.items():
            print(f"{name:34}{one:>14,.0f}{1e6 / one:>11.2f}{one / slowest:>9.1f}")


if __name__ == "__main__":
    main()
