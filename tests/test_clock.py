"""Instants are aware, legal days belong to the authority's zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from requests_db.clock import FrozenClock, SystemClock, legal_day, require_aware


def test_evening_in_utc_is_the_next_legal_day_in_shanghai():
    at = datetime(2026, 1, 4, 16, 0, tzinfo=UTC)

    assert legal_day(at) == date(2026, 1, 5)
    assert legal_day(at, "UTC") == date(2026, 1, 4)


def test_naive_datetime_is_refused():
    naive = datetime(2026, 1, 4, 16, 0)  # noqa: DTZ001 the point of the test

    with pytest.raises(ValueError, match="naive"):
        require_aware(naive)
    with pytest.raises(ValueError, match="naive"):
        FrozenClock(naive)


def test_frozen_clock_stands_until_moved():
    clock = FrozenClock(datetime(2025, 12, 31, 15, 59, tzinfo=UTC))

    assert clock.today() == date(2025, 12, 31)
    clock.advance(timedelta(minutes=1))
    assert clock.today() == date(2026, 1, 1)
    clock.move_to(datetime(2026, 3, 1, tzinfo=UTC))
    assert clock.now() == datetime(2026, 3, 1, tzinfo=UTC)


def test_system_clock_tells_utc_and_the_day_of_its_zone():
    clock = SystemClock("Asia/Shanghai")

    now = clock.now()

    assert now.utcoffset() == timedelta(0)
    assert str(clock.zone) == "Asia/Shanghai"
    assert clock.today() in {legal_day(now), legal_day(now) + timedelta(days=1)}
