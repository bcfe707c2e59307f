"""Accounts of staff: sign-in, sessions, passwords (工作人员账号与登录).

Hashing takes tens of milliseconds by intent, so the functions that hash take `units` and keep it outside any
transaction; a failed sign-in must be counted although it is refused, so it commits by itself.
"""

import asyncio
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from requests_db.services.actors import SYSTEM, Actor, ActorKind
from requests_db.services.audit import RegisterKind
from requests_db.services.errors import InvalidInput, NotFound, NotSignedIn
from requests_db.services.operating import (
    AGENT_LENGTH,
    FAILURES_BEFORE_LOCK,
    LOCK_FOR,
    LONGEST_PASSWORD,
    SEEN_EVERY,
    SESSION_IDLE,
    SESSION_LONGEST,
    SHORTEST_PASSWORD,
)
from requests_db.services.retrying import in_unit, reading
from requests_db.services.staff_accounts import (
    NewAccount,
    NewStaff,
    account_named,
    account_of,
    add_staff,
    change_staff,
    disable_staff,
    enable_staff,
    list_staff,
    record,
    reset_password,
)
from requests_db.services.staff_codes import CodeUse, use_code
from requests_db.statute.workflow import Role
from requests_db.store.passwords import hash_password, is_guessable, is_password
from requests_db.store.repositories import stand_ins
from requests_db.store.staff_repository import StaffRepository
from requests_db.store.staff_views import Credentials, SessionView
from requests_db.store.unit_of_work import UnitOfWork, Units

__all__ = [
    "DeskSession",
    "NewAccount",
    "NewStaff",
    "SignedIn",
    "account_named",
    "account_of",
    "add_staff",
    "change_password",
    "change_staff",
    "disable_staff",
    "enable_staff",
    "list_staff",
    "reset_password",
    "prove_password",
    "revoke",
    "revoke_others",
    "session",
    "session_actor",
    "sessions",
    "sign_in",
    "sign_out",
    "touch_session",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A successful sign-in; the token goes into the browser's cookie and is kept here as a digest only."""

    token: str
    actor: Actor
    must_change_password: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSession:
    """A valid session of the desk."""

    id: int
    actor: Actor
    username: str
    must_change_password: bool
    is_seen_stale: bool  # the caller should `touch_session` in a writing unit
    has_code: bool  # the account signs in with a one-time code besides the password
    must_set_code: bool  # the agency asks it of a role the account has, and it has none


async def sign_in(units: Units, username: str, password: str, *, totp: str | None = None, agent: str = "") -> SignedIn:
    """Open a session of the desk.

    An unknown name costs the same time and is told the same as a wrong password. Five failures in a row lock the
    account for a quarter of an hour; the failures are committed although the sign-in is refused.

    Args:
        units: makes the units of work; the password is hashed between two of them.
        username: as typed.
        password: as typed.
        totp: the one-time code, where the account has one.
        agent: the browser's name of itself, shown in the list of sessions.

    Raises:
        NotSignedIn: "staff.wrong", "staff.locked" (fact `until_at`) or "staff.code_needed".
    """
    name = username.strip().lower()
    known = await reading(units, lambda unit: StaffRepository(unit.session).credentials(name))
    is_right = await asyncio.to_thread(
        is_password, known.password_hash if known else _nobody(), password[:LONGEST_PASSWORD]
    )

    async def judge(unit: UnitOfWork) -> SignedIn | NotSignedIn:
        return await _judge(unit, name, known, is_right=is_right, totp=totp, agent=agent)

    outcome = await in_unit(units, judge)
    if isinstance(outcome, NotSignedIn):
        raise outcome
    return outcome


async def session(unit: UnitOfWork, token: str) -> DeskSession | None:
    """Return the session that `token` opens; none once revoked, idle for an hour or older than twelve."""
    row = await StaffRepository(unit.session).session(_digest(unit, token))
    if row is None or row.revoked_at is not None or not row.is_active:
        return None
    if row.expires_at <= unit.now or row.seen_at + SESSION_IDLE <= unit.now:
        return None
    return DeskSession(
        id=row.session_id,
        actor=replace(
            _actor(row.id, row.agency_id, row.unit_id, row.display_name, frozenset(map(Role, row.roles))),
            stands_for=await stand_ins.stands_for(unit.session, row.id, unit.today),
        ),
        username=row.username,
        must_change_password=row.must_change_password,
        is_seen_stale=row.seen_at + SEEN_EVERY <= unit.now,
        has_code=row.totp_sealed is not None,
        must_set_code=row.totp_sealed is None
        and not set(row.agency_profile.get("code_required", ())).isdisjoint(row.roles),
    )


async def session_actor(unit: UnitOfWork, token: str) -> Actor | None:
    """Return who acts with `token`; see `session`."""
    found = await session(unit, token)
    return None if found is None else found.actor


async def touch_session(unit: UnitOfWork, token: str) -> None:
    """Remember that the session was used just now."""
    await StaffRepository(unit.session).see(_digest(unit, token), unit.now)


async def sign_out(unit: UnitOfWork, token: str) -> None:
    """End the session of `token`; an unknown token is no fault."""
    rows = StaffRepository(unit.session)
    row = await rows.session(_digest(unit, token))
    if row is not None:
        await rows.revoke(unit.now, staff_id=row.id, session_id=row.session_id)


async def sessions(unit: UnitOfWork, staff_id: int, token: str = "") -> tuple[SessionView, ...]:
    """Return the open sessions of an account, the last used first; `token` marks the one asking."""
    rows = StaffRepository(unit.session)
    present = _digest(unit, token)
    live = await rows.live_sessions(staff_id, now=unit.now, seen_after=unit.now - SESSION_IDLE)
    return tuple(
        SessionView(
            id=row.id,
            created_at=row.created_at,
            seen_at=row.seen_at,
            agent=row.agent,
            is_present=secrets.compare_digest(row.token_digest, present),
        )
        for row in live
    )


async def revoke(unit: UnitOfWork, staff_id: int, session_id: int, *, by: Actor = SYSTEM) -> None:
    """End one session of the account; recorded.

    Raises:
        NotFound: the account has no such open session.
    """
    if not await StaffRepository(unit.session).revoke(unit.now, staff_id=staff_id, session_id=session_id):
        raise NotFound("session.unknown")
    await record(unit, staff_id, by, "session_ended", kind=RegisterKind.SIGN_IN)


async def revoke_others(unit: UnitOfWork, staff_id: int, token: str, *, by: Actor = SYSTEM) -> int:
    """End every session of the account but the one of `token`, recorded; return how many there were."""
    count = await StaffRepository(unit.session).revoke(unit.now, staff_id=staff_id, but_digest=_digest(unit, token))
    if count:
        await record(unit, staff_id, by, "sessions_ended", kind=RegisterKind.SIGN_IN, count=count)
    return count


async def prove_password(units: Units, staff_id: int, present: str) -> None:
    """Make sure that whoever holds the session also knows the password; wrong ones count as at the sign-in.

    Raises:
        InvalidInput: the password is wrong, or the account is locked because it was wrong too often.
        NotFound: there is no such account.
    """
    account = await reading(units, lambda unit: account_of(unit, staff_id))
    known = await reading(units, lambda unit: StaffRepository(unit.session).credentials(account.username))
    is_right = known is not None and await asyncio.to_thread(
        is_password, known.password_hash, present[:LONGEST_PASSWORD]
    )

    async def judge(unit: UnitOfWork) -> str:
        held = await StaffRepository(unit.session).credentials(account.username, lock=True)
        if held is None or (held.locked_until_at is not None and held.locked_until_at > unit.now):
            return "staff.password.locked"
        if is_right:
            return ""
        await _count_failure(unit, held)
        return "staff.password.wrong"

    fault = await in_unit(units, judge)
    if fault:
        raise InvalidInput({"present": fault})


async def change_password(units: Units, staff_id: int, *, present: str, new: str, token: str = "") -> None:
    """Replace the account's own password and end its other sessions.

    Raises:
        InvalidInput: `present` is wrong, or `new` too short, too long, easily guessed, or the same as before.
        NotFound: there is no such account.
    """
    await prove_password(units, staff_id, present)
    account = await reading(units, lambda unit: account_of(unit, staff_id))
    if not SHORTEST_PASSWORD <= len(new) <= LONGEST_PASSWORD:
        raise InvalidInput({"new": "staff.password.length"})
    if new == present or new.lower() == account.username:
        raise InvalidInput({"new": "staff.password.same"})
    if is_guessable(new, account.username):
        raise InvalidInput({"new": "staff.password.guessable"})
    hashed = await asyncio.to_thread(hash_password, new)

    async def store(unit: UnitOfWork) -> None:
        rows = StaffRepository(unit.session)
        await rows.change(staff_id, password_hash=hashed, must_change_password=False, failed_count=0)
        await rows.revoke(unit.now, staff_id=staff_id, but_digest=_digest(unit, token))
        await record(unit, staff_id, SYSTEM, "password_changed")

    await in_unit(units, store)


async def _judge(
    unit: UnitOfWork, name: str, seen: Credentials | None, *, is_right: bool, totp: str | None, agent: str
) -> SignedIn | NotSignedIn:
    """Decide a sign-in whose password was compared already; the account is held meanwhile."""
    rows = StaffRepository(unit.session)
    account = await rows.credentials(name, lock=True)
    if account is None or seen is None or account.password_hash != seen.password_hash or not account.is_active:
        return NotSignedIn("staff.wrong")
    if account.locked_until_at is not None and account.locked_until_at > unit.now:
        return NotSignedIn("staff.locked", until_at=account.locked_until_at)
    if not is_right:
        return await _count_failure(unit, account)
    used: CodeUse | None = None
    if account.totp_sealed is not None:
        if not totp:
            return NotSignedIn("staff.code_needed")
        used = await use_code(unit, account, totp)
        if used is None:
            return await _count_failure(unit, account)
    step = used.step if used is not None and used.step is not None else account.totp_last_step
    await rows.change(account.staff_id, failed_count=0, locked_until_at=None, totp_last_step=step)
    return await _open_session(unit, account.staff_id, agent=agent, totp_passed=used is not None)


async def _count_failure(unit: UnitOfWork, account: Credentials) -> NotSignedIn:
    failed = account.failed_count + 1
    until: datetime | None = unit.now + LOCK_FOR if failed >= FAILURES_BEFORE_LOCK else None
    await StaffRepository(unit.session).change(
        account.staff_id, failed_count=0 if until else failed, locked_until_at=until
    )
    await record(unit, account.staff_id, SYSTEM, "locked" if until else "failed", kind=RegisterKind.SIGN_IN)
    return NotSignedIn("staff.locked", until_at=until) if until else NotSignedIn("staff.wrong")


async def _open_session(unit: UnitOfWork, staff_id: int, *, agent: str, totp_passed: bool) -> SignedIn:
    rows = StaffRepository(unit.session)
    account = await account_of(unit, staff_id)
    token = secrets.token_urlsafe()
    await rows.add_session(
        staff_id=staff_id,
        token_digest=_digest(unit, token),
        created_at=unit.now,
        seen_at=unit.now,
        expires_at=unit.now + SESSION_LONGEST,
        agent=agent[:AGENT_LENGTH],
        totp_passed=totp_passed,
    )
    actor = _actor(staff_id, account.agency_id, account.unit_id, account.display_name, account.roles)
    await record(unit, staff_id, actor, "signed_in", kind=RegisterKind.SIGN_IN)
    return SignedIn(token=token, actor=actor, must_change_password=account.must_change_password)


def _actor(staff_id: int, agency_id: int, unit_id: int | None, display_name: str, roles: frozenset[Role]) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        staff_id=staff_id,
        roles=roles,
        unit_id=unit_id,
        agency_id=agency_id,
        label=display_name,
    )


def _digest(unit: UnitOfWork, token: str) -> bytes:
    return unit.digester.of("staff_session", token)


@cache
def _nobody() -> str:
    """Return a hash that no password fits, to spend the same time on unknown names."""
    return hash_password(secrets.token_urlsafe())
