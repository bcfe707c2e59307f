"""How urgent a case is, in a colour and always in words too."""

from dataclasses import dataclass
from datetime import date

from handlers.console.pages import day_text
from handlers.wording import Wording
from requests_db.statute.deadlines import ClockState
from requests_db.statute.desk_queues import PAUSE_LABELS

SOON_WORKING_DAYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a case's date."""

    is_open: bool
    clock: str  # statute.deadlines.ClockState
    due_on: date | None
    provisional: bool
    remaining_working_days: int | None  # negative when overdue
    pause_reason: str = ""  # why the clock stands, a key


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """A date as the desk shows it."""

    light: str  # ok, warn, bad or quiet
    text: str
    on: str  # the day in Chinese, empty for none
    provisional: bool


def light_of(standing: Standing, wording: Wording) -> Light:
    """Return how urgent a case is: red when overdue or due today, yellow from three working days on, else green."""
    tone, text = _tone(standing, wording)
    mark = wording.text("desk.due.mark") if standing.provisional and standing.is_open else ""
    shown = day_text(standing.due_on, weekday=True)
    return Light(
        light=tone,
        text=text,
        on=f"{shown}{mark}" if shown else "",
        provisional=standing.provisional and standing.is_open,
    )


def _tone(standing: Standing, wording: Wording) -> tuple[str, str]:
    left = standing.remaining_working_days
    if not standing.is_open:
        return "quiet", wording.text("desk.due.stopped")
    if standing.clock == ClockState.PAUSED:
        return "quiet", _paused(standing.pause_reason, wording)
    if standing.clock == ClockState.NOT_STARTED:
        return "quiet", wording.text("desk.due.not_started")
    if standing.due_on is None or left is None:
        return "quiet", wording.text("desk.due.unknown")
    if left < 0:
        return "bad", wording.text("desk.due.overdue", days=-left)
    if left == 0:
        return "bad", wording.text("desk.due.today")
    return "warn" if left <= SOON_WORKING_DAYS else "ok", wording.text("desk.due.left", days=left)


def _paused(reason: str, wording: Wording) -> str:
    if reason not in PAUSE_LABELS:
        return wording.text("desk.due.paused")
    return wording.text("desk.due.paused_why", why=PAUSE_LABELS[reason])
