"""The register as lists for who runs the installation: plain columns, nothing sealed is read."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.base import AnyRow
from requests_db.store.tables_agency import AgencyRow, StaffRow, UnitRow
from requests_db.store.tables_cases import CaseRow


async def open_cases(session: AsyncSession) -> Sequence[AnyRow]:
    """Return the open cases of the agencies in service with unit and holder, the earliest due first."""
    found = await session.execute(
        select(
            CaseRow.agency_id,
            CaseRow.ref,
            CaseRow.state,
            CaseRow.received_on,
            CaseRow.due_on,
            CaseRow.due_provisional,
            CaseRow.clock_state,
            UnitRow.name.label("unit_name"),
            StaffRow.display_name.label("holder_name"),
        )
        .join(AgencyRow, AgencyRow.id == CaseRow.agency_id)
        .outerjoin(UnitRow, UnitRow.id == CaseRow.unit_id)
        .outerjoin(StaffRow, StaffRow.id == CaseRow.holder_id)
        .where(CaseRow.is_open.is_(True), AgencyRow.is_active)
        .order_by(CaseRow.due_on.asc().nulls_last(), CaseRow.id)
    )
    return found.all()
