"""The register read by who runs this installation: lists and single records, never a person's data (登记簿查询)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from requests_db.services.agency import agency as agency_profile
from requests_db.services.calendars import working_calendar
from requests_db.services.case_clock import main_ask, read_clock
from requests_db.services.errors import NotFound
from requests_db.services.history import events_from_json
from requests_db.services.outcome_rules import outcome_label
from requests_db.statute.articles import cite
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import CLOCK_STATE_LABELS, ClockState, DueDate
from requests_db.statute.workflow import Action, State, label
from requests_db.store.base import AnyRow
from requests_db.store.repositories import agencies, cases, chains, register_lists
from requests_db.store.tables_cases import CaseEventRow
from requests_db.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """An open request as a list shows it."""

    ref: str
    state: str
    state_label: str
    unit: str  # name; empty while not shared out
    holder: str  # display name; empty while nobody has taken it
    received_on: date | None
    due_on: date | None  # None while the clock stands or has not begun
    provisional: bool
    clock: str  # statute.deadlines.ClockState
    remaining_working_days: int | None  # in (today, due_on]; negative when overdue
    overdue_working_days: int | None  # None unless overdue

    def to_json(self) -> dict[str, Any]:
        """Return what the `cases list` command prints."""
        return {
            "ref": self.ref,
            "state": self.state,
            "state_label": self.state_label,
            "unit": self.unit,
            "holder": self.holder,
            "received_on": _iso(self.received_on),
            "due_on": _iso(self.due_on),
            "provisional": self.provisional,
            "clock": self.clock,
            "clock_label": CLOCK_STATE_LABELS[ClockState(self.clock)],
            "remaining_working_days": self.remaining_working_days,
            "overdue_working_days": self.overdue_working_days,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """One line of a request's history without texts and personal data."""

    seq: int
    on: date
    at: datetime
    action: Action
    actor: str  # as history shows it; an applicant is never named
    article: str  # Chinese citation; empty for a house rule
    state: State
    due_before: date | None
    due_after: date | None

    def to_json(self) -> dict[str, Any]:
        """Return what the `cases show` command prints of it."""
        return {
            "seq": self.seq,
            "on": self.on.isoformat(),
            "at": self.at.isoformat(),
            "action": self.action.value,
            "label": label(self.action),
            "actor": self.actor,
            "article": self.article,
            "state": self.state.value,
            "state_label": label(self.state),
            "due_before": _iso(self.due_before),
            "due_after": _iso(self.due_after),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """One request with its date, the reasoning, and its history."""

    ref: str
    state: State
    is_open: bool
    agency: str
    unit: str
    channel: str
    applicant_kind: str
    submitted_on: date
    received_on: date | None
    outcome: str  # key; empty while open
    answered_on: date | None
    due: DueDate
    history: tuple[RecordLine, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what the `cases show` command prints."""
        return {
            "ref": self.ref,
            "state": self.state.value,
            "state_label": label(self.state),
            "is_open": self.is_open,
            "agency": self.agency,
            "unit": self.unit,
            "channel": self.channel,
            "applicant_kind": self.applicant_kind,
            "submitted_on": self.submitted_on.isoformat(),
            "received_on": _iso(self.received_on),
            "outcome": self.outcome,
            "outcome_label": outcome_label(self.outcome),
            "answered_on": _iso(self.answered_on),
            "due_on": _iso(self.due.due_on),
            "provisional": self.due.provisional,
            "clock": self.due.state.value,
            "remaining_working_days": self.due.remaining_working_days if self.is_open else None,
            "because": [reason.text for reason in self.due.because],
            "history": [line.to_json() for line in self.history],
        }


async def open_cases(unit: UnitOfWork, *, overdue: bool = False, due_within: int | None = None) -> tuple[OpenCase, ...]:
    """Return the open requests of every agency in service, the earliest due first.

    Args:
        unit: any unit.
        overdue: only those whose last day has passed.
        due_within: only those due within so many working days from today, today's included, none overdue. With
            `overdue` given too, either is shown.
    """
    calendars: dict[int, WorkingCalendar] = {}
    found: list[OpenCase] = []
    for row in await register_lists.open_cases(unit.session):
        if row.agency_id not in calendars:
            calendars[row.agency_id] = await working_calendar(unit, row.agency_id)
        one = _open_case(row, calendars[row.agency_id], unit.today)
        if _is_wanted(one, unit.today, overdue=overdue, due_within=due_within):
            found.append(one)
    return tuple(found)


async def case_record(unit: UnitOfWork, ref: str) -> CaseRecord:
    """Return one request by its number.

    Raises:
        NotFound: `case.unknown`.
    """
    case = await cases.case_by_ref(unit.session, ref.strip())
    if case is None:
        raise NotFound("case.unknown")
    profile = await agency_profile(unit, case.agency_id)
    history = await chains.events_of(unit.session, case.id)
    events = events_from_json(item for row in history for item in row.clock_events)
    calendar = await working_calendar(unit, case.agency_id)
    own = await agencies.unit_by_id(unit.session, case.unit_id) if case.unit_id is not None else None
    return CaseRecord(
        ref=case.ref,
        state=State(case.state),
        is_open=case.is_open,
        agency=profile.name,
        unit=own.name if own else "",
        channel=case.channel,
        applicant_kind=case.applicant_kind,
        submitted_on=case.submitted_on,
        received_on=case.received_on,
        outcome=case.outcome or "",
        answered_on=case.answered_on,
        due=read_clock(events, main_ask(events), calendar, profile, today=unit.today),
        history=_lines(history),
    )


def _open_case(row: AnyRow, calendar: WorkingCalendar, today: date) -> OpenCase:
    remaining = calendar.count(today, row.due_on) if row.due_on else None
    is_overdue = row.due_on is not None and row.due_on < today
    return OpenCase(
        ref=row.ref,
        state=row.state,
        state_label=label(State(row.state)),
        unit=row.unit_name or "",
        holder=row.holder_name or "",
        received_on=row.received_on,
        due_on=row.due_on,
        provisional=row.due_provisional,
        clock=row.clock_state,
        remaining_working_days=remaining,
        overdue_working_days=-remaining if remaining is not None and is_overdue else None,
    )


def _is_wanted(one: OpenCase, today: date, *, overdue: bool, due_within: int | None) -> bool:
    if not overdue and due_within is None:
        return True
    if one.due_on is None or one.remaining_working_days is None:
        return False
    if one.due_on < today:
        return overdue
    return due_within is not None and one.remaining_working_days <= due_within


def _lines(history: Sequence[CaseEventRow]) -> tuple[RecordLine, ...]:
    return tuple(
        RecordLine(
            seq=row.seq,
            on=row.on_day,
            at=row.at,
            action=Action(row.action),
            actor=row.actor_label,
            article=cite(row.article) if row.article else "",
            state=State(row.state_after),
            due_before=row.due_before,
            due_after=row.due_after,
        )
        for row in history
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
