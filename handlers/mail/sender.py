"""Sends replies by e-mail over the office's own server, and tells a refusal for good from a bad moment."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from handlers.dialogue.messages import Attachment, Reply
from handlers.dialogue.sending import ChannelRefused, PartDone
from handlers.mail.writing import BadAddress, Enclosure, Envelope, write_mail
from handlers.wording import Wording
from requests_db.services import files, mail_notices
from requests_db.services.errors import NotFound
from requests_db.services.mail_notices import Addressee
from requests_db.services.retrying import UnitOfWork, Units, reading

TIMEOUT_SECONDS = 60.0  # of one answer of the server; well below the delivery's lease
PERMANENT = range(500, 600)  # replies by which a server refuses for good (RFC 5321, 4.2.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """How the office's mail server is reached."""

    host: str
    port: int
    sender: str  # address the mails come from
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"  # none, starttls or tls
    trust: ssl.SSLContext | None = None  # whose certificates are believed; None: those of the system


class MailSender:
    """The delivering side of the mail channel.

    Args:
        server: the office's mail server.
        units: makes the units in which address and files are looked up.
        wording: the channel's own sentences.
    """

    def __init__(self, server: MailServer, units: Units, wording: Wording) -> None:
        self._server = server
        self._units = units
        self._wording = wording

    async def send(self, key: str, reply: Reply, *, first_part: int, part_done: PartDone) -> str:
        """Send `reply` as one mail with its files; see `handlers.dialogue.sending.Sender`."""
        try:
            mail = await reading(self._units, lambda unit: self._write(unit, key, reply))
        except NotFound as error:
            raise ChannelRefused("NoAddress") from error
        except BadAddress as error:
            raise ChannelRefused("BadAddress") from error
        return await asyncio.to_thread(hand_over, self._server, mail)

    async def _write(self, unit: UnitOfWork, key: str, reply: Reply) -> EmailMessage:
        to = await mail_notices.addressee(unit, key)
        envelope = Envelope(
            sender=self._server.sender,
            sender_name=to.agency_name,
            to=to.address,
            ref=to.ref,
            message_id=f"desk.{key.replace(':', '.')}.{reply.number}",
            at=unit.now,
        )
        enclosures = [await _enclosure(unit, to, one) for one in reply.attachments]
        return write_mail(envelope, reply, [one for one in enclosures if one is not None], self._wording)


def hand_over(server: MailServer, mail: EmailMessage) -> str:
    """Give a mail to the server and return what it said on accepting it; blocks, so callers run it in a thread.

    Raises:
        ChannelRefused: the server refuses sender, recipient or content for good.
        OSError: it cannot be reached, or asks for patience: to be tried again.
    """
    with _opened(server) as connection:
        if server.user:
            connection.login(server.user, server.password)  # a refusal here is our own fault, not the recipient's
        try:
            connection.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            _give_up_on([code for code, _ in error.recipients.values()])
            raise
        except smtplib.SMTPResponseException as error:
            _give_up_on([error.smtp_code])
            raise
        return mail_notices.without_addresses(connection.answer, message_id=mail["Message-ID"])


class _Listening(smtplib.SMTP):
    """A connection that keeps what the server said of the last mail it took."""

    answer = ""

    def data(self, msg: Any) -> tuple[int, bytes]:  # noqa: ANN401 - as the library declares it
        """Send a mail's content and keep the answer."""
        code, said = super().data(msg)
        self.answer = f"{code} {said.decode('ascii', 'replace')}"
        return code, said


class _ListeningSsl(_Listening, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


def _opened(server: MailServer) -> _Listening:
    trust = server.trust or ssl.create_default_context()
    if server.security == "tls":
        return _ListeningSsl(server.host, server.port, timeout=TIMEOUT_SECONDS, context=trust)
    connection = _Listening(server.host, server.port, timeout=TIMEOUT_SECONDS)
    if server.security == "starttls":
        connection.starttls(context=trust)
    return connection


def _give_up_on(codes: list[int]) -> None:
    refused = [code for code in codes if code in PERMANENT]
    if refused:
        raise ChannelRefused(f"SMTP{refused[0]}")


async def _enclosure(unit: UnitOfWork, to: Addressee, attachment: Attachment) -> Enclosure | None:
    """Return a file of the reply, none where it was erased since."""
    try:
        found = await files.open_file(unit, attachment.token, conversation_id=to.conversation_id)
    except NotFound:
        return None
    return Enclosure(name=found.name, media_type=found.media_type, content=found.content)
