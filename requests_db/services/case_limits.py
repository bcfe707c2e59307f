"""The periods that run on a case: opened and closed by the workflow's rows, dated by the clock, never by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from requests_db.services.agency_settings import AgencySettings
from requests_db.services.case_clock import read_day
from requests_db.services.steps import Step
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import ClockState, ConsultKind, Event, EventType, Question
from requests_db.statute.history import read_history
from requests_db.statute.limits import LIMIT_OF_ASK, Limit, LimitKey, Unit, law_on
from requests_db.statute.outcomes import OUTCOMES
from requests_db.statute.remedies import REMEDY_LIMITS, remedy_limits
from requests_db.statute.workflow import Effect, Transition
from requests_db.store.repositories import limits as rows
from requests_db.store.tables_cases import CaseLimitRow, CaseRow
from requests_db.store.unit_of_work import UnitOfWork

ASK_OF_LIMIT = {limit: ask for ask, limit in LIMIT_OF_ASK.items()}
KIND_OF_LIMIT = {
    LimitKey.THIRD_PARTY_OPINION: ConsultKind.THIRD_PARTY,
    LimitKey.JOINT_AGENCY_OPINION: ConsultKind.JOINT_AGENCY,
}
LIMIT_OF_TRIGGER = {
    LimitKey.LAWSUIT_AFTER_REVIEW: EventType.REVIEW_DECISION_SERVED,
    LimitKey.COURT_ORDERED_DISCLOSURE: EventType.JUDGMENT_EFFECTIVE,
}
NAMED_BY_PEOPLE = (LimitKey.SUPERVISION,)  # the day somebody named stands, whatever the calendar becomes
ALLOWED_DAYS = "allowed_working_days"  # the time a notice gives the applicant
GIVEN_WINDOWS = (LimitKey.CORRECTION_WINDOW, LimitKey.REASONS_WINDOW)  # periods a notice may name itself (Arts 30, 35)
CONSULTATION = (EventType.CONSULT_SENT, EventType.CONSULT_LETTER_RECEIVED, EventType.CONSULT_REPLY_RECEIVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockContext:
    """With what the periods of one case are dated."""

    calendar: WorkingCalendar
    agency: AgencySettings
    events: tuple[Event, ...]  # the whole clock history, the present step included
    today: date
    named_on: date | None = None  # the last day of a house period, where a person named it


async def keep_limits(
    unit: UnitOfWork, case: CaseRow, row: Transition, step: Step, new_events: Sequence[Event], context: ClockContext
) -> Sequence[CaseLimitRow]:
    """Close, open and date the periods of a case after a step; return those that were or are live.

    Args:
        unit: a writing unit that holds the case.
        case: the case, its new state already set.
        row: the workflow's row that was applied.
        step: what was done, on which day, and the time it gives the applicant.
        new_events: the clock events the step added.
        context: calendar, settings and history.
    """
    live = list(await rows.live_limits(unit.session, case.id))
    touched = {event.id or "" for event in new_events if event.type in CONSULTATION} | {step.facts.get("letter")}
    for limit in live:
        if limit.key in row.closes and (not limit.subject or limit.subject in touched):
            limit.status, limit.closed_on = rows.MET, step.on
        elif Effect.CLOSE_ALL_LIMITS in row.effects or not case.is_open:
            limit.status, limit.closed_on = rows.CANCELLED, step.on
    for key in opened_by(row, case.outcome):
        for subject in _subjects(key, new_events):
            limit = _open(unit, case, live, key, subject, step.on)
            limit.given_days = _given_days(key, step)
            live.append(limit)
    for limit in live:
        if limit.status in rows.LIVE:
            date_limit(limit, case.law_on, context)
    await unit.session.flush()
    return list(dict.fromkeys(live))


def opened_by(row: Transition, outcome: str | None) -> Sequence[LimitKey]:
    """Return the periods a step opens; of the remedies only those that are open against the outcome given."""
    known = OUTCOMES.get(outcome or "")
    if known is None:
        return row.opens
    return [key for key in row.opens if key not in REMEDY_LIMITS or key in remedy_limits(known)]


def date_limit(limit: CaseLimitRow, law_day: date, context: ClockContext) -> None:
    """Set when a period ends, or that it stands still."""
    key = LimitKey(limit.key)
    if key in NAMED_BY_PEOPLE and (limit.due_on or context.named_on):
        limit.due_on, limit.status = limit.due_on or context.named_on, rows.OPEN
        return
    ask = ASK_OF_LIMIT.get(key)
    if ask is None:
        period = law_on(law_day).get(key) or law_on(context.today)[key]
        if period.unit is not Unit.WORKING_DAY:
            raise ValueError(f"a period without a clock counts working days: {key}")
        reached = context.calendar.add(limit.opened_on, limit.given_days or _amount(key, period, context.events))
        limit.due_on, limit.provisional, limit.status = reached.on, reached.provisional, rows.OPEN
        return
    question = Question(what=ask, id=limit.subject or None)
    reading = read_day(context.events, question, context.calendar, context.agency, today=context.today)
    limit.due_on, limit.provisional = reading.due_on, reading.provisional
    limit.status = rows.OPEN if reading.state is ClockState.RUNNING else rows.PAUSED


def _amount(key: LimitKey, period: Limit, events: tuple[Event, ...]) -> int:
    """Return how many working days a period has: for a correction those the notice gives, where it names them."""
    given = read_history(events).correction_allowed_days if key is LimitKey.CORRECTION_WINDOW else None
    return given or period.amount


def _given_days(key: LimitKey, step: Step) -> int | None:
    given = step.facts.get(ALLOWED_DAYS) if key in GIVEN_WINDOWS else None
    return given if isinstance(given, int) else None


def _subjects(key: LimitKey, new_events: Sequence[Event]) -> Sequence[str]:
    """Return for which subjects `key` opens: one empty name for most, the letter's name for consultations."""
    if key in KIND_OF_LIMIT:
        sent = [event for event in new_events if event.type is EventType.CONSULT_SENT]
        return [event.id or "" for event in sent if event.kind is KIND_OF_LIMIT[key]]
    if key is LimitKey.REPLY and any(event.type is EventType.JUDGMENT_EFFECTIVE for event in new_events):
        return []  # the court's period takes its place
    if key in LIMIT_OF_TRIGGER:
        return [""] if any(event.type is LIMIT_OF_TRIGGER[key] for event in new_events) else []
    return [""]


def _open(
    unit: UnitOfWork, case: CaseRow, live: Sequence[CaseLimitRow], key: LimitKey, subject: str, on: date
) -> CaseLimitRow:
    for limit in live:
        if limit.key == key and limit.subject == subject and limit.status in rows.LIVE:
            limit.opened_on, limit.due_on = on, None
            return limit
    return rows.add_limit(unit.session, key=key.value, subject=subject, opened_on=on, case_id=case.id)
