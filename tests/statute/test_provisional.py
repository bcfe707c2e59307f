"""Provisional dates: never later than the true one, and at most five working days earlier."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.calendar_notice import CalendarYear

PERIODS = (7, 15, 20, 40)


@pytest.fixture(scope="module")
def full() -> WorkingCalendar:
    return WorkingCalendar.national()


@pytest.mark.parametrize("year", range(2020, 2027))
def test_hidden_notice_never_makes_a_date_late_nor_more_than_five_days_early(full: WorkingCalendar, year: int):
    hidden = full.without_years_from(year)

    for periods in PERIODS:
        for offset in range(100):
            start = date(year - 1, 12, 31) - timedelta(days=offset)
            true = full.add(start, periods).on
            if true.year != year:
                continue
            guess = hidden.add(start, periods)
            assert guess.provisional
            assert guess.on <= true
            assert full.count(guess.on, true) <= 5


def year_2018() -> CalendarYear:
    """The year before our notices, taken from chinesecalendar up to the days that the notice for 2019 settles."""
    days = [date(2018, 1, 1) + timedelta(days=offset) for offset in range(362)]
    return CalendarYear(
        year=2018,
        off=frozenset(day for day in days if day.weekday() < 5 and not chinese_calendar.is_workday(day)),
        work=frozenset(day for day in days if day.weekday() >= 5 and chinese_calendar.is_workday(day)),
        festivals=dict.fromkeys(days, "节日"),
    )


def test_hidden_notice_of_2019_which_changed_december_2018(full: WorkingCalendar):
    hidden = WorkingCalendar([year_2018()])
    true_calendar = WorkingCalendar([year_2018(), *full.years.values()])

    for periods in PERIODS:
        for offset in range(100):
            start = date(2018, 12, 31) - timedelta(days=offset)
            true = true_calendar.add(start, periods).on
            if true.year != 2019:
                continue
            guess = hidden.add(start, periods).on
            assert guess <= true
            assert true_calendar.count(guess, true) <= 5


@pytest.mark.parametrize("year", [2020, 2023, 2026])
def test_starts_inside_the_hidden_year_are_never_late_either(full: WorkingCalendar, year: int):
    hidden = full.without_years_from(year)

    for start in (date(year, 1, 2) + timedelta(days=offset) for offset in range(0, 300, 3)):
        for periods in (1, 7, 20):
            guess = hidden.add(start, periods)
            assert guess.provisional
            assert start < guess.on <= full.add(start, periods).on


@pytest.mark.parametrize("year", [2021, 2024])
def test_rolled_days_in_a_hidden_year_are_never_late(full: WorkingCalendar, year: int):
    hidden = full.without_years_from(year)

    for day in (date(year, 1, 1) + timedelta(days=offset) for offset in range(0, 365, 2)):
        guess = hidden.roll_forward(day)
        assert guess.provisional
        assert day <= guess.on <= full.roll_forward(day).on


def test_a_date_past_the_last_notice_is_provisional(full: WorkingCalendar):
    assert full.add(date(2026, 12, 4), 19).provisional is False
    assert full.add(date(2026, 12, 4), 20).provisional is True


def test_a_date_on_the_last_settled_day_is_not_provisional(full: WorkingCalendar):
    reached = full.add(date(2026, 12, 3), 20)

    assert (reached.on, reached.provisional) == (date(2026, 12, 31), False)


def test_more_days_never_reach_an_earlier_day(full: WorkingCalendar):
    reached = [full.add(date(2026, 12, 1), periods).on for periods in range(1, 90)]

    assert reached == sorted(reached)


def test_a_later_start_never_reaches_an_earlier_day(full: WorkingCalendar):
    starts = [date(2026, 11, 20) + timedelta(days=offset) for offset in range(90)]

    reached = [full.add(start, 20).on for start in starts]

    assert reached == sorted(reached)


def test_a_provisional_date_is_a_weekday_and_no_festival(full: WorkingCalendar):
    for offset in range(120):
        reached = full.add(date(2026, 12, 1) + timedelta(days=offset), 20).on
        assert full.is_working(reached)


def test_local_days_off_count_in_unsettled_years_too(full: WorkingCalendar):
    off = {date(2027, 1, 4) + timedelta(days=offset): "示例地方节日" for offset in range(3)}

    plain, local = full.add(date(2026, 12, 4), 20), full.with_overlay(off=off).add(date(2026, 12, 4), 20)

    assert plain.on == date(2027, 1, 4)
    assert local.on == date(2027, 1, 7)


def test_local_working_days_count_in_unsettled_years_too(full: WorkingCalendar):
    work = {date(2027, 1, 2): "示例地方调休", date(2027, 1, 3): "示例地方调休"}

    assert full.with_overlay(work=work).add(date(2026, 12, 4), 20).on == date(2027, 1, 2)
    assert full.with_overlay(work=work).roll_forward(date(2027, 1, 2)).on == date(2027, 1, 2)
    assert full.with_overlay(off={date(2027, 1, 4): "示例"}).roll_forward(date(2027, 1, 4)).on == date(2027, 1, 5)


def test_a_start_far_ahead_is_counted_from_there(full: WorkingCalendar):
    reached = full.add(date(2095, 3, 1), 20)

    assert reached.provisional
    assert 0 < (reached.on - date(2095, 3, 1)).days <= 30


def test_counting_years_ahead_needs_no_notice(full: WorkingCalendar):
    reached = full.add(date(2026, 12, 1), 700)

    assert reached.provisional
    assert reached.on.year == 2029
