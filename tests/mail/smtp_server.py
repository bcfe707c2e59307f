"""A mail server for tests: speaks enough SMTP, keeps what it accepts, refuses as told."""

import asyncio
import base64
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

OK = "250 OK"


@dataclass
class MailServerDouble:
    """Answers by script: the reply to a command, by its first word, else acceptance."""

    replies: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    account: tuple[str, str] | None = None
    accepted: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)
    port: int = 0

    async def __aenter__(self) -> "MailServerDouble":
        context = self.tls if self.implicit_tls else None
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context, limit=2**24)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())
            await writer.drain()

        await say("220 mail.example")
        while line := await reader.readline():
            words = line.decode().split()
            command = words[0].upper()
            if command == "EHLO":
                offers = ["STARTTLS"] if self.tls and not self.implicit_tls else []
                offers += ["AUTH PLAIN"] if self.account else []
                await say("\r\n".join([*(f"250-{one}" for one in ["mail.example", *offers]), "250 SIZE 30000000"]))
            elif command == "STARTTLS":
                await say("220 go on")
                await writer.start_tls(self.tls)  # type: ignore[arg-type]
            elif command == "AUTH":
                given = base64.b64decode(words[2]).decode().split("\0")[1:]
                await say("235 welcome" if tuple(given) == self.account else "535 no")
            elif command == "DATA" and "DATA" not in self.replies:
                await say("354 go on")
                await self._take(await reader.readuntil(b"\r\n.\r\n"), writer)
                await say(self.replies.get("END", OK))
            elif command == "QUIT":
                await say("221 bye")
                break
            else:
                if command == "RCPT":
                    self.recipients.append(line.decode().split(":")[1].strip())
                await say(self.replies.get(command, OK))
        writer.close()

    async def _take(self, content: bytes, writer: asyncio.StreamWriter) -> None:
        self.was_encrypted.append(writer.get_extra_info("ssl_object") is not None)
        if self.replies.get("END", OK) == OK:
            mail = message_from_bytes(content[: -len(b".\r\n")], policy=policy.default)
            self.accepted.append(mail)  # type: ignore[arg-type]
