"""What an applicant may know: the requests a conversation follows, and one request by number and access code.

The questions staff ask are answered next door and offered here as well.
"""

import hmac
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from requests_db.services.agency import agency as agency_profile
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.announcing import ASKING_ACTIONS, announcement_of, ask_of
from requests_db.services.calendars import calendar_for
from requests_db.services.case_clock import main_ask, read_clock
from requests_db.services.case_figures import (
    FOLLOWED_CASES,
    WRONG_CODES,
    WRONG_CODES_WITHIN,
)
from requests_db.services.case_page import case_page, find_by_ref, open_personal_data
from requests_db.services.case_reading import reply_view, subject_of
from requests_db.services.errors import NotFound, TooMany
from requests_db.services.history import HASH_BYTES, events_from_json, private_part
from requests_db.services.intake import access_digest
from requests_db.services.request_form import Wanted
from requests_db.services.similar import near_open_of_conversation
from requests_db.services.staff_queries import QueueFilter, queue, queue_counts
from requests_db.statute.deadlines import DueDate, due_brief
from requests_db.statute.desk_queues import PAUSE_LABELS
from requests_db.statute.workflow import TRANSITIONS, Action, Effect, Role, State, label, permitted
from requests_db.store.case_views import Announcement, CaseProgress, CaseReply, OpenAsk, ProgressStep
from requests_db.store.repositories import cases, chains
from requests_db.store.repositories.limits import live_limits
from requests_db.store.tables_cases import CaseEventRow, CaseRow
from requests_db.store.unit_of_work import UnitOfWork

__all__ = [
    "Announcement",
    "CaseProgress",
    "CaseReply",
    "ProgressStep",
    "QueueFilter",
    "case_page",
    "case_progress",
    "find_by_ref",
    "my_cases",
    "open_personal_data",
    "queue",
    "queue_counts",
    "similar_open",
]

# What the applicant did or was told of; everything else is the office's own work.
SHOWN_ACTIONS = frozenset(
    row.action for row in TRANSITIONS if Effect.NOTIFY_APPLICANT in row.effects or Role.APPLICANT in row.roles
)
ONE_MINUTE = timedelta(minutes=1)
NO_CODE = bytes(HASH_BYTES)


async def my_cases(unit: UnitOfWork, conversation_id: int) -> tuple[CaseProgress, ...]:
    """Return the requests a conversation follows, newest first."""
    found = await cases.followed_cases(unit.session, conversation_id, limit=FOLLOWED_CASES)
    return await _progress_of(unit, found)


async def case_progress(unit: UnitOfWork, ref: str, *, conversation_id: int, access_code: str = "") -> CaseProgress:
    """Return how a request stands, to a conversation that follows it or gives its access code.

    A right code makes the conversation a follower. An unknown number, somebody else's number and a wrong code are
    told alike after the same work, and are counted; the caller commits the count although the request is refused.

    Raises:
        NotFound: `case.unknown`.
        TooMany: too many wrong tries from this conversation.
    """
    since = unit.now - WRONG_CODES_WITHIN
    if await cases.wrong_codes_since(unit.session, conversation_id, since) >= WRONG_CODES:
        raise TooMany("case.too_many_tries", minutes=WRONG_CODES_WITHIN // ONE_MINUTE)
    number = ref.strip()
    case = await cases.case_by_ref(unit.session, number)
    case_id = case.id if case else 0
    is_follower = await cases.follows(unit.session, case_id, conversation_id)
    expected = (case.access_digest if case else None) or NO_CODE
    has_code = hmac.compare_digest(expected, access_digest(unit.digester, number, access_code))
    if case is None or not (is_follower or has_code):
        await cases.note_wrong_code(unit.session, conversation_id, unit.now)
        raise NotFound("case.unknown")
    if not is_follower:
        await cases.follow(unit.session, case.id, conversation_id, is_applicant=False, at=unit.now)
    (progress,) = await _progress_of(unit, [case])
    return progress


async def similar_open(
    unit: UnitOfWork,
    *,
    conversation_id: int,
    wanted: Wanted,
    applicant_name: str = "",
    identity_number: str = "",
) -> tuple[CaseProgress, ...]:
    """Return open requests of the same person that ask for nearly the same.

    Only requests this conversation follows are shown: a name and an identity number typed in another chat prove
    nothing, and must not reveal what somebody asked for. Where a name or number is given, requests filed here for
    somebody else are left out.
    """
    near = await near_open_of_conversation(
        unit, conversation_id, asdict(wanted), name=applicant_name, identity_number=identity_number
    )
    return await _progress_of(unit, near)


async def _progress_of(unit: UnitOfWork, found: Sequence[CaseRow]) -> tuple[CaseProgress, ...]:
    if not found:
        return ()
    histories = await chains.events_of_many(unit.session, [case.id for case in found])
    return tuple([await _progress(unit, case, histories[case.id]) for case in found])


async def _progress(unit: UnitOfWork, case: CaseRow, history: Sequence[CaseEventRow]) -> CaseProgress:
    profile = await agency_profile(unit, case.agency_id)
    events = events_from_json(item for row in history for item in row.clock_events)
    reading: DueDate | None = None
    if case.is_open:
        reading = read_clock(events, main_ask(events), await calendar_for(unit, profile), profile, today=unit.today)
    state = State(case.state)
    steps = [row for row in history if row.action in SHOWN_ACTIONS or row.actor_kind == Role.APPLICANT]
    reply, asking = await reply_view(unit, case, history, profile), _asking(case, history)
    stands = reading is not None and (reading.due_on is None or reading.stopped_until is not None)
    return CaseProgress(
        ref=case.ref,
        subject=subject_of(unit.cipher.open(case.wanted_sealed)),
        agency_name=profile.name,
        state=state,
        state_label=label(state),
        is_open=case.is_open,
        submitted_on=case.submitted_on,
        received_on=case.received_on,
        due=reading,
        brief=due_brief(reading) if reading else (),
        paused_because=PAUSE_LABELS.get(case.pause_reason, "") if stands else "",
        steps=tuple(ProgressStep(on=row.on_day, label=label(Action(row.action))) for row in steps),
        asked=_asked(unit, asking),
        reply=reply,
        may=tuple(row.action for row in permitted(state, {Role.APPLICANT}, profile.review)),
        ask=await _ask(unit, case, asking, profile),
        ending=announcement_of(case, profile) if reply is None and not case.is_open else None,
    )


def _asking(case: CaseRow, history: Sequence[CaseEventRow]) -> CaseEventRow | None:
    """Return the step by which the office last asked something, while the case waits for just that."""
    asking = [row for row in history if row.action in ASKING_ACTIONS and row.state_after == case.state]
    return asking[-1] if asking else None


async def _ask(unit: UnitOfWork, case: CaseRow, asking: CaseEventRow | None, profile: AgencyProfile) -> OpenAsk | None:
    """Return what is asked with its last day."""
    if asking is None:
        return None
    limits, private = await live_limits(unit.session, case.id), private_part(unit.cipher, asking)
    return ask_of(Action(asking.action), asking.on_day, asking.facts, private, limits, profile)


def _asked(unit: UnitOfWork, asking: CaseEventRow | None) -> str:
    """Return the words in which it is asked."""
    if asking is None:
        return ""
    private = private_part(unit.cipher, asking)
    return str(private.get("text") or private.get("reason") or "")
