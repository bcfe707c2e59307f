"""Frozen views of what was said: the form in which conversations leave a unit of work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Delivery(StrEnum):
    """How far something said has come (送达状态)."""

    KEPT = "kept"  # the client fetches it by itself
    PENDING = "pending"
    SENT = "sent"
    REFUSED = "refused"  # the channel will never take it, e.g. the bot was blocked


class SaidKind(StrEnum):
    """Whether something said answers a message or comes by itself."""

    REPLY = "reply"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationView:
    """A conversation as it stood when it was read (会话)."""

    id: int
    channel: str
    key: str  # the channel's own identity of the conversation
    dialogue: Mapping[str, Any] | None  # the dialogue's JSON; none before the first message
    version: int  # of the dialogue
    staff_id: int | None  # the linked member of staff
    last_number: int  # of the last reply or notice


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSession:
    """A new web conversation; the token is shown once and kept by the browser."""

    conversation_id: int
    conversation_key: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What the inbox knows about a message (收件结果)."""

    inbox_id: int
    is_repeat: bool
    same_body: bool  # false: the id was used before for another body
    first_number: int = 0  # its replies, 0 while there are none
    last_number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something said in a conversation: a ready reply, or a notice key with its facts."""

    number: int
    kind: SaidKind
    case_id: int | None
    body: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message received, and the number of the first reply to it."""

    first_number: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """Who claims deliveries: a process, and what it is busy with."""

    name: str  # unlike that of every other living process
    in_hand: frozenset[int] = frozenset()  # its own claims; others under its name were made by a dead predecessor


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """Something to be delivered, leased to one worker."""

    id: int
    conversation_id: int
    channel: str
    key: str  # the channel's own identity of the conversation
    number: int
    kind: SaidKind
    case_id: int | None
    body: Mapping[str, Any]
    sent_parts: int  # parts the channel has already accepted
    attempt_count: int  # failed attempts so far
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxCounts:
    """How much waits, and since when."""

    pending: int
    refused: int
    oldest_pending_at: datetime | None
