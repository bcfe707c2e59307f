"""Counting every open case anew after the working calendar changed, and saying which days moved (重新计算期限).

It is done in stretches, each a unit of work of its own, so that others write in between and a run that was broken off
is taken up where it ended: a case says with which calendar it was counted. Cases are held first and the chains' ends
last, in the order in which everybody else takes them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from requests_db.services.actors import SYSTEM
from requests_db.services.agency import agency as agency_profile
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.calendars import working_calendar
from requests_db.services.case_clock import ImpossibleEvent, main_ask, pause_reason, read_day
from requests_db.services.case_figures import RECALCULATION_BATCH
from requests_db.services.case_limits import ClockContext, date_limit
from requests_db.services.history import Line, append_lines, events_from_json
from requests_db.services.reminders import plan_reminders
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import Ask, DueDate
from requests_db.statute.limits import LimitKey
from requests_db.statute.workflow import Action, State, transition
from requests_db.store.base import AnyRow
from requests_db.store.repositories import chains, recounting
from requests_db.store.repositories import limits as limit_rows
from requests_db.store.tables_cases import CaseLimitRow
from requests_db.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A case whose last day moved."""

    case_id: int
    agency_id: int
    ref: str
    state: str
    before: date | None
    after: date | None
    provisional: bool  # whether the new day is still provisional

    def to_json(self) -> dict[str, Any]:
        """Return what lists and files show of it."""
        return {
            "ref": self.ref,
            "before": self.before.isoformat() if self.before else None,
            "after": self.after.isoformat() if self.after else None,
            "provisional": self.provisional,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """A case whose recorded events contradict the new calendar: its old day stands until a person looks at it."""

    agency_id: int
    ref: str
    message: str  # Chinese

    def to_json(self) -> dict[str, Any]:
        """Return what lists and files show of it."""
        return {"ref": self.ref, "message": self.message}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """What counting anew came to."""

    recomputed: int
    confirmed: int  # provisional days that stayed and are now final
    changes: tuple[Change, ...]
    unsettled: tuple[Unsettled, ...]

    def __add__(self, other: "Recount") -> "Recount":
        """Return what both came to."""
        return Recount(
            recomputed=self.recomputed + other.recomputed,
            confirmed=self.confirmed + other.confirmed,
            changes=(*self.changes, *other.changes),
            unsettled=(*self.unsettled, *other.unsettled),
        )

    def of_agency(self, agency_id: int) -> "Recount":
        """Return this with the differences of one agency alone."""
        return replace(
            self,
            changes=tuple(each for each in self.changes if each.agency_id == agency_id),
            unsettled=tuple(each for each in self.unsettled if each.agency_id == agency_id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why dates are counted anew."""

    because: str  # e.g. the number of a notice
    key: str  # tells one recount from another


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of the register counted anew."""

    recount: Recount
    through: int | None  # the last case looked at; None: none are left


@dataclass(slots=True, kw_only=True)
class _Tally:
    recomputed: int
    confirmed: int
    changes: list[Change]
    unsettled: list[Unsettled]


@dataclass(frozen=True, slots=True, kw_only=True)
class _House:
    profile: AgencyProfile
    calendar: WorkingCalendar


async def recount_stretch(unit: UnitOfWork, cause: Cause, *, after: int, only_stale: bool = True) -> Stretch:
    """Count the next cases whose date still matters with the calendar in force now; the caller commits.

    Each day that moves becomes a line of the case's history; periods and warnings follow.

    Args:
        unit: a writing unit; its session keeps nothing loaded before.
        cause: what changed the calendar.
        after: the last case of the stretch before, 0 at first.
        only_stale: leave out cases that were counted with the calendar in force already.
    """
    tally = _Tally(recomputed=0, confirmed=0, changes=[], unsettled=[])
    houses: dict[int, _House] = {}
    held = await recounting.hold_cases_with_dates(unit.session, unit.today, after=after, limit=RECALCULATION_BATCH)
    for row in held:
        if row.agency_id not in houses:
            await _house(unit, row.agency_id, houses)
    versions = {agency_id: house.calendar.version for agency_id, house in houses.items()}
    chosen = [row.id for row in held if not only_stale or row.calendar_version != versions[row.agency_id]]
    await _recount_batch(unit, chosen, houses, tally)
    await unit.session.flush()
    unit.session.expunge_all()
    await append_lines(unit, {change.case_id: line_of(change, unit.today, cause) for change in tally.changes}, SYSTEM)
    recount = Recount(
        recomputed=tally.recomputed,
        confirmed=tally.confirmed,
        changes=tuple(tally.changes),
        unsettled=tuple(tally.unsettled),
    )
    return Stretch(recount=recount, through=held[-1].id if len(held) == RECALCULATION_BATCH else None)


async def recount_targets(unit: UnitOfWork) -> None:
    """Date the questions that wait for a person, and the policies that lack their interpretation, anew."""
    houses: dict[int, _House] = {}
    await _recount_tickets(unit, houses)
    await _recount_interpretations(unit, houses)


async def moved_by(unit: UnitOfWork, key: str, since: date) -> tuple[Change, ...]:
    """Return the differences that histories record of one recount, by case.

    Args:
        unit: any unit.
        key: of the recount's cause.
        since: the day on which it began.
    """
    found = await recounting.recount_lines(unit.session, Action.RECALCULATE.value, since)
    return tuple(
        Change(
            case_id=row.case_id,
            agency_id=row.agency_id,
            ref=row.ref,
            state=row.state_after,
            before=row.due_before,
            after=row.due_after,
            provisional=bool(row.facts.get("provisional")),
        )
        for row in found
        if row.facts.get("recount") == key
    )


def line_of(change: Change, today: date, cause: Cause) -> Line:
    """Return the line of history that tells of a day that moved."""
    return Line(
        action=Action.RECALCULATE,
        on=today,
        article=transition(Action.RECALCULATE, State(change.state)).article,
        state_before=change.state,
        state_after=change.state,
        due_before=change.before,
        due_after=change.after,
        facts={"because": cause.because, "recount": cause.key, "provisional": change.provisional},
    )


async def _recount_batch(unit: UnitOfWork, case_ids: Sequence[int], houses: dict[int, _House], tally: _Tally) -> None:
    stored = await chains.clock_facts_of(unit.session, case_ids)
    limits = await recounting.live_limits_of(unit.session, case_ids)
    written: list[dict[str, Any]] = []
    counted: dict[int, list[int]] = {}
    moved: dict[int, list[CaseLimitRow]] = {}
    for row in await recounting.dates_of(unit.session, case_ids):
        house = houses.get(row.agency_id) or await _house(unit, row.agency_id, houses)
        context = ClockContext(
            calendar=house.calendar,
            agency=house.profile,
            events=events_from_json(stored[row.id]),
            today=unit.today,
        )
        try:
            dated = _date(row, limits[row.id], context)
        except ImpossibleEvent as fault:
            message = str(fault.facts["message"])
            tally.unsettled.append(Unsettled(agency_id=row.agency_id, ref=row.ref, message=message))
            await recounting.note_calendar(unit.session, [row.id], house.calendar.version)
            continue
        counted.setdefault(row.agency_id, []).append(row.id)
        moved.setdefault(row.agency_id, []).extend(dated.limits)
        if dated.reading is not None:
            written.extend(_written(row, dated.reading, context))
            _note(row, dated.reading, tally)
    await recounting.write_dates(unit.session, written)
    for agency_id, ids in counted.items():
        tally.recomputed += len(ids)
        house = houses[agency_id]
        await recounting.note_calendar(unit.session, ids, house.calendar.version)
        await plan_reminders(unit, moved[agency_id], house.profile.reminders, house.calendar)


async def _recount_tickets(unit: UnitOfWork, houses: dict[int, _House]) -> None:
    """Date the questions that wait for a person anew: a house target, so no line of a case's history."""
    for ticket, limit in await recounting.open_tickets(unit.session, unit.today):
        house = houses.get(ticket.agency_id) or await _house(unit, ticket.agency_id, houses)
        reached = house.calendar.add(limit.opened_on, house.profile.consultation_days)
        if (limit.due_on, limit.provisional) != (reached.on, reached.provisional):
            ticket.due_on, limit.due_on, limit.provisional = reached.on, reached.on, reached.provisional
            await plan_reminders(unit, [limit], house.profile.reminders, house.calendar)
    await unit.session.flush()
    unit.session.expunge_all()


async def _recount_interpretations(unit: UnitOfWork, houses: dict[int, _House]) -> None:
    """Date the policies that still lack their interpretation anew."""
    for limit in await limit_rows.open_entry_limits(unit.session, LimitKey.INTERPRETATION.value):
        if limit.agency_id is None or (limit.due_on is not None and limit.due_on < unit.today):
            continue
        house = houses.get(limit.agency_id) or await _house(unit, limit.agency_id, houses)
        reached = house.calendar.add(limit.opened_on, house.profile.interpretation_days)
        if (limit.due_on, limit.provisional) != (reached.on, reached.provisional):
            limit.due_on, limit.provisional = reached.on, reached.provisional
            await plan_reminders(unit, [limit], house.profile.reminders, house.calendar)
    await unit.session.flush()
    unit.session.expunge_all()


async def _house(unit: UnitOfWork, agency_id: int, houses: dict[int, _House]) -> _House:
    profile = await agency_profile(unit, agency_id)
    houses[agency_id] = _House(profile=profile, calendar=await working_calendar(unit, agency_id))
    return houses[agency_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dated:
    reading: DueDate | None  # None: the case itself has no day that still matters
    limits: list[CaseLimitRow]  # those that moved


def _date(row: AnyRow, limits: Iterable[CaseLimitRow], context: ClockContext) -> _Dated:
    """Date a case and its periods anew; nothing is changed where the events contradict the calendar.

    Raises:
        ImpossibleEvent: they do.
    """
    ask = main_ask(context.events)
    reading = read_day(context.events, ask, context.calendar, context.agency, today=context.today)
    is_dated = row.is_open or ask is Ask.COURT_ORDERED_DISCLOSURE_DUE
    moved = [limit for limit in limits if _moves(limit, row.law_on, context)]
    return _Dated(reading=reading if is_dated else None, limits=moved)


def _moves(limit: CaseLimitRow, law_day: date, context: ClockContext) -> bool:
    before = (limit.due_on, limit.provisional, limit.status)
    date_limit(limit, law_day, context)
    return before != (limit.due_on, limit.provisional, limit.status)


def _written(row: AnyRow, reading: DueDate, context: ClockContext) -> Iterator[dict[str, Any]]:
    """Yield what is to be written to the case, where anything is."""
    before = (row.due_on, row.due_provisional, row.clock_state, row.pause_reason, row.stopped_until)
    pause = pause_reason(context.events, reading)
    after = (reading.due_on, reading.provisional, reading.state.value, pause, reading.stopped_until)
    if before != after:
        names = ("due", "provisional", "clock", "pause", "stopped")
        yield {
            "case_id": row.id,
            "bump": int(row.due_on != reading.due_on),  # who saw the old day must look again before acting
            **dict(zip(names, after, strict=True)),
        }


def _note(row: AnyRow, reading: DueDate, tally: _Tally) -> None:
    if row.due_on != reading.due_on:
        change = Change(
            case_id=row.id,
            agency_id=row.agency_id,
            ref=row.ref,
            state=row.state,
            before=row.due_on,
            after=reading.due_on,
            provisional=reading.provisional,
        )
        tally.changes.append(change)
    elif row.due_provisional and not reading.provisional:
        tally.confirmed += 1
