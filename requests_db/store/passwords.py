"""Password hashing (argon2id) and time-based one-time codes. Slow on purpose: callers run it off the event loop."""

import secrets
from itertools import pairwise

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_HASHER = PasswordHasher()  # the library's present recommendation for argon2id
ONE_TIME_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that can be misread when copied by hand
FEWEST_CHARACTERS = 5  # different ones in a password
ONE_TIME_LENGTH = 14  # 31 ** 14: about 69 bits


def hash_password(password: str) -> str:
    """Return the argon2id hash with its salt and parameters."""
    return _HASHER.hash(password)


def is_password(password_hash: str, password: str) -> bool:
    """Return whether `password` belongs to the hash; takes the same time for right and wrong."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def is_guessable(password: str, username: str) -> bool:
    """Return whether a password is made of few characters, of runs such as 2345, or around the account's name."""
    plain = password.lower()
    in_runs = sum(abs(ord(after) - ord(before)) <= 1 for before, after in pairwise(plain))
    is_a_run = in_runs * 2 > len(plain)
    return len(set(plain)) < FEWEST_CHARACTERS or is_a_run or username.lower() in plain


def needs_rehash(password_hash: str) -> bool:
    """Return whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def one_time_password() -> str:
    """Return a random password that can be read aloud, in groups."""
    letters = "".join(secrets.choice(ONE_TIME_ALPHABET) for _ in range(ONE_TIME_LENGTH))
    return f"{letters[:5]}-{letters[5:10]}-{letters[10:]}"


def new_code_secret() -> str:
    """Return a fresh base32 secret for one-time codes."""
    return pyotp.random_base32()


def code_address(secret: str, *, name: str, issuer: str) -> str:
    """Return the otpauth address of a secret, as authenticator apps read it from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def code_step(secret: str, code: str, *, at: float, step_seconds: int) -> int | None:
    """Return the time step that `code` belongs to, the present one or a neighbour; none for a wrong code.

    Args:
        secret: base32 secret of the account.
        code: what the person typed.
        at: seconds since the epoch.
        step_seconds: length of a step.
    """
    try:
        maker = pyotp.TOTP(secret, interval=step_seconds)
        maker.at(0)
    except ValueError:  # not base32
        return None
    present = int(at) // step_seconds
    for step in (present, present - 1, present + 1):
        if secrets.compare_digest(maker.at(step * step_seconds).encode(), code.strip().encode()):
            return step
    return None
