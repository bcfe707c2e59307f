"""The page of one case: facts with personal data masked, dates with reasons, history, and what may be done now."""

from collections.abc import Mapping, Sequence, Set
from datetime import date, timedelta
from typing import Any

from requests_db.services.actors import Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.agency import suggested_unit
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.calendars import calendar_for
from requests_db.services.case_clock import main_ask, read_clock
from requests_db.services.case_reading import reply_view
from requests_db.services.completeness import notice_due, still_lacking
from requests_db.services.errors import NotFound
from requests_db.services.files import file_view
from requests_db.services.history import events_from_json, private_part
from requests_db.services.masking import applicant_view
from requests_db.services.opinion_letters import letters_in
from requests_db.services.replies import draft_of
from requests_db.services.search_index import searched_text
from requests_db.services.similar import near_cases_of_applicant
from requests_db.services.staff_queries import Names, case_line
from requests_db.services.standing import standing_facts
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.visibility import ASSISTING_ACTIONS, is_visible, may_see, require_case, visible_cases
from requests_db.statute.articles import cite
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import Ask, Event, due_brief, timeline
from requests_db.statute.limits import LimitKey, limit_of
from requests_db.statute.workflow import Action, Effect, Fact, State, Transition, label, permitted
from requests_db.store.case_views import (
    ApplicantView,
    CasePage,
    DrawnSegment,
    HistoryLine,
    PermittedAction,
    StandIn,
)
from requests_db.store.repositories import case_pages, cases, chains, files
from requests_db.store.tables_cases import CaseEventRow, CaseLimitRow, CaseRow, ReminderRow
from requests_db.store.unit_of_work import UnitOfWork
from requests_db.store.views import LimitView, ReminderView

ONE_DAY = timedelta(days=1)
NEVER_SHOWN = ("access_code",)
INPUT_EFFECTS = (Effect.REQUIRE_REASON, Effect.REQUIRE_OUTCOME, Effect.REQUIRE_PROOF, Effect.SET_UNIT)


async def case_page(unit: UnitOfWork, actor: Actor, case_id: int) -> CasePage:
    """Return everything one page shows of a case; the first opening by staff is noted, the caller commits.

    Raises:
        NotFound: unknown or out of sight: told alike.
    """
    found = await case_pages.case_with_holder(unit.session, case_id, unit.today)
    if found is None or not await may_see(unit, actor, found.CaseRow):
        raise NotFound("case.unknown")
    case = found.CaseRow
    if case.opened_at is None:
        await case_pages.note_opened(unit.session, case.id, unit.now)
    profile = await agency_profile(unit, case.agency_id)
    history = await chains.events_of(unit.session, case.id)
    limits, reminders = await case_pages.limits_with_reminders(unit.session, case.id)
    kept_files = await files.files_of_case(unit.session, case.id)
    calendar = await calendar_for(unit, profile)
    wanted, applicant = unit.cipher.open(case.wanted_sealed), unit.cipher.open(case.applicant_sealed)
    events = events_from_json(item for row in history for item in row.clock_events)
    reading = read_clock(events, main_ask(events), calendar, profile, today=unit.today)
    facts = standing_facts(case, history, events, letters_in(events, history, calendar, unit.today))
    holder = {case.holder_id: found.holder_name} if case.holder_id is not None else {}
    units = {each.id: each.name for each in profile.units}
    names = Names(units=units, staff=holder, calendar=calendar, today=unit.today)
    return CasePage(
        line=case_line(case, names, wanted),
        wanted=wanted,
        applicant=applicant_view(applicant, masked=True),
        due=reading,
        brief=due_brief(reading),
        history=tuple(_history_line(unit, row) for row in history),
        limits=tuple(limit_view(limit) for limit in limits),
        reminders=tuple(_reminder_view(limit, row) for limit, row in reminders),
        files=tuple(file_view(unit, row) for row in kept_files),
        permitted=permitted_actions(case, actor, profile, facts),
        draft=_draft(unit, history),
        reply=await reply_view(unit, case, history, profile, kept_files),
        similar=await near_cases_of_applicant(unit, actor, case, wanted, applicant),
        suggested_unit_id=suggested_unit(profile, searched_text(wanted)),
        re_review_on=case.re_review_on,
        version=case.version,
        time_line=_time_line(case, events, calendar, profile, unit.today),
        how_to_pay=profile.how_to_pay,
        lacking=still_lacking(applicant, history) if case.is_open else (),
        notice_due=notice_due(case, events, calendar, profile, today=unit.today),
        stand_in=StandIn(name=found.stand_in_name, until_on=found.away_until_on) if found.stand_in_name else None,
    )


def _draft(unit: UnitOfWork, history: Sequence[CaseEventRow]) -> dict[str, str]:
    draft = draft_of(unit.cipher, history)
    return {"outcome": draft.outcome, "grounds": draft.grounds, "text": draft.text}


async def open_personal_data(unit: UnitOfWork, actor: Actor, case_id: int, reason: str) -> ApplicantView:
    """Return the applicant's data unmasked; who looked and why is recorded, the caller commits.

    Raises:
        NotFound: unknown or out of sight.
        NotPermitted: the actor's roles do not include looking.
        InvalidInput: no reason is given.
    """
    case = await require_case(unit, actor, case_id, hold=True)
    given = reason.strip()
    step = Step(action=Action.OPEN_PERSONAL_DATA, on=unit.today, reason=given)
    await apply(unit, case, step, actor)
    return applicant_view(unit.cipher.open(case.applicant_sealed), masked=False)


async def find_by_ref(unit: UnitOfWork, actor: Actor, ref: str) -> int:
    """Return the id of a case by its number.

    Raises:
        NotFound: unknown or out of sight.
    """
    case = await cases.case_by_ref(unit.session, ref.strip())
    if case is None or not await may_see(unit, actor, case):
        raise NotFound("case.unknown")
    return case.id


def permitted_actions(
    case: CaseRow, actor: Actor, profile: AgencyProfile, facts: Set[Fact]
) -> tuple[PermittedAction, ...]:
    """Return what the actor may do to a case now and what makes sense, in the order of the workflow's table."""
    rows = permitted(State(case.state), actor.roles, profile.review, facts=facts)
    is_own = is_visible(visible_cases(actor), case)
    return tuple(_offered(row) for row in rows if is_own or row.action in ASSISTING_ACTIONS)


def limit_view(limit: CaseLimitRow) -> LimitView:
    """Return a period's view."""
    row = limit_of(LimitKey(limit.key))
    return LimitView(
        key=limit.key,
        label=row.label,
        article=_cite(row.article),
        subject=limit.subject,
        opened_on=limit.opened_on,
        due_on=limit.due_on,
        provisional=limit.provisional,
        status=limit.status,
        closed_on=limit.closed_on,
    )


def _time_line(
    case: CaseRow, events: tuple[Event, ...], calendar: WorkingCalendar, profile: AgencyProfile, today: date
) -> tuple[DrawnSegment, ...]:
    """Return the reply period as it stands, or as it stood on the day the case ended."""
    if main_ask(events) is not Ask.REPLY_DUE:
        return ()
    seen_on = today if case.is_open else min(today, case.closed_on or today)
    segments = timeline(events, calendar, today=seen_on, conventions=profile.conventions)
    return tuple(
        DrawnSegment(
            kind=one.kind,
            from_on=one.from_on,
            to_on=one.to_on,
            days=one.days,
            working_days=calendar.count(one.from_on - ONE_DAY, one.to_on),
        )
        for one in segments
    )


def _offered(row: Transition) -> PermittedAction:
    return PermittedAction(
        action=row.action,
        variant=row.variant,
        label=label(row.action),
        article=_cite(row.article),
        requires=tuple(effect.value for effect in INPUT_EFFECTS if effect in row.effects),
        outcomes=row.outcomes,
    )


def _history_line(unit: UnitOfWork, row: CaseEventRow) -> HistoryLine:
    texts: Mapping[str, Any] = private_part(unit.cipher, row)
    return HistoryLine(
        seq=row.seq,
        at=row.at,
        on=row.on_day,
        action=Action(row.action),
        label=label(Action(row.action)),
        actor_kind=row.actor_kind,
        actor_label=row.actor_label,
        article=_cite(row.article),
        state_label=label(State(row.state_after)),
        due_before=row.due_before,
        due_after=row.due_after,
        facts=row.facts,
        texts={key: value for key, value in texts.items() if key not in NEVER_SHOWN},
    )


def _reminder_view(limit: CaseLimitRow, row: ReminderRow) -> ReminderView:
    return ReminderView(
        kind=row.kind,
        limit_label=limit_of(LimitKey(limit.key)).label,
        due_on=row.due_on,
        fire_at=row.fire_at,
        status=row.status,
        fired_at=row.fired_at,
        acknowledged_at=row.acknowledged_at,
    )


def _cite(article: str) -> str:
    return cite(article) if article else ""
