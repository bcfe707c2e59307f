"""Steps that staff take at the desk: the case is found within sight and held, then the workflow judges the step."""

from collections.abc import Sequence
from dataclasses import replace

from requests_db.services.actors import Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.calendars import calendar_for
from requests_db.services.history import clock_events_of, events_from_json, private_part
from requests_db.services.intake import confirm_receipt
from requests_db.services.opinion_letters import Letter, letters_in
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.triage import assign
from requests_db.services.visibility import may_see, require_case
from requests_db.statute.deadlines import Event
from requests_db.statute.workflow import Action
from requests_db.store.outbox_repository import OutboxRepository
from requests_db.store.repositories import chains
from requests_db.store.tables_cases import CaseEventRow, CaseRow
from requests_db.store.unit_of_work import UnitOfWork

LETTER_NAME = "第{number}份"  # read by people in the reasons of a date
SEARCH_TEXTS = ("places", "words", "found")


async def take_step(unit: UnitOfWork, case_id: int, step: Step, actor: Actor) -> bool:
    """Do one step on a case the actor sees; the caller commits.

    The day of receipt is recorded as its channel demands (Art. 31), a letter asking for an opinion is named here, and
    a search told together with a reply is recorded first.

    Returns:
        Whether the actor still sees the case: who hands it over may lose sight of it.

    Raises:
        NotFound, NotPermitted, Conflict, InvalidInput, ImpossibleEvent: see `transitions.apply`.
    """
    case = await require_case(unit, actor, case_id, hold=True)
    if step.action is Action.CONFIRM_RECEIPT:
        await confirm_receipt(unit, case_id, step.on, actor, expected_version=step.expected_version)
        return True
    if step.action is Action.ASSIGN and step.unit_id is not None:
        await assign(unit, case_id, step.unit_id, step.holder_id, actor, expected_version=step.expected_version)
        return await may_see(unit, actor, case)
    if step.action is Action.SEND_OPINION_LETTER:
        step = _named(step, await letters_of(unit, case))
    search, step = _without_search(step)
    if search is not None:
        await apply(unit, case, search, actor)
    await apply(unit, case, step, actor)
    return await may_see(unit, actor, case)


async def is_reached_in_chat(unit: UnitOfWork, case_id: int) -> bool:
    """Return whether a conversation follows the case, so that its papers can be given there."""
    return bool(await OutboxRepository(unit.session).followers(case_id))


async def letters_of(unit: UnitOfWork, case: CaseRow) -> tuple[Letter, ...]:
    """Return the letters asking for an opinion on a case, the first sent first."""
    calendar = await calendar_for(unit, await agency_profile(unit, case.agency_id))
    lines = await chains.events_of(unit.session, case.id)
    found = letters_in(await clock_events_of(unit, case.id), lines, calendar, unit.today)
    names = _addressees(unit, lines)
    return tuple(replace(one, addressee=names.get(one.id, "")) for one in found)


def _addressees(unit: UnitOfWork, lines: Sequence[CaseEventRow]) -> dict[str, str]:
    """Return to whom each letter asking for an opinion went, by its name."""
    sent = [line for line in lines if line.action == Action.SEND_OPINION_LETTER]
    return {
        event.id or "": str(private_part(unit.cipher, line).get("addressee", ""))
        for line in sent
        for event in events_from_json(line.clock_events)
    }


def _without_search(step: Step) -> tuple[Step | None, Step]:
    """Return the search recorded together with a reply as a step of its own, and the reply."""
    if step.action is Action.RECORD_SEARCH or not any(name in step.private for name in SEARCH_TEXTS):
        return None, step
    found = {name: step.private[name] for name in SEARCH_TEXTS if name in step.private}
    rest = {name: text for name, text in step.private.items() if name not in SEARCH_TEXTS}
    search = Step(action=Action.RECORD_SEARCH, on=step.on, private=found, expected_version=step.expected_version)
    return search, replace(step, private=rest, expected_version=None)


def _named(step: Step, known: tuple[Letter, ...]) -> Step:
    name = LETTER_NAME.format(number=len(known) + 1)
    events: list[Event] = [replace(event, id=name) for event in step.clock_events or ()]
    return replace(step, clock_events=tuple(events), facts={**step.facts, "letter": name})
