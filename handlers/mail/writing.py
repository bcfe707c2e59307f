"""From a reply to an e-mail: plain text, attachments, and headers that no typed text can add to. Pure.

The subject names the case by its number alone; who asked and what was asked stand inside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from handlers.dialogue.messages import Reply
from handlers.wording import Wording
from requests_db.services.mail_notices import is_address


class BadAddress(Exception):
    """No mail can go to this address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who writes to whom about which case, and when."""

    sender: str
    sender_name: str
    to: str
    ref: str
    message_id: str  # always the same for the same notice: a repeat is recognised by it
    at: datetime


def write_mail(envelope: Envelope, reply: Reply, enclosures: Sequence[Enclosure], wording: Wording) -> EmailMessage:
    """Return the mail that says `reply`.

    Raises:
        BadAddress: the address cannot be one, or tries to be more than one.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(envelope.sender, envelope.sender_name)
    mail["To"] = _address(envelope.to)
    mail["Subject"] = wording.text("mail.subject", ref=_one_line(envelope.ref))
    mail["Date"] = format_datetime(envelope.at)
    mail["Message-ID"] = f"<{envelope.message_id}@{envelope.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(wording.text("mail.body", text=reply.text, agency=envelope.sender_name))
    for one in enclosures:
        main, _, sub = one.media_type.partition("/")
        mail.add_attachment(one.content, maintype=main, subtype=sub or "octet-stream", filename=_one_line(one.name))
    return mail


def _address(text: str, name: str = "") -> Address:
    if not is_address(text):
        raise BadAddress("not one plain address")
    return Address(display_name=_one_line(name), addr_spec=text)


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
