"""Notices by e-mail, for applicants who chose it as the way of obtaining (电子邮件告知).

Every case with such a choice has one conversation of its own on the channel "email". Its key names the case, not the
address: that lies sealed in the applicant's form, is read when a mail is sent, and is gone once the form is erased.
"""

import re
from dataclasses import dataclass

from requests_db.services import conversations
from requests_db.services.agency import agency as agency_profile
from requests_db.services.errors import NotFound
from requests_db.store.repositories import cases
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork

CHANNEL = "email"
BY_MAIL = "email"  # among the ways of obtaining
KEY_PREFIX = "case:"
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")

MESSAGE_ID_OR_ADDRESS = re.compile(
    rf"(?P<message_id>\b(?:message|msg)-?id[\s:=]{{0,3}}<?{ADDRESS.pattern}>?)|{ADDRESS.pattern}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailService:
    """Companion of units in a house that can send mail; without it no mail is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom a mail goes to, and what it is about."""

    address: str
    ref: str
    agency_name: str
    conversation_id: int


def is_address(text: str) -> bool:
    """Return whether mail can go to `text`: one plain address, in ASCII."""
    return ADDRESS.fullmatch(text) is not None and ".." not in text


def without_addresses(text: str, *, message_id: str = "") -> str:
    """Return a server's words in one line, mail addresses and what no database takes left out.

    Message-IDs stay, by which the mail is found again in the server's records: the mail's own, with or without its
    angle brackets, and what the server calls so.
    """
    own = message_id.strip("<>")

    def shown(found: re.Match[str]) -> str:
        is_own = bool(own) and found[0].rpartition("=")[-1] == own
        return found[0] if is_own or found["message_id"] else "…"

    line = " ".join(MESSAGE_ID_OR_ADDRESS.sub(shown, text).split())
    return "".join(letter for letter in line if letter.isprintable())


async def follow_by_mail(unit: UnitOfWork, case: CaseRow) -> bool:
    """Let the applicant's mail follow the case, if they chose it and this house can send it; return whether it does."""
    if not unit.offers(MailService):
        return False
    wanted, form = unit.cipher.open(case.wanted_sealed), unit.cipher.open(case.applicant_sealed)
    if wanted.get("obtain_by") != BY_MAIL or not form["contact"].get("email"):
        return False
    view = await conversations.find_or_create(unit, CHANNEL, f"{KEY_PREFIX}{case.id}")
    await cases.follow(unit.session, case.id, view.id, is_applicant=False, at=unit.now)
    return True


async def addressee(unit: UnitOfWork, key: str) -> Addressee:
    """Return whom the conversation `key` of the mail channel writes to.

    Raises:
        NotFound: there is no such conversation or case, or the address was erased.
    """
    view = await conversations.find(unit, CHANNEL, key)
    number = key.removeprefix(KEY_PREFIX)
    case = await cases.case_by_id(unit.session, int(number)) if number.isdecimal() else None
    if view is None or case is None:
        raise NotFound("conversation.unknown")
    address = unit.cipher.open(case.applicant_sealed)["contact"].get("email", "")
    if not address:
        raise NotFound("conversation.unknown")
    profile = await agency_profile(unit, case.agency_id)
    return Addressee(address=address, ref=case.ref, agency_name=profile.name, conversation_id=view.id)
