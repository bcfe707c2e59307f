"""The working calendar in force: national notices, notices loaded by an operator, nothing guessed (工作日历)."""

from functools import lru_cache

from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.notices import parse_notice
from requests_db.store.repositories.agencies import latest_notices
from requests_db.store.unit_of_work import UnitOfWork

CACHED_CALENDARS = 4


async def working_calendar(unit: UnitOfWork, agency_id: int | None = None) -> WorkingCalendar:
    """Return the calendar that counts now: each year's newest notice, loaded ones before those carried in the code.

    Args:
        unit: any unit.
        agency_id: whose calendar; all agencies of a house share the national one.
    """
    return _calendar(tuple(row.text for row in await latest_notices(unit.session)))


@lru_cache(maxsize=CACHED_CALENDARS)
def _calendar(texts: tuple[str, ...]) -> WorkingCalendar:
    calendar = WorkingCalendar.national()
    for text in texts:
        calendar = calendar.with_year(parse_notice(text))
    return calendar
