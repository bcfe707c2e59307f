"""Entries made after the day of what happened: they say why, and never quietly end an overdue case (补录)."""

from datetime import date

from requests_db.services.actors import Actor
from requests_db.services.case_limits import ClockContext
from requests_db.services.errors import InvalidInput
from requests_db.services.staff_notices import StaffNotice, notify
from requests_db.services.steps import Step
from requests_db.services.tasks import open_task
from requests_db.statute.recording import is_late_entry
from requests_db.statute.workflow import OPEN_STATES, Action, Role, State
from requests_db.store.repositories import agencies
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork

ENTERED_ON, LATE_REASON = "entered_on", "late_reason"
RECEIVING = (Action.REGISTER, Action.CONFIRM_RECEIPT)  # an earlier day begins the period earlier: nothing is won
TASK = NOTICE = "late_entry"


def late_facts(step: Step, actor: Actor, context: ClockContext) -> dict[str, object]:
    """Return the day of entry as a fact of the line, where it came late.

    Raises:
        InvalidInput: on `late_reason`, the entry of a member of staff does not say why it comes so late.
    """
    if not actor.is_staff or not is_late_entry(step.on, context.today, context.calendar):
        return {}
    if step.action not in RECEIVING and not str(step.private.get(LATE_REASON, "")).strip():
        raise InvalidInput({LATE_REASON: "late_entry"})
    return {ENTERED_ON: context.today.isoformat()}


async def tell_of_late_entry(
    unit: UnitOfWork, case: CaseRow, actor: Actor, *, is_late: bool, state_before: str, due_before: date | None
) -> None:
    """Tell supervisors, by notice and task, that an entry took an overdue case off the list or moved its last day.

    Args:
        unit: a writing unit that holds the case.
        case: the case after the entry.
        actor: who made the entry; only staff are looked after here.
        is_late: the entry came late.
        state_before: the case's state before the entry.
        due_before: its last day before.
    """
    was_open = state_before in OPEN_STATES and State(case.state) in OPEN_STATES
    if not actor.is_staff or not was_open or due_before is None:
        return
    escapes = due_before < unit.today and (case.due_on is None or case.due_on >= unit.today)
    gains = is_late and (case.due_on is None or case.due_on > due_before)
    if not escapes and not gains:
        return
    facts = {"ref": case.ref, "due_before": due_before, "due_on": case.due_on, "name": actor.label}
    key = f"{TASK}:{case.id}:{case.version}"
    task = {"ref": case.ref, "name": actor.label}
    await open_task(unit, kind=TASK, key=key, facts=task, agency_id=case.agency_id, case_id=case.id)
    told = [one.id for one in await agencies.staff_of(unit.session, case.agency_id) if Role.SUPERVISOR in one.roles]
    await notify(unit, told, StaffNotice(agency_id=case.agency_id, key=f"staff.{NOTICE}", facts=facts, case_id=case.id))
