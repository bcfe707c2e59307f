"""Checks of identity numbers: advisory only.

The law asks for identity proof (Art. 29), not for a checksum: a failed check leads to a question and is accepted on
insistence. No region table is used, because abolished codes and the 81, 82, 83 codes of residence permits are valid.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
ID_CHECKS = "10X98765432"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
CREDIT_MODULUS = len(CREDIT_ALPHABET)
CREDIT_WEIGHTS = tuple(pow(3, position, CREDIT_MODULUS) for position in range(17))
NUMBER_LENGTH = 18
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width forms to ASCII


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityCheck:
    """What a check found."""

    ok: bool
    normalised: str  # upper case, full-width forms and spaces removed
    problem_key: str = ""  # length, characters, birth_date, check_digit; empty where ok

    @property
    def problem(self) -> str:
        """The problem in Chinese, as a question may quote it; empty where ok."""
        return PROBLEMS.get(self.problem_key, "")


PROBLEMS: dict[str, str] = {
    "length": "号码应为18位",
    "characters": "号码含有不应出现的字符",
    "birth_date": "号码中的出生日期不存在或者晚于今天",
    "check_digit": "号码的校验位不符",
}


def normalise(text: str) -> str:
    """Return a number as it is compared: upper case, without spaces and hyphens, full-width forms made ASCII."""
    return re.sub(r"[\s\-]", "", text.translate(FULL_WIDTH)).upper()


def check_resident_id(text: str, today: date) -> IdentityCheck:
    """Check a resident identity number (居民身份证号码).

    Args:
        text: as typed.
        today: legal day; a birth after it is a problem.

    Source: GB 11643-1999; agrees with python-stdnum apart from its region table.
    """
    number = normalise(text)
    return _first_problem(
        number,
        ("length", lambda: len(number) == NUMBER_LENGTH),
        ("characters", lambda: re.fullmatch(r"[0-9]{17}[0-9X]", number) is not None),
        ("birth_date", lambda: _is_birth_date(number[6:14], today)),
        ("check_digit", lambda: resident_check_digit(number[:17]) == number[17]),
    )


def check_credit_code(text: str) -> IdentityCheck:
    """Check a unified social credit code (统一社会信用代码).

    Letters are allowed in every position: codes that begin with N or Y are valid.

    Source: GB 32100-2015.
    """
    number = normalise(text)
    return _first_problem(
        number,
        ("length", lambda: len(number) == NUMBER_LENGTH),
        ("characters", lambda: all(letter in CREDIT_ALPHABET for letter in number)),
        ("check_digit", lambda: credit_check_letter(number[:17]) == number[17]),
    )


def resident_check_digit(body: str) -> str:
    """Return the check digit of the first 17 digits of a resident identity number."""
    total = sum(weight * int(digit) for weight, digit in zip(ID_WEIGHTS, body, strict=True))
    return ID_CHECKS[total % len(ID_CHECKS)]


def credit_check_letter(body: str) -> str:
    """Return the check letter of the first 17 characters of a credit code."""
    total = sum(weight * CREDIT_ALPHABET.index(letter) for weight, letter in zip(CREDIT_WEIGHTS, body, strict=True))
    return CREDIT_ALPHABET[-total % CREDIT_MODULUS]


def mask(text: str, *, head: int = 3, tail: int = 2) -> str:
    """Return a number with its middle hidden, e.g. 110*************2X; a short one is hidden whole.

    Args:
        text: the number.
        head: characters shown at the beginning.
        tail: characters shown at the end.
    """
    number = text.strip()
    if len(number) <= head + tail + 2:
        return "*" * len(number)
    hidden = "*" * (len(number) - head - tail)
    return f"{number[:head]}{hidden}{number[len(number) - tail :]}"


def _first_problem(number: str, *tests: tuple[str, Callable[[], bool]]) -> IdentityCheck:
    """Return the first test that fails, in order; later tests rely on earlier ones."""
    for key, holds in tests:
        if not holds():
            return IdentityCheck(ok=False, normalised=number, problem_key=key)
    return IdentityCheck(ok=True, normalised=number)


def _is_birth_date(text: str, today: date) -> bool:
    """Return whether `text` (yyyymmdd) is a day that exists and is not after `today`."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) <= today
    except ValueError:
        return False
