"""Named points of a message's way, at which a process may die: proven by tests that let it die there.

The house calls its probe at each of them; in service the probe does nothing.
"""

from collections.abc import Callable
from enum import StrEnum


class Point(StrEnum):
    """Where on its way a message, a reply or a notice is."""

    UPDATE_FETCHED = "update_fetched"  # the channel handed it over, nothing is stored
    CONVERSATION_FOUND = "conversation_found"
    MESSAGE_STORED = "message_stored"  # in the inbox, not committed
    TURN_DECIDED = "turn_decided"  # the dialogue knows what to say and to do
    ORDER_PERFORMED = "order_performed"  # a case was written, not committed
    REPLIES_STORED = "replies_stored"
    DIALOGUE_SAVED = "dialogue_saved"  # all is written, nothing committed
    TURN_COMMITTED = "turn_committed"
    UPDATES_TAKEN = "updates_taken"  # every update of a batch is committed, the offset is not
    OFFSET_STORED = "offset_stored"
    DELIVERY_LEASED = "delivery_leased"
    BEFORE_SEND = "before_send"
    PART_ACCEPTED = "part_accepted"  # the channel took it, we have not noted it
    PART_MARKED = "part_marked"
    ALL_ACCEPTED = "all_accepted"  # the channel took everything, it is not marked as sent
    DELIVERY_MARKED = "delivery_marked"
    REMINDER_FIRED = "reminder_fired"  # its notices are written, not committed
    REMINDER_COMMITTED = "reminder_committed"


Probe = Callable[[Point], None]
Bell = Callable[[], None]


def no_probe(_point: Point) -> None:
    """Let the process live."""


def no_bell() -> None:
    """Wake nobody: whoever delivers looks by itself before long."""
