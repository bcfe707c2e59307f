"""The register: cases, their append-only history, limits, reminders, files, consultations, tasks.

A case row is a cache of its history; only `services.transitions` writes state and dates.
"""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from requests_db.store.base import Base, BigId, digest32, instant, pk, sealed, word

COUNTED_BY = (
    "unit_id",
    "agency_id",
    "is_open",
    "holder_id",
    "state",
    "due_on",
    "received_on",
    "clock_state",
    "stopped_until",
    "pause_reason",
    "due_provisional",
    "opened_at",
    "is_restricted",
    "channel",
    "applicant_kind",
)  # everything lists are narrowed and counted by: counting reads an index instead of the cases


class CaseRow(Base):
    """One disclosure request (依申请公开案件); columns are a cache of its history."""

    __tablename__ = "cases"
    __table_args__ = (
        # one for every column lists are sorted by, and for what few open cases are
        Index("ix_cases_open_due", "agency_id", "is_open", "due_on", "id"),
        Index("ix_cases_open_received", "agency_id", "is_open", "received_on", "id"),
        Index("ix_cases_open_number", "agency_id", "is_open", "ref", "id"),
        Index("ix_cases_open_state", "agency_id", "is_open", "state", "id"),
        Index("ix_cases_open_holder", "agency_id", "is_open", "holder_id", "id"),
        Index("ix_cases_open_entered", "agency_id", "is_open", "id"),
        Index("ix_cases_open_unit", "agency_id", "is_open", "unit_id", "id"),
        Index("ix_cases_open_provisional", "agency_id", "is_open", "due_provisional", "id"),
        Index("ix_cases_open_unopened", "agency_id", "is_open", "opened_at", "id"),
        Index("ix_cases_clock_state", "clock_state"),
        Index("ix_cases_stopped_until", "stopped_until"),
        Index("ix_cases_counted", *COUNTED_BY),
        # the board's charts by month
        Index("ix_cases_closed", "agency_id", "closed_on", "unit_id", "due_on", "holder_id", "is_restricted"),
        Index("ix_cases_received", "agency_id", "received_on", "applicant_kind", "holder_id", "is_restricted"),
    )

    id: Mapped[pk]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    ref: Mapped[str] = mapped_column(String(60), unique=True, comment="number given to the applicant")
    submit_key_digest: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), unique=True, comment="recognises the same submission sent twice"
    )
    access_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), comment="keyed digest of the access code")
    state: Mapped[word] = mapped_column(comment="statute.workflow.State")
    is_open: Mapped[bool] = mapped_column(default=True)
    channel: Mapped[word] = mapped_column(comment="statute.deadlines.Channel")
    applicant_kind: Mapped[word] = mapped_column(comment="natural, business, research, charity, legal_service, other")
    submitted_on: Mapped[date]
    received_on: Mapped[date | None] = mapped_column(index=True, comment="Art. 31: day 0 of the reply period")
    law_on: Mapped[date] = mapped_column(comment="the day whose law governs the case")
    due_on: Mapped[date | None]
    due_provisional: Mapped[bool] = mapped_column(default=False)
    clock_state: Mapped[word] = mapped_column(default="not_started")
    pause_reason: Mapped[str] = mapped_column(String(40), default="", comment="why the clock stands, a key")
    stopped_until: Mapped[date | None] = mapped_column(comment="the clock stands up to and including this day")
    calendar_version: Mapped[str] = mapped_column(String(64), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[str | None] = mapped_column(String(40), comment="statute.outcomes key")
    answered_on: Mapped[date | None] = mapped_column(index=True)
    closed_on: Mapped[date | None]
    re_review_on: Mapped[date | None] = mapped_column(comment="Art. 18: look again at a refusal")
    is_restricted: Mapped[bool] = mapped_column(default=False)
    is_imported: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[instant | None] = mapped_column(comment="first time a member of staff opened it")
    created_at: Mapped[instant]
    wanted_sealed: Mapped[sealed] = mapped_column(comment="what is asked for, form of supply, help needed")
    applicant_sealed: Mapped[sealed] = mapped_column(comment="name, identity, contact, agent, consent")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it at mapping


class CaseSearchRow(Base):
    """Blind index: keyed digests by which a case can be found without reading it."""

    __tablename__ = "case_search"
    __table_args__ = (Index("ix_case_search_field_digest", "field", "digest", "case_id"),)

    id: Mapped[pk]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    field: Mapped[word] = mapped_column(comment="name, identity, phone, email: whole; subject: two-character pieces")
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class CaseFollowerRow(Base):
    """A conversation that may follow a case and receives its notices."""

    __tablename__ = "case_followers"
    __table_args__ = (UniqueConstraint("case_id", "conversation_id"),)

    id: Mapped[pk]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    is_applicant: Mapped[bool] = mapped_column(default=False, comment="filed from here")
    since_at: Mapped[instant]


class CaseAssistRow(Base):
    """A unit asked to help with another unit's case, which it sees from then on (协办)."""

    __tablename__ = "case_assists"
    __table_args__ = (UniqueConstraint("case_id", "unit_id"),)

    id: Mapped[pk]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    asked_on: Mapped[date]


class CodeAttemptRow(Base):
    """A wrong number or access code, counted against the conversation that gave it."""

    __tablename__ = "code_attempts"
    __table_args__ = (Index("ix_code_attempts_conversation_at", "conversation_id", "at"),)

    id: Mapped[pk]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    at: Mapped[instant]


class CaseEventRow(Base):
    """One line of a case's history. Append-only; chained by hash."""

    __tablename__ = "case_events"
    __table_args__ = (UniqueConstraint("case_id", "seq"), Index("ix_case_events_action_on", "action", "on_day"))

    id: Mapped[pk]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int] = mapped_column(comment="1, 2, 3 … within the case")
    action: Mapped[word] = mapped_column(comment="statute.workflow.Action")
    actor_kind: Mapped[word] = mapped_column(comment="applicant, staff, system")
    actor_id: Mapped[int | None] = mapped_column(BigId, comment="staff id or conversation id")
    actor_label: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[instant]
    on_day: Mapped[date] = mapped_column(comment="the legal day of what happened")
    article: Mapped[str] = mapped_column(String(80), default="")
    clock_events: Mapped[list[dict[str, Any]]] = mapped_column(JSON, comment="events of the statutory clock it adds")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="no personal data")
    private_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, comment="texts and personal data")
    private_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), comment="keyed digest: survives erasure")
    state_before: Mapped[str] = mapped_column(String(40), default="")
    state_after: Mapped[word]
    due_before: Mapped[date | None]
    due_after: Mapped[date | None]
    prev_hash: Mapped[digest32]
    hash: Mapped[digest32]


class RegisterEntryRow(Base):
    """The register's own chain: one line for every case event and every act of administration."""

    __tablename__ = "register_entries"

    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[word] = mapped_column(comment="case_event, access, download, sign_in, staff, calendar, settings …")
    subject: Mapped[str] = mapped_column(String(80), default="", index=True, comment="what it is about, e.g. case:12")
    actor_kind: Mapped[word]
    actor_id: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[instant]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="no personal data")
    digest: Mapped[digest32] = mapped_column(comment="hash of the case event, or of the facts")
    prev_hash: Mapped[digest32]
    hash: Mapped[digest32]


class ChainHeadRow(Base):
    """The last line of a chain, locked while a line is added."""

    __tablename__ = "chain_heads"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    seq: Mapped[int] = mapped_column(BigId)
    hash: Mapped[digest32]


class CaseLimitRow(Base):
    """A period that runs on a case or a consultation (期限)."""

    __tablename__ = "case_limits"
    __table_args__ = (
        Index("ix_case_limits_status_due", "status", "due_on"),
        Index("ix_case_limits_key_status", "key", "status", "due_on"),
    )

    id: Mapped[pk]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultations.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(BigId, index=True, comment="policy entry whose interpretation is due")
    agency_id: Mapped[int | None] = mapped_column(BigId, comment="agency whose policy it is; only with entry_id")
    unit_id: Mapped[int | None] = mapped_column(BigId, comment="unit that drafted the policy; only with entry_id")
    title: Mapped[str] = mapped_column(Text, default="", server_default="", comment="title of the policy, for warnings")
    key: Mapped[word] = mapped_column(comment="statute.limits key")
    subject: Mapped[str] = mapped_column(String(40), default="", comment="which consultation letter, where several run")
    opened_on: Mapped[date]
    given_days: Mapped[int | None] = mapped_column(comment="working days a notice gives; none: those of the table")
    due_on: Mapped[date | None] = mapped_column(comment="none while paused")
    provisional: Mapped[bool] = mapped_column(default=False)
    status: Mapped[word] = mapped_column(default="open", comment="open, paused, met, cancelled")
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class ReminderRow(Base):
    """A warning planned from a limit; fires when due and not yet fired."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("limit_id", "kind", "due_on"),
        Index("ix_reminders_status_fire", "status", "fire_at"),
    )

    id: Mapped[pk]
    limit_id: Mapped[int] = mapped_column(ForeignKey("case_limits.id"))
    kind: Mapped[word] = mapped_column(comment="before_5, before_3, before_1, due, overdue_1 …, unopened")
    due_on: Mapped[date]
    fire_at: Mapped[instant]
    status: Mapped[word] = mapped_column(default="planned", comment="planned, fired, cancelled")
    fired_at: Mapped[instant | None]
    acknowledged_at: Mapped[instant | None]
    acknowledged_by: Mapped[int | None] = mapped_column(BigId)


class FileRow(Base):
    """A file kept with a case or a conversation, sealed."""

    __tablename__ = "files"

    id: Mapped[pk]
    token: Mapped[str] = mapped_column(String(64), unique=True, comment="unguessable outside name")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    kind: Mapped[word] = mapped_column(comment="material, identity, authority, reply, letter, receipt, service_proof")
    visibility: Mapped[word] = mapped_column(default="internal", comment="internal, applicant, public")
    name_sealed: Mapped[sealed]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(comment="bytes before sealing")
    content_hash: Mapped[digest32] = mapped_column(comment="keyed digest of the content")
    content_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, deferred=True, comment="none once lawfully erased"
    )
    uploaded_at: Mapped[instant]
    uploaded_by: Mapped[str] = mapped_column(String(80), default="")


class ConsultationRow(Base):
    """A citizen's question waiting for a person (咨询工单)."""

    __tablename__ = "consultations"
    __table_args__ = (Index("ix_consultations_state_due", "agency_id", "state", "due_on"),)

    id: Mapped[pk]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    ref: Mapped[str] = mapped_column(String(60), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    kind: Mapped[word] = mapped_column(default="question", comment="question, complaint, suggestion, feedback")
    state: Mapped[word] = mapped_column(default="open", comment="open, answered, closed")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    question_sealed: Mapped[sealed]
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    opened_on: Mapped[date]
    due_on: Mapped[date | None]
    answered_at: Mapped[instant | None]
    created_at: Mapped[instant]
    version: Mapped[int] = mapped_column(default=1)


class TaskRow(Base):
    """Something a person must look at that is neither a case step nor a question (待办)."""

    __tablename__ = "tasks"
    __table_args__ = (UniqueConstraint("key"), Index("ix_tasks_state", "agency_id", "state"))

    id: Mapped[pk]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    key: Mapped[str] = mapped_column(String(120), comment="identity of the gap: found twice, opened once")
    kind: Mapped[word] = mapped_column(comment="undeliverable, confirm_receipt, dates_changed, gap, poison …")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[word] = mapped_column(default="open", comment="open, resolved")
    opened_at: Mapped[instant]
    resolved_at: Mapped[instant | None]
    resolved_by: Mapped[int | None] = mapped_column(BigId)
