"""What an applicant sends after filing: material, a correction, reasons, a withdrawal."""

from collections.abc import Mapping, Sequence

from requests_db.services.actors import Actor
from requests_db.services.case_figures import LONGEST_TEXT
from requests_db.services.errors import InvalidInput, NotFound
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.statute.workflow import Action, State
from requests_db.store.repositories import cases
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork


async def add_material(unit: UnitOfWork, ref: str, text: str, file_tokens: Sequence[str], actor: Actor) -> State:
    """Add words or files to a request; return where it stands.

    Raises:
        NotFound: the conversation does not follow a request of this number.
        InvalidInput: there is nothing to add, or too much.
        NotPermitted: the request is closed.
    """
    return await _send(unit, Action.ADD_MATERIAL, ref, text, file_tokens, actor)


async def receive_correction(unit: UnitOfWork, ref: str, text: str, file_tokens: Sequence[str], actor: Actor) -> State:
    """Take the corrected request; the reply period starts again from today (Art. 30). Errors as `add_material`."""
    return await _send(unit, Action.RECEIVE_CORRECTION, ref, text, file_tokens, actor)


async def receive_reasons(unit: UnitOfWork, ref: str, text: str, file_tokens: Sequence[str], actor: Actor) -> State:
    """Take the reasons asked for under Art. 35. Errors as `add_material`."""
    return await _send(unit, Action.RECEIVE_REASONS, ref, text, file_tokens, actor)


async def withdraw_request(unit: UnitOfWork, ref: str, reason: str, actor: Actor) -> State:
    """Withdraw a request; a reason is welcome and never asked for. Errors as `add_material`."""
    case = await _followed(unit, ref, actor)
    return await apply(unit, case, Step(action=Action.WITHDRAW, on=unit.today, reason=reason), actor)


async def _send(
    unit: UnitOfWork, action: Action, ref: str, text: str, file_tokens: Sequence[str], actor: Actor
) -> State:
    if not text.strip() and not file_tokens:
        raise InvalidInput({"text": "required"})
    if len(text) > LONGEST_TEXT:
        raise InvalidInput({"text": "too_long"})
    case = await _followed(unit, ref, actor)
    files: Mapping[str, Sequence[str]] = {"material": tuple(file_tokens)} if file_tokens else {}
    private = {"text": text} if text.strip() else {}
    return await apply(unit, case, Step(action=action, on=unit.today, files=files, private=private), actor)


async def _followed(unit: UnitOfWork, ref: str, actor: Actor) -> CaseRow:
    case = await cases.case_by_ref(unit.session, ref, hold=True)
    conversation_id = actor.conversation_id
    if case is None or conversation_id is None or not await cases.follows(unit.session, case.id, conversation_id):
        raise NotFound("case.unknown")
    return case
