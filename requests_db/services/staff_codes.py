"""The second step of signing in: time-based one-time codes, for supervisors and administrators above all (动态口令).

Codes for a rainy day (备用码) stand in for the app once each; only their digests are kept.
"""

import secrets
from dataclasses import dataclass

from requests_db.services.actors import SYSTEM, Actor
from requests_db.services.errors import InvalidInput, NotPermitted
from requests_db.services.operating import CODE_STEP_SECONDS, LINK_ALPHABET, RECOVERY_CODES, RECOVERY_GROUPS
from requests_db.services.staff_accounts import account_of, record
from requests_db.store.passwords import code_address, code_step, new_code_secret
from requests_db.store.staff_repository import StaffRepository
from requests_db.store.staff_views import Credentials
from requests_db.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOffer:
    """A fresh secret for an authenticator app; nothing is stored before the first code proves that it arrived."""

    secret: str  # base32, to be typed in by hand
    address: str  # otpauth://…, to be shown as a QR code


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeUse:
    """What the second step of a sign-in was passed with."""

    step: int | None = None  # time step of the app's code; none for a recovery code


async def offer_code(unit: UnitOfWork, staff_id: int, *, issuer: str, secret: str = "") -> CodeOffer:
    """Return a fresh secret for the account, named `issuer` in the person's app; or the one offered before.

    Raises:
        NotFound: there is no such account.
    """
    account = await account_of(unit, staff_id)
    secret = secret or new_code_secret()
    return CodeOffer(secret=secret, address=code_address(secret, name=account.username, issuer=issuer))


async def set_code(unit: UnitOfWork, staff_id: int, *, secret: str, code: str, by: Actor = SYSTEM) -> tuple[str, ...]:
    """Ask for codes of `secret` at every sign-in from now on; `code` proves that the app has it.

    Returns:
        Recovery codes, shown this once.

    Raises:
        InvalidInput: the code is not of this secret and moment.
        NotFound: there is no such account.
    """
    await account_of(unit, staff_id)
    step = code_step(secret, code, at=unit.now.timestamp(), step_seconds=CODE_STEP_SECONDS)
    if step is None:
        raise InvalidInput({"code": "staff.code.wrong"})
    await StaffRepository(unit.session).change(staff_id, totp_sealed=unit.cipher.seal(secret), totp_last_step=step)
    await record(unit, staff_id, by, "code_set")
    return await _issue(unit, staff_id)


async def renew_recovery_codes(unit: UnitOfWork, staff_id: int, *, by: Actor = SYSTEM) -> tuple[str, ...]:
    """Return new recovery codes, shown this once; the earlier ones stop working.

    Raises:
        NotFound: there is no such account.
        NotPermitted: the account signs in without codes.
    """
    account = await account_of(unit, staff_id)
    if not account.has_code:
        raise NotPermitted("staff.no_code")
    await record(unit, staff_id, by, "recovery_renewed")
    return await _issue(unit, staff_id)


async def recovery_codes_left(unit: UnitOfWork, staff_id: int) -> int:
    """Return how many recovery codes of the account are unused."""
    return await StaffRepository(unit.session).recovery_codes_left(staff_id)


async def use_code(unit: UnitOfWork, account: Credentials, typed: str) -> CodeUse | None:
    """Return how a typed code passes the second step: fresh from the app, or a recovery code; none: it does not."""
    secret = unit.cipher.open(account.totp_sealed or b"")
    step = code_step(secret, typed, at=unit.now.timestamp(), step_seconds=CODE_STEP_SECONDS)
    if step is not None:
        is_used = account.totp_last_step is not None and step <= account.totp_last_step
        return None if is_used else CodeUse(step=step)
    rows = StaffRepository(unit.session)
    if not await rows.use_recovery_code(account.staff_id, _digest(unit, account.staff_id, typed), unit.now):
        return None
    await record(unit, account.staff_id, SYSTEM, "recovery_used")
    return CodeUse()


async def remove_code(unit: UnitOfWork, staff_id: int, *, by: Actor = SYSTEM) -> None:
    """Ask for no code any more.

    Raises:
        NotFound: there is no such account.
    """
    await account_of(unit, staff_id)
    rows = StaffRepository(unit.session)
    await rows.change(staff_id, totp_sealed=None, totp_last_step=None)
    await rows.replace_recovery_codes(staff_id, ())
    await record(unit, staff_id, by, "code_removed")


async def reset_code(unit: UnitOfWork, staff_id: int, *, by: Actor) -> None:
    """Ask for no code any more because phone and recovery codes are lost; open sessions of the account end.

    Raises:
        NotFound: there is no such account.
        NotPermitted: it is the administrator's own account; a second pair of eyes is the point.
    """
    if staff_id == by.staff_id:
        raise NotPermitted("staff.own_code")
    await remove_code(unit, staff_id, by=by)
    await StaffRepository(unit.session).revoke(unit.now, staff_id=staff_id)


async def _issue(unit: UnitOfWork, staff_id: int) -> tuple[str, ...]:
    codes = tuple(_new_code() for _ in range(RECOVERY_CODES))
    digests = [_digest(unit, staff_id, code) for code in codes]
    await StaffRepository(unit.session).replace_recovery_codes(staff_id, digests)
    return codes


def _new_code() -> str:
    return "-".join("".join(secrets.choice(LINK_ALPHABET) for _ in range(length)) for length in RECOVERY_GROUPS)


def _digest(unit: UnitOfWork, staff_id: int, code: str) -> bytes:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return unit.digester.of("recovery_code", f"{staff_id}:{plain}")
