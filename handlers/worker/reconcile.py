"""The sweepers: look at what should be there and is not, and ask a person (对账)."""

from requests_db.services import outbox, reconciliation
from requests_db.services.retrying import Units, in_unit


async def sweep(units: Units) -> int:
    """Open a task for every refused notice that has none; return how many were opened."""
    return await in_unit(units, outbox.open_delivery_gaps)


async def reconcile(units: Units) -> int:
    """Compare messages, cases, periods and notices, one task for every gap; return how many tasks were opened."""
    return await in_unit(units, reconciliation.reconcile)
