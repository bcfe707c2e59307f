"""Replies that no chat delivers (寄送): asked for by post, at the counter or by mail, they wait for a person's hands.

A reply given is a reply owed: until its service is on record the office has a task, and the case cannot be put away.
"""

from datetime import date

from requests_db.services.actors import SYSTEM
from requests_db.services.audit import Entry, RegisterKind, append_entries
from requests_db.services.request_form import IN_CHAT
from requests_db.statute.workflow import Action, Effect, Transition
from requests_db.store.repositories.gaps import tasks_before_step
from requests_db.store.repositories.limits import open_task, resolve_task_by_key, resolve_tasks_of_case
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork

UNSERVED = "unserved"  # kind of the task


async def keep_sending(unit: UnitOfWork, case: CaseRow, row: Transition) -> None:
    """Open a task for a reply that must be sent by hand; its service ends it, and so does a case taken up again."""
    if row.action in (Action.RECORD_SERVICE, Action.REOPEN):
        await resolve_tasks_of_case(unit.session, case.id, UNSERVED, unit.now)
    elif Effect.OPEN_REMEDIES in row.effects and not _goes_by_chat(unit, case):
        key = _key(case.id, case.answered_on)
        await open_task(
            unit.session,
            agency_id=case.agency_id,
            key=key,
            kind=UNSERVED,
            at=unit.now,
            facts={"ref": case.ref},
            case_id=case.id,
        )


async def end_overtaken(unit: UnitOfWork) -> int:
    """Close the tasks of replies whose case was taken up again since, and note each in the register.

    Taking a case up again ends its task by itself; this mends what was left open before it did. Done twice, or by two
    at once, it closes and notes each once; a case being worked on meanwhile waits for the next time.

    Returns:
        How many were closed.
    """
    found = await tasks_before_step(unit.session, UNSERVED, Action.REOPEN.value)
    overtaken = [row for row in found if row.key != _key(row.case_id, row.answered_on)]
    closed = [row for row in overtaken if await resolve_task_by_key(unit.session, row.key, None, unit.now)]
    if closed:
        facts = {"what": "unserved_overtaken"}
        lines = [
            Entry(kind=RegisterKind.TASK, subject=f"case:{row.case_id}", facts={**facts, "task": row.key})
            for row in closed
        ]
        await append_entries(unit, lines, SYSTEM)
    return len(closed)


def _key(case_id: int, answered_on: date | None) -> str:
    return f"{UNSERVED}:{case_id}:{answered_on}"


def _goes_by_chat(unit: UnitOfWork, case: CaseRow) -> bool:
    return bool(unit.cipher.open(case.wanted_sealed).get("obtain_by") == IN_CHAT)
