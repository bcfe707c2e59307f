"""Days as Chinese official texts print them."""

import re
from datetime import date

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "O": 0,
    "Ｏ": 0,
}
DAY = (
    r"(?:(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|(?:19|20)\d{2}\s*[-/.．]\s*\d{1,2}\s*[-/.．]\s*\d{1,2}(?!\d)"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|[一二][〇零○OＯ九一二三四五六七八]{3}\s*年\s*[一二三四五六七八九十]{1,2}\s*月\s*[一二三四五六七八九十]{1,3}\s*日)"
)
_DAY = re.compile(DAY)


def find_day(text: str) -> date | None:
    """Return the first day printed in `text`, or None; a day that does not exist is passed over."""
    for match in _DAY.finditer(text):
        found = _as_date(match.group())
        if found is not None:
            return found
    return None


def parse_day(text: str) -> date | None:
    """Return the day if `text` is one, a time of day allowed after it, else None."""
    match = _DAY.match(text.strip())
    rest = text.strip()[match.end() :] if match else "x"
    return _as_date(match.group()) if match and re.fullmatch(r"[T\s]*(?:\d{1,2}[:：时]\S*)?", rest) else None


def _as_date(printed: str) -> date | None:
    compact = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", printed)
    parts = compact.groups() if compact else re.findall(r"[^\s年月日\-/.．]+", printed)
    try:
        year, month, day = (_number(part) for part in parts)
        return date(year, month, day)
    except (ValueError, KeyError):
        return None


def _number(part: str) -> int:
    if part.isascii() and part.isdigit():
        return int(part)
    if "十" not in part:
        return int("".join(str(_DIGITS[character]) for character in part))
    tens, _, ones = part.partition("十")
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
