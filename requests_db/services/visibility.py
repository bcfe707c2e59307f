"""Who sees which cases: one table, one rule, used by every list, search, page and file."""

from enum import StrEnum

from requests_db.services.actors import Actor
from requests_db.services.errors import NotFound
from requests_db.statute.workflow import Action, Role
from requests_db.store.repositories import cases
from requests_db.store.repositories.case_lists import Sight
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork

__all__ = [
    "ASSISTING_ACTIONS",
    "REACH",
    "Reach",
    "Sight",
    "is_visible",
    "may_act",
    "may_see",
    "require_case",
    "visible_cases",
]


class Reach(StrEnum):
    """How far a role sees (可见范围)."""

    AGENCY = "agency"
    UNIT = "unit"
    NONE = "none"


REACH: dict[Role, Reach] = {
    Role.REGISTRAR: Reach.AGENCY,
    Role.HANDLER: Reach.UNIT,
    Role.REVIEWER: Reach.AGENCY,
    Role.HEAD: Reach.AGENCY,
    Role.SUPERVISOR: Reach.AGENCY,
    Role.ADMINISTRATOR: Reach.NONE,  # keeps accounts and settings, not cases
    Role.APPLICANT: Reach.NONE,
    Role.SYSTEM: Reach.NONE,
}
SEES_RESTRICTED = (Role.HEAD,)  # besides the holder
ASSISTING_ACTIONS = (Action.NOTE, Action.ADD_MATERIAL, Action.RECORD_SEARCH)  # what a unit asked to help may do


def visible_cases(actor: Actor) -> Sight:
    """Return what `actor` sees.

    Raises:
        NotFound: the actor is not a member of staff of an agency.
    """
    if actor.staff_id is None or actor.agency_id is None:
        raise NotFound("case.unknown")
    reaches = {REACH[role] for role in actor.roles}
    return Sight(
        agency_id=actor.agency_id,
        staff_id=actor.staff_id,
        unit_id=actor.unit_id if Reach.UNIT in reaches else None,
        whole_agency=Reach.AGENCY in reaches,
        restricted=actor.has(*SEES_RESTRICTED),
        stands_for=actor.stands_for,
    )


def is_visible(sight: Sight, case: CaseRow) -> bool:
    """Return whether a case is within sight of its own unit; units that help are asked for by `may_see`."""
    if case.agency_id != sight.agency_id:
        return False
    if case.holder_id == sight.staff_id:
        return True
    if case.is_restricted and not sight.restricted:
        return False
    if sight.whole_agency or case.holder_id in sight.stands_for:
        return True
    return sight.unit_id is not None and case.unit_id == sight.unit_id


async def may_see(unit: UnitOfWork, actor: Actor, case: CaseRow) -> bool:
    """Return whether the actor sees a case; lists apply the same rule in the database."""
    sight = visible_cases(actor)
    return is_visible(sight, case) or await _assists(unit, sight, case)


async def may_act(unit: UnitOfWork, actor: Actor, case: CaseRow, action: Action) -> bool:
    """Return whether the actor's place lets them act on a case: a unit that only helps may note, add and search."""
    sight = visible_cases(actor)
    return is_visible(sight, case) or (action in ASSISTING_ACTIONS and await _assists(unit, sight, case))


async def require_case(unit: UnitOfWork, actor: Actor, case_id: int, *, hold: bool = False) -> CaseRow:
    """Return a case the actor sees; `hold` keeps others from changing it until the unit ends.

    Raises:
        NotFound: unknown or out of sight: told alike.
    """
    case = await cases.case_by_id(unit.session, case_id, hold=hold)
    if case is None or not await may_see(unit, actor, case):
        raise NotFound("case.unknown")
    return case


async def _assists(unit: UnitOfWork, sight: Sight, case: CaseRow) -> bool:
    is_hidden = case.agency_id != sight.agency_id or (case.is_restricted and not sight.restricted)
    if is_hidden or sight.unit_id is None:
        return False
    return sight.unit_id in await cases.assisting_units(unit.session, case.id)
