"""The authority and its people: agency, units, staff, sessions, links, calendar notices, secrets."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from requests_db.store.base import Base, BigId, digest32, instant, pk, word


class AgencyRow(Base):
    """An authority with its disclosure office (政府信息公开工作机构)."""

    __tablename__ = "agencies"

    id: Mapped[pk]
    code: Mapped[word] = mapped_column(unique=True, comment="short stable identity used in files and commands")
    name: Mapped[str] = mapped_column(String(200))
    is_sample: Mapped[bool] = mapped_column(default=False, comment="shown to the public as 示例")
    is_active: Mapped[bool] = mapped_column(default=True, comment="false once a real agency took the sample's place")
    profile: Mapped[dict[str, Any]] = mapped_column(JSON, comment="numbering, hours, contact, switches, conventions")
    next_number: Mapped[int] = mapped_column(default=1, comment="next case number of number_year")
    number_year: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class UnitRow(Base):
    """A unit that answers (承办单位)."""

    __tablename__ = "units"
    __table_args__ = (UniqueConstraint("agency_id", "code"),)

    id: Mapped[pk]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    code: Mapped[word]
    name: Mapped[str] = mapped_column(String(200))
    handles: Mapped[list[str]] = mapped_column(JSON, comment="matters and key words it handles")
    is_office: Mapped[bool] = mapped_column(default=False, comment="the disclosure office itself")
    is_active: Mapped[bool] = mapped_column(default=True)


class StaffRow(Base):
    """A member of staff with an account (工作人员)."""

    __tablename__ = "staff"

    id: Mapped[pk]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    display_name: Mapped[str] = mapped_column(String(120))
    roles: Mapped[list[str]] = mapped_column(JSON, comment="values of statute.workflow.Role")
    password_hash: Mapped[str] = mapped_column(String(200), comment="argon2id")
    must_change_password: Mapped[bool] = mapped_column(default=True)
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until_at: Mapped[instant | None]
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_last_step: Mapped[int | None] = mapped_column(BigId, comment="last used time step: a code works once")
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), comment="AB角: who acts when away")
    away_from_on: Mapped[date | None]
    away_until_on: Mapped[date | None] = mapped_column(comment="the last day away")
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class StaffSessionRow(Base):
    """One signed-in browser."""

    __tablename__ = "staff_sessions"

    id: Mapped[pk]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    token_digest: Mapped[digest32] = mapped_column(unique=True)
    created_at: Mapped[instant]
    seen_at: Mapped[instant]
    expires_at: Mapped[instant]
    revoked_at: Mapped[instant | None]
    agent: Mapped[str] = mapped_column(String(200), default="", comment="browser as it named itself")
    totp_passed: Mapped[bool] = mapped_column(default=False)


class RecoveryCodeRow(Base):
    """A code that stands in for the authenticator app once, when the phone is lost (备用码)."""

    __tablename__ = "staff_recovery_codes"

    id: Mapped[pk]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    code_digest: Mapped[digest32] = mapped_column(unique=True)
    used_at: Mapped[instant | None]


class StaffLinkRow(Base):
    """A one-time code by which a member of staff links a chat for assignments and warnings."""

    __tablename__ = "staff_links"

    id: Mapped[pk]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    code_digest: Mapped[digest32] = mapped_column(unique=True)
    expires_at: Mapped[instant]
    used_at: Mapped[instant | None]
    conversation_id: Mapped[int | None] = mapped_column(BigId, comment="the linked chat, once used")
    unlinked_at: Mapped[instant | None]


class CalendarNoticeRow(Base):
    """A holiday notice loaded by an operator, kept with every version (放假通知)."""

    __tablename__ = "calendar_notices"
    __table_args__ = (UniqueConstraint("year", "version"),)

    id: Mapped[pk]
    year: Mapped[int]
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text, comment="the file as imported")
    content_hash: Mapped[str] = mapped_column(String(64))
    notice: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(Text, default="")
    imported_at: Mapped[instant]
    imported_by: Mapped[str] = mapped_column(String(120))
    recounted_at: Mapped[instant | None] = mapped_column(comment="when every case had been counted with it")


class AnnualFigureRow(Base):
    """A figure of the annual report that no case tells, e.g. rules in force or licences granted (年报数据)."""

    __tablename__ = "annual_figures"
    __table_args__ = (UniqueConstraint("agency_id", "year", "key"),)

    id: Mapped[pk]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    year: Mapped[int]
    key: Mapped[str] = mapped_column(String(60), comment="row and column of statute.report_format")
    value: Mapped[str] = mapped_column(String(40), comment="a decimal number as text")


class PaperNumberRow(Base):
    """The last number an agency gave to a paper of a year (文号)."""

    __tablename__ = "paper_numbers"
    __table_args__ = (UniqueConstraint("agency_id", "year"),)

    id: Mapped[pk]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    year: Mapped[int]
    last_number: Mapped[int] = mapped_column(default=1, comment="numbers run from 1; one given is never given again")


class SealedSecretRow(Base):
    """A key of the register, sealed under SECRET_KEYS."""

    __tablename__ = "sealed_secrets"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[instant]
