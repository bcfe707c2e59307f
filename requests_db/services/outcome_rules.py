"""Whether an outcome may be given: allowed by the row, with grounds, with a search record where the law asks one."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from requests_db.services.errors import InvalidInput
from requests_db.statute.outcomes import OUTCOMES, Outcome
from requests_db.statute.workflow import Action, Transition
from requests_db.store.repositories import chains
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork

MONTHS = 12  # in a year
GROUND_OF_OUTCOME: Mapping[
    str, tuple[Action, str]
] = {  # the step without which an outcome has no ground, and its fault
    "u3_still_unclear": (Action.RECEIVE_CORRECTION, "never_corrected"),  # Art. 30: unclear still, after a correction
    "n4_bulk_repetitive": (Action.ASK_REASONS, "reasons_never_asked"),  # Art. 35: reasons are asked for first
}


async def require_outcome(unit: UnitOfWork, case: CaseRow, row: Transition, outcome: str, grounds: str) -> None:
    """Refuse an outcome that cannot be given on this case by this step.

    Raises:
        InvalidInput: on `outcome`, `grounds` or `search_record`.
    """
    known = OUTCOMES.get(outcome)
    allowed = row.outcomes or tuple(key for key, each in OUTCOMES.items() if each.chosen_by_staff)
    if known is None or outcome not in allowed:
        raise InvalidInput({"outcome": "required" if not outcome else "not_allowed"})
    faults: dict[str, str] = {}
    if known.requires_reasons and not grounds.strip():
        faults["grounds"] = "required"
    if known.requires_search_record and not await has_search_record(unit, case.id):
        faults["search_record"] = "required"
    missing = await _missing_step(unit, case.id, outcome)
    if missing:
        faults["outcome"] = missing
    if faults:
        raise InvalidInput(faults)


async def _missing_step(unit: UnitOfWork, case_id: int, outcome: str) -> str:
    """Return the fault of an outcome whose ground never happened in this case; empty where nothing is missing."""
    ground = GROUND_OF_OUTCOME.get(outcome)
    if ground is None:
        return ""
    action, fault = ground
    events = await chains.events_of(unit.session, case_id)
    return "" if any(event.action == action for event in events) else fault


async def has_search_record(unit: UnitOfWork, case_id: int) -> bool:
    """Return whether a search is on record: a reply that nothing exists must rest on one."""
    events = await chains.events_of(unit.session, case_id)
    return any(event.action == Action.RECORD_SEARCH for event in events)


def re_review_day(key: str | None, decided_on: date, months: int) -> date | None:
    """Return the day on which a refusal is looked at again (Art. 18); None where the outcome is no refusal.

    Args:
        key: the outcome.
        decided_on: the day of the reply.
        months: the agency's interval; the statute says periodically.
    """
    known = outcome_of(key)
    if known is None or not known.requires_re_review:
        return None
    return months_after(decided_on, months)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a month too short for it."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def outcome_label(key: str | None) -> str:
    """Return the Chinese label of an outcome; empty where there is none yet."""
    known = outcome_of(key)
    return known.label if known else ""


def outcome_of(key: str | None) -> Outcome | None:
    """Return an outcome by its key."""
    return OUTCOMES.get(key) if key else None
