"""When notices may ring at an applicant's: not at night, as the agency sets it. Nobody's duty at the desk waits."""

from datetime import datetime

from requests_db.services.agency import agency
from requests_db.store.outbox_repository import OutboxRepository
from requests_db.store.unit_of_work import UnitOfWork


async def quiet_until(unit: UnitOfWork, conversation_id: int | None, case_id: int | None) -> datetime | None:
    """Return until when a notice said now must wait to be sent; None where it may go at once.

    Args:
        unit: any unit.
        conversation_id: whose notice it is, where no case tells the agency.
        case_id: the case it is about.
    """
    agency_id = await OutboxRepository(unit.session).agency_of(conversation_id, case_id)
    if agency_id is None:
        return None
    profile = await agency(unit, agency_id)
    return profile.quiet.end_after(unit.now.astimezone(unit.clock.zone))
