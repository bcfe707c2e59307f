"""Short words for the clock's entries, and for asking about them, shared by the clock's tests."""

from datetime import date
from typing import Any

from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import Ask, Conventions, DueDate, Question, due, latest_day, parse_event

CALENDAR = WorkingCalendar.national()
HOUSE = Conventions()


def received(on: str) -> dict[str, Any]:
    return {"type": "submitted", "date": on, "channel": "in_person"}


def on(type_: str, day: str, **more: Any) -> dict[str, Any]:
    return {"type": type_, "date": day, **more}


def sent(day: str, id_: str = "甲", kind: str = "third_party") -> dict[str, Any]:
    return on("consult_sent", day, id=id_, kind=kind)


def letter(day: str, id_: str = "甲") -> dict[str, Any]:
    return on("consult_letter_received", day, id=id_)


def opinion(day: str, id_: str = "甲") -> dict[str, Any]:
    return on("consult_reply_received", day, id=id_)


def ask(
    what: Ask, *entries: dict[str, Any], id_: str | None = None, conventions: Conventions = HOUSE, today: str = ""
) -> DueDate:
    events = [parse_event(entry) for entry in entries]
    read_on = date.fromisoformat(today) if today else latest_day(events) or date(2025, 1, 1)
    return due(events, Question(what=what, id=id_), CALENDAR, today=read_on, conventions=conventions)


def day_of(what: Ask, *entries: dict[str, Any], **more: Any) -> str:
    answer = ask(what, *entries, **more)
    return answer.due_on.isoformat() if answer.due_on else answer.state.value
