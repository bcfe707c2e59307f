"""Statutory festivals by year, and how far past notices have bent the days around them.

The festivals are law (《全国年节及纪念日放假办法》). The habits of the notices are practice since 2019, widened, and
are used only to bound what a notice not yet issued may bring.
"""

from dataclasses import dataclass
from datetime import date, timedelta

# Lunar New Year's Day, Qingming, Dragon Boat and Mid-Autumn of each year, month and day.
# Checked with: the holidays package 0.109 (its lunisolar tables), and the notices 2019 to 2026.
LUNAR_DAYS: dict[int, tuple[str, str, str, str]] = {
    2019: ("02-05", "04-05", "06-07", "09-13"),
    2020: ("01-25", "04-04", "06-25", "10-01"),
    2021: ("02-12", "04-04", "06-14", "09-21"),
    2022: ("02-01", "04-05", "06-03", "09-10"),
    2023: ("01-22", "04-05", "06-22", "09-29"),
    2024: ("02-10", "04-04", "06-10", "09-17"),
    2025: ("01-29", "04-04", "05-31", "10-06"),
    2026: ("02-17", "04-05", "06-19", "09-25"),
    2027: ("02-06", "04-05", "06-09", "09-15"),
    2028: ("01-26", "04-04", "05-28", "10-03"),
    2029: ("02-13", "04-04", "06-16", "09-22"),
    2030: ("02-03", "04-05", "06-05", "09-12"),
    2031: ("01-23", "04-05", "06-24", "10-01"),
    2032: ("02-11", "04-04", "06-12", "09-19"),
    2033: ("01-31", "04-04", "06-01", "09-08"),
    2034: ("02-19", "04-05", "06-20", "09-27"),
    2035: ("02-08", "04-05", "06-10", "09-16"),
    2036: ("01-28", "04-04", "05-30", "10-04"),
    2037: ("02-15", "04-04", "06-18", "09-24"),
    2038: ("02-04", "04-05", "06-07", "09-13"),
    2039: ("01-24", "04-05", "05-27", "10-02"),
    2040: ("02-12", "04-04", "06-14", "09-20"),
    2041: ("02-01", "04-04", "06-03", "09-10"),
    2042: ("01-22", "04-04", "06-22", "09-28"),
    2043: ("02-10", "04-05", "06-11", "09-17"),
    2044: ("01-30", "04-04", "05-31", "10-05"),
    2045: ("02-17", "04-04", "06-19", "09-25"),
    2046: ("02-06", "04-04", "06-08", "09-15"),
    2047: ("01-26", "04-05", "05-29", "10-04"),
    2048: ("02-14", "04-04", "06-15", "09-22"),
    2049: ("02-02", "04-04", "06-04", "09-11"),
    2050: ("01-23", "04-04", "06-23", "09-30"),
}

REVISED_FROM_YEAR = 2025  # the revision of 2024-11-10 adds New Year's Eve and 2 May

NEW_YEAR = "元旦"
SPRING = "春节"
QINGMING = "清明节"
LABOUR = "劳动节"
DRAGON_BOAT = "端午节"
MID_AUTUMN = "中秋节"
NATIONAL = "国庆节"
FESTIVALS = (NEW_YEAR, SPRING, QINGMING, LABOUR, DRAGON_BOAT, MID_AUTUMN, NATIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How a break may lie around its festival, in days from the first and last statutory day (放假惯例)."""

    earliest_start: int  # days before the first statutory day, 0 or less
    latest_end: int  # days after the last statutory day, 0 or more
    shortest: int  # days in a row, at least
    longest: int  # days in a row, at most
    swap_before: int = 9  # how many days before the break a make-up day may lie
    swap_after: int = 9  # how many days after the break a make-up day may lie


@dataclass(frozen=True, slots=True, kw_only=True)
class Festival:
    """A festival of one year with its statutory days off (法定节日)."""

    name: str
    days: tuple[date, ...]  # statutory days off, in order
    habit: Habit


SHORT_HABIT = Habit(earliest_start=-2, latest_end=2, shortest=1, longest=3)
LABOUR_HABIT = Habit(earliest_start=-2, latest_end=4, shortest=3, longest=5)
SPRING_HABIT = Habit(earliest_start=-3, latest_end=6, shortest=7, longest=10)
NATIONAL_HABIT = Habit(earliest_start=-2, latest_end=6, shortest=7, longest=10, swap_before=14)


def statutory_days(year: int) -> dict[str, tuple[date, ...]]:
    """Return the statutory days off of `year` by festival.

    Args:
        year: the calendar year.

    Returns:
        Festival to days; the four lunar and solar-term festivals only where the table knows the year.

    Source: 《全国年节及纪念日放假办法》 Art. 2, editions in force before and from 2025.
    """
    revised = year >= REVISED_FROM_YEAR
    days: dict[str, tuple[date, ...]] = {
        NEW_YEAR: (date(year, 1, 1),),
        LABOUR: (date(year, 5, 1), date(year, 5, 2)) if revised else (date(year, 5, 1),),
        NATIONAL: (date(year, 10, 1), date(year, 10, 2), date(year, 10, 3)),
    }
    if year in LUNAR_DAYS:
        new_year, qingming, dragon_boat, mid_autumn = (date.fromisoformat(f"{year}-{day}") for day in LUNAR_DAYS[year])
        first = -1 if revised else 0
        days[SPRING] = tuple(new_year + timedelta(days=offset) for offset in range(first, 3))
        days |= {QINGMING: (qingming,), DRAGON_BOAT: (dragon_boat,), MID_AUTUMN: (mid_autumn,)}
    return days


def festivals_of(year: int) -> tuple[Festival, ...]:
    """Return the festivals of `year` in order, Mid-Autumn joined with National Day where the two breaks meet."""
    days = statutory_days(year)
    habits = {SPRING: SPRING_HABIT, LABOUR: LABOUR_HABIT, NATIONAL: NATIONAL_HABIT}
    found = [
        Festival(name=name, days=spans, habit=habits.get(name, SHORT_HABIT))
        for name, spans in sorted(days.items(), key=lambda item: item[1])
    ]
    mid_autumn = days.get(MID_AUTUMN)
    if mid_autumn and date(year, 9, 28) <= mid_autumn[0] <= date(year, 10, 9):
        found = [festival for festival in found if festival.name not in (MID_AUTUMN, NATIONAL)]
        found.append(_joined(days[NATIONAL], mid_autumn[0]))
    return tuple(found)


def _joined(national: tuple[date, ...], mid_autumn: date) -> Festival:
    """Return National Day and Mid-Autumn as one festival of four days, or of three and one in lieu."""
    days = tuple(sorted({*national, mid_autumn}))
    if len(days) == len(national):  # Mid-Autumn falls on a National Day: a day in lieu follows
        days = (*days, days[-1] + timedelta(days=1))
    return Festival(name=f"{NATIONAL}、{MID_AUTUMN}", days=days, habit=NATIONAL_HABIT)
