"""What members of staff were told, by which way, and whether it arrived; the morning reports planned for them."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from requests_db.store.base import Base, BigId, instant, pk, word


class StaffNoticeRow(Base):
    """One thing one member of staff was told by one way (工作提醒)."""

    __tablename__ = "staff_notices"
    __table_args__ = (
        Index("ix_staff_notices_staff_seen", "staff_id", "way", "seen_at"),
        Index("ix_staff_notices_conversation", "conversation_id", "number"),
    )

    id: Mapped[pk]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    staff_id: Mapped[int] = mapped_column(BigId, comment="who is told; accounts are never deleted")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    reminder_id: Mapped[int | None] = mapped_column(ForeignKey("reminders.id"), comment="the warning that was given")
    key: Mapped[str] = mapped_column(String(60), comment="wording key, e.g. staff.overdue")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="no personal data")
    way: Mapped[word] = mapped_column(comment="desk, or the channel of a linked chat")
    conversation_id: Mapped[int | None] = mapped_column(BigId, comment="with number: its row in the outbox")
    number: Mapped[int | None]
    created_at: Mapped[instant]
    seen_at: Mapped[instant | None] = mapped_column(comment="first time it was on the reader's screen; desk only")


class DigestRow(Base):
    """The morning report of one supervisor for one working day, planned and given once (晨报)."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("staff_id", "on_day"), Index("ix_digests_status_fire", "status", "fire_at"))

    id: Mapped[pk]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    on_day: Mapped[date]
    fire_at: Mapped[instant]
    status: Mapped[word] = mapped_column(default="planned", comment="planned, fired, cancelled")
    fired_at: Mapped[instant | None]
