"""Restricted cases somebody does not see: number and light, so that nothing late is nobody's concern (限制查阅)."""

from dataclasses import dataclass

from requests_db.services.actors import Actor
from requests_db.services.case_filters import bounds_of
from requests_db.services.visibility import visible_cases
from requests_db.statute.desk_queues import Light, light_on
from requests_db.store.repositories.case_lists import count_out_of_sight, listed_out_of_sight
from requests_db.store.unit_of_work import UnitOfWork

SHOWN = 50  # masked lines


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedLine:
    """All that is said of a case out of sight: neither what it asks nor who asks or holds it."""

    ref: str
    light: Light


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfSight:
    """Open restricted cases of the agency that lie out of somebody's sight."""

    open: int
    overdue: int
    lines: tuple[MaskedLine, ...] = ()  # the earliest due of them


async def out_of_sight(unit: UnitOfWork, actor: Actor) -> OutOfSight:
    """Return what is missing from the lists of somebody who otherwise sees the whole agency.

    Raises:
        NotFound: the actor is no member of staff.
    """
    sight = visible_cases(actor)
    open_count, overdue = await count_out_of_sight(unit.session, sight, unit.today)
    if not open_count:
        return OutOfSight(open=0, overdue=0)
    rows = await listed_out_of_sight(unit.session, sight, limit=SHOWN)
    bounds = await bounds_of(unit, sight.agency_id)
    lines = tuple(
        MaskedLine(ref=row.ref, light=light_on(bounds.today, bounds.soon, row.due_on, row.stopped_until))
        for row in rows
    )
    return OutOfSight(open=open_count, overdue=overdue, lines=lines)
