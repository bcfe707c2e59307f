"""The keys of the desk: which letter after `g` leads to which list. The script reads them from the overlay on `?`."""

from dataclasses import dataclass

from handlers.console.listing import list_address
from requests_db.statute.desk_queues import QUEUE_LABELS, QueueName

LETTERS = {
    "n": QueueName.NEW,
    "m": QueueName.MINE,
    "u": QueueName.UNIT,
    "d": QueueName.DUE_SOON,
    "o": QueueName.OVERDUE,
    "p": QueueName.PAUSED,
    "r": QueueName.REVIEW,
    "s": QueueName.SIGN_OFF,
    "a": QueueName.ALL,
}
CASES = "/staff/cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """A letter that leads to a list."""

    letter: str
    label: str
    address: str


SHORTCUTS = tuple(
    Shortcut(letter=letter, label=QUEUE_LABELS[name], address=list_address(CASES, queue=name.value))
    for letter, name in LETTERS.items()
)
