"""How many working days a notice not yet issued could bring at most: the bound behind provisional dates.

For every festival all arrangements that past practice allows are laid out: a break of consecutive days around the
statutory days, and make-up weekends so that the festival costs exactly its statutory days. The most working days any
of them leaves in a span is the bound; a date reached by that count can only be moved back later, never forward, by a
notice that keeps to the practice. An emergency extension of a break (2020) only adds days off, so the bound holds.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from requests_db.statute.festivals import Festival, festivals_of

SATURDAY = 5
MOST_SWAPS_A_SIDE = 2  # make-up days before a break, or after it, in every notice since 2008
ZONE_DAYS = 40  # no arrangement reaches further from its festival

OwnDays = Mapping[date, bool]  # an agency's own days: True works, False is off


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """One way of laying a break around a festival (一种放假调休安排)."""

    off: tuple[date, ...]  # weekdays off
    swaps_before: int
    swaps_after: int
    before: tuple[date, ...]  # weekend days that may be worked before the break
    after: tuple[date, ...]  # weekend days that may be worked after it

    def gain(self, after: date, through: date) -> int:
        """Return the working days won (or lost, negative) in (after, through] against plain weeks."""

        def within(days: tuple[date, ...]) -> int:
            return sum(after < day <= through for day in days)

        won = min(self.swaps_before, within(self.before)) + min(self.swaps_after, within(self.after))
        return won - within(self.off)


def arrangements(festival: Festival, *, unknown_from: date, own: OwnDays) -> Iterator[Arrangement]:
    """Yield every arrangement of `festival` that past practice allows.

    Args:
        festival: the festival of a year whose notice is not known.
        unknown_from: the first day no notice settles; make-up days are looked for from there on.
        own: the agency's own days, which no notice moves.
    """
    for first, last in _breaks(festival):
        off = tuple(day for day in _span(first, last) if day.weekday() < SATURDAY)
        swaps = len(off) - len(festival.days)
        if swaps < 0:
            continue  # a festival on a weekend is always made good by a weekday
        reach = festival.habit
        before = _weekend_days(max(first - timedelta(days=reach.swap_before), unknown_from), first)
        after = _weekend_days(last + timedelta(days=1), last + timedelta(days=reach.swap_after + 1))
        for swaps_before in range(min(swaps, MOST_SWAPS_A_SIDE) + 1):
            if swaps - swaps_before <= MOST_SWAPS_A_SIDE:
                yield Arrangement(
                    off=tuple(day for day in off if day not in own),
                    swaps_before=swaps_before,
                    swaps_after=swaps - swaps_before,
                    before=before,
                    after=after,
                )


def most_working_days(start: date, *, unknown_from: date, own: OwnDays, length: int) -> tuple[int, ...]:
    """Return the most working days of (start, day] that no notice settles yet, day after day.

    Args:
        start: the day counted from; it is not counted itself.
        unknown_from: the first day no notice settles.
        own: the agency's own days, which no notice moves.
        length: how many days to look ahead.

    Returns:
        One number for each day, the first for the day after `start` or for `unknown_from`, whichever is later.
    """
    first = max(unknown_from, start + timedelta(days=1))
    days = [first + timedelta(days=offset) for offset in range(length)]
    totals = list(accumulate(int(own.get(day, day.weekday() < SATURDAY)) for day in days))
    for year in range(first.year - 1, days[-1].year + 2):
        for festival in festivals_of(year):
            options = tuple(arrangements(festival, unknown_from=unknown_from, own=own))
            _add_gains(totals, days, _gains(festival, options, start))
    return tuple(totals)


def may_be_working(day: date, *, own: OwnDays) -> bool:
    """Return whether some arrangement past practice allows makes `day` a working day."""
    if day in own:
        return own[day]
    eve = day - timedelta(days=1)
    weekday = day.weekday() < SATURDAY
    near = [
        [option.gain(eve, day) for option in arrangements(festival, unknown_from=day, own=own)]
        for year in (day.year, day.year + 1)
        for festival in festivals_of(year)
        if abs((festival.days[0] - day).days) <= ZONE_DAYS
    ]
    best = sum(max(gains, default=0) for gains in near)
    return best >= 0 if weekday else best > 0


def _gains(festival: Festival, options: tuple[Arrangement, ...], start: date) -> dict[date, int]:
    """Return the best gain of one festival in (start, day] for the days around it; the last value holds on."""
    zone = timedelta(days=ZONE_DAYS)
    around = _span(festival.days[0] - zone, festival.days[-1] + zone)
    return {day: max((option.gain(start, day) for option in options), default=0) for day in around if day > start}


def _add_gains(totals: list[int], days: list[date], gains: dict[date, int]) -> None:
    """Add one festival's gains to the running totals of `days`."""
    if not gains:
        return
    first, last = min(gains), max(gains)
    for position in range(max(0, (first - days[0]).days), len(days)):
        totals[position] += gains[min(days[position], last)]


def _breaks(festival: Festival) -> Iterator[tuple[date, date]]:
    """Yield first and last day of every break the habit allows."""
    habit = festival.habit
    for lead in range(-habit.earliest_start + 1):
        for tail in range(habit.latest_end + 1):
            first, last = festival.days[0] - timedelta(days=lead), festival.days[-1] + timedelta(days=tail)
            if habit.shortest <= (last - first).days + 1 <= habit.longest:
                yield first, last


def _span(first: date, last: date) -> Iterable[date]:
    """Return the days from `first` to `last`, both included."""
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def _weekend_days(first: date, end: date) -> tuple[date, ...]:
    """Return the Saturdays and Sundays from `first` up to the day before `end`."""
    return tuple(day for day in _span(first, end - timedelta(days=1)) if day.weekday() >= SATURDAY)
