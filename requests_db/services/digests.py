"""The morning report of each supervisor, once on every working day of their agency (晨报).

Planned as rows for today and the next working day, so that a restart gives none twice and leaves none out; a day that
passed without any process running is not told of later, for its numbers would be old.
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from requests_db.services.actors import Actor, ActorKind
from requests_db.services.agency import agencies as agencies_in_service
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.board_lists import BoardFilter, board_cases, open_questions, overview
from requests_db.services.calendars import calendar_for, working_calendar
from requests_db.services.case_figures import REMINDER_BATCH
from requests_db.services.desk_queries import open_tasks
from requests_db.services.restricted import out_of_sight
from requests_db.services.staff_notices import StaffNotice, notify
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.desk_queues import Light
from requests_db.statute.workflow import Role
from requests_db.store.repositories import agencies, digests, timed_rows
from requests_db.store.tables_agency import StaffRow
from requests_db.store.tables_board import DigestRow
from requests_db.store.unit_of_work import UnitOfWork

KEY, CALM_KEY = "staff.digest", "staff.digest_calm"
APART = "_apart"  # with a sentence on cases out of the reader's sight
NAMED_CASES = 3  # of the most urgent, by their numbers


async def plan_digests(unit: UnitOfWork) -> int:
    """Plan what is missing of the reports for today and the next working day; return how many; the caller commits."""
    planned = 0
    for profile in await agencies_in_service(unit):
        calendar = await calendar_for(unit, profile)
        staff = await agencies.staff_of(unit.session, profile.id)
        readers = [one.id for one in staff if Role.SUPERVISOR in one.roles]
        planned += await _plan_for(unit, profile, readers, _days(unit.today, calendar)) if readers else 0
    await unit.session.flush()
    return planned


async def due_digests(unit: UnitOfWork, *, limit: int = REMINDER_BATCH) -> Sequence[int]:
    """Return the reports that are due and not yet given, the oldest first."""
    return await timed_rows.due_ids(unit.session, DigestRow, unit.now, limit=limit)


async def give_digest(unit: UnitOfWork, digest_id: int) -> bool:
    """Give one report, unless somebody did so or its day is not today; the caller commits.

    Returns:
        Whether it was given.
    """
    row = await timed_rows.claim(unit.session, DigestRow, digest_id, unit.now)
    if row is None:
        return False
    reader = await agencies.staff_by_id(unit.session, row.staff_id)
    is_reader = reader is not None and reader.is_active and Role.SUPERVISOR in reader.roles
    if reader is None or not is_reader or row.on_day != unit.today or not await _is_open(unit, reader):
        digests.cancel(row)
        return False
    facts = await _facts(unit, _actor(reader))
    key = f"{KEY if facts['urgent'] else CALM_KEY}{APART if facts['hidden'] else ''}"
    await notify(unit, [reader.id], StaffNotice(agency_id=reader.agency_id, key=key, facts=facts))
    return True


async def _plan_for(unit: UnitOfWork, profile: AgencyProfile, readers: Sequence[int], days: Sequence[date]) -> int:
    known = await digests.days_from(unit.session, readers, unit.today)
    added = 0
    for staff_id in readers:
        for day in days:
            fire_at = _instant(unit, day, profile.reminders.digest_hour)
            row = known.get((staff_id, day))
            if row is None:
                digests.add(unit.session, staff_id=staff_id, on_day=day, fire_at=fire_at)
                added += 1
            elif row.fired_at is None:
                row.fire_at = fire_at  # the agency may have set another hour since
    return added


def _days(today: date, calendar: WorkingCalendar) -> list[date]:
    following = calendar.add(today, 1).on
    return [today, following] if calendar.is_working(today) else [following]


async def _is_open(unit: UnitOfWork, reader: StaffRow) -> bool:
    """Return whether the reader's agency works today; its calendar may have changed since the report was planned."""
    return (await working_calendar(unit, reader.agency_id)).is_working(unit.today)


async def _facts(unit: UnitOfWork, reader: Actor) -> dict[str, object]:
    shining = (await overview(unit, reader)).lights
    questions = await open_questions(unit, reader)
    hidden = await out_of_sight(unit, reader)
    urgent = (await board_cases(unit, reader, BoardFilter(light=Light.BAD))).rows[:NAMED_CASES]
    return {
        "on": unit.today,
        **{light.value: count for light, count in shining.items()},
        "total": sum(shining.values()),
        "questions": len(questions),
        "late_questions": sum(one.is_late for one in questions),
        "tasks": len(await open_tasks(unit, reader)),
        "urgent": [line.ref for line in urgent],
        "hidden": hidden.open,
        "hidden_late": hidden.overdue,
    }


def _instant(unit: UnitOfWork, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour=hour), tzinfo=unit.clock.zone)


def _actor(reader: StaffRow) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        staff_id=reader.id,
        roles=frozenset(Role(role) for role in reader.roles),
        unit_id=reader.unit_id,
        agency_id=reader.agency_id,
        label=reader.display_name,
    )
