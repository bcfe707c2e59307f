"""How many working days a notice not yet issued could bring at most: the bound behind provisional dates.

For every festival all arrangements that past practice allows are laid out: a break of consecutive days around the
statutory days, and make-up weekends so that the festival costs exactly its statutory days. The most working days any
of them leaves in a span is the bound; a date reached by that count can only be moved back later, never forward, by a
notice that keeps to the practice. An emergency extension of a break (2020) only adds days off, so the bound holds.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

from requests_db.statute.festivals import Festival, festivals_of

SATURDAY = 5
MOST_SWAPS_A_SIDE = 2  # make-up days before a break, or after it, in every notice since 2008
ZONE = timedelta(days=40)  # no arrangement reaches further from its festival
ONE_DAY = timedelta(days=1)

OwnDays = Mapping[date, bool]  # an agency's own days, which no notice moves: True works, False is off


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """One way of laying a break around a festival (一种放假调休安排), as running counts over the days of its zone."""

    swaps_before: int
    swaps_after: int
    before: tuple[int, ...]  # weekend days that may be worked before the break, up to each day
    after: tuple[int, ...]  # weekend days that may be worked after it, up to each day
    off: tuple[int, ...]  # weekdays off, up to each day

    def gain(self, after: int, through: int) -> int:
        """Return the working days won (or lost, negative) in (after, through] against plain weeks, by zone position."""
        return (
            min(self.swaps_before, self.before[through] - self.before[after])
            + min(self.swaps_after, self.after[through] - self.after[after])
            - (self.off[through] - self.off[after])
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What a festival of an unsettled year may bring: every arrangement, over the days of its zone."""

    festival: Festival
    first: date  # first day of the zone; position 0
    options: tuple[Arrangement, ...]
    gains: tuple[int, ...]  # the best gain up to each day, for who starts before the zone

    def gains_after(self, start: date) -> tuple[date, tuple[int, ...]]:
        """Return the first day that counts after `start`, and the best gain up to each day from there on."""
        if start < self.first:
            return self.first, self.gains
        position = (start - self.first).days
        if position >= len(self.gains) - 1:
            return start, (0,)
        return start + ONE_DAY, _best(self.options, position, range(position + 1, len(self.gains)))


class Foresight:
    """The bound for the days that the notices of one calendar do not settle.

    Args:
        unknown_from: the first day no notice settles.
        own: the agency's own days.
    """

    __slots__ = ("_own", "_prospects", "_unknown_from")

    def __init__(self, unknown_from: date, own: OwnDays) -> None:
        self._unknown_from = unknown_from
        self._own = own
        self._prospects = lru_cache(maxsize=256)(self._lay_out)

    def most_working_days(self, start: date, length: int) -> tuple[int, ...]:
        """Return the most working days of (start, day] that no notice settles yet, day after day.

        Args:
            start: the day counted from; it is not counted itself.
            length: how many days to look ahead.

        Returns:
            One number for each day, the first for the first unsettled day after `start`.
        """
        first = max(self._unknown_from, start + ONE_DAY)
        plain = (first + timedelta(days=offset) for offset in range(length))
        totals = list(accumulate(int(self._own.get(day, day.weekday() < SATURDAY)) for day in plain))
        for year in range(first.year - 1, (first + timedelta(days=length)).year + 2):
            for prospect in self._prospects(year):
                begins_on, gains = prospect.gains_after(start)
                shift = (begins_on - first).days
                for position in range(max(0, shift), length):
                    totals[position] += gains[min(position - shift, len(gains) - 1)]
        return tuple(totals)

    def may_be_working(self, day: date) -> bool:
        """Return whether some arrangement past practice allows makes `day` a working day."""
        if day in self._own:
            return self._own[day]
        best = 0
        for prospect in (prospect for year in (day.year, day.year + 1) for prospect in self._prospects(year)):
            position = (day - prospect.first).days
            if 0 < position < len(prospect.gains):
                best += _best(prospect.options, position - 1, range(position, position + 1))[0]
        return best >= 0 if day.weekday() < SATURDAY else best > 0

    def _lay_out(self, year: int) -> tuple[Prospect, ...]:
        """Return the prospects of a year's festivals."""
        return tuple(self._prospect(festival) for festival in festivals_of(year))

    def _prospect(self, festival: Festival) -> Prospect:
        """Return every arrangement of `festival` that past practice allows."""
        zone = tuple(_span(festival.days[0] - ZONE, festival.days[-1] + ZONE))
        options = tuple(self._arrangements(festival, zone))
        return Prospect(festival=festival, first=zone[0], options=options, gains=_best(options, 0, range(len(zone))))

    def _arrangements(self, festival: Festival, zone: tuple[date, ...]) -> Iterator[Arrangement]:
        """Yield the arrangements: a break the habit allows, and its make-up days shared out before and after."""
        reach = festival.habit
        for first, last in _breaks(festival):
            off = {day for day in _span(first, last) if day.weekday() < SATURDAY}
            swaps = len(off) - len(festival.days)
            if swaps < 0:
                continue  # a festival on a weekend is always made good by a weekday
            earliest = max(first - timedelta(days=reach.swap_before), self._unknown_from)
            before = _running(zone, _weekend_days(earliest, first - ONE_DAY))
            after = _running(zone, _weekend_days(last + ONE_DAY, last + timedelta(days=reach.swap_after)))
            lost = _running(zone, off - set(self._own))
            for swaps_before in range(max(0, swaps - MOST_SWAPS_A_SIDE), min(swaps, MOST_SWAPS_A_SIDE) + 1):
                yield Arrangement(
                    swaps_before=swaps_before,
                    swaps_after=swaps - swaps_before,
                    before=before,
                    after=after,
                    off=lost,
                )


def _best(options: tuple[Arrangement, ...], after: int, positions: range) -> tuple[int, ...]:
    """Return the best gain any option brings in (after, position], for each position."""
    return tuple(max((option.gain(after, position) for option in options), default=0) for position in positions)


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


def _weekend_days(first: date, last: date) -> set[date]:
    """Return the Saturdays and Sundays from `first` to `last`."""
    return {day for day in _span(first, last) if day.weekday() >= SATURDAY}


def _running(zone: tuple[date, ...], days: set[date]) -> tuple[int, ...]:
    """Return how many of `days` lie in the zone up to each of its days."""
    return tuple(accumulate(int(day in days) for day in zone))
