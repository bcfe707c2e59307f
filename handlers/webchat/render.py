"""Replies as the JSON API and the plain page show them. Nothing is decided here."""

from collections.abc import Sequence
from typing import Any

from handlers.dialogue.messages import Attachment, Reply, Source

FILES_PATH = "/api/chat/files"


def reply_json(reply: Reply) -> dict[str, Any]:
    """Return one reply in the form of the chat API (design, outer interface)."""
    return {
        "id": reply.number,
        "text": reply.text,
        "status": reply.status.value,
        "choices": [{"choice": choice.code, "label": choice.label} for choice in reply.choices],
        "citations": [citation_json(source) for source in reply.citations],
        "attachments": [attachment_json(item) for item in reply.attachments],
    }


def replies_json(replies: Sequence[Reply]) -> dict[str, Any]:
    """Return several replies in order."""
    return {"replies": [reply_json(reply) for reply in replies]}


def citation_json(source: Source) -> dict[str, Any]:
    """Return one source; the day in ISO form or null."""
    return {
        "title": source.title,
        "document_number": source.document_number,
        "issuer": source.issuer,
        "published_on": source.published_on.isoformat() if source.published_on else None,
        "url": source.url,
        "validity": source.validity,
    }


def attachment_json(item: Attachment) -> dict[str, Any]:
    """Return one file with the address it is fetched from."""
    return {
        "name": item.name,
        "url": f"{FILES_PATH}/{item.token}",
        "media_type": item.media_type,
        "size": item.size,
    }
