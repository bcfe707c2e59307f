"""Whether an outcome may be given: allowed by the row, with grounds, with a search record where the law asks one."""

from requests_db.services.errors import InvalidInput
from requests_db.statute import outcomes
from requests_db.statute.outcomes import Outcome
from requests_db.statute.workflow import Action, Transition
from requests_db.store.repositories import chains
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork


async def require_outcome(unit: UnitOfWork, case: CaseRow, row: Transition, outcome: str, grounds: str) -> None:
    """Refuse an outcome that cannot be given on this case by this step.

    Raises:
        InvalidInput: on `outcome`, `grounds` or `search_record`.
    """
    known = outcomes.OUTCOMES.get(outcome)
    allowed = row.outcomes or tuple(key for key, each in outcomes.OUTCOMES.items() if each.chosen_by_staff)
    if known is None or outcome not in allowed:
        raise InvalidInput({"outcome": "required" if not outcome else "not_allowed"})
    faults: dict[str, str] = {}
    if known.requires_reasons and not grounds.strip():
        faults["grounds"] = "required"
    if known.requires_search_record and not await has_search_record(unit, case.id):
        faults["search_record"] = "required"
    if faults:
        raise InvalidInput(faults)


async def has_search_record(unit: UnitOfWork, case_id: int) -> bool:
    """Return whether a search is on record: a reply that nothing exists must rest on one."""
    events = await chains.events_of(unit.session, case_id)
    return any(event.action == Action.RECORD_SEARCH for event in events)


def outcome_of(key: str | None) -> Outcome | None:
    """Return an outcome by its key."""
    return outcomes.OUTCOMES.get(key) if key else None
