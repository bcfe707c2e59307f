"""Random histories that the law allows, and a slow counter that steps day by day, for the property tests."""

from dataclasses import replace
from datetime import date, timedelta

import chinese_calendar
from hypothesis import strategies as st

from requests_db.statute.deadlines import Channel, ConsultKind, Event, EventType

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2019, 1, 1), date(2026, 6, 30)
KINDS = tuple(ConsultKind)

receipts = st.dates(FIRST, LAST)
gaps = st.integers(0, 40)


@st.composite
def consultations(draw: st.DrawFn, receipt_on: date, number: int) -> list[Event]:
    """Letter, proof of receipt perhaps, and opinion perhaps; other agencies always answer in the end."""
    kind = draw(st.sampled_from(KINDS))
    id_ = f"c{number}"
    sent_on = receipt_on + timedelta(days=draw(gaps))
    events = [Event(type=EventType.CONSULT_SENT, on=sent_on, id=id_, kind=kind)]
    received_on = sent_on + timedelta(days=draw(st.integers(0, 9)))
    answered = draw(st.booleans()) or kind is ConsultKind.OTHER_AGENCY
    if answered:
        replied_on = sent_on + timedelta(days=draw(gaps))
        events.append(Event(type=EventType.CONSULT_REPLY_RECEIVED, on=replied_on, id=id_))
    if draw(st.booleans()) or not answered:
        events.append(Event(type=EventType.CONSULT_LETTER_RECEIVED, on=received_on, id=id_))
    return events


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A receipt, up to three consultations, perhaps an extension on the day of receipt."""
    receipt_on = draw(receipts)
    events = [Event(type=EventType.SUBMITTED, on=receipt_on, channel=Channel.IN_PERSON)]
    for number in range(draw(st.integers(0, 3))):
        events += draw(consultations(receipt_on, number))
    if draw(st.booleans()):
        days = draw(st.integers(1, 20))
        events.append(Event(type=EventType.EXTENDED, on=receipt_on, working_days=days))
    return events


def later(events: list[Event], days: int) -> list[Event]:
    """The same history, every event `days` later."""
    return [replace(event, on=event.on + timedelta(days=days)) for event in events]


def slow_add(start: date, working_days: int, left_out: set[date] | None = None) -> date:
    """Step day by day with chinesecalendar."""
    day = start
    while working_days:
        day += ONE_DAY
        if chinese_calendar.is_workday(day) and day not in (left_out or set()):
            working_days -= 1
    return day


def slow_due(events: list[Event]) -> date:
    """The reply date by brute force: letters in order of dispatch, each seeing the date as it stood."""
    receipt_on = next(event.on for event in events if event.type is EventType.SUBMITTED)
    quota = 20 + sum(event.working_days or 0 for event in events if event.type is EventType.EXTENDED)
    left_out: set[date] = set()
    for letter in sorted((e for e in events if e.type is EventType.CONSULT_SENT), key=lambda e: (e.on, e.id)):
        if letter.on >= slow_add(receipt_on, quota, left_out):
            continue
        ends = [e.on for e in events if e.type is EventType.CONSULT_REPLY_RECEIVED and e.id == letter.id]
        if letter.kind is not ConsultKind.OTHER_AGENCY:
            got = [e.on for e in events if e.type is EventType.CONSULT_LETTER_RECEIVED and e.id == letter.id]
            ends += [slow_add(day, 15) for day in got]
        day = letter.on
        while day < min(ends):
            day += ONE_DAY
            left_out.add(day)
    return slow_add(receipt_on, quota, left_out)
