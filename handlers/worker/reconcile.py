"""The sweeper: looks at what should be there and is not, and asks a person (对账)."""

from requests_db.services import outbox
from requests_db.services.retrying import Units, in_unit


async def sweep(units: Units) -> int:
    """Open a task for every refused notice that has none; return how many were opened."""
    return await in_unit(units, outbox.open_delivery_gaps)
