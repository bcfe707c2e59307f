"""A case as one line of a list."""

from dataclasses import dataclass
from datetime import date

from handlers.console.case_page import CASES, standing_of
from handlers.console.lights import Light, light_of
from handlers.wording import Wording
from requests_db.store.case_views import CaseLine


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCase:
    """What a list shows of a case."""

    address: str
    ref: str
    subject: str
    state: str
    unit: str
    holder: str
    received_on: date | None
    due: Light
    is_restricted: bool
    id: int
    version: int  # as the list shows it: who acts on the line is told where it changed meanwhile


def shown_case(line: CaseLine, wording: Wording) -> ShownCase:
    """Return a case as lists show it."""
    return ShownCase(
        address=f"{CASES}/{line.id}",
        ref=line.ref,
        subject=line.subject,
        state=line.state_label
        if line.is_open or not line.outcome_label
        else f"{line.state_label}：{line.outcome_label}",
        unit=line.unit_name,
        holder=line.holder_name,
        received_on=line.received_on,
        due=light_of(standing_of(line), wording),
        is_restricted=line.is_restricted,
        id=line.id,
        version=line.version,
    )
