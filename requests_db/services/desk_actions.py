"""Steps that staff take at the desk: the case is found within sight and held, then the workflow judges the step."""

from dataclasses import dataclass, replace
from datetime import date

from requests_db.services.actors import Actor
from requests_db.services.history import clock_events_of
from requests_db.services.intake import confirm_receipt
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.triage import assign
from requests_db.services.visibility import may_see, require_case
from requests_db.statute.deadlines import ConsultKind, Event, EventType
from requests_db.statute.workflow import Action
from requests_db.store.unit_of_work import UnitOfWork

LETTER_NAME = "第{number}份"  # read by people in the reasons of a date
SEARCH_TEXTS = ("places", "words", "found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter asking for an opinion, and how far it has come (征求意见书)."""

    id: str
    kind: ConsultKind | None
    sent_on: date
    received_on: date | None = None
    replied_on: date | None = None


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
        step = _named(step, await letters_of(unit, case_id))
    search, step = _without_search(step)
    if search is not None:
        await apply(unit, case, search, actor)
    await apply(unit, case, step, actor)
    return await may_see(unit, actor, case)


async def letters_of(unit: UnitOfWork, case_id: int) -> tuple[Letter, ...]:
    """Return the letters asking for an opinion on a case, the first sent first."""
    letters: dict[str, Letter] = {}
    for event in await clock_events_of(unit, case_id):
        name = event.id or ""
        if event.type is EventType.CONSULT_SENT:
            letters[name] = Letter(id=name, kind=event.kind, sent_on=event.on)
        elif name in letters and event.type is EventType.CONSULT_LETTER_RECEIVED:
            letters[name] = replace(letters[name], received_on=event.on)
        elif name in letters and event.type is EventType.CONSULT_REPLY_RECEIVED:
            letters[name] = replace(letters[name], replied_on=event.on)
    return tuple(letters.values())


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
