"""The holiday notices of the State Council, one file a year; facts only."""

from requests_db.statute.calendar_notice import CalendarYear
from requests_db.statute.calendar_years import (
    year_2019,
    year_2020,
    year_2021,
    year_2022,
    year_2023,
    year_2024,
    year_2025,
    year_2026,
)

NATIONAL_YEARS: tuple[CalendarYear, ...] = (
    year_2019.YEAR,
    year_2020.YEAR,
    year_2021.YEAR,
    year_2022.YEAR,
    year_2023.YEAR,
    year_2024.YEAR,
    year_2025.YEAR,
    year_2026.YEAR,
)
