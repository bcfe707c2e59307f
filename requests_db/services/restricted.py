"""Restricted cases somebody does not see: number and light, so that nothing late is nobody's concern (限制查阅)."""

from dataclasses import dataclass

from requests_db.services.actors import Actor
from requests_db.services.case_figures import PAGE_SIZE
from requests_db.services.case_filters import bounds_of
from requests_db.services.visibility import Sight, visible_cases
from requests_db.statute.desk_queues import Light, light_on
from requests_db.store.repositories.case_lists import count_out_of_sight, listed_out_of_sight
from requests_db.store.unit_of_work import UnitOfWork
from requests_db.store.views import Page


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
    page: Page[MaskedLine]  # the earliest due first


async def out_of_sight(unit: UnitOfWork, actor: Actor, page: int = 1) -> OutOfSight:
    """Return what is missing from the lists of somebody who otherwise sees the whole agency, one page of it by line.

    A page beyond the last shows the last.

    Raises:
        NotFound: the actor is no member of staff.
    """
    sight = visible_cases(actor)
    open_count, overdue = await count_out_of_sight(unit.session, sight, unit.today)
    pages = max(1, -(-open_count // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    lines = await _masked(unit, sight, offset=(shown - 1) * PAGE_SIZE, limit=PAGE_SIZE) if open_count else ()
    return OutOfSight(
        open=open_count, overdue=overdue, page=Page(rows=lines, total=open_count, page=shown, pages=pages)
    )


async def every_masked(unit: UnitOfWork, actor: Actor, *, limit: int) -> tuple[MaskedLine, ...]:
    """Return every case out of sight, for a file of up to `limit` lines.

    Raises:
        NotFound: the actor is no member of staff.
    """
    return await _masked(unit, visible_cases(actor), offset=0, limit=limit)


async def _masked(unit: UnitOfWork, sight: Sight, *, offset: int, limit: int) -> tuple[MaskedLine, ...]:
    rows = await listed_out_of_sight(unit.session, sight, offset=offset, limit=limit)
    bounds = await bounds_of(unit, sight.agency_id)
    return tuple(
        MaskedLine(ref=row.ref, light=light_on(bounds.today, bounds.soon, row.due_on, row.stopped_until))
        for row in rows
    )
