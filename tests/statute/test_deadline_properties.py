"""What must hold for every history the law allows."""

import random
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import Ask, Conventions, Event, EventType, due, due_day, timeline
from tests.statute.histories import histories, later, receipts, slow_add, slow_due

CALENDAR = WorkingCalendar.national()
FEW = settings(max_examples=150, deadline=None)


def reply_due(events: list[Event]):
    found = due_day(events, Ask.REPLY_DUE, CALENDAR)
    assert found.due is not None
    return found.due.on


@FEW
@given(histories())
def test_a_slow_counter_finds_the_same_date(events: list[Event]):
    assert reply_due(events) == slow_due(events)


@FEW
@given(histories())
def test_the_last_day_is_a_working_day_after_receipt(events: list[Event]):
    found = due_day(events, Ask.REPLY_DUE, CALENDAR)

    assert found.due is not None
    assert CALENDAR.is_working(found.due.on)
    assert found.due.on > events[0].on
    assert not found.due.provisional


@FEW
@given(receipts, st.integers(1, 60), st.integers(0, 30))
def test_counting_is_monotone_in_start_and_length(start, periods: int, shift: int):
    here = CALENDAR.add(start, periods).on

    assert CALENDAR.add(start + timedelta(days=shift), periods).on >= here
    assert CALENDAR.add(start, periods + 1).on > here
    assert here == slow_add(start, periods)


@FEW
@given(histories(), st.integers(1, 12))
def test_without_consultations_a_later_receipt_is_never_due_earlier(events: list[Event], shift: int):
    plain = [event for event in events if event.id is None]

    assert reply_due(later(plain, shift)) >= reply_due(plain)


@FEW
@given(histories())
def test_a_consultation_never_brings_the_date_forward_and_taking_it_back_restores_it(events: list[Event]):
    without = [event for event in events if event.id is None]

    assert reply_due(events) >= reply_due(without)
    assert reply_due([event for event in events if event.id is None]) == reply_due(without)


@FEW
@given(histories(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(events: list[Event], chance: random.Random):
    shuffled = events * 2
    chance.shuffle(shuffled)

    assert reply_due(shuffled) == reply_due(events)


@FEW
@given(histories())
def test_leaving_the_dispatch_day_out_never_brings_the_date_forward(events: list[Event]):
    other = due_day(events, Ask.REPLY_DUE, CALENDAR, conventions=Conventions(dispatch_day_excluded=True))

    assert other.due is not None
    assert other.due.on >= reply_due(events)


@FEW
@given(histories())
def test_reasons_end_with_the_date_they_explain(events: list[Event]):
    answer = due(events, Ask.REPLY_DUE, CALENDAR, today=events[0].on)

    assert answer.because[-1].on == answer.due_on
    assert answer.due_on is not None
    assert answer.due_on.isoformat() in answer.because[-1].text
    counts = [reason.counted for reason in answer.because if reason.counted is not None]
    assert counts[-1] == 20 + sum(event.working_days or 0 for event in events if event.type is EventType.EXTENDED)


@FEW
@given(histories(), st.integers(-5, 120))
def test_a_timeline_covers_every_day_once(events: list[Event], passed: int):
    today = events[0].on + timedelta(days=passed)

    segments = timeline(events, CALENDAR, today=today)

    assert segments[0].from_on == events[0].on + timedelta(days=1)
    assert segments[-1].to_on == max(today, reply_due(events))
    for before, after in zip(segments, segments[1:], strict=False):
        assert after.from_on == before.to_on + timedelta(days=1)
        assert after.kind != before.kind


HIDDEN = {year: CALENDAR.without_years_from(year) for year in range(2021, 2027, 2)}


@settings(max_examples=60, deadline=None)
@given(histories(), st.sampled_from(sorted(HIDDEN)))
def test_hiding_a_notice_never_makes_a_case_due_later(events: list[Event], year: int):
    found = due_day(events, Ask.REPLY_DUE, HIDDEN[year]).due
    true = reply_due(events)

    assert found is not None
    assert found.on <= true
    assert found.provisional or found.on == true or true.year >= year
