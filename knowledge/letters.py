"""Letters among the messages (来信): whoever complains or proposes wants somebody to act, not a text to read.

They are led to the people who do; what is published on the matter is offered beside it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from knowledge.intents import Intent
from knowledge.router import MessageRouter, MessageType

SHORTEST_LETTER = 25  # letters; a shorter message is answered as a question
SURE_OF_KIND = 0.7  # probability from which a message is taken for a complaint or a proposal

_WISHES: Mapping[str, Intent] = MappingProxyType(
    {MessageType.COMPLAINT.value: Intent.COMPLAINT, MessageType.PROPOSAL.value: Intent.PROPOSAL}
)


def wish_of_letter(message: str, router: MessageRouter) -> Intent | None:
    """Return what the writer of a letter wants done; None for a question, a short message or one of unsure kind."""
    if sum(map(str.isalnum, message)) < SHORTEST_LETTER:
        return None
    kind, sure = router.route(message)
    return _WISHES.get(kind) if sure >= SURE_OF_KIND else None
