"""The working calendar in force: national notices, notices loaded by an operator, nothing guessed (工作日历)."""

from functools import lru_cache

from requests_db.statute.calendar import WorkingCalendar
from requests_db.store.repositories.agencies import latest_notices
from requests_db.store.unit_of_work import UnitOfWork

CACHED_CALENDARS = 4


async def working_calendar(unit: UnitOfWork) -> WorkingCalendar:
    """Return the calendar that counts now: each year's newest notice, loaded ones before those carried in the code."""
    return _calendar(tuple(row.text for row in await latest_notices(unit.session)))


@lru_cache(maxsize=CACHED_CALENDARS)
def _calendar(texts: tuple[str, ...]) -> WorkingCalendar:
    calendar = WorkingCalendar.national()
    for text in texts:
        raise NotImplementedError(text)
    return calendar
