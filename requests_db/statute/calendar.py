"""The working calendar: which days count, and how to count them.

A day works if the State Council notice makes it a make-up day (调休上班), or if it is Monday to Friday and no day off
in the notice. Days no notice settles are never guessed at: counting through them gives the earliest day that a notice
keeping to past practice could make true, marked provisional (暂定). Positions are looked up, not stepped through.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate
from types import MappingProxyType

from requests_db.statute.calendar_notice import ONE_DAY, CalendarYear
from requests_db.statute.calendar_years import NATIONAL_YEARS
from requests_db.statute.festivals import statutory_days
from requests_db.statute.foresight import SATURDAY, Foresight

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
REACH_OF_NEW_YEAR = timedelta(days=3)
LOOK_AHEAD_DAYS = 400  # one step of looking into years without a notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A day reached by counting."""

    on: date
    provisional: bool  # True if a day passed through is not yet settled by a notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """An agency's own days on top of the national notices, such as a regional festival (地方假日)."""

    off: Mapping[date, str] = field(default_factory=dict)  # day to reason
    work: Mapping[date, str] = field(default_factory=dict)  # day to reason

    @property
    def days(self) -> dict[date, bool]:
        """Each of these days with whether it works."""
        return dict.fromkeys(self.off, False) | dict.fromkeys(self.work, True)


class WorkingCalendar:
    """Days that count, settled by notices year by year; immutable.

    Args:
        years: the notices, one for each year and no year missing between the first and the last.
        overlay: the agency's own days, which go before the notices.

    Raises:
        ValueError: no year at all, a year given twice, or a gap between years.
    """

    __slots__ = (
        "_first",
        "_foresight",
        "_look_ahead",
        "_overlay",
        "_prefix",
        "_reached",
        "first_day",
        "last_known_day",
        "version",
        "years",
    )

    def __init__(self, years: Iterable[CalendarYear], overlay: Overlay | None = None) -> None:
        given = sorted(years, key=lambda year: year.year)
        numbers = [year.year for year in given]
        if not given or numbers != list(range(numbers[0], numbers[-1] + 1)):
            msg = f"放假安排的年份必须连续且不重复，现为：{'、'.join(map(str, numbers)) or '无'}"
            raise ValueError(msg)
        self.years: Mapping[int, CalendarYear] = MappingProxyType({year.year: year for year in given})
        self._overlay = overlay or Overlay()
        self.first_day: date = given[0].first_day
        self.last_known_day: date = date(numbers[-1], 12, 31)
        self.version: str = _fingerprint(given, self._overlay)
        self._first = self.first_day.toordinal()
        days = [date.fromordinal(day) for day in range(self._first, self.last_known_day.toordinal() + 1)]
        working = [self._decide(day) for day in days]
        self._prefix = list(accumulate(working))  # working days from the first day through each day
        self._reached = tuple(
            Reached(on=day, provisional=False) for day, works in zip(days, working, strict=True) if works
        )
        self._foresight = Foresight(self.last_known_day + ONE_DAY, self._overlay.days)
        self._look_ahead = lru_cache(maxsize=1024)(self._foresight.most_working_days)

    @classmethod
    def national(cls) -> "WorkingCalendar":
        """Return the calendar of the State Council notices carried in `calendar_years`."""
        return cls(NATIONAL_YEARS)

    def with_year(self, year: CalendarYear) -> "WorkingCalendar":
        """Return this calendar with the notice of a further year, or with an amended notice in place of the old one.

        Raises:
            ValueError: a year before it is missing.
        """
        return WorkingCalendar({**self.years, year.year: year}.values(), self._overlay)

    def without_years_from(self, year: int) -> "WorkingCalendar":
        """Return this calendar as it was before the notice for `year` came out.

        Raises:
            ValueError: no year would be left.
        """
        return WorkingCalendar((kept for number, kept in self.years.items() if number < year), self._overlay)

    def with_overlay(
        self, *, off: Mapping[date, str] | None = None, work: Mapping[date, str] | None = None
    ) -> "WorkingCalendar":
        """Return this calendar with an agency's own days off and working days, each with its reason.

        Raises:
            ValueError: a day is both off and worked.
        """
        both = set(off or {}) & set(work or {})
        if both:
            msg = f"同一天不能既放假又上班：{'、'.join(day.isoformat() for day in sorted(both))}"
            raise ValueError(msg)
        return WorkingCalendar(self.years.values(), Overlay(off=dict(off or {}), work=dict(work or {})))

    def is_known(self, day: date) -> bool:
        """Return whether a notice settles `day`."""
        return self.first_day <= day <= self.last_known_day

    def is_working(self, day: date) -> bool:
        """Return whether `day` counts; a day no notice settles counts if it is a weekday and no statutory festival."""
        if not self.is_known(day):
            return self._decide(day)
        position = day.toordinal() - self._first
        return self._prefix[position] > (self._prefix[position - 1] if position else 0)

    def why(self, day: date) -> str:
        """Return in Chinese why `day` counts or does not, e.g. 周六, 国庆节放假, 调休上班（春节）."""
        for days, suffix in ((self._overlay.off, "放假"), (self._overlay.work, "上班")):
            if day in days:
                return f"{days[day]}（本机关{suffix}）"
        notice = self._notice_for(day)
        name = WEEKDAYS[day.weekday()]
        if notice and day in notice.off:
            return f"{notice.festivals[day]}放假"
        if notice and day in notice.work:
            return f"调休上班（{notice.festivals[day]}）"
        if self.is_known(day):
            return name
        festival = next((festival for festival, days in statutory_days(day.year).items() if day in days), None)
        return f"{festival}（法定假日）" if festival else f"{name}（{day.year}年放假安排未载入）"

    def add(self, start: date, working_days: int) -> Reached:
        """Return the working day reached by counting `working_days` days after `start`, which is not counted.

        Args:
            start: a legal day in the authority's zone.
            working_days: how many to count, 0 or more; 0 gives `start` itself.

        Returns:
            The day. Where the count leaves the settled days, the earliest day that a notice keeping to past practice
            could make true, provisional.

        Raises:
            ValueError: `working_days` is negative.

        Source: 民法典 Art. 201 (the first day is not counted); statute sheet of the State Council notices.
        """
        if working_days <= 0:
            if working_days < 0:
                msg = "working days to add must be 0 or more"
                raise ValueError(msg)
            return Reached(on=start, provisional=not self.is_known(start))
        position = start.toordinal() - self._first
        if position >= 0:
            try:
                return self._reached[self._prefix[position] + working_days - 1]
            except IndexError:
                return self._foresee(start, working_days)
        return self._step(start, working_days)

    def count(self, after: date, through: date) -> int:
        """Return the working days in (after, through]; negative where `through` lies before `after`."""
        if through < after:
            return -self.count(through, after)
        if after >= self.first_day and through <= self.last_known_day:
            return self._prefix[through.toordinal() - self._first] - self._prefix[after.toordinal() - self._first]
        days = (date.fromordinal(day) for day in range(after.toordinal() + 1, through.toordinal() + 1))
        return sum(map(self.is_working, days))

    def count_at_most(self, after: date, through: date) -> int:
        """Return the most working days a notice keeping to past practice could put into (after, through].

        On settled days this is the plain count. Used where an earlier date must not be missed.
        """
        if through <= self.last_known_day or through <= after:
            return self.count(after, through)
        first, unsettled = self._unsettled_from(after, (through - after).days)
        return max(0, self.count(after, self.last_known_day)) + unsettled[(through - first).days]

    def roll_forward(self, day: date) -> Reached:
        """Return `day`, or the next working day if it is none: the rule for periods of days, months and years.

        Source: 民法典 Art. 203.
        """
        provisional = False
        while True:
            if not self.is_known(day):
                provisional = True
                works = self._foresight.may_be_working(day)
            else:
                works = self.is_working(day)
            if works:
                return Reached(on=day, provisional=provisional)
            day += ONE_DAY

    def _notice_for(self, day: date) -> CalendarYear | None:
        """Return the notice that settles `day`: the next year's where it names the day, else its own year's."""
        following = self.years.get(day.year + 1)
        if following and (day in following.off or day in following.work):
            return following
        return self.years.get(day.year)

    def _decide(self, day: date) -> bool:
        """Decide from overlay, notices, law and weekday whether `day` counts."""
        if day in self._overlay.off or day in self._overlay.work:
            return day in self._overlay.work
        notice = self._notice_for(day)
        if notice and (day in notice.off or day in notice.work):
            return day in notice.work
        if day > self.last_known_day and any(day in days for days in statutory_days(day.year).values()):
            return False
        return day.weekday() < SATURDAY

    def _foresee(self, start: date, working_days: int) -> Reached:
        """Return the earliest day a future notice could make the `working_days`-th after `start`."""
        first, unsettled = self._unsettled_from(start, 2 * working_days)
        still_needed = working_days - max(0, self.count(start, self.last_known_day))
        reached = first + timedelta(days=next(i for i, total in enumerate(unsettled) if total >= still_needed))
        on = reached
        while on > start and not self.is_working(on):
            on -= ONE_DAY  # a weekend that may become a make-up day: the working day before it is safe
        return Reached(on=on if on > start else reached, provisional=True)

    def _unsettled_from(self, start: date, days: int) -> tuple[date, tuple[int, ...]]:
        """Return the first unsettled day after `start`, and from there the most unsettled working days after `start`.

        All starts before the reach of a New Year break share one look ahead.
        """
        seen_from = max(start, self.last_known_day - REACH_OF_NEW_YEAR)
        length = LOOK_AHEAD_DAYS * (1 + days // LOOK_AHEAD_DAYS)
        return max(seen_from, self.last_known_day) + ONE_DAY, self._look_ahead(seen_from, length)

    def _step(self, start: date, working_days: int) -> Reached:
        """Count day by day from before the first settled day up to it, then look the rest up."""
        day = start
        while working_days and day < self.first_day:
            day += ONE_DAY
            working_days -= self.is_working(day)
        return Reached(on=self.add(day, working_days).on, provisional=True)


def _fingerprint(years: Iterable[CalendarYear], overlay: Overlay) -> str:
    """Return a short hash of every settled day, so that a date can name the calendar it was counted with."""
    lines = [f"{year.year} {kind} {day}" for year in years for kind, days in _kinds(year) for day in sorted(days)]
    lines += [f"overlay off {day}" for day in sorted(overlay.off)]
    lines += [f"overlay work {day}" for day in sorted(overlay.work)]
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def _kinds(year: CalendarYear) -> tuple[tuple[str, frozenset[date]], ...]:
    """Return the days off and the make-up days under their names."""
    return ("off", year.off), ("work", year.work)
