"""What else the desk shows: things a person must look at (待办), as far as they are in sight."""

from requests_db.services import tasks
from requests_db.services.actors import Actor
from requests_db.services.audit import append_register
from requests_db.services.case_figures import TASKS_SHOWN
from requests_db.services.errors import NotFound, NotPermitted
from requests_db.services.sending_apart import UNSERVED
from requests_db.services.visibility import is_visible, visible_cases
from requests_db.store.repositories import cases
from requests_db.store.repositories import limits as rows
from requests_db.store.repositories.case_lists import Sight
from requests_db.store.tables_cases import TaskRow
from requests_db.store.unit_of_work import UnitOfWork
from requests_db.store.views import TaskView

REGISTER_KIND = "task"


async def open_tasks(unit: UnitOfWork, actor: Actor, *, kind: str = "") -> tuple[TaskView, ...]:
    """Return the open tasks of the actor's agency, the oldest first; those about a case out of sight are left out.

    Args:
        unit: a unit of work.
        actor: who looks.
        kind: only tasks of this kind; empty: of any.

    Raises:
        NotFound: the actor is no member of staff.
    """
    sight = visible_cases(actor)
    found = await rows.open_tasks(unit.session, sight, kind=kind, limit=TASKS_SHOWN)
    return tuple([_view(row) for row in found if await _is_visible(unit, sight, row)])


async def resolve_task(unit: UnitOfWork, actor: Actor, task_id: int) -> None:
    """Note that somebody looked at a task and did what was needed; who and when stays in the register.

    Raises:
        NotFound: unknown, out of sight, or done already.
        NotPermitted: a reply waits for its proof of service, which alone ends such a task.
    """
    if (await require_task(unit, actor, task_id)).kind == UNSERVED:
        raise NotPermitted("task.unserved")
    if await rows.resolve_task(unit.session, task_id, actor.staff_id, unit.now) is None:
        raise NotFound("task.unknown")
    await append_register(unit, REGISTER_KIND, f"task:{task_id}", actor, {"what": "resolved"})


async def require_task(unit: UnitOfWork, actor: Actor, task_id: int) -> TaskRow:
    """Return an open task that the actor sees, held until the unit ends.

    Raises:
        NotFound: unknown, out of sight, or done already.
    """
    row = await rows.task_by_id(unit.session, task_id)
    sight = visible_cases(actor)
    is_mine = row is not None and row.state == tasks.OPEN and row.agency_id == sight.agency_id
    if row is None or not is_mine or not await _is_visible(unit, sight, row):
        raise NotFound("task.unknown")
    return row


async def _is_visible(unit: UnitOfWork, sight: Sight, row: TaskRow) -> bool:
    if row.case_id is None:
        return True
    case = await cases.case_by_id(unit.session, row.case_id)
    return case is not None and is_visible(sight, case)


def _view(row: TaskRow) -> TaskView:
    return TaskView(id=row.id, kind=row.kind, case_id=row.case_id, facts=row.facts, opened_at=row.opened_at)
