"""The table of periods: complete, cited, in force when it should be, and changeable only where the law leaves room."""

from datetime import date

import pytest

from requests_db.statute.articles import ARTICLES, INSTRUMENTS, cite, in_force
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import Ask, Event, EventType, timeline
from requests_db.statute.events import Channel, ConsultKind
from requests_db.statute.limits import LIMIT_OF_ASK, LIMITS, LimitKey, LimitKind, Unit, law_on, limit_of, with_amounts
from requests_db.statute.timeline import Segment, SegmentKind

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("key", "amount", "unit"),
    [
        (LimitKey.REPLY, 20, Unit.WORKING_DAY),
        (LimitKey.EXTENSION, 20, Unit.WORKING_DAY),
        (LimitKey.CORRECTION_NOTICE, 7, Unit.WORKING_DAY),
        (LimitKey.THIRD_PARTY_OPINION, 15, Unit.WORKING_DAY),
        (LimitKey.JOINT_AGENCY_OPINION, 15, Unit.WORKING_DAY),
        (LimitKey.FEE_PAYMENT, 20, Unit.WORKING_DAY),
        (LimitKey.PROACTIVE_PUBLICATION, 20, Unit.WORKING_DAY),
        (LimitKey.COURT_ORDERED_DISCLOSURE, 20, Unit.WORKING_DAY),
        (LimitKey.RECONSIDERATION, 60, Unit.DAY),
        (LimitKey.LAWSUIT_DIRECT, 6, Unit.MONTH),
        (LimitKey.LAWSUIT_AFTER_REVIEW, 15, Unit.DAY),
        (LimitKey.LAWSUIT_NONREPLY, 6, Unit.MONTH),
        (LimitKey.CONSULTATION, 3, Unit.WORKING_DAY),
        (LimitKey.UNOPENED, 1, Unit.WORKING_DAY),
    ],
)
def test_a_period_has_its_amount_and_unit(key: LimitKey, amount: int, unit: Unit):
    row = limit_of(key)

    assert (row.amount, row.unit) == (amount, unit)


def test_every_period_has_one_row_in_force_and_a_basis():
    assert set(law_on(TODAY)) == set(LimitKey)
    for row in LIMITS:
        assert row.article or row.kind is LimitKind.HOUSE
        assert row.label
        cite(row.article)


def test_everything_that_can_be_asked_has_a_period():
    assert set(LIMIT_OF_ASK) == set(Ask)


def test_the_law_of_the_day_is_kept():
    assert law_on(date(2019, 5, 14))[LimitKey.REPLY].amount == 15
    assert law_on(date(2019, 5, 15))[LimitKey.REPLY].amount == 20
    assert LimitKey.FEE_PAYMENT not in law_on(date(2020, 12, 31))


def test_house_targets_may_be_set_and_statutory_periods_may_not():
    changed = with_amounts({LimitKey.INTERPRETATION: 5, LimitKey.CORRECTION_WINDOW: 10})

    assert limit_of(LimitKey.INTERPRETATION, changed).amount == 5
    assert limit_of(LimitKey.CORRECTION_WINDOW, changed).amount == 10
    assert limit_of(LimitKey.REPLY, changed).amount == 20
    with pytest.raises(ValueError, match="由法律规定"):
        with_amounts({LimitKey.REPLY: 30})
    with pytest.raises(ValueError, match="至少为1"):
        with_amounts({LimitKey.CONSULTATION: 0})


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("条例33-2", "《政府信息公开条例》第三十三条第二款"),
        ("收费办法", "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"),
        ("235号", "国办公开办函〔2016〕235号"),
        ("解读惯例", "政策解读惯例"),
        ("", ""),
    ],
)
def test_a_citation_is_printed_as_a_lawyer_writes_it(key: str, text: str):
    assert cite(key) == text


def test_every_provision_belongs_to_a_registered_instrument_and_is_dated():
    for key, provision in ARTICLES.items():
        assert provision.instrument in INSTRUMENTS
        assert provision.title
        in_force(key, TODAY)
    assert not in_force("条例2007-24", TODAY)
    assert in_force("条例2007-24", date(2018, 3, 1))
    assert not in_force("公开解释11", date(2025, 5, 31))


def test_a_timeline_shows_used_paused_left_and_extended_days():
    events = [
        Event(type=EventType.SUBMITTED, on=date(2025, 3, 3), channel=Channel.IN_PERSON),
        Event(type=EventType.CONSULT_SENT, on=date(2025, 3, 6), id="甲", kind=ConsultKind.THIRD_PARTY),
        Event(type=EventType.CONSULT_REPLY_RECEIVED, on=date(2025, 3, 14), id="甲"),
        Event(type=EventType.EXTENDED, on=date(2025, 3, 20), working_days=5),
    ]

    drawn = timeline(events, WorkingCalendar.national(), today=date(2025, 3, 20))

    assert drawn == (
        Segment(from_on=date(2025, 3, 4), to_on=date(2025, 3, 6), kind=SegmentKind.USED),
        Segment(from_on=date(2025, 3, 7), to_on=date(2025, 3, 14), kind=SegmentKind.PAUSED),
        Segment(from_on=date(2025, 3, 15), to_on=date(2025, 3, 20), kind=SegmentKind.USED),
        Segment(from_on=date(2025, 3, 21), to_on=date(2025, 4, 9), kind=SegmentKind.LEFT),
        Segment(from_on=date(2025, 4, 10), to_on=date(2025, 4, 16), kind=SegmentKind.EXTENDED),
    )
    assert drawn[0].days == 3


def test_a_timeline_shows_an_open_wait_up_to_today_and_lateness():
    received = Event(type=EventType.SUBMITTED, on=date(2025, 3, 3), channel=Channel.IN_PERSON)
    asked = Event(type=EventType.CORRECTION_REQUESTED, on=date(2025, 3, 6))

    waiting = timeline([received, asked], WorkingCalendar.national(), today=date(2025, 3, 20))
    late = timeline([received], WorkingCalendar.national(), today=date(2025, 4, 2))

    assert [segment.kind for segment in waiting] == [SegmentKind.USED, SegmentKind.PAUSED]
    assert waiting[-1].to_on == date(2025, 3, 20)
    assert late[-1] == Segment(from_on=date(2025, 4, 1), to_on=date(2025, 4, 2), kind=SegmentKind.OVERDUE)
    restarted = timeline(
        [received, asked, Event(type=EventType.CORRECTION_RECEIVED, on=date(2025, 3, 12))],
        WorkingCalendar.national(),
        today=date(2025, 3, 20),
    )
    assert [(segment.kind, segment.from_on) for segment in restarted] == [
        (SegmentKind.RESTARTED, date(2025, 3, 4)),
        (SegmentKind.USED, date(2025, 3, 13)),
        (SegmentKind.LEFT, date(2025, 3, 21)),
    ]
    assert timeline([asked], WorkingCalendar.national(), today=date(2025, 4, 2)) == ()
