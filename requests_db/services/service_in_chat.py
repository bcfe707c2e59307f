"""Service of a reply in the chat (送达): proved when the applicant opens it where they asked to have it.

The period for reconsideration runs from the day the applicant knew of the reply (复议法 Art. 20). Opening it from the
conversation the request was filed from, by somebody who asked to have it there, shows that; a message sent, or a look
from another conversation, shows nothing, and is left to staff.
"""

from collections.abc import Sequence

from requests_db.services.actors import SYSTEM
from requests_db.services.request_form import IN_CHAT
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.statute.workflow import Action, State, permitted
from requests_db.store.repositories import cases, chains
from requests_db.store.tables_cases import CaseEventRow, CaseRow
from requests_db.store.unit_of_work import UnitOfWork

GIVING = (Action.ANSWER, Action.DISPATCH)
BASIS = "opened"  # fact of the line: the applicant opened the reply in the chat


async def note_reply_opened(unit: UnitOfWork, ref: str, conversation_id: int) -> bool:
    """Record that a reply was served, where opening it here proves it and nobody recorded it yet; the caller commits.

    Returns:
        Whether it was recorded now.
    """
    case = await cases.case_by_ref(unit.session, ref, hold=True)
    if case is None or case.answered_on is None or case.answered_on > unit.today or not _may_be_served(case):
        return False
    asked_here = unit.cipher.open(case.wanted_sealed).get("obtain_by") == IN_CHAT
    if not asked_here or not await cases.is_filed_from(unit.session, case.id, conversation_id):
        return False
    if _is_served(await chains.events_of(unit.session, case.id)):
        return False
    step = Step(action=Action.RECORD_SERVICE, on=unit.today, proof={"way": IN_CHAT}, facts={"basis_of_service": BASIS})
    await apply(unit, case, step, SYSTEM)
    return True


def _may_be_served(case: CaseRow) -> bool:
    rows = permitted(State(case.state), SYSTEM.roles)
    return any(row.action is Action.RECORD_SERVICE for row in rows)


def _is_served(history: Sequence[CaseEventRow]) -> bool:
    """Return whether service of the latest reply is on record."""
    since = max((line.seq for line in history if line.action in GIVING), default=0)
    return any(line.action == Action.RECORD_SERVICE and line.seq > since for line in history)
