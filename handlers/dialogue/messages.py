"""The only words that channels and the dialogue share: what came in, what goes out.

Values with a JSON form, because replies are stored (sealed) before they are delivered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self


class ChannelName(StrEnum):
    """Through which door somebody speaks (渠道)."""

    WEB = "web"
    TELEGRAM = "telegram"


class ReplyStatus(StrEnum):
    """What kind of thing a reply is; the first eight are answer statuses."""

    ANSWERED = "answered"
    SUGGESTED = "suggested"
    NO_ANSWER = "no_answer"
    OUTDATED = "outdated"
    CONFLICTING = "conflicting"
    ROUTED = "routed"
    CHITCHAT = "chitchat"
    UNSAFE = "unsafe"
    PROMPT = "prompt"
    RECEIPT = "receipt"
    NOTICE = "notice"
    INFO = "info"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One message from a person.

    Exactly one of `text`, `choice` or `file_tokens` usually carries the content; text may accompany files.
    """

    channel: ChannelName
    conversation_key: str  # the channel's identity of the conversation
    message_id: str  # unique within the conversation; a repeat is recognised by it
    at: datetime  # aware: when the channel received it
    text: str = ""
    choice: str = ""  # "<prompt id>:<key>" of a pressed button
    file_tokens: tuple[str, ...] = ()  # files already stored for this conversation
    is_private: bool = True  # false in a group: personal data is never asked there
    is_edit: bool = False  # a corrected earlier message

    def __post_init__(self) -> None:
        """Refuse a naive instant."""
        if self.at.tzinfo is None:
            raise ValueError("naive datetime refused: an instant needs its time zone")

    def body(self) -> dict[str, Any]:
        """Return the JSON form of the content, by which a repeat with another body is told apart."""
        return {"text": self.text, "choice": self.choice, "files": list(self.file_tokens), "edit": self.is_edit}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button: `code` is "<prompt id>:<key>" and carries no data of a case."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A citation as it is shown (出处)."""

    title: str
    document_number: str = ""
    issuer: str = ""
    published_on: date | None = None
    url: str = ""
    validity: str = ""  # in_force, upcoming, expired, withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file offered to the citizen; `token` is its unguessable name, the channel makes the address."""

    token: str
    name: str
    media_type: str
    size: int  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One thing said to a person."""

    text: str
    status: ReplyStatus
    choices: tuple[Choice, ...] = ()
    citations: tuple[Source, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    number: int = 0  # counts up within the conversation; 0 until stored

    def to_json(self) -> dict[str, Any]:
        """Return the stored form."""
        return {
            "text": self.text,
            "status": self.status.value,
            "choices": [{"code": c.code, "label": c.label} for c in self.choices],
            "citations": [
                {
                    "title": s.title,
                    "document_number": s.document_number,
                    "issuer": s.issuer,
                    "published_on": s.published_on.isoformat() if s.published_on else None,
                    "url": s.url,
                    "validity": s.validity,
                }
                for s in self.citations
            ],
            "attachments": [
                {"token": a.token, "name": a.name, "media_type": a.media_type, "size": a.size} for a in self.attachments
            ],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], *, number: int = 0) -> Self:
        """Return the reply whose stored form is `stored`, under its number in the conversation."""
        return cls(
            text=stored["text"],
            status=ReplyStatus(stored["status"]),
            choices=tuple(Choice(**choice) for choice in stored.get("choices", ())),
            citations=tuple(
                Source(**{**source, "published_on": _day(source.get("published_on"))})
                for source in stored.get("citations", ())
            ),
            attachments=tuple(Attachment(**item) for item in stored.get("attachments", ())),
            number=number,
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
