"""Things a person must look at that are neither a case step nor a question (待办)."""

from collections.abc import Mapping

from requests_db.store.outbox_repository import OutboxRepository
from requests_db.store.unit_of_work import UnitOfWork

OPEN = "open"


async def open_task(
    unit: UnitOfWork,
    *,
    kind: str,
    key: str,
    facts: Mapping[str, object],
    agency_id: int | None = None,
    case_id: int | None = None,
    conversation_id: int | None = None,
) -> bool:
    """Ask the office to look at something; found twice, asked once.

    Args:
        unit: a writing unit.
        kind: what it is, e.g. undeliverable, poison.
        key: identity of the gap.
        facts: what the person needs to know; no personal data.
        agency_id: whose office; else the case's, the conversation's last consultation's, or the first agency.
        case_id: the case it is about.
        conversation_id: the conversation it is about.

    Returns:
        Whether the task is new; false also while there is no agency at all.
    """
    rows = OutboxRepository(unit.session)
    office = agency_id or await rows.agency_of(conversation_id, case_id)
    if office is None:
        return False
    return await rows.add_task(
        agency_id=office,
        key=key,
        kind=kind,
        case_id=case_id,
        facts=dict(facts),
        state=OPEN,
        opened_at=unit.now,
    )
