"""Tables of the knowledge base: entries, their versions and steps, synonyms, feedback.

They live in the same database as the register of requests yet have metadata of their own, because neither package may
import the other; the migrations that create them are written by hand from the definitions below. Column types are
limited to what SQLite and PostgreSQL both keep. No mapped row leaves `catalogue.py`.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, ForeignKey, Index, Integer, MetaData, String, Text, false
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import CheckConstraint, UniqueConstraint
from sqlalchemy.types import TypeDecorator

KEY_LENGTH = 200  # characters; the readers shorten longer identities by a digest

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, kept in UTC; refuses naive values and restores the zone SQLite drops."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return `value` in UTC for the database.

        Raises:
            ValueError: the value has no zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone; got a naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored instant as an aware UTC value."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class KnowledgeBase(DeclarativeBase):
    """The base of all knowledge tables, with its own metadata."""

    metadata = MetaData(naming_convention=_NAMES)


class EntryRow(KnowledgeBase):
    """One entry (条目): where it stands, which version is the latest, which one is live."""

    __tablename__ = "knowledge_entries"
    __table_args__ = (
        CheckConstraint("stage in ('draft', 'review', 'published', 'withdrawn')", name="stage"),
        Index("ix_knowledge_entries_stage", "stage"),
        Index("ix_knowledge_entries_revision", "revision"),
        Index("ix_knowledge_entries_review_on", "review_on"),
        Index("ix_knowledge_entries_owner_unit", "owner_unit"),
        Index("ix_knowledge_entries_interprets_id", "interprets_id"),
        {"comment": "Entries of the knowledge base, one row each"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Number of the entry")
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True, comment="Identity an import recognises it by")
    stage: Mapped[str] = mapped_column(
        String(16), comment="Stage of the latest version: draft, review, published or withdrawn"
    )
    current_version: Mapped[int] = mapped_column(Integer, comment="Number of the latest version, from 1")
    published_version: Mapped[int | None] = mapped_column(
        Integer, comment="Version citizens are answered from; null when none is live"
    )
    owner_unit: Mapped[str] = mapped_column(
        String(64), default="", server_default="", comment="Code of the unit that keeps it (who drafts explains)"
    )
    review_on: Mapped[date | None] = mapped_column(Date, comment="Day by which the owner unit looks at it again")
    is_policy: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=false(), comment="A policy that must come with an interpretation"
    )
    interprets_id: Mapped[int | None] = mapped_column(
        ForeignKey("knowledge_entries.id"), comment="The policy entry this entry interprets"
    )
    imported_digest: Mapped[str] = mapped_column(
        String(64), default="", server_default="", comment="Digest last imported; the same file again changes nothing"
    )
    lock_version: Mapped[int] = mapped_column(Integer, comment="Counts every change; the optimistic lock")
    revision: Mapped[int] = mapped_column(
        BigInteger, comment="Value of knowledge_revision when what citizens can see of it last changed"
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="First stored, UTC")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="Last changed, UTC")

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012 - SQLAlchemy reads it at mapping


class VersionRow(KnowledgeBase):
    """One version of an entry (版本): its whole content, who wrote it and when. Never changed once written."""

    __tablename__ = "knowledge_versions"
    __table_args__ = (
        UniqueConstraint("entry_id", "version"),
        {"comment": "Versions of entries, appended and never changed"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Row number")
    entry_id: Mapped[int] = mapped_column(ForeignKey("knowledge_entries.id"), comment="The entry")
    version: Mapped[int] = mapped_column(Integer, comment="Number within the entry, from 1")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the content; equal content is not stored twice")
    title: Mapped[str] = mapped_column(Text, comment="Title")
    questions: Mapped[list[str]] = mapped_column(JSON, comment="Wordings by which people ask for it, list of text")
    passages: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, comment="Body in order: list of {text, heading_path: list of text}"
    )
    document_number: Mapped[str] = mapped_column(Text, comment="Document number as printed; empty when none")
    index_number: Mapped[str] = mapped_column(Text, comment="Index number (suoyinhao) as printed; empty when none")
    issuer: Mapped[str] = mapped_column(Text, comment="Issuing body; empty when unknown")
    published_on: Mapped[date | None] = mapped_column(Date, comment="Day of publication")
    effective_on: Mapped[date | None] = mapped_column(Date, comment="First day on which it holds")
    expires_on: Mapped[date | None] = mapped_column(Date, comment="Last day on which it holds")
    url: Mapped[str] = mapped_column(Text, comment="Address of the publication; empty when none")
    region: Mapped[str] = mapped_column(Text, comment="Region it applies to; empty when not limited")
    department: Mapped[str] = mapped_column(Text, comment="Department or subject; empty when not limited")
    owner_unit: Mapped[str] = mapped_column(String(64), comment="Code of the owner unit as of this version")
    basis: Mapped[list[str]] = mapped_column(JSON, comment="Articles relied on, list of text")
    is_sample: Mapped[bool] = mapped_column(Boolean, comment="Sample content, shown as such")
    origin: Mapped[str] = mapped_column(Text, comment="File it was read from; empty when written at the desk")
    author: Mapped[str] = mapped_column(String(200), comment="Who wrote the version: staff account or import")
    at: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it was written, UTC")
    note: Mapped[str] = mapped_column(Text, comment="Why, in the author's words; may be empty")


class StepRow(KnowledgeBase):
    """One step in the life of an entry (流转): who moved it from which stage to which, and when."""

    __tablename__ = "knowledge_steps"
    __table_args__ = (
        Index("ix_knowledge_steps_entry_id", "entry_id"),
        {"comment": "Life cycle steps of entries, appended and never changed"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Row number; order of the steps")
    entry_id: Mapped[int] = mapped_column(ForeignKey("knowledge_entries.id"), comment="The entry")
    version: Mapped[int] = mapped_column(Integer, comment="Latest version when the step was taken")
    action: Mapped[str] = mapped_column(
        String(16), comment="import, draft, revise, submit, return, publish, expire, withdraw, plan or link"
    )
    from_stage: Mapped[str] = mapped_column(String(16), comment="Stage before; empty for a new entry")
    to_stage: Mapped[str] = mapped_column(String(16), comment="Stage after")
    author: Mapped[str] = mapped_column(String(200), comment="Who took the step")
    at: Mapped[datetime] = mapped_column(UtcDateTime, comment="When, UTC")
    note: Mapped[str] = mapped_column(Text, comment="Reason or remark; may be empty")


class RevisionRow(KnowledgeBase):
    """The one row whose counter every change visible to citizens moves on, so that processes see what is new."""

    __tablename__ = "knowledge_revision"
    __table_args__ = ({"comment": "Change counter for live reload; exactly one row, id 1, created by the migration"},)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, comment="Always 1")
    value: Mapped[int] = mapped_column(BigInteger, comment="Counter; its row lock puts changes in commit order")
    synonyms_value: Mapped[int] = mapped_column(BigInteger, comment="Counter value when synonyms last changed")


class SynonymRow(KnowledgeBase):
    """A spoken name and what it stands for (同义词)."""

    __tablename__ = "knowledge_synonyms"
    __table_args__ = (
        UniqueConstraint("term", "same_as"),
        {"comment": "Spoken names of things, edited by staff"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Row number")
    term: Mapped[str] = mapped_column(String(100), comment="What people say")
    same_as: Mapped[str] = mapped_column(String(100), comment="What publications say")
    author: Mapped[str] = mapped_column(String(200), comment="Who added it")
    at: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it was added, UTC")


class FeedbackRow(KnowledgeBase):
    """A question and how its answer was received (反馈). Personal data is masked before it comes here."""

    __tablename__ = "knowledge_feedback"
    __table_args__ = (
        CheckConstraint("kind in ('asked', 'useful', 'useless', 'unanswered')", name="kind"),
        Index("ix_knowledge_feedback_kind_at", "kind", "at"),
        Index("ix_knowledge_feedback_entry_id", "entry_id"),
        {"comment": "Questions with their verdicts; personal data masked beforehand"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="Row number")
    question: Mapped[str] = mapped_column(Text, comment="The question, personal data masked")
    status: Mapped[str] = mapped_column(String(16), comment="Answer status given at the time")
    kind: Mapped[str] = mapped_column(String(16), comment="asked, useful, useless or unanswered")
    entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("knowledge_entries.id"), comment="Entry that was quoted, if any"
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, comment="When it was asked or judged, UTC")
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="When staff settled it, UTC; null: open")
    resolved_by: Mapped[str] = mapped_column(String(200), default="", server_default="", comment="Who settled it")
    resolved_entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("knowledge_entries.id"), comment="Entry that now answers it, if any"
    )


VEILED = (KnowledgeBase.metadata.tables["knowledge_feedback"].columns["question"],)
"""Columns whose texts the composition root's veil closes; whoever changes its keys must close them anew."""
