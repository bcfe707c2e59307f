"""The authority and its units: what is in service, how it is set up, and where each matter belongs."""

from collections.abc import Iterable

from requests_db.services.actors import operator
from requests_db.services.agency_file import AgencyFileFaults, read_agency_file
from requests_db.services.agency_settings import (
    AgencyPlan,
    AgencyProfile,
    AgencySettings,
    StaffPlan,
    UnitView,
    profile_from_json,
)
from requests_db.services.errors import NotFound
from requests_db.services.settings_history import HOURS, PAYMENT, note_change
from requests_db.store.repositories import agencies as rows
from requests_db.store.tables_agency import AgencyRow, UnitRow
from requests_db.store.unit_of_work import UnitOfWork

__all__ = [
    "AgencyFileFaults",
    "AgencyPlan",
    "AgencyProfile",
    "AgencySettings",
    "StaffPlan",
    "UnitView",
    "agencies",
    "agency",
    "apply_agency",
    "read_agency_file",
    "suggested_unit",
    "unit_for_topic",
]


async def agencies(unit: UnitOfWork) -> tuple[AgencyProfile, ...]:
    """Return every agency in service, oldest first; requests go to the first one by default."""
    found = await rows.active_agencies(unit.session)
    units = await rows.units_of(unit.session, [row.id for row in found])
    return tuple(_profile(row, (u for u in units if u.agency_id == row.id)) for row in found)


async def agency(unit: UnitOfWork, agency_id: int) -> AgencyProfile:
    """Return one agency.

    Raises:
        NotFound: there is no such agency.
    """
    row, units = await rows.agency_with_units(unit.session, agency_id)
    if row is None:
        raise NotFound("agency.unknown")
    return _profile(row, units)


async def unit_for_topic(unit: UnitOfWork, agency_id: int, text: str) -> int | None:
    """Return the unit whose matters occur in `text`, the longest match first; None where no unit is named for it."""
    return suggested_unit(await agency(unit, agency_id), text)


def suggested_unit(profile: AgencyProfile, text: str) -> int | None:
    """Return the unit of an agency whose matters occur in `text`, as `unit_for_topic` does."""
    folded = _folded(text)
    matches = [
        (len(matter), -each.id) for each in profile.units for matter in each.handles if _folded(matter) in folded
    ]
    return -max(matches)[1] if matches else None


async def apply_agency(unit: UnitOfWork, plan: AgencyPlan) -> tuple[int, tuple[StaffPlan, ...]]:
    """Create or update the agency of a plan; a real agency takes the place of the sample.

    Units missing from the plan are taken out of service, not deleted: history refers to them. What an administrator
    may also set at the desk leaves a line in its history where the plan sets it otherwise.

    Returns:
        The agency's id, and the staff of the plan, whose accounts the caller creates where missing.
    """
    row = await rows.held_by_code(unit.session, plan.settings.code)
    before = _traced(_profile(row, ()) if row else AgencySettings(code=plan.settings.code, name=plan.settings.name))
    if row is None:
        row = AgencyRow(code=plan.settings.code, version=0)
        unit.session.add(row)
    row.name, row.is_sample, row.is_active = plan.settings.name, plan.settings.is_sample, True
    row.profile = plan.settings.to_json()
    row.version += 1
    await unit.session.flush()
    await _apply_units(unit, row.id, plan)
    if not plan.settings.is_sample:
        await _retire_samples(unit, row.id)
    for what, facts in _traced(plan.settings).items():
        if facts != before[what]:
            await note_change(unit, row.id, what, facts, operator())
    return row.id, plan.staff


def _traced(settings: AgencySettings) -> dict[str, dict[str, object]]:
    """Return the settings whose changes stay on record, as their lines of the register have them."""
    hours = {
        "digest_hour": settings.reminders.digest_hour,
        "quiet_start": settings.quiet.start,
        "quiet_end": settings.quiet.end,
    }
    return {PAYMENT: {"how_to_pay": settings.how_to_pay}, HOURS: hours}


async def _retire_samples(unit: UnitOfWork, heir_id: int) -> None:
    for other in await rows.active_agencies(unit.session):
        if other.is_sample:
            await rows.retire_agency(unit.session, other, heir_id)


async def _apply_units(unit: UnitOfWork, agency_id: int, plan: AgencyPlan) -> None:
    known = {row.code: row for row in await rows.units_of(unit.session, [agency_id])}
    for wanted in plan.units:
        row = known.pop(wanted.code, None)
        if row is None:
            row = UnitRow(agency_id=agency_id, code=wanted.code)
            unit.session.add(row)
        row.name, row.handles = wanted.name, list(wanted.handles)
        row.is_office, row.is_active = wanted.is_office, True
    for row in known.values():
        row.is_active = False
    await unit.session.flush()


def _profile(row: AgencyRow, units: Iterable[UnitRow]) -> AgencyProfile:
    return profile_from_json(
        row.profile,
        agency_id=row.id,
        is_sample=row.is_sample,
        units=tuple(
            UnitView(id=u.id, code=u.code, name=u.name, handles=tuple(u.handles), is_office=u.is_office)
            for u in units
            if u.is_active
        ),
    )


def _folded(text: str) -> str:
    return "".join(text.lower().split())
