"""Rows of the authority and its people."""

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.tables_agency import (
    AgencyRow,
    AnnualFigureRow,
    CalendarNoticeRow,
    PaperNumberRow,
    StaffRow,
    UnitRow,
)


async def active_agencies(session: AsyncSession) -> Sequence[AgencyRow]:
    """Return the agencies in service, oldest first."""
    found = await session.scalars(select(AgencyRow).where(AgencyRow.is_active).order_by(AgencyRow.id))
    return found.all()


async def agency_by_id(session: AsyncSession, agency_id: int) -> AgencyRow | None:
    """Return one agency; no statement where the unit has it already."""
    return await session.get(AgencyRow, agency_id)


async def agency_with_units(session: AsyncSession, agency_id: int) -> tuple[AgencyRow | None, Sequence[UnitRow]]:
    """Return one agency and its units, in the order they were made, by one statement."""
    found = await session.execute(
        select(AgencyRow, UnitRow)
        .outerjoin(UnitRow, UnitRow.agency_id == AgencyRow.id)
        .where(AgencyRow.id == agency_id)
        .order_by(UnitRow.id)
    )
    rows = [(agency, unit) for agency, unit in found]
    return (rows[0][0] if rows else None), [unit for _, unit in rows if unit is not None]


async def hold_agency(session: AsyncSession, agency_id: int) -> AgencyRow | None:
    """Return one agency as it stands now, held until the unit ends; None where there is none."""
    return await session.get(AgencyRow, agency_id, with_for_update=True, populate_existing=True)


async def change_profile(session: AsyncSession, agency_id: int, changes: Mapping[str, object]) -> None:
    """Set parts of an agency's settings, leaving the others as they stand now; who reads before holds the agency."""
    row = await hold_agency(session, agency_id)
    if row is None:
        return
    row.profile = {**row.profile, **changes}
    row.version += 1
    await session.flush()


async def held_by_code(session: AsyncSession, code: str) -> AgencyRow | None:
    """Return the agency with a code, active or not, as it stands now and held until the unit ends."""
    found = select(AgencyRow).where(AgencyRow.code == code).with_for_update()
    return await session.scalar(found.execution_options(populate_existing=True))


async def take_number(session: AsyncSession, agency_id: int, year: int) -> int:
    """Return the next case number of `year`, 1 on its first use; two units never get the same one."""
    fresh = AgencyRow.number_year != year
    first_number, after_first = 1, 2
    taken = await session.scalar(
        update(AgencyRow)
        .where(AgencyRow.id == agency_id)
        .values(
            next_number=case((fresh, after_first), else_=AgencyRow.next_number + first_number),
            number_year=year,
        )
        .returning(AgencyRow.next_number)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        raise LookupError(f"no agency {agency_id}")
    return taken - first_number


async def take_paper_number(session: AsyncSession, agency_id: int, year: int) -> int:
    """Return the next number of a paper of `year`, 1 on its first use; two units never get the same one.

    Two units that both use a year first meet at its one row: the later one fails at commit and is tried again.
    """
    taken = await session.scalar(
        update(PaperNumberRow)
        .where(PaperNumberRow.agency_id == agency_id, PaperNumberRow.year == year)
        .values(last_number=PaperNumberRow.last_number + 1)
        .returning(PaperNumberRow.last_number)
        .execution_options(synchronize_session=False)
    )
    if taken is not None:
        return taken
    session.add(PaperNumberRow(agency_id=agency_id, year=year, last_number=1))
    await session.flush()
    return 1


async def units_of(session: AsyncSession, agency_ids: Sequence[int]) -> Sequence[UnitRow]:
    """Return all units of some agencies, in the order they were made."""
    found = await session.scalars(select(UnitRow).where(UnitRow.agency_id.in_(agency_ids)).order_by(UnitRow.id))
    return found.all()


async def unit_by_id(session: AsyncSession, unit_id: int) -> UnitRow | None:
    """Return one unit."""
    return await session.get(UnitRow, unit_id)


async def staff_by_id(session: AsyncSession, staff_id: int) -> StaffRow | None:
    """Return one member of staff."""
    return await session.get(StaffRow, staff_id)


async def staff_of(session: AsyncSession, agency_id: int) -> Sequence[StaffRow]:
    """Return all active staff of an agency."""
    found = await session.scalars(
        select(StaffRow).where(StaffRow.agency_id == agency_id, StaffRow.is_active).order_by(StaffRow.id)
    )
    return found.all()


async def staff_names(session: AsyncSession, staff_ids: Sequence[int]) -> dict[int, str]:
    """Return display names by staff id."""
    found = await session.execute(select(StaffRow.id, StaffRow.display_name).where(StaffRow.id.in_(staff_ids)))
    return {staff_id: name for staff_id, name in found}


async def latest_notices(session: AsyncSession) -> Sequence[CalendarNoticeRow]:
    """Return the newest version of each imported holiday notice, by year."""
    newest = (
        select(CalendarNoticeRow.year, func.max(CalendarNoticeRow.version).label("version"))
        .group_by(CalendarNoticeRow.year)
        .subquery()
    )
    found = await session.scalars(
        select(CalendarNoticeRow)
        .join(
            newest,
            and_(CalendarNoticeRow.year == newest.c.year, CalendarNoticeRow.version == newest.c.version),
        )
        .order_by(CalendarNoticeRow.year)
    )
    return found.all()


async def advance_numbers(session: AsyncSession, agency_id: int, year: int, next_number: int) -> None:
    """Let case numbers of `year` go on from `next_number`, unless they are further already."""
    row = await session.get(AgencyRow, agency_id, with_for_update=True)
    if row is not None and (row.number_year, row.next_number) < (year, next_number):
        row.number_year, row.next_number = year, next_number


async def annual_figures(session: AsyncSession, agency_id: int, year: int) -> dict[str, str]:
    """Return the figures an office entered for a year's report, by key."""
    found = await session.execute(
        select(AnnualFigureRow.key, AnnualFigureRow.value).where(
            AnnualFigureRow.agency_id == agency_id, AnnualFigureRow.year == year
        )
    )
    return {key: value for key, value in found}


async def put_annual_figures(session: AsyncSession, agency_id: int, year: int, figures: dict[str, str]) -> None:
    """Store figures for a year's report, replacing those of the same key; an empty one takes the entry back."""
    found = await session.scalars(
        select(AnnualFigureRow).where(AnnualFigureRow.agency_id == agency_id, AnnualFigureRow.year == year)
    )
    known = {row.key: row for row in found}
    for key, value in figures.items():
        if key in known and value:
            known[key].value = value
        elif key in known:
            await session.delete(known[key])
        elif value:
            session.add(AnnualFigureRow(agency_id=agency_id, year=year, key=key, value=value))


async def retire_agency(session: AsyncSession, retired: AgencyRow, heir_id: int) -> None:
    """Take an agency out of service; its active staff go to another agency, without a unit."""
    retired.is_active = False
    await session.execute(
        update(StaffRow).where(StaffRow.agency_id == retired.id).values(agency_id=heir_id, unit_id=None)
    )
