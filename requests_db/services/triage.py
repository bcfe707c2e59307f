"""Sharing out: to a unit and a person, taken up, put back, returned (分办、领取、退回)."""

from requests_db.services.actors import Actor
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.visibility import require_case
from requests_db.statute.workflow import Action, State
from requests_db.store.unit_of_work import UnitOfWork


async def assign(
    unit: UnitOfWork,
    case_id: int,
    unit_id: int,
    holder_id: int | None,
    actor: Actor,
    *,
    expected_version: int | None = None,
    remark: str = "",
) -> State:
    """Give a case to a unit, and to one of its people where named.

    Raises:
        InvalidInput: the unit or the person is not of the agency, or no longer active.
        NotFound, NotPermitted, Conflict: see `transitions.apply`.
    """
    case = await require_case(unit, actor, case_id, hold=True)
    step = Step(
        action=Action.ASSIGN,
        on=unit.today,
        unit_id=unit_id,
        holder_id=holder_id,
        private={"remark": remark} if remark else {},
        expected_version=expected_version,
    )
    return await apply(unit, case, step, actor)


async def claim(unit: UnitOfWork, case_id: int, actor: Actor, *, expected_version: int | None = None) -> State:
    """Take a case up. Errors as `assign`."""
    return await _simply(unit, case_id, Action.CLAIM, actor, expected_version)


async def release(unit: UnitOfWork, case_id: int, actor: Actor, *, expected_version: int | None = None) -> State:
    """Put a case back into the unit's queue. Errors as `assign`."""
    return await _simply(unit, case_id, Action.RELEASE, actor, expected_version)


async def return_to_registry(
    unit: UnitOfWork, case_id: int, reason: str, actor: Actor, *, expected_version: int | None = None
) -> State:
    """Return a case that is not the unit's, with the reason. Errors as `assign`."""
    return await _simply(unit, case_id, Action.RETURN_TO_REGISTRY, actor, expected_version, reason=reason)


async def _simply(
    unit: UnitOfWork, case_id: int, action: Action, actor: Actor, expected_version: int | None, *, reason: str = ""
) -> State:
    case = await require_case(unit, actor, case_id, hold=True)
    step = Step(action=action, on=unit.today, reason=reason, expected_version=expected_version)
    return await apply(unit, case, step, actor)
