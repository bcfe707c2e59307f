"""Answering: the reply by outcome and grounds, given at once or through review and sign-off (答复)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from requests_db.services.actors import Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.errors import NotPermitted
from requests_db.services.steps import Step
from requests_db.services.transitions import apply, check_version
from requests_db.services.visibility import require_case
from requests_db.statute.workflow import Action, State, Transition, label, permitted
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRecord:
    """Where was searched, with what words, and what was found (检索记录)."""

    places: str
    words: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCase:
    """A reply to a request."""

    case_id: int
    outcome: str  # key of statute.outcomes
    text: str
    grounds: str = ""  # required where the outcome asks for reasons
    file_tokens: tuple[str, ...] = ()
    search_record: SearchRecord | None = None  # recorded first; required for "does not exist"
    on: date | None = None  # None: today
    expected_version: int | None = None
    proof: Mapping[str, str] = field(default_factory=dict)


async def answer_case(unit: UnitOfWork, command: AnswerCase, actor: Actor) -> State:
    """Answer a request, or send the draft into review where the agency has that step.

    A case nobody has taken up yet is taken up first, so that history names who answered.

    Raises:
        InvalidInput: outcome, grounds or search record are missing or not allowed.
        NotFound, NotPermitted, Conflict, ImpossibleEvent: see `transitions.apply`.
    """
    case = await require_case(unit, actor, command.case_id, hold=True)
    await check_version(unit, case, command.expected_version)
    async with unit.together():
        return await _answer(unit, case, command, actor)


async def _answer(unit: UnitOfWork, case: CaseRow, command: AnswerCase, actor: Actor) -> State:
    on = command.on or unit.today
    row = await _way(unit, case, command, actor)
    if row is None:
        await apply(unit, case, Step(action=Action.CLAIM, on=unit.today), actor)
    if command.search_record is not None:
        record = command.search_record
        private = {"places": record.places, "words": record.words, "found": record.found}
        await apply(unit, case, Step(action=Action.RECORD_SEARCH, on=unit.today, private=private), actor)
    row = row or await _way(unit, case, command, actor)
    if row is None:
        raise NotPermitted("case.action", action=label(Action.ANSWER), state=label(State(case.state)), ref=case.ref)
    step = Step(
        action=row.action,
        on=on,
        variant=row.variant,
        outcome=command.outcome,
        reason=command.grounds,
        proof=command.proof,
        files={"reply": command.file_tokens} if command.file_tokens else {},
        private={"text": command.text},
    )
    return await apply(unit, case, step, actor)


async def dispatch_reply(
    unit: UnitOfWork,
    case_id: int,
    actor: Actor,
    *,
    on: date | None = None,
    proof: Mapping[str, str] | None = None,
    expected_version: int | None = None,
) -> State:
    """Send a reply that was reviewed and signed; posting day or day of signature is the day of reply.

    Raises:
        NotFound, NotPermitted, Conflict, InvalidInput: see `transitions.apply`.
    """
    case = await require_case(unit, actor, case_id, hold=True)
    step = Step(action=Action.DISPATCH, on=on or unit.today, proof=proof or {}, expected_version=expected_version)
    return await apply(unit, case, step, actor)


async def _way(unit: UnitOfWork, case: CaseRow, command: AnswerCase, actor: Actor) -> Transition | None:
    """Return the workflow's row by which this outcome is given from here; the shortest way first."""
    switches = (await agency_profile(unit, case.agency_id)).review
    rows = permitted(State(case.state), actor.roles, switches)
    fitting = [row for row in rows if not row.outcomes or command.outcome in row.outcomes]
    for action in (Action.ANSWER, Action.SUBMIT_FOR_REVIEW):
        for row in fitting:
            if row.action is action:
                return row
    return None
