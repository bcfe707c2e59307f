"""The second step of signing in: time-based one-time codes, for supervisors and administrators above all (动态口令)."""

from dataclasses import dataclass

from requests_db.services.actors import SYSTEM, Actor
from requests_db.services.errors import InvalidInput
from requests_db.services.operating import CODE_STEP_SECONDS
from requests_db.services.staff_accounts import account_of, record
from requests_db.statute.workflow import Role
from requests_db.store.passwords import code_address, code_step, new_code_secret
from requests_db.store.staff_repository import StaffRepository
from requests_db.store.unit_of_work import UnitOfWork

EXPECTED_OF = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})  # roles that should sign in with a code


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOffer:
    """A fresh secret for an authenticator app; nothing is stored before the first code proves that it arrived."""

    secret: str  # base32, to be typed in by hand
    address: str  # otpauth://…, to be shown as a QR code


async def offer_code(unit: UnitOfWork, staff_id: int, *, issuer: str) -> CodeOffer:
    """Return a fresh secret for the account, named `issuer` in the person's app.

    Raises:
        NotFound: there is no such account.
    """
    account = await account_of(unit, staff_id)
    secret = new_code_secret()
    return CodeOffer(secret=secret, address=code_address(secret, name=account.username, issuer=issuer))


async def set_code(unit: UnitOfWork, staff_id: int, *, secret: str, code: str, by: Actor = SYSTEM) -> None:
    """Ask for codes of `secret` at every sign-in from now on; `code` proves that the app has it.

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


async def remove_code(unit: UnitOfWork, staff_id: int, *, by: Actor = SYSTEM) -> None:
    """Ask for no code any more, e.g. because the phone is lost.

    Raises:
        NotFound: there is no such account.
    """
    await account_of(unit, staff_id)
    await StaffRepository(unit.session).change(staff_id, totp_sealed=None, totp_last_step=None)
    await record(unit, staff_id, by, "code_removed")
