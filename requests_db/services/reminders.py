"""Warnings as rows: planned when a period is dated, fired when due and not yet fired, repeated while overdue.

A missed night makes a warning late, never lost; a double run sends nothing twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from requests_db.services.actors import SYSTEM, Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.agency_settings import AgencyProfile, ReminderPlan
from requests_db.services.audit import append_register
from requests_db.services.calendars import calendar_for
from requests_db.services.case_figures import REMINDER_BATCH
from requests_db.services.recipients import heads_over, holder_or_queue, supervisors
from requests_db.services.staff_notices import StaffNotice, notify
from requests_db.services.visibility import require_case
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.limits import LimitKey, limit_of
from requests_db.store.repositories import agencies, cases, consultations, timed_rows
from requests_db.store.repositories import limits as rows
from requests_db.store.repositories.bulk import insert_rows
from requests_db.store.tables_agency import StaffRow
from requests_db.store.tables_cases import CaseLimitRow, CaseRow, ConsultationRow, ReminderRow
from requests_db.store.unit_of_work import UnitOfWork

BEFORE, DUE, OVERDUE = "before", "due", "overdue"
OUTSIDE = "outside"  # the holder of a period that somebody who is not staff must keep
REGISTER_KIND = "reminder"
ONE_DAY = timedelta(days=1)
# No duty: a chance that passes, or a look to be taken. The holder is told shortly before, nobody is late afterwards.
CHANCES = (LimitKey.CORRECTION_NOTICE, LimitKey.EXTENSION_NOTICE, LimitKey.ENTRY_REVIEW)
PASSING = (LimitKey.CORRECTION_NOTICE, LimitKey.EXTENSION_NOTICE)  # of which nothing is left once the day is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a warning is about: a case, a question waiting for a person, or a policy without its interpretation."""

    ref: str
    agency_id: int
    unit_id: int | None
    holder_id: int | None
    case_id: int | None
    is_open: bool


async def plan_reminders(
    unit: UnitOfWork, limits: Sequence[CaseLimitRow], plan: ReminderPlan, calendar: WorkingCalendar
) -> None:
    """Plan the warnings of periods just opened, dated anew or closed; take back those no longer right."""
    if not limits:
        return
    existing: dict[int, list[ReminderRow]] = {limit.id: [] for limit in limits}
    for reminder in await rows.reminders_of(unit.session, list(existing)):
        existing[reminder.limit_id].append(reminder)
    added: list[ReminderRow] = []
    for limit in limits:
        wanted = {kind: at for kind, at in _wanted(unit, limit, plan, calendar)}
        own = existing[limit.id]
        for row in own:
            if row.status == rows.FIRED:
                continue
            is_wanted = row.due_on == limit.due_on and row.kind in wanted
            row.status = rows.PLANNED if is_wanted else rows.CANCELLED
        known = {row.kind for row in own if row.due_on == limit.due_on}
        for kind, fire_at in wanted.items():
            if kind not in known and limit.due_on is not None:
                added.append(
                    ReminderRow(limit_id=limit.id, kind=kind, due_on=limit.due_on, fire_at=fire_at, status=rows.PLANNED)
                )
    await unit.session.flush()
    await insert_rows(unit.session, added)


async def due_reminders(unit: UnitOfWork, *, limit: int = REMINDER_BATCH) -> Sequence[int]:
    """Return the warnings that are due and not yet fired, the oldest first."""
    return await timed_rows.due_ids(unit.session, ReminderRow, unit.now, limit=limit)


async def fire(unit: UnitOfWork, reminder_id: int) -> bool:
    """Give one warning, unless somebody did so or its reason is gone; the caller commits.

    Returns:
        Whether anybody had to be told.
    """
    row = await timed_rows.claim(unit.session, ReminderRow, reminder_id, unit.now)
    if row is None:
        return False
    limit = await rows.limit_by_id(unit.session, row.limit_id)
    matter = await _matter(unit, limit) if limit else None
    if limit is None or matter is None or not matter.is_open:
        return False
    if limit.status != rows.OPEN or limit.due_on != row.due_on or _is_too_late(row, limit, unit.today):
        row.status, row.fired_at = rows.CANCELLED, None
        return False
    profile = await agency_profile(unit, matter.agency_id)
    await _tell(unit, row, limit, matter, await calendar_for(unit, profile))
    if not row.kind.startswith(BEFORE) and limit.key not in CHANCES:
        await _plan_next_overdue(unit, row, profile)
    return True


async def acknowledge_reminders(unit: UnitOfWork, actor: Actor, case_id: int) -> int:
    """Note that the actor saw the warnings of a case: overdue ones stop repeating for this date.

    Returns:
        How many warnings had not been acknowledged.

    Raises:
        NotFound: unknown or out of sight.
    """
    case = await require_case(unit, actor, case_id)
    limit_ids = [limit.id for limit in await rows.limits_of(unit.session, case.id)]
    seen = await rows.acknowledge(unit.session, limit_ids, actor.staff_id or 0, unit.now, unit.today)
    await append_register(unit, REGISTER_KIND, f"case:{case.id}", actor, {"kind": "acknowledged", "count": seen})
    return seen


async def unacknowledged(unit: UnitOfWork, case_ids: Sequence[int]) -> frozenset[int]:
    """Return which of some cases have a warning that was given and that nobody has acknowledged."""
    return frozenset(await rows.unacknowledged(unit.session, case_ids))


def _wanted(
    unit: UnitOfWork, limit: CaseLimitRow, plan: ReminderPlan, calendar: WorkingCalendar
) -> Iterable[tuple[str, datetime]]:
    if limit.status != rows.OPEN or limit.due_on is None or limit_of(LimitKey(limit.key)).holder == OUTSIDE:
        return
    is_chance = limit.key in CHANCES
    for days in plan.before_working_days:
        if is_chance and days > 1:
            continue
        on = _working_days_before(limit.due_on, days, calendar)
        fire_at = _instant(unit, on, plan.hour)
        if days == 0:
            yield DUE, fire_at
        elif limit.opened_on < on and fire_at > unit.now:
            yield f"{BEFORE}_{days}", fire_at


def _working_days_before(day: date, count: int, calendar: WorkingCalendar) -> date:
    while count > 0 or not calendar.is_working(day):
        if calendar.is_working(day):
            count -= 1
        day -= ONE_DAY
    return day


def _instant(unit: UnitOfWork, day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour=hour), tzinfo=unit.clock.zone)


async def _matter(unit: UnitOfWork, limit: CaseLimitRow) -> Matter | None:
    if limit.case_id is not None:
        return _case_matter(await cases.case_by_id(unit.session, limit.case_id))
    if limit.consultation_id is not None:
        return _ticket_matter(await consultations.by_id(unit.session, limit.consultation_id))
    return _policy_matter(limit)


def _case_matter(case: CaseRow | None) -> Matter | None:
    if case is None:
        return None
    return Matter(
        ref=case.ref,
        agency_id=case.agency_id,
        unit_id=case.unit_id,
        holder_id=case.holder_id,
        case_id=case.id,
        is_open=case.is_open,
    )


def _ticket_matter(ticket: ConsultationRow | None) -> Matter | None:
    if ticket is None:
        return None
    return Matter(
        ref=ticket.ref,
        agency_id=ticket.agency_id,
        unit_id=ticket.unit_id,
        holder_id=ticket.holder_id,
        case_id=None,
        is_open=ticket.answered_at is None,
    )


def _policy_matter(limit: CaseLimitRow) -> Matter | None:
    if limit.agency_id is None:
        return None
    return Matter(
        ref=f"《{limit.title}》",
        agency_id=limit.agency_id,
        unit_id=limit.unit_id,
        holder_id=None,
        case_id=None,
        is_open=limit.status in rows.LIVE,
    )


async def _tell(
    unit: UnitOfWork, row: ReminderRow, limit: CaseLimitRow, matter: Matter, calendar: WorkingCalendar
) -> None:
    is_late = row.due_on < unit.today and limit.key not in CHANCES
    kind = OVERDUE if is_late else row.kind.partition("_")[0]
    facts = {
        "ref": matter.ref,
        "limit": limit_of(LimitKey(limit.key)).label,
        "due_on": row.due_on,
        "provisional": limit.provisional,
        "days": calendar.count(*sorted((unit.today, row.due_on))),
    }
    staff = await agencies.staff_of(unit.session, matter.agency_id)
    told = _recipients(staff, matter, BEFORE if limit.key in CHANCES else kind)
    notice = StaffNotice(
        agency_id=matter.agency_id, key=f"staff.{kind}", facts=facts, case_id=matter.case_id, reminder_id=row.id
    )
    chats = await notify(unit, told, notice)
    subject = f"case:{matter.case_id}" if matter.case_id is not None else f"ticket:{matter.ref}"
    subject = subject if limit.entry_id is None else f"entry:{limit.entry_id}"
    record = {"kind": row.kind, "limit": limit.key, "due_on": row.due_on, "staff": told, "chats": chats}
    await append_register(unit, REGISTER_KIND, subject, SYSTEM, record)


def _is_too_late(row: ReminderRow, limit: CaseLimitRow, today: date) -> bool:
    """Return whether a warning has nothing left to say: the last day's own warning says it, or a chance is gone."""
    if row.kind.startswith(BEFORE):
        return row.due_on <= today
    return limit.key in PASSING and row.due_on < today


def _recipients(staff: Sequence[StaffRow], matter: Matter, kind: str) -> list[int]:
    """Return whom to tell: who must act; from the last day on their head too; once it has passed the supervisors."""
    told = holder_or_queue(staff, matter.unit_id, matter.holder_id)
    if kind in (DUE, OVERDUE):
        told += heads_over(staff, matter.unit_id)
    if kind == OVERDUE:
        told += supervisors(staff)
    return list(dict.fromkeys(told))


async def _plan_next_overdue(unit: UnitOfWork, row: ReminderRow, profile: AgencyProfile) -> None:
    if row.acknowledged_at is not None:
        return
    calendar = await calendar_for(unit, profile)
    done = int(row.kind.partition("_")[-1] or 0)
    on = calendar.add(max(unit.today, row.due_on), 1).on
    unit.session.add(
        ReminderRow(
            limit_id=row.limit_id,
            kind=f"{OVERDUE}_{done + 1}",
            due_on=row.due_on,
            fire_at=_instant(unit, on, profile.reminders.hour),
            status=rows.PLANNED,
        )
    )
    await unit.session.flush()
