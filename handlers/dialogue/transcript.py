"""Reading a conversation back: what was said to a person, and both sides of it."""

from dataclasses import dataclass

from handlers.dialogue.messages import Reply
from handlers.dialogue.notices import render
from handlers.wording import Wording
from requests_db.services import conversations
from requests_db.store.unit_of_work import UnitOfWork

ARRIVAL = "/start"  # said by the page or by Telegram itself, not by the person


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a transcript: a reply, or what the person said."""

    reply: Reply | None = None
    mine: str = ""


async def read_replies(unit: UnitOfWork, wording: Wording, conversation_id: int, *, after: int = 0) -> list[Reply]:
    """Return everything said to the person after the reply numbered `after`, in order."""
    said = await conversations.replies_after(unit, conversation_id, after)
    return [render(wording, item.body, number=item.number) for item in said]


async def read_transcript(
    unit: UnitOfWork, wording: Wording, conversation_id: int, *, after: int = 0
) -> tuple[Line, ...]:
    """Return both sides in order from the reply after `after` on; a pressed button is shown by its label."""
    replies = await read_replies(unit, wording, conversation_id)
    labels = {choice.code: choice.label for reply in replies for choice in reply.choices}
    heard = await conversations.heard(unit, conversation_id)
    lines = [(reply.number, 1, Line(reply=reply)) for reply in replies if reply.number > after]
    for message in heard:
        if message.body.get("text") == ARRIVAL or message.first_number <= after:
            continue
        text = message.body.get("text") or labels.get(message.body.get("choice", ""), "") or "（附件）"
        lines.append((message.first_number, 0, Line(mine=text)))
    return tuple(line for _, _, line in sorted(lines, key=lambda item: item[:2]))
