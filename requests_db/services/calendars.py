"""The working calendar in force: national notices, notices loaded by an operator, an agency's own days (工作日历).

Nothing is guessed: days no notice settles give provisional dates until `calendar_import` loads their notice.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from requests_db.services.agency_settings import AgencySettings
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.notices import parse_notice
from requests_db.store.repositories.agencies import agency_by_id, latest_notices
from requests_db.store.unit_of_work import UnitOfWork

CACHED_CALENDARS = 8

Days = tuple[tuple[str, str], ...]  # ISO day, reason


async def working_calendar(unit: UnitOfWork, agency_id: int | None = None) -> WorkingCalendar:
    """Return the calendar that counts now: each year's newest notice, loaded ones before those carried in the code.

    Args:
        unit: any unit.
        agency_id: whose own days count too; None: the national calendar.
    """
    row = await agency_by_id(unit.session, agency_id) if agency_id is not None else None
    local = row.profile.get("calendar", {}) if row else {}
    return _calendar(await _notices(unit), _days(local.get("off", {})), _days(local.get("work", {})))


async def calendar_for(unit: UnitOfWork, agency: AgencySettings) -> WorkingCalendar:
    """Return the calendar of an agency that is at hand already, as `working_calendar` does."""
    return _calendar(await _notices(unit), _days(agency.calendar.off), _days(agency.calendar.work))


async def _notices(unit: UnitOfWork) -> tuple[tuple[int, str], ...]:
    return tuple((row.year, row.text) for row in await latest_notices(unit.session))


@lru_cache(maxsize=CACHED_CALENDARS)
def _calendar(notices: tuple[tuple[int, str], ...], off: Days, work: Days) -> WorkingCalendar:
    """Return the calendar of these contents; the same contents are laid out once."""
    calendar = WorkingCalendar.national()
    for year, text in notices:
        calendar = calendar.with_year(parse_notice(text, year=year))
    if off or work:
        calendar = calendar.with_overlay(off=_reasons(off), work=_reasons(work))
    return calendar


def _days(stored: Mapping[str, str]) -> Days:
    return tuple(sorted(stored.items()))


def _reasons(days: Days) -> dict[date, str]:
    return {date.fromisoformat(day): reason for day, reason in days}
