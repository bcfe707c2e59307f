"""How many restricted cases somebody does not see: counted, never named, so that the numbers add up (限制查阅)."""

from dataclasses import dataclass

from requests_db.services.actors import Actor
from requests_db.services.visibility import visible_cases
from requests_db.store.repositories.case_lists import count_out_of_sight
from requests_db.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfSight:
    """Open restricted cases of the agency that lie out of somebody's sight."""

    open: int
    overdue: int


async def out_of_sight(unit: UnitOfWork, actor: Actor) -> OutOfSight:
    """Return the numbers that are missing from the lists of somebody who otherwise sees the whole agency.

    Raises:
        NotFound: the actor is no member of staff.
    """
    open_count, overdue = await count_out_of_sight(unit.session, visible_cases(actor), unit.today)
    return OutOfSight(open=open_count, overdue=overdue)
