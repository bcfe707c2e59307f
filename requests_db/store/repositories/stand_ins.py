"""Who stands in for whom, and from when to when: columns of the accounts (AB角)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from requests_db.store.base import AnyRow
from requests_db.store.tables_agency import StaffRow, UnitRow


async def arrangements(session: AsyncSession, agency_id: int) -> Sequence[AnyRow]:
    """Return the active staff of an agency by name: id, unit, stand-in, and the days away."""
    stand_in = aliased(StaffRow)
    found = await session.execute(
        select(
            StaffRow.id,
            StaffRow.unit_id,
            StaffRow.display_name,
            StaffRow.roles,
            UnitRow.name.label("unit_name"),
            StaffRow.stand_in_id,
            stand_in.display_name.label("stand_in_name"),
            stand_in.is_active.label("stand_in_is_active"),
            StaffRow.away_from_on,
            StaffRow.away_until_on,
        )
        .outerjoin(UnitRow, UnitRow.id == StaffRow.unit_id)
        .outerjoin(stand_in, stand_in.id == StaffRow.stand_in_id)
        .where(StaffRow.agency_id == agency_id, StaffRow.is_active.is_(True))
        .order_by(StaffRow.unit_id, StaffRow.display_name, StaffRow.id)
    )
    return found.all()


async def stand_ins_of(session: AsyncSession, staff_ids: Sequence[int], today: date) -> dict[int, int]:
    """Return who stands in today, by whose place it is; a stand-in who left counts as nobody."""
    stand_in = aliased(StaffRow)
    found = await session.execute(
        select(StaffRow.id, StaffRow.stand_in_id)
        .join(stand_in, stand_in.id == StaffRow.stand_in_id)
        .where(StaffRow.id.in_(staff_ids), _is_away(today), stand_in.is_active.is_(True))
    )
    return {row.id: row.stand_in_id for row in found}


async def stands_for(session: AsyncSession, staff_id: int, today: date) -> tuple[int, ...]:
    """Return for whom somebody stands in today."""
    found = await session.scalars(
        select(StaffRow.id).where(StaffRow.stand_in_id == staff_id, _is_away(today)).order_by(StaffRow.id)
    )
    return tuple(found)


async def arrange(
    session: AsyncSession, staff_id: int, *, stand_in_id: int | None, from_on: date | None, until_on: date | None
) -> None:
    """Note who stands in for somebody and when, or that nobody does."""
    await session.execute(
        update(StaffRow)
        .where(StaffRow.id == staff_id)
        .values(stand_in_id=stand_in_id, away_from_on=from_on, away_until_on=until_on)
    )


def _is_away(today: date) -> ColumnElement[bool]:
    return and_(StaffRow.away_from_on <= today, StaffRow.away_until_on >= today)
