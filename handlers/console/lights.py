"""How urgent a case is, in a colour and always in words too."""

from dataclasses import dataclass
from datetime import date

from handlers.console.pages import day_text
from handlers.wording import Wording
from requests_db.statute.deadlines import ClockState

SOON_WORKING_DAYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a case's date."""

    is_open: bool
    clock: ClockState
    due_on: date | None
    provisional: bool
    remaining_working_days: int | None  # negative when overdue
    paused_because: str = ""  # in Chinese; empty while the clock runs


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
    if standing.clock is ClockState.PAUSED:
        return "quiet", _paused(standing.paused_because, wording)
    if standing.clock is ClockState.NOT_STARTED:
        return "quiet", wording.text("desk.due.not_started")
    if standing.due_on is None or left is None:
        return "quiet", wording.text("desk.due.unknown")
    if left < 0:
        return "bad", wording.text("desk.due.overdue", days=-left)
    if left == 0:
        return "bad", wording.text("desk.due.today")
    return "warn" if left <= SOON_WORKING_DAYS else "ok", wording.text("desk.due.left", days=left)


def _paused(because: str, wording: Wording) -> str:
    return wording.text("desk.due.paused_why", why=because) if because else wording.text("desk.due.paused")
