"""One step of the workflow as a value: what is to be done, when, and with what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from requests_db.statute.deadlines import Event
from requests_db.statute.workflow import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is to be done to a case, in the terms of the workflow."""

    action: Action
    on: date  # the legal day on which it happened
    variant: str = ""  # tells rows of one action apart
    clock_events: Sequence[Event] | None = None  # None: the one event the workflow's row names
    reason: str = ""  # sealed; asked for where the row requires one
    proof: Mapping[str, str] = field(default_factory=dict)  # way, number, day: asked for where the row requires it
    outcome: str = ""
    unit_id: int | None = None
    holder_id: int | None = None
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)  # kind → outside names
    facts: Mapping[str, object] = field(default_factory=dict)  # no personal data
    private: Mapping[str, object] = field(default_factory=dict)  # texts and personal data
    answer_by_on: date | None = None  # until when a supervisor wants an answer; None: the house target
    expected_version: int | None = None
