"""The interpreter of the clock: events in, due date with its reasons out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from requests_db.statute.events import Ask, Channel, ConsultKind, Event, EventType

__all__ = [
    "Ask",
    "Channel",
    "ClockState",
    "ConsultKind",
    "Conventions",
    "DueDate",
    "Event",
    "EventType",
    "ImpossibleHistory",
    "Reason",
]


class ClockState(StrEnum):
    """State of the limit asked about (时钟状态)."""

    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"
    NOT_STARTED = "not_started"


class ImpossibleHistory(Exception):
    """The events contradict a rule of law (不可能的经过)."""

    def __init__(self, code: str, message: str, article: str) -> None:
        super().__init__(message)
        self.code = code  # stable English word
        self.message = message  # Chinese sentence
        self.article = article  # Chinese citation of the rule that forbids it


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """Readings on which the text is silent; the defaults are the house's."""

    dispatch_day_excluded: bool = False  # True: the day a consultation letter leaves is left out as well
    restart_drops_pauses: bool = True  # False: pauses before a correction or payment still lengthen the period
    restart_drops_extension: bool = True  # False: an extension granted before a restart still adds to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of the reasoning behind a date."""

    on: date | None
    text: str  # Simplified Chinese
    counted: int | None = None  # working days counted so far, where the step counts


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """What the clock says about one limit (届满日)."""

    asked: Ask
    state: ClockState
    due_on: date | None
    provisional: bool
    remaining_working_days: int | None  # working days in (today, due_on]; negative when overdue
    because: tuple[Reason, ...]
