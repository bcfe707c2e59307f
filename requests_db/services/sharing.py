"""Several cases given to a unit or a person at once; what cannot be given leaves the others as they are given.

A case that nobody has begun is assigned anew; one that is under way is handed over where it stands (分办、移交).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from requests_db.services.actors import Actor
from requests_db.services.case_reading import subject_of
from requests_db.services.errors import InvalidInput, NotFound, Refusal
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.visibility import may_see, require_case
from requests_db.statute.workflow import Action, State, permitted
from requests_db.store.repositories import agencies, cases
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One of the cases somebody ticked, as they saw it."""

    case_id: int
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedOne:
    """What came of one of the cases."""

    case_id: int
    ref: str = ""  # empty where the case is out of sight
    subject: str = ""
    version: int = 0  # as it is now
    refusal: Refusal | None = None  # None: it was given


async def share_many(
    unit: UnitOfWork, chosen: Sequence[Chosen], unit_id: int | None, holder_id: int | None, actor: Actor
) -> tuple[SharedOne, ...]:
    """Give several cases to a unit, and to one of its people where named; the caller commits.

    Args:
        unit: a writing unit.
        chosen: the cases, each with the version its list showed.
        unit_id: the unit; None: the one the person is of.
        holder_id: the person, needed for cases that are under way.
        actor: who gives them.

    Returns:
        For each case, in the given order, what came of it: changed by somebody meanwhile is told as a `Conflict`.

    Raises:
        InvalidInput: neither a unit nor a person is named.
    """
    if unit_id is None and holder_id is not None:
        holder = await agencies.staff_by_id(unit.session, holder_id)
        unit_id = holder.unit_id if holder is not None else None
    if unit_id is None:
        raise InvalidInput({"unit_id": "required"})
    given = {one.case_id: one for one in chosen}
    done = {case_id: await _share(unit, given[case_id], unit_id, holder_id, actor) for case_id in sorted(given)}
    return tuple(done[case_id] for case_id in given)


async def _share(unit: UnitOfWork, one: Chosen, unit_id: int, holder_id: int | None, actor: Actor) -> SharedOne:
    try:
        case = await require_case(unit, actor, one.case_id, hold=True)
        step = Step(
            action=_way(case, holder_id, actor),
            on=unit.today,
            unit_id=unit_id,
            holder_id=holder_id,
            expected_version=one.version,
        )
        await apply(unit, case, step, actor)
        return await _shown(unit, one.case_id, actor)
    except Refusal as refusal:
        return await _shown(unit, one.case_id, actor, refusal)


def _way(case: CaseRow, holder_id: int | None, actor: Actor) -> Action:
    """Return how a case changes hands: where it stands, if somebody takes it over and it has begun."""
    offered = {row.action for row in permitted(State(case.state), actor.roles)}
    is_begun = Action.HAND_OVER in offered and (holder_id is not None or Action.ASSIGN not in offered)
    return Action.HAND_OVER if is_begun else Action.ASSIGN


async def _shown(unit: UnitOfWork, case_id: int, actor: Actor, refusal: Refusal | None = None) -> SharedOne:
    case = await cases.case_by_id(unit.session, case_id)
    if case is None or isinstance(refusal, NotFound) or not await may_see(unit, actor, case):
        return SharedOne(case_id=case_id, refusal=refusal)
    return SharedOne(
        case_id=case_id,
        ref=case.ref,
        subject=subject_of(unit.cipher.open(case.wanted_sealed)),
        version=case.version,
        refusal=refusal,
    )
