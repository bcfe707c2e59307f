"""Accounts of staff: sign-in, sessions, passwords (工作人员账号与登录).

Hashing takes tens of milliseconds by intent, so the functions that hash take `units` and keep it outside any
transaction; a failed sign-in must be counted although it is refused, so it commits by itself.
"""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from requests_db.services.actors import Actor, ActorKind
from requests_db.services.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn
from requests_db.services.operating import (
    AGENT_LENGTH,
    CODE_STEP_SECONDS,
    FAILURES_BEFORE_LOCK,
    LOCK_FOR,
    LONGEST_PASSWORD,
    SEEN_EVERY,
    SESSION_IDLE,
    SESSION_LONGEST,
    SHORTEST_PASSWORD,
)
from requests_db.services.retrying import in_unit, reading
from requests_db.statute.workflow import Role
from requests_db.store.passwords import code_step, hash_password, is_password, one_time_password
from requests_db.store.staff_repository import StaffRepository
from requests_db.store.staff_views import Credentials, SessionView, StaffView
from requests_db.store.unit_of_work import UnitOfWork, Units


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStaff:
    """An account to be added."""

    agency_id: int
    username: str
    display_name: str
    roles: frozenset[Role]
    unit_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account just made; the password is shown once and must be changed at first sign-in."""

    staff_id: int
    username: str
    one_time_password: str


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
        actor=_actor(row.id, row.agency_id, row.unit_id, row.display_name, frozenset(map(Role, row.roles))),
        username=row.username,
        must_change_password=row.must_change_password,
        is_seen_stale=row.seen_at + SEEN_EVERY <= unit.now,
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


async def revoke(unit: UnitOfWork, staff_id: int, session_id: int) -> None:
    """End one session of the account.

    Raises:
        NotFound: the account has no such open session.
    """
    if not await StaffRepository(unit.session).revoke(unit.now, staff_id=staff_id, session_id=session_id):
        raise NotFound("session.unknown")


async def revoke_others(unit: UnitOfWork, staff_id: int, token: str) -> int:
    """End every session of the account but the one of `token`; return how many."""
    return await StaffRepository(unit.session).revoke(unit.now, staff_id=staff_id, but_digest=_digest(unit, token))


async def change_password(units: Units, staff_id: int, *, present: str, new: str, token: str = "") -> None:
    """Replace the account's own password and end its other sessions.

    Raises:
        InvalidInput: `present` is wrong, or `new` too short, too long, or the same as before.
        NotFound: there is no such account.
    """
    account = await reading(units, lambda unit: account_of(unit, staff_id))
    known = await reading(units, lambda unit: StaffRepository(unit.session).credentials(account.username))
    if known is None or not await asyncio.to_thread(is_password, known.password_hash, present[:LONGEST_PASSWORD]):
        raise InvalidInput({"present": "staff.password.wrong"})
    if not SHORTEST_PASSWORD <= len(new) <= LONGEST_PASSWORD:
        raise InvalidInput({"new": "staff.password.length"})
    if new == present or new.lower() == account.username:
        raise InvalidInput({"new": "staff.password.same"})
    hashed = await asyncio.to_thread(hash_password, new)

    async def store(unit: UnitOfWork) -> None:
        rows = StaffRepository(unit.session)
        await rows.change(staff_id, password_hash=hashed, must_change_password=False, failed_count=0)
        await rows.revoke(unit.now, staff_id=staff_id, but_digest=_digest(unit, token))

    await in_unit(units, store)


async def add_staff(unit: UnitOfWork, new: NewStaff) -> NewAccount:
    """Add an account with a one-time password.

    Raises:
        InvalidInput: the name is empty, taken, or no role is given; the unit is another agency's.
    """
    name = new.username.strip().lower()
    rows = StaffRepository(unit.session)
    faults: dict[str, str] = {}
    if not name or any(letter.isspace() for letter in name):
        faults["username"] = "staff.username.empty"
    elif await rows.credentials(name) is not None:
        faults["username"] = "staff.username.taken"
    if not new.roles:
        faults["roles"] = "staff.roles.empty"
    if new.unit_id is not None and await rows.unit_agency(new.unit_id) != new.agency_id:
        faults["unit_id"] = "staff.unit.unknown"
    if faults:
        raise InvalidInput(faults)
    password = one_time_password()
    staff_id = await rows.add(
        agency_id=new.agency_id,
        unit_id=new.unit_id,
        username=name,
        display_name=new.display_name.strip() or name,
        roles=sorted(role.value for role in new.roles),
        password_hash=await asyncio.to_thread(hash_password, password),
        must_change_password=True,
    )
    return NewAccount(staff_id=staff_id, username=name, one_time_password=password)


async def reset_password(unit: UnitOfWork, staff_id: int) -> NewAccount:
    """Give the account a new one-time password, unlock it and end its sessions.

    Raises:
        NotFound: there is no such account.
    """
    hashed = await asyncio.to_thread(hash_password, password := one_time_password())
    rows = StaffRepository(unit.session)
    account = await account_of(unit, staff_id)
    await rows.change(staff_id, password_hash=hashed, must_change_password=True, failed_count=0, locked_until_at=None)
    await rows.revoke(unit.now, staff_id=staff_id)
    return NewAccount(staff_id=staff_id, username=account.username, one_time_password=password)


async def disable_staff(unit: UnitOfWork, staff_id: int) -> None:
    """Close the account, end its sessions and untie its chats; its history stays.

    Raises:
        NotFound: there is no such account.
        NotPermitted: it is the agency's last active administrator.
    """
    account = await account_of(unit, staff_id)
    rows = StaffRepository(unit.session)
    is_last = await rows.active_administrators(account.agency_id, Role.ADMINISTRATOR) <= 1
    if account.is_active and Role.ADMINISTRATOR in account.roles and is_last:
        raise NotPermitted("staff.last_administrator")
    await rows.change(staff_id, is_active=False)
    await rows.revoke(unit.now, staff_id=staff_id)
    await rows.untie_chats(staff_id, unit.now)


async def enable_staff(unit: UnitOfWork, staff_id: int) -> None:
    """Open a closed account again.

    Raises:
        NotFound: there is no such account.
    """
    await account_of(unit, staff_id)
    await StaffRepository(unit.session).change(staff_id, is_active=True)


async def change_staff(
    unit: UnitOfWork, staff_id: int, *, display_name: str, roles: frozenset[Role], unit_id: int | None
) -> None:
    """Change name, roles and unit of an account.

    Raises:
        InvalidInput: no role is given, or the unit is another agency's.
        NotFound: there is no such account.
        NotPermitted: the change would leave the agency without an administrator.
    """
    account = await account_of(unit, staff_id)
    rows = StaffRepository(unit.session)
    if not roles:
        raise InvalidInput({"roles": "staff.roles.empty"})
    if unit_id is not None and await rows.unit_agency(unit_id) != account.agency_id:
        raise InvalidInput({"unit_id": "staff.unit.unknown"})
    gives_up = Role.ADMINISTRATOR in account.roles - roles
    if gives_up and await rows.active_administrators(account.agency_id, Role.ADMINISTRATOR) <= 1:
        raise NotPermitted("staff.last_administrator")
    await rows.change(
        staff_id,
        display_name=display_name.strip() or account.username,
        roles=sorted(role.value for role in roles),
        unit_id=unit_id,
    )


async def list_staff(unit: UnitOfWork, agency_id: int | None = None) -> tuple[StaffView, ...]:
    """Return the accounts of an agency, or of all agencies, by name."""
    return await StaffRepository(unit.session).accounts(agency_id)


async def account_of(unit: UnitOfWork, staff_id: int) -> StaffView:
    """Return one account.

    Raises:
        NotFound: there is no such account.
    """
    found = await StaffRepository(unit.session).by_id(staff_id)
    if found is None:
        raise NotFound("staff.unknown")
    return found


async def account_named(unit: UnitOfWork, username: str) -> StaffView:
    """Return the account with this name.

    Raises:
        NotFound: there is no such account.
    """
    found = await StaffRepository(unit.session).by_username(username.strip().lower())
    if found is None:
        raise NotFound("staff.unknown")
    return found


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
    step = None
    if account.totp_sealed is not None:
        if not totp:
            return NotSignedIn("staff.code_needed")
        step = _fresh_step(unit, account, totp)
        if step is None:
            return await _count_failure(unit, account)
    await rows.change(
        account.staff_id, failed_count=0, locked_until_at=None, totp_last_step=step or account.totp_last_step
    )
    return await _open_session(unit, account.staff_id, agent=agent, totp_passed=step is not None)


async def _count_failure(unit: UnitOfWork, account: Credentials) -> NotSignedIn:
    failed = account.failed_count + 1
    until: datetime | None = unit.now + LOCK_FOR if failed >= FAILURES_BEFORE_LOCK else None
    await StaffRepository(unit.session).change(
        account.staff_id, failed_count=0 if until else failed, locked_until_at=until
    )
    return NotSignedIn("staff.locked", until_at=until) if until else NotSignedIn("staff.wrong")


def _fresh_step(unit: UnitOfWork, account: Credentials, code: str) -> int | None:
    """Return the time step of a right code that was not used before."""
    secret = unit.cipher.open(account.totp_sealed or b"")
    step = code_step(secret, code, at=unit.now.timestamp(), step_seconds=CODE_STEP_SECONDS)
    is_used = step is not None and account.totp_last_step is not None and step <= account.totp_last_step
    return None if is_used else step


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
