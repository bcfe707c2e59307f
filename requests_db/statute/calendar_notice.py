"""One year's holiday notice of the State Council as a value, and the words to write it down in.

Days of December that a notice settles for the year before belong to the year of the notice (2018-12-29 to the notice
for 2019). Knows nothing of counting.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """The days off and make-up days of one year (放假安排)."""

    year: int
    off: frozenset[date]  # 放假, weekends inside a break included
    work: frozenset[date]  # 调休上班, always a Saturday or Sunday
    festivals: Mapping[date, str]  # the festival each of these days belongs to
    notice: str = ""  # number of the notice (文号) where known
    sources: tuple[str, ...] = ()  # addresses of the notice, an amending one last
    amended_by: str = ""  # when and how the notice was changed in the middle of the year

    @property
    def first_day(self) -> date:
        """The first day this notice settles: 1 January, or an earlier day in December."""
        return min(self.off | self.work | {date(self.year, 1, 1)})

    @property
    def citation(self) -> str:
        """The notice number, or its address where the number is not known."""
        return self.notice or (self.sources[0] if self.sources else f"{self.year}年放假安排")


def days_of(*spans: str) -> Iterator[date]:
    """Yield the days of ISO spans: `2024-01-01` is one day, `2024-02-10/2024-02-17` runs to its last day."""
    for span in spans:
        first, _, last = span.partition("/")
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        while day <= end:
            yield day
            day += ONE_DAY


def calendar_year(
    year: int,
    *,
    off: Mapping[str, tuple[str, ...]],
    work: Mapping[str, tuple[str, ...]],
    notice: str = "",
    sources: tuple[str, ...] = (),
    amended_by: str = "",
) -> CalendarYear:
    """Write down a year from spans by festival.

    Args:
        year: the year the notice is for.
        off: festival to spans of days off.
        work: festival to spans of make-up days.
        notice: number of the notice, empty where not known.
        sources: addresses of the notice.
        amended_by: how the notice was changed in the middle of the year.
    """
    off_days = {day: festival for festival, spans in off.items() for day in days_of(*spans)}
    work_days = {day: festival for festival, spans in work.items() for day in days_of(*spans)}
    return CalendarYear(
        year=year,
        off=frozenset(off_days),
        work=frozenset(work_days),
        festivals=MappingProxyType(off_days | work_days),
        notice=notice,
        sources=sources,
        amended_by=amended_by,
    )
