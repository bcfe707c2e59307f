"""Reading what is typed into a request: each reader accepts, doubts or declines one field.

Pure functions on text. A doubt may be insisted on, because the law asks for identity proof and contact details
(Art. 29), not for a number our arithmetic likes.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from handlers.dialogue.courtesy import is_small_talk
from requests_db.statute.identity import check_credit_code, check_resident_id

NAME_LENGTH = 60
LINE_LENGTH = 300
WANTED_LENGTH = 2_000
_NO = frozenset({"不", "否", "无", "没", "没有", "不用", "不要", "不需要", "不必", "都不需要", "没有需要"})

_INTRODUCTION = re.compile(
    r"^(?:(?:您好|你好)[,，。!！\s]*)?(?:我的?(?:姓名|名字)?(?:就?是|叫做?)|本人(?:叫|是|姓名[是为]?)?|(?:申请人)?(?:姓名|名字)(?:就?是|叫|为)?|"
    r"(?:我们)?(?:单位|公司)?(?:全称|名称)(?:是|叫|为)?)\s*[:：]?\s*(?=\S)"
)


class Verdict(StrEnum):
    """What a reader thinks of a text."""

    ACCEPTED = "accepted"
    DOUBTED = "doubted"  # asked again, accepted on insistence
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A field as read; `reason` names the sentence `request_form.wrong.<reason>` where it is not accepted."""

    verdict: Verdict
    value: str = ""
    reason: str = ""
    problem: str = ""  # what exactly is wrong, where the check knows it


Reader = Callable[[str, date], Reading]


def read_wanted(text: str, _today: date) -> Reading:
    """Read a description of what is wanted, of any shape that holds a word."""
    if not re.search(r"\w", text):
        return Reading(verdict=Verdict.DECLINED, reason="wanted")
    return _line(text, WANTED_LENGTH)


def read_line(text: str, _today: date) -> Reading:
    """Read a line of free text."""
    return _line(text, LINE_LENGTH)


def read_help(text: str, today: date) -> Reading:
    """Read what help is needed (Art. 43); a plain no is the option `none`."""
    return _accepted("none") if text.strip("。.！! 了") in _NO else read_line(text, today)


def read_name(text: str, _today: date) -> Reading:
    """Read the name of a person or an organisation."""
    name = _INTRODUCTION.sub("", text).strip(" 。.!！,，")
    if not name or re.fullmatch(r"[\d\s+-]+", name):
        return Reading(verdict=Verdict.DECLINED, reason="name")
    if is_small_talk(name):
        return Reading(verdict=Verdict.DOUBTED, value=name, reason="name_doubt")
    return _line(name, NAME_LENGTH)


def read_contact(text: str, _today: date) -> Reading:
    """Read a telephone number, or an e-mail address for who has no telephone."""
    found = read_email(text, _today)
    if found.verdict is Verdict.ACCEPTED:
        return found
    digits = re.sub(r"[\s()—-]", "", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"\+?\d{7,15}(?:转\d{1,6})?", digits):
        return _accepted(digits)
    return Reading(verdict=Verdict.DECLINED, reason="phone")


def read_fax(text: str, today: date) -> Reading:
    """Read a fax number."""
    found = read_contact(text, today)
    if found.verdict is Verdict.ACCEPTED and "@" not in found.value:
        return found
    return Reading(verdict=Verdict.DECLINED, reason="fax")


def read_email(text: str, _today: date) -> Reading:
    """Read an e-mail address."""
    plain = text.strip().replace("＠", "@").replace("。", ".")
    if re.fullmatch(r"[^@\s,，;；]{1,64}@[^@\s,，;；]{1,120}\.[A-Za-z]{2,}", plain):
        return _accepted(plain)
    return Reading(verdict=Verdict.DECLINED, reason="email")


def read_address(text: str, _today: date) -> Reading:
    """Read a postal address; the postcode may stand in it."""
    if len(re.sub(r"\W|\d", "", text)) < 4:
        return Reading(verdict=Verdict.DECLINED, reason="address")
    return _line(text, LINE_LENGTH)


def read_resident_id(text: str, today: date) -> Reading:
    """Read a resident identity number; a failed check is doubted, never refused."""
    found = check_resident_id(text, today)
    if found.ok:
        return _accepted(found.normalised)
    return Reading(verdict=Verdict.DOUBTED, value=_squeezed(text), reason="resident_id", problem=found.problem)


def read_credit_code(text: str, _today: date) -> Reading:
    """Read a unified social credit code; a failed check is doubted, never refused."""
    found = check_credit_code(text)
    if found.ok:
        return _accepted(found.normalised)
    return Reading(verdict=Verdict.DOUBTED, value=_squeezed(text), reason="credit_code", problem=found.problem)


def read_paper_number(text: str, _today: date) -> Reading:
    """Read the number of any other paper: formats are free."""
    plain = _squeezed(text)
    if re.fullmatch(r"[A-Z0-9()（）-]{5,30}", plain):
        return _accepted(plain)
    return Reading(verdict=Verdict.DOUBTED, value=plain, reason="paper_number")


def identity_reader(kind: str) -> Reader:
    """Return the reader for a kind of identity paper."""
    return {"resident_id": read_resident_id, "credit_code": read_credit_code}.get(kind, read_paper_number)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).upper()[:LINE_LENGTH]


def _accepted(value: str) -> Reading:
    return Reading(verdict=Verdict.ACCEPTED, value=value)


def _line(text: str, longest: int) -> Reading:
    if len(text) > longest:
        return Reading(verdict=Verdict.DECLINED, reason="too_long")
    return _accepted(text)
