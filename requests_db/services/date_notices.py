"""Telling applicants that a new working calendar moved their date, once a supervisor accepted it (期限变动告知)."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from requests_db.clock import legal_day
from requests_db.services import outbox
from requests_db.services.actors import Actor
from requests_db.services.case_figures import RECALCULATION_BATCH
from requests_db.services.desk_queries import require_task, resolve_task
from requests_db.services.differences import CHANGED_TASK, NOTICE_TASK
from requests_db.services.errors import NotPermitted
from requests_db.services.retrying import in_unit
from requests_db.statute.workflow import Action, Role
from requests_db.store.base import AnyRow
from requests_db.store.repositories import recounting
from requests_db.store.unit_of_work import UnitOfWork, Units

ACCEPTING = (Role.SUPERVISOR, Role.HEAD)
KINDS = (NOTICE_TASK, CHANGED_TASK)
TOLD_THROUGH = "told_through"  # fact of the task: the last line of history that was told
NOTICE = "case.recalculate"


async def finish_task(units: Units, actor: Actor, task_id: int) -> None:
    """Note that a task is done; with new dates that means they are accepted, and the applicants are told first.

    They are told in stretches, each committed; broken off and pressed again, nobody is told twice.

    Raises:
        NotFound: unknown, out of sight, or done already.
        NotPermitted: new dates are accepted by supervisors and the head alone.
    """
    while not await in_unit(units, partial(_tell_next, actor=actor, task_id=task_id)):
        continue
    await in_unit(units, lambda unit: resolve_task(unit, actor, task_id))


async def _tell_next(unit: UnitOfWork, *, actor: Actor, task_id: int) -> bool:
    """Tell the next applicants; return whether none are left."""
    task = await require_task(unit, actor, task_id)
    if task.kind not in KINDS:
        return True
    if not actor.has(*ACCEPTING):
        raise NotPermitted("task.dates")
    lines = await recounting.moved_and_followed(
        unit.session,
        Action.RECALCULATE.value,
        agency_id=task.agency_id,
        since=legal_day(task.opened_at, unit.clock.zone),
        after=int(task.facts.get(TOLD_THROUGH, 0)),
        limit=RECALCULATION_BATCH,
    )
    for line in lines:
        if line.facts.get("recount") == task.facts.get("recount"):
            await outbox.notify_followers(unit, line.case_id, NOTICE, _facts(line))
    if lines:
        task.facts = {**task.facts, TOLD_THROUGH: lines[-1].id}
    return len(lines) < RECALCULATION_BATCH


def _facts(line: AnyRow) -> Mapping[str, Any]:
    return {
        "ref": line.ref,
        "before_on": line.due_before,
        "due_on": line.due_after,
        "provisional": bool(line.facts.get("provisional")),
        "because": line.facts.get("because", ""),
    }
