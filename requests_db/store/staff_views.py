"""Frozen views of staff accounts and their sessions."""

from dataclasses import dataclass
from datetime import datetime

from requests_db.statute.workflow import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffView:
    """An account as administrators see it (工作人员账号)."""

    id: int
    agency_id: int
    unit_id: int | None
    unit_name: str
    username: str
    display_name: str
    roles: frozenset[Role]
    is_active: bool
    must_change_password: bool
    locked_until_at: datetime | None
    has_code: bool  # signs in with a one-time code besides the password
    is_linked: bool  # has linked a chat for warnings


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a sign-in is judged by."""

    staff_id: int
    password_hash: str
    failed_count: int
    locked_until_at: datetime | None
    totp_sealed: bytes | None
    totp_last_step: int | None
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """One signed-in browser."""

    id: int
    created_at: datetime
    seen_at: datetime
    agent: str
    is_present: bool  # the one asking
