"""Replies that no chat delivers (寄送): asked for by post, at the counter or by mail, they wait for a person's hands.

A reply given is a reply owed: until its service is on record the office has a task, and the case cannot be put away.
"""

from requests_db.services.request_form import IN_CHAT
from requests_db.statute.workflow import Action, Effect, Transition
from requests_db.store.repositories.limits import open_task, resolve_tasks_of_case
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork

UNSERVED = "unserved"  # kind of the task


async def keep_sending(unit: UnitOfWork, case: CaseRow, row: Transition) -> None:
    """Open a task for a reply that must be sent by hand; its service ends it, and so does a case taken up again."""
    if row.action in (Action.RECORD_SERVICE, Action.REOPEN):
        await resolve_tasks_of_case(unit.session, case.id, UNSERVED, unit.now)
    elif Effect.OPEN_REMEDIES in row.effects and not _goes_by_chat(unit, case):
        key = f"{UNSERVED}:{case.id}:{case.answered_on}"
        await open_task(
            unit.session,
            agency_id=case.agency_id,
            key=key,
            kind=UNSERVED,
            at=unit.now,
            facts={"ref": case.ref},
            case_id=case.id,
        )


def _goes_by_chat(unit: UnitOfWork, case: CaseRow) -> bool:
    return bool(unit.cipher.open(case.wanted_sealed).get("obtain_by") == IN_CHAT)
