"""Sharing out: to a unit and a person, taken up, put back, returned (分办、领取、退回)."""

from collections.abc import Sequence
from dataclasses import dataclass

from requests_db.services.actors import Actor
from requests_db.services.errors import Refusal
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.visibility import require_case
from requests_db.statute.workflow import Action, State
from requests_db.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedOne:
    """What came of one of several cases."""

    case_id: int
    refused: str = ""  # wording key of the refusal; empty where the case was given


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


async def assign_many(
    unit: UnitOfWork, case_ids: Sequence[int], unit_id: int, holder_id: int | None, actor: Actor
) -> tuple[AssignedOne, ...]:
    """Give several cases to a unit and a person; one that cannot be given leaves the others as they are given.

    Returns:
        For each case, in the given order, whether it was given, or the wording key of why not.
    """
    done = []
    for case_id in dict.fromkeys(case_ids):
        try:
            await assign(unit, case_id, unit_id, holder_id, actor)
            done.append(AssignedOne(case_id=case_id))
        except Refusal as refusal:
            done.append(AssignedOne(case_id=case_id, refused=refusal.key))
    return tuple(done)


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
