"""Several cases given to a unit or a person at once.

A case that nobody has begun is assigned anew; one that is under way is handed over where it stands (分办、移交).
"""

from collections.abc import Sequence

from requests_db.services.actors import Actor
from requests_db.services.case_reading import subject_of
from requests_db.services.errors import NotFound, Refusal
from requests_db.services.sharing import Chosen, Shared, Taker, share_each
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.visibility import may_see, require_case
from requests_db.statute.workflow import Action, State, permitted
from requests_db.store.repositories import cases
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork


async def share_cases(
    unit: UnitOfWork, chosen: Sequence[Chosen], unit_id: int | None, holder_id: int | None, actor: Actor
) -> tuple[Shared, ...]:
    """Give several cases as `share_each` does; a person is needed for those under way; the caller commits."""
    return await share_each(unit, chosen, unit_id, holder_id, lambda one, taker: _share(unit, one, taker, actor))


async def _share(unit: UnitOfWork, one: Chosen, taker: Taker, actor: Actor) -> Shared:
    try:
        case = await require_case(unit, actor, one.number, hold=True)
        step = Step(
            action=_way(case, taker.holder_id, actor),
            on=unit.today,
            unit_id=taker.unit_id,
            holder_id=taker.holder_id,
            expected_version=one.version,
        )
        await apply(unit, case, step, actor)
        return await _shown(unit, one.number, actor)
    except Refusal as refusal:
        return await _shown(unit, one.number, actor, refusal)


def _way(case: CaseRow, holder_id: int | None, actor: Actor) -> Action:
    """Return how a case changes hands: where it stands, if somebody takes it over and it has begun."""
    offered = {row.action for row in permitted(State(case.state), actor.roles)}
    is_begun = Action.HAND_OVER in offered and (holder_id is not None or Action.ASSIGN not in offered)
    return Action.HAND_OVER if is_begun else Action.ASSIGN


async def _shown(unit: UnitOfWork, case_id: int, actor: Actor, refusal: Refusal | None = None) -> Shared:
    case = await cases.case_by_id(unit.session, case_id)
    if case is None or isinstance(refusal, NotFound) or not await may_see(unit, actor, case):
        return Shared(number=case_id, refusal=refusal)
    return Shared(
        number=case_id,
        ref=case.ref,
        name=subject_of(unit.cipher.open(case.wanted_sealed)),
        version=case.version,
        refusal=refusal,
    )
