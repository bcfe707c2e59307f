"""Accounts of staff as administrators keep them: added, changed, closed, given a new password (账号管理)."""

import asyncio
from dataclasses import dataclass

from requests_db.services.actors import SYSTEM, Actor
from requests_db.services.audit import RegisterKind, append_register
from requests_db.services.errors import InvalidInput, NotFound, NotPermitted
from requests_db.services.tasks import open_task
from requests_db.statute.workflow import STAFF_ROLES, Role
from requests_db.store.passwords import hash_password, one_time_password
from requests_db.store.repositories import cases, consultations
from requests_db.store.staff_repository import StaffRepository
from requests_db.store.staff_views import StaffView
from requests_db.store.unit_of_work import UnitOfWork

HAND_OVER = "hand_over"  # kind of the task that what a leaver held opens


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


async def add_staff(unit: UnitOfWork, new: NewStaff, *, by: Actor = SYSTEM) -> NewAccount:
    """Add an account with a one-time password; `by` is who does it, for the register.

    Raises:
        InvalidInput: the name is empty, taken, no role is given or one not of staff; the unit is another agency's.
    """
    name = new.username.strip().lower()
    rows = StaffRepository(unit.session)
    faults: dict[str, str] = {}
    if not name or any(letter.isspace() for letter in name):
        faults["username"] = "staff.username.empty"
    elif await rows.credentials(name) is not None:
        faults["username"] = "staff.username.taken"
    if fault := _fault_of(new.roles):
        faults["roles"] = fault
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
    await record(unit, staff_id, by, "added", roles=sorted(role.value for role in new.roles))
    return NewAccount(staff_id=staff_id, username=name, one_time_password=password)


async def reset_password(unit: UnitOfWork, staff_id: int, *, by: Actor = SYSTEM) -> NewAccount:
    """Give the account a new one-time password, unlock it and end its sessions.

    Raises:
        NotFound: there is no such account.
    """
    hashed = await asyncio.to_thread(hash_password, password := one_time_password())
    rows = StaffRepository(unit.session)
    account = await account_of(unit, staff_id)
    await rows.change(staff_id, password_hash=hashed, must_change_password=True, failed_count=0, locked_until_at=None)
    await rows.revoke(unit.now, staff_id=staff_id)
    await record(unit, staff_id, by, "password_reset")
    return NewAccount(staff_id=staff_id, username=account.username, one_time_password=password)


async def disable_staff(unit: UnitOfWork, staff_id: int, *, by: Actor = SYSTEM) -> None:
    """Close the account, end its sessions and untie its chats; its history stays, its open cases become a task.

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
    await record(unit, staff_id, by, "disabled")
    await _ask_to_hand_over(unit, account)


async def enable_staff(unit: UnitOfWork, staff_id: int, *, by: Actor = SYSTEM) -> None:
    """Open a closed account again.

    Raises:
        NotFound: there is no such account.
    """
    await account_of(unit, staff_id)
    await StaffRepository(unit.session).change(staff_id, is_active=True)
    await record(unit, staff_id, by, "enabled")


async def change_staff(
    unit: UnitOfWork,
    staff_id: int,
    *,
    display_name: str,
    roles: frozenset[Role],
    unit_id: int | None,
    by: Actor = SYSTEM,
) -> None:
    """Change name, roles and unit of an account.

    Raises:
        InvalidInput: no role is given, or the unit is another agency's.
        NotFound: there is no such account.
        NotPermitted: the change would leave the agency without an administrator.
    """
    account = await account_of(unit, staff_id)
    rows = StaffRepository(unit.session)
    if fault := _fault_of(roles):
        raise InvalidInput({"roles": fault})
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
    await record(unit, staff_id, by, "changed", roles=sorted(role.value for role in roles), unit_id=unit_id)


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


async def held_cases(unit: UnitOfWork, agency_id: int) -> dict[int, int]:
    """Return how many open cases each member of an agency's staff holds; those who hold none are missing."""
    return await cases.held_counts(unit.session, agency_id)


async def _ask_to_hand_over(unit: UnitOfWork, account: StaffView) -> None:
    held = (await held_cases(unit, account.agency_id)).get(account.id, 0)
    asked = (await consultations.held_counts(unit.session, account.agency_id)).get(account.id, 0)
    if held or asked:
        facts = {"name": account.display_name, "held": held, "tickets": asked, "holder_id": account.id}
        key = f"{HAND_OVER}:{account.id}:{unit.today}"
        await open_task(unit, kind=HAND_OVER, key=key, facts=facts, agency_id=account.agency_id)


async def record(
    unit: UnitOfWork,
    staff_id: int,
    by: Actor,
    what: str,
    *,
    kind: RegisterKind = RegisterKind.STAFF,
    **facts: object,
) -> None:
    """Add a line to the register: what was done to an account, and by whom."""
    await append_register(unit, kind, f"staff:{staff_id}", by, {"what": what, **facts})


def _fault_of(roles: frozenset[Role]) -> str:
    """Return what is wrong with the roles of an account; nothing if they will do."""
    if not roles:
        return "staff.roles.empty"
    return "" if roles.issubset(STAFF_ROLES) else "staff.roles.unknown"
