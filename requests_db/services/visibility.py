"""Who sees which cases: one table, one rule, used by every list, search, page and file."""

from enum import StrEnum

from requests_db.services.actors import Actor
from requests_db.services.errors import NotFound
from requests_db.statute.workflow import Role
from requests_db.store.repositories import cases
from requests_db.store.repositories.case_lists import Sight
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork


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
    )


def is_visible(sight: Sight, case: CaseRow) -> bool:
    """Return whether a case is within sight; lists apply the same rule in the database."""
    if case.agency_id != sight.agency_id:
        return False
    if case.holder_id == sight.staff_id:
        return True
    if case.is_restricted and not sight.restricted:
        return False
    return sight.whole_agency or (sight.unit_id is not None and case.unit_id == sight.unit_id)


async def require_case(unit: UnitOfWork, actor: Actor, case_id: int, *, hold: bool = False) -> CaseRow:
    """Return a case the actor sees; `hold` keeps others from changing it until the unit ends.

    Raises:
        NotFound: unknown or out of sight: told alike.
    """
    case = await cases.case_by_id(unit.session, case_id, hold=hold)
    if case is None or not is_visible(visible_cases(actor), case):
        raise NotFound("case.unknown")
    return case
