"""The only writer of a case: guard → clock → state → history row → periods → warnings → notices, in one transaction.

No rule is written here: the workflow's row says who may act, where the case goes and what else must happen.
"""

from dataclasses import replace

from requests_db.services.actors import Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.audit import record_access
from requests_db.services.calendars import calendar_for
from requests_db.services.case_clock import main_ask, pause_reason, read_clock, require_possible
from requests_db.services.case_files import attach_files
from requests_db.services.case_limits import ALLOWED_DAYS, ClockContext, keep_limits
from requests_db.services.case_notices import tell_applicant, tell_staff
from requests_db.services.errors import Conflict, InvalidInput, NotFound, NotPermitted
from requests_db.services.history import Line, append_line, clock_events_of
from requests_db.services.history_rules import require_fitting
from requests_db.services.late_entries import late_facts, tell_of_late_entry
from requests_db.services.outcome_rules import re_review_day, require_outcome
from requests_db.services.overtaken import count_first
from requests_db.services.reminders import plan_reminders
from requests_db.services.replies import publish_reply_files
from requests_db.services.sending_apart import keep_sending
from requests_db.services.steps import Step
from requests_db.services.visibility import may_act
from requests_db.statute.deadlines import DueDate, Event, EventType
from requests_db.statute.history import read_history
from requests_db.statute.workflow import OPEN_STATES, Action, Effect, Role, State, Transition, label, permitted
from requests_db.store.repositories import agencies, cases, chains
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork

__all__ = ["Step", "apply", "check_version"]

PROOF, PROOF_NUMBER = "proof", "number"  # who signed may stand there: kept sealed
RESTRICTIONS = {Action.RESTRICT: True, Action.UNRESTRICT: False}


async def apply(unit: UnitOfWork, case: CaseRow, step: Step, actor: Actor) -> State:
    """Do one step of the workflow and everything that follows from it; the caller commits.

    Args:
        unit: a writing unit that holds the case.
        case: the case; its state is empty while it is being made.
        step: what is to be done.
        actor: who does it.

    Returns:
        The state the case has afterwards.

    Raises:
        Conflict: the case is not the version the actor saw.
        NotFound: the actor does not see the case.
        NotPermitted: the workflow has no row for this action, state and roles.
        InvalidInput: something the row requires is missing.
        ImpossibleEvent: the clock events contradict a rule of law.
    """
    async with unit.together():
        return await _apply(unit, case, step, actor)


async def _apply(unit: UnitOfWork, case: CaseRow, step: Step, actor: Actor) -> State:
    profile = await agency_profile(unit, case.agency_id)
    row = await _judge(unit, case, step, actor, profile)
    new_events = _new_events(row, step)
    known = ClockContext(
        calendar=await calendar_for(unit, profile),
        agency=profile,
        events=await clock_events_of(unit, case.id),
        today=unit.today,
    )
    await count_first(unit, case, known)
    before, due_before = case.state, case.due_on
    await require_fitting(unit, case, step, known)
    context = replace(known, events=(*known.events, *new_events), named_on=step.answer_by_on)
    require_possible(context.events, context.calendar, profile, today=context.today)
    late = late_facts(step, actor, known)
    _set_state(case, row, step, actor)
    reading = _set_dates(case, row, context)
    files = await attach_files(unit, case, step.files, actor)
    await _settle(unit, case, row, step, profile)
    line = Line(
        action=step.action,
        on=step.on,
        article=row.article,
        state_before=before,
        state_after=case.state,
        due_before=due_before,
        due_after=case.due_on,
        clock_events=new_events,
        facts={**step.facts, **_facts(row, step), **late, **({"files": files} if files else {})},
        private=_private(step),
    )
    await append_line(unit, case, line, actor)
    if Effect.LOG_ACCESS not in row.effects:  # who only looks makes nobody look again
        cases.mark_changed(case)
    limits = await keep_limits(unit, case, row, step, new_events, context)
    await plan_reminders(unit, limits, profile.reminders, context.calendar)
    await keep_sending(unit, case, row)
    await _tell(unit, case, row, step, actor, reading)
    await tell_of_late_entry(unit, case, actor, is_late=bool(late), state_before=before, due_before=due_before)
    return State(case.state)


async def _judge(unit: UnitOfWork, case: CaseRow, step: Step, actor: Actor, profile: AgencyProfile) -> Transition:
    """Return the workflow's row by which the step may be done; everything that forbids it is raised here."""
    await check_version(unit, case, step.expected_version)
    if actor.is_staff and case.state and not await may_act(unit, actor, case, step.action):
        raise NotFound("case.unknown")
    row = _permitted_row(case, step, actor, profile)
    _require_inputs(unit, row, step)
    await _require_place(unit, case, profile, step)
    if Effect.REQUIRE_OUTCOME in row.effects:
        await require_outcome(unit, case, row, step.outcome, step.reason)
    return row


async def _settle(unit: UnitOfWork, case: CaseRow, row: Transition, step: Step, profile: AgencyProfile) -> None:
    """Do what a reply and a call for help bring about besides the new state."""
    if Effect.OPEN_REMEDIES in row.effects:
        await publish_reply_files(unit, case, step.files)
        case.re_review_on = re_review_day(case.outcome, step.on, profile.re_review_months)
    if step.action is Action.ASK_ASSISTANCE and step.unit_id is not None:
        await cases.ask_assistance(unit.session, case.id, step.unit_id, step.on)


async def check_version(unit: UnitOfWork, case: CaseRow, expected: int | None) -> None:
    """Refuse to change what somebody else changed since it was looked at.

    Raises:
        Conflict: with who changed it and when.
    """
    if expected is None or expected == case.version:
        return
    last = await chains.last_event(unit.session, case.id)
    if last is None:
        raise NotFound("case.unknown")
    raise Conflict(changed_by=last.actor_label, changed_at=last.at)


def _permitted_row(case: CaseRow, step: Step, actor: Actor, profile: AgencyProfile) -> Transition:
    state = State(case.state) if case.state else None
    for row in permitted(state, actor.roles, profile.review):
        if row.action is step.action and row.variant == step.variant:
            return row
    raise NotPermitted("case.action", action=label(step.action), state=label(state) if state else "", ref=case.ref)


def _require_inputs(unit: UnitOfWork, row: Transition, step: Step) -> None:
    faults: dict[str, str] = {}
    if step.on > unit.today:
        faults["on"] = "future"
    if step.answer_by_on is not None and step.answer_by_on < step.on:
        faults["answer_by_on"] = "past"
    asks_reason = Effect.REQUIRE_REASON in row.effects or Effect.LOG_ACCESS in row.effects
    if asks_reason and not step.reason.strip():
        faults["reason"] = "required"
    if Effect.REQUIRE_PROOF in row.effects and not (step.proof.get("way") or "").strip():
        faults["proof"] = "required"
    if (Effect.SET_UNIT in row.effects or step.action is Action.ASK_ASSISTANCE) and step.unit_id is None:
        faults["unit_id"] = "required"
    if Effect.REQUIRE_HOLDER in row.effects and step.holder_id is None:
        faults["holder_id"] = "required"
    if faults:
        raise InvalidInput(faults)


async def _require_place(unit: UnitOfWork, case: CaseRow, profile: AgencyProfile, step: Step) -> None:
    """Refuse a unit or a person not of the agency or no longer active, and who does not handle for the unit."""
    if step.unit_id is not None and step.unit_id not in {each.id for each in profile.units}:
        raise InvalidInput({"unit_id": "unknown"})
    if step.holder_id is None:
        return
    holder = await agencies.staff_by_id(unit.session, step.holder_id)
    if holder is None or holder.agency_id != case.agency_id or not holder.is_active:
        raise InvalidInput({"holder_id": "unknown"})
    if holder.unit_id != (step.unit_id or case.unit_id):
        raise InvalidInput({"holder_id": "other_unit"})
    if Role.HANDLER not in holder.roles:
        raise InvalidInput({"holder_id": "no_handler"})


def _new_events(row: Transition, step: Step) -> tuple[Event, ...]:
    if step.clock_events is not None:
        return tuple(step.clock_events)
    if row.clock_event is None:
        return ()
    allowed = step.facts.get(ALLOWED_DAYS) if row.clock_event is EventType.CORRECTION_REQUESTED else None
    return (Event(type=row.clock_event, on=step.on, working_days=allowed if isinstance(allowed, int) else None),)


def _set_state(case: CaseRow, row: Transition, step: Step, actor: Actor) -> None:
    was_open = case.is_open
    if row.to_state is not None:
        case.state = row.to_state.value
    case.is_open = State(case.state) in OPEN_STATES
    if Effect.SET_UNIT in row.effects:
        case.unit_id = step.unit_id
    if Effect.CLEAR_HOLDER in row.effects:
        case.holder_id = step.holder_id
    elif Effect.SET_HOLDER in row.effects and actor.is_staff:
        case.holder_id = step.holder_id or case.holder_id or actor.staff_id
    if step.action in RESTRICTIONS:
        case.is_restricted = RESTRICTIONS[step.action]
    outcome = step.outcome or (row.outcomes[0] if len(row.outcomes) == 1 else "")
    if outcome:
        case.outcome = outcome
    if Effect.OPEN_REMEDIES in row.effects:
        case.answered_on = step.on
    if was_open and not case.is_open:
        case.closed_on = step.on
    elif case.is_open and case.closed_on is not None:
        case.closed_on, case.answered_on, case.re_review_on = None, None, None


def _set_dates(case: CaseRow, row: Transition, context: ClockContext) -> DueDate:
    reading = read_clock(
        context.events, main_ask(context.events), context.calendar, context.agency, today=context.today
    )
    case.received_on = read_history(context.events).receipt_on
    if row.clock_event is not EventType.REPLY_SERVED:
        case.due_on, case.due_provisional = reading.due_on, reading.provisional
        case.clock_state, case.pause_reason = reading.state.value, pause_reason(context.events, reading)
        case.stopped_until = reading.stopped_until
        case.calendar_version = context.calendar.version
    return reading


def _private(step: Step) -> dict[str, object]:
    """Return what may name people and is sealed: texts, the reason, and by what service is proven."""
    named = {"reason": step.reason, PROOF: step.proof.get(PROOF_NUMBER, "")}
    return {**step.private, **{name: text for name, text in named.items() if text}}


def _facts(row: Transition, step: Step) -> dict[str, object]:
    named: dict[str, object] = {
        "outcome": step.outcome,
        "unit_id": step.unit_id,
        "holder_id": step.holder_id,
        "proof": {name: value for name, value in step.proof.items() if name != PROOF_NUMBER} or None,
        "variant": row.variant,
        "answer_by_on": step.answer_by_on,
    }
    return {key: value for key, value in named.items() if value}


async def _tell(unit: UnitOfWork, case: CaseRow, row: Transition, step: Step, actor: Actor, reading: DueDate) -> None:
    if Effect.LOG_ACCESS in row.effects:
        await record_access(unit, actor, case.id, what=row.action.value)
        return  # who only looks gives nobody work
    if Effect.NOTIFY_APPLICANT in row.effects:
        await tell_applicant(unit, case, step, actor, reading)
    if Effect.NOTIFY_STAFF in row.effects or (actor.is_staff and case.holder_id not in (None, actor.staff_id)):
        await tell_staff(unit, case, step, actor)
