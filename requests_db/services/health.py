"""How the register is doing, in numbers: for the operator's tools (运行状况)."""

from requests_db.store.repositories import counts as rows
from requests_db.store.schema import is_current
from requests_db.store.unit_of_work import UnitOfWork, Units


async def is_ready(units: Units) -> bool:
    """Return whether the database answers and has the schema this code was written for."""
    try:
        return await is_current(units.engine)
    except (OSError, *rows.DATABASE_FAULTS):
        return False


async def counts(unit: UnitOfWork) -> dict[str, int]:
    """Return how many rows are open or waiting, by what they are."""
    return await rows.waiting(unit.session, now=unit.now, today=unit.today)
