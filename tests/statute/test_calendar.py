"""Working days by the State Council notices, and how they are counted."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.calendar_notice import calendar_year
from requests_db.statute.calendar_years import NATIONAL_YEARS

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return WorkingCalendar.national()


def test_every_day_agrees_with_chinesecalendar(calendar: WorkingCalendar):
    differing = [day for day in days(FIRST, LAST) if calendar.is_working(day) != chinese_calendar.is_workday(day)]

    assert differing == []


def test_every_day_agrees_with_holidays(calendar: WorkingCalendar):
    china = holidays.country_holidays("CN", years=range(2019, 2027))

    differing = [day for day in days(FIRST, LAST) if calendar.is_working(day) != china.is_working_day(day)]

    assert differing == []


@pytest.mark.parametrize(
    ("year", "working_days"),
    [(2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_a_year_has_its_working_days(calendar: WorkingCalendar, year: int, working_days: int):
    assert calendar.count(date(year - 1, 12, 31), date(year, 12, 31)) == working_days


def test_add_agrees_with_a_slow_counter_for_every_day(calendar: WorkingCalendar):
    for periods in (1, 7, 20):
        for start in days(FIRST, date(2026, 11, 15)):
            day, left = start, periods
            while left:
                day += ONE_DAY
                left -= chinese_calendar.is_workday(day)
            assert calendar.add(start, periods).on == day


def test_count_is_the_inverse_of_add(calendar: WorkingCalendar):
    for start in days(date(2024, 1, 1), date(2024, 12, 31)):
        assert calendar.count(start, calendar.add(start, 20).on) == 20
        assert calendar.count(calendar.add(start, 20).on, start) == -20


def test_a_notice_may_settle_december_of_the_year_before(calendar: WorkingCalendar):
    assert calendar.first_day == date(2018, 12, 29)
    assert calendar.is_working(date(2018, 12, 29))
    assert not calendar.is_working(date(2018, 12, 31))
    assert not calendar.is_working(date(2022, 12, 31))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2025, 9, 28), "调休上班（国庆节、中秋节）"),
        (date(2025, 10, 1), "国庆节、中秋节放假"),
        (date(2026, 7, 4), "周六"),
        (date(2026, 7, 6), "周一"),
        (date(2024, 2, 9), "周五"),  # 除夕 2024 was only encouraged leave
        (date(2018, 12, 29), "调休上班（元旦）"),
        (date(2027, 3, 8), "周一（2027年放假安排未载入）"),
        (date(2027, 10, 1), "国庆节（法定假日）"),
    ],
)
def test_why_says_in_chinese_what_a_day_is(calendar: WorkingCalendar, day: date, reason: str):
    assert calendar.why(day) == reason


def test_overlay_goes_before_the_notices(calendar: WorkingCalendar):
    local = calendar.with_overlay(off={date(2026, 4, 15): "示例地方节日"}, work={date(2026, 4, 18): "示例地方调休"})

    assert not local.is_working(date(2026, 4, 15))
    assert local.is_working(date(2026, 4, 18))
    assert local.why(date(2026, 4, 15)) == "示例地方节日（本机关放假）"
    assert local.add(date(2026, 4, 14), 3).on == date(2026, 4, 18)
    assert local.version != calendar.version
    assert calendar.is_working(date(2026, 4, 15))


def test_overlay_refuses_a_day_both_off_and_worked(calendar: WorkingCalendar):
    with pytest.raises(ValueError, match="2026-04-15"):
        calendar.with_overlay(off={date(2026, 4, 15): "甲"}, work={date(2026, 4, 15): "乙"})


def test_amended_notice_replaces_the_old_one_and_changes_the_version(calendar: WorkingCalendar):
    amended = calendar_year(2026, off={"元旦": ("2026-01-01",)}, work={})

    changed = calendar.with_year(amended)

    assert changed.is_working(date(2026, 1, 2))
    assert not calendar.is_working(date(2026, 1, 2))
    assert changed.version != calendar.version
    assert WorkingCalendar.national().version == calendar.version


def test_years_must_follow_each_other(calendar: WorkingCalendar):
    with pytest.raises(ValueError, match="连续"):
        calendar.with_year(calendar_year(2029, off={}, work={}))
    with pytest.raises(ValueError, match="连续"):
        WorkingCalendar(())


def test_every_notice_names_its_source_and_amended_ones_name_both():
    for year in NATIONAL_YEARS:
        assert year.sources
        assert year.citation
        assert bool(year.amended_by) == (year.year in {2019, 2020}) == (len(year.sources) == 2)


def test_every_make_up_day_is_a_weekend_day_and_no_day_is_both():
    for year in NATIONAL_YEARS:
        assert {day.weekday() for day in year.work} <= {5, 6}
        assert not year.off & year.work


def test_negative_periods_are_refused(calendar: WorkingCalendar):
    with pytest.raises(ValueError, match="0 or more"):
        calendar.add(date(2026, 1, 5), -1)


def test_adding_nothing_stays(calendar: WorkingCalendar):
    assert calendar.add(date(2026, 1, 1), 0).on == date(2026, 1, 1)


def test_days_before_the_first_notice_count_as_plain_weeks_and_are_provisional(calendar: WorkingCalendar):
    reached = calendar.add(date(2018, 12, 20), 7)

    assert reached.on == date(2018, 12, 29)
    assert reached.provisional


@pytest.mark.parametrize(
    ("day", "rolled"),
    [
        (date(2025, 10, 1), date(2025, 10, 9)),
        (date(2026, 1, 1), date(2026, 1, 4)),  # a make-up Sunday
        (date(2026, 2, 28), date(2026, 2, 28)),  # a make-up Saturday
        (date(2026, 7, 4), date(2026, 7, 6)),
    ],
)
def test_a_natural_period_moves_to_the_next_working_day(calendar: WorkingCalendar, day: date, rolled: date):
    assert calendar.roll_forward(day).on == rolled
