"""Who acts in a colleague's place while they are away, from one day to another (AB角).

During that time the stand-in is told whatever the colleague is told, and sees and does what the colleague's cases
need, restricted ones left out. The cases stay where they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from requests_db.services.actors import Actor
from requests_db.services.audit import RegisterKind, append_register
from requests_db.services.case_figures import LONGEST_ABSENCE_DAYS
from requests_db.services.errors import InvalidInput, NotFound, NotPermitted
from requests_db.statute.workflow import Role
from requests_db.store.repositories import agencies
from requests_db.store.repositories import stand_ins as rows
from requests_db.store.tables_agency import StaffRow
from requests_db.store.unit_of_work import UnitOfWork

ARRANGERS = (Role.HEAD, Role.ADMINISTRATOR)  # besides the person away


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """A member of staff, and who acts in their place and when."""

    staff_id: int
    name: str
    unit_name: str
    can_stand_in: bool
    may_change: bool  # by the reader
    stand_in_id: int | None
    stand_in_name: str
    from_on: date | None
    until_on: date | None
    is_now: bool
    is_over: bool


async def arrangements(unit: UnitOfWork, actor: Actor) -> tuple[Arrangement, ...]:
    """Return every active member of staff of the actor's agency with their arrangement."""
    found = await rows.arrangements(unit.session, actor.agency_id or 0)
    return tuple(
        Arrangement(
            staff_id=row.id,
            name=row.display_name,
            unit_name=row.unit_name or "",
            can_stand_in=Role.HANDLER in row.roles,
            may_change=_may_arrange(actor, row.id),
            stand_in_id=row.stand_in_id,
            stand_in_name=row.stand_in_name or "",
            from_on=row.away_from_on,
            until_on=row.away_until_on,
            is_now=bool(row.stand_in_is_active) and row.away_from_on <= unit.today <= row.away_until_on,
            is_over=row.away_until_on is not None and row.away_until_on < unit.today,
        )
        for row in found
    )


async def set_stand_in(  # noqa: PLR0913 - who, by whom, and when
    unit: UnitOfWork, staff_id: int, stand_in_id: int, from_on: date, until_on: date, actor: Actor
) -> None:
    """Let a colleague act in somebody's place from a day to a day; an earlier arrangement gives way.

    Raises:
        InvalidInput: the stand-in cannot act, or the days are in the wrong order, past or too many.
        NotFound: there is no such colleague.
        NotPermitted: neither one's own absence nor that of somebody one leads.
    """
    person = await _person(unit, staff_id, actor)
    faults = _day_faults(from_on, until_on, unit.today)
    stand_in = await agencies.staff_by_id(unit.session, stand_in_id)
    if not _can_act(stand_in, person):
        faults["stand_in_id"] = "cannot_stand_in"
    if faults:
        raise InvalidInput(faults)
    await rows.arrange(unit.session, staff_id, stand_in_id=stand_in_id, from_on=from_on, until_on=until_on)
    facts = {"what": "stand_in", "stand_in_id": stand_in_id, "from": from_on, "until": until_on}
    await append_register(unit, RegisterKind.STAFF, f"staff:{staff_id}", actor, facts)


async def end_stand_in(unit: UnitOfWork, staff_id: int, actor: Actor) -> None:
    """Take an arrangement back: the colleague is there again.

    Raises:
        NotFound: there is no such colleague.
        NotPermitted: neither one's own absence nor that of somebody one leads.
    """
    await _person(unit, staff_id, actor)
    await rows.arrange(unit.session, staff_id, stand_in_id=None, from_on=None, until_on=None)
    await append_register(unit, RegisterKind.STAFF, f"staff:{staff_id}", actor, {"what": "stand_in_ended"})


async def with_stand_ins(unit: UnitOfWork, staff_ids: Iterable[int]) -> tuple[int, ...]:
    """Return some members of staff, each followed by who stands in for them today; nobody twice."""
    told = list(dict.fromkeys(staff_ids))
    acting = await rows.stand_ins_of(unit.session, told, unit.today) if told else {}
    both = ((one, acting[one]) if one in acting else (one,) for one in told)
    return tuple(dict.fromkeys(one for pair in both for one in pair))


async def _person(unit: UnitOfWork, staff_id: int, actor: Actor) -> StaffRow:
    person = await agencies.staff_by_id(unit.session, staff_id)
    if person is None or person.agency_id != actor.agency_id or not person.is_active:
        raise NotFound("staff.unknown")
    if not _may_arrange(actor, staff_id):
        raise NotPermitted("staff.stand_in")
    return person


def _may_arrange(actor: Actor, staff_id: int) -> bool:
    return actor.staff_id == staff_id or actor.has(*ARRANGERS)


def _can_act(stand_in: StaffRow | None, person: StaffRow) -> bool:
    if stand_in is None or not stand_in.is_active or stand_in.id == person.id:
        return False
    return stand_in.agency_id == person.agency_id and Role.HANDLER in stand_in.roles


def _day_faults(from_on: date, until_on: date, today: date) -> dict[str, str]:
    if until_on < today:
        return {"until_on": "past"}
    if until_on < from_on:
        return {"until_on": "before_begin"}
    if until_on - from_on > timedelta(days=LONGEST_ABSENCE_DAYS):
        return {"until_on": "too_long_away"}
    return {}
