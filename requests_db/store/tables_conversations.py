"""What was said, in both directions: conversations, inbox, outbox, leases and cursors."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from requests_db.store.base import Base, BigId, UtcDateTime, digest32, instant, pk, sealed, word


class ConversationRow(Base):
    """One person's conversation over one channel (会话)."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "key"),)

    id: Mapped[pk]
    channel: Mapped[word] = mapped_column(comment="web, telegram")
    key: Mapped[str] = mapped_column(String(80), comment="the channel's own identity of the conversation")
    token_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True, comment="web bearer token")
    dialogue_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="DialogueState as JSON")
    last_number: Mapped[int] = mapped_column(default=0, comment="number of the last reply or notice")
    staff_id: Mapped[int | None] = mapped_column(BigId, comment="linked member of staff, for warnings")
    blocked_at: Mapped[instant | None] = mapped_column(comment="the citizen blocked the bot")
    created_at: Mapped[instant]
    active_at: Mapped[instant]
    version: Mapped[int] = mapped_column(default=1)


class InboxRow(Base):
    """A message received, once (收件)."""

    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("conversation_id", "message_id"),)

    id: Mapped[pk]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[str] = mapped_column(String(120), comment="the channel's or client's own identity")
    body_digest: Mapped[digest32] = mapped_column(comment="to recognise the same id with another body")
    body_sealed: Mapped[sealed]
    received_at: Mapped[instant] = mapped_column(index=True)
    first_number: Mapped[int] = mapped_column(default=0, comment="its replies: outbox numbers from … to …")
    last_number: Mapped[int] = mapped_column(default=0)


class OutboxRow(Base):
    """Something said to somebody: a reply or a notice, with its delivery (发件)."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("conversation_id", "number"),
        Index("ix_outbox_state_next", "state", "next_attempt_at"),
    )

    id: Mapped[pk]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    number: Mapped[int] = mapped_column(comment="counts up within the conversation")
    kind: Mapped[word] = mapped_column(comment="reply, notice")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    body_sealed: Mapped[sealed] = mapped_column(comment="the Reply as JSON")
    state: Mapped[word] = mapped_column(comment="kept (fetched by the client), pending, sent, refused")
    attempt_count: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[instant]
    lease_until_at: Mapped[instant | None]
    leased_by: Mapped[str] = mapped_column(String(80), default="")
    sent_parts: Mapped[int] = mapped_column(default=0, comment="parts of a split message already accepted")
    sent_at: Mapped[instant | None]
    error: Mapped[str] = mapped_column(String(200), default="", comment="class of the last failure, no content")
    answer: Mapped[str] = mapped_column(
        String(200), default="", server_default="", comment="what the channel's server said on accepting it"
    )
    created_at: Mapped[instant]


class LeaseRow(Base):
    """A right held by one process at a time, e.g. to poll a channel."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CursorRow(Base):
    """A position in somebody else's stream, e.g. Telegram's update offset."""

    __tablename__ = "cursors"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
