"""What a paper came without (来件不齐全), until the applicant was asked for it, brought it, or was answered without."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from requests_db.services.agency_settings import AgencySettings
from requests_db.services.case_clock import read_day
from requests_db.services.request_form import CORRECTABLE, applicant_from_json, lacking
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import Ask, DueDate, Event
from requests_db.statute.workflow import TRANSITIONS, Action, State
from requests_db.store.tables_cases import CaseEventRow, CaseRow

BROUGHT = "brought"  # fact of material added by staff: what of `CORRECTABLE` it supplies, a key of `BROUGHT_NAMES`
BROUGHT_NAMES: Mapping[str, Sequence[str]] = {
    "identity": ("applicant.identity",),
    "contact": ("applicant.contact",),
    "both": CORRECTABLE,
}
SETTLING = (Action.REQUEST_CORRECTION, Action.RECEIVE_CORRECTION, Action.REOPEN)


def still_lacking(applicant: Mapping[str, Any], history: Sequence[CaseEventRow]) -> tuple[str, ...]:
    """Return what Art. 29 asks for and a registered paper lacks, as names of `CORRECTABLE`.

    Args:
        applicant: the form in its stored shape, opened.
        history: all lines of the case, oldest first.
    """
    was_registered = bool(history) and history[0].action == Action.REGISTER
    if not was_registered or any(line.action in SETTLING for line in history):
        return ()
    brought = {name for line in history for name in BROUGHT_NAMES.get(line.facts.get(BROUGHT, ""), ())}
    return tuple(name for name in lacking(applicant_from_json(applicant)) if name not in brought)


def notice_due(
    case: CaseRow, events: tuple[Event, ...], calendar: WorkingCalendar, agency: AgencySettings, *, today: date
) -> DueDate | None:
    """Return until when the applicant is to be told what is missing (Art. 30); None where that cannot be asked now."""
    asking = (row for row in TRANSITIONS if row.action is Action.REQUEST_CORRECTION)
    if not any(State(case.state) in row.from_states for row in asking):
        return None
    return read_day(events, Ask.CORRECTION_NOTICE_DUE, calendar, agency, today=today)
