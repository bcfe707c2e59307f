"""What was stored to be said, made ready to be shown: replies as they are, notices by their sentence (通知)."""

from collections.abc import Mapping
from typing import Any

from handlers.dialogue.messages import Attachment, Reply, ReplyStatus
from handlers.wording import Wording


def render(wording: Wording, body: Mapping[str, Any], *, number: int = 0) -> Reply:
    """Return the reply that a stored body says.

    Args:
        wording: the sentences.
        body: a reply's JSON, or `{"notice": key, "facts": {…}, "attachments": […]}`.
        number: its number in the conversation.

    Raises:
        WordingFault: there is no sentence for the notice, or it needs a fact that was not kept.
    """
    if "notice" not in body:
        return Reply.from_json(body, number=number)
    facts = {name: _readable(wording, value) for name, value in body.get("facts", {}).items()}
    return Reply(
        text=wording.text(f"notice.{body['notice']}", **facts),
        status=ReplyStatus.NOTICE,
        attachments=tuple(Attachment(**item) for item in body.get("attachments", ())),
        number=number,
    )


def _readable(wording: Wording, value: object) -> object:
    """Return a fact as people read it: days written out, lists joined."""
    if isinstance(value, list | tuple):
        return "、".join(str(_readable(wording, item)) for item in value)
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        year, month, day = value.split("-")
        if (year + month + day).isdigit():
            return wording.text("receipt.receipt.day", year=year, month=int(month), day=int(day))
    return value
