"""A conversation written down as a script: says, chooses, sends_file, expects.

The script runs against anything that takes an `Inbound` and gives replies: the engine alone, the whole turn over a
database, or a channel's own client.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import count

from handlers.dialogue.messages import Attachment, ChannelName, Choice, Inbound, Reply

Speak = Callable[[Inbound], Awaitable[tuple[Reply, ...]]]
Upload = Callable[[bytes, str], Awaitable[str]]
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


class ScriptedChat:
    """One person at one conversation.

    Args:
        speak: carries a message to the bot and brings the replies back.
        upload: stores a file of this conversation and returns its token.
        channel: through which door.
        key: the conversation's identity there.
        is_private: false in a group.
    """

    def __init__(
        self,
        speak: Speak,
        *,
        upload: Upload | None = None,
        channel: ChannelName = ChannelName.WEB,
        key: str = "example-conversation",
        is_private: bool = True,
    ) -> None:
        self._speak = speak
        self._upload = upload
        self._channel = channel
        self._key = key
        self._is_private = is_private
        self._ids = count(1)
        self.at = AT
        self.last: tuple[Reply, ...] = ()
        self.heard: list[Reply] = []

    async def says(self, text: str, *, is_edit: bool = False) -> "ScriptedChat":
        return await self._send(text=text, is_edit=is_edit)

    async def chooses(self, label: str) -> "ScriptedChat":
        """Press the button with this label, as last shown."""
        found = [choice for choice in self.choices if choice.label == label]
        assert found, f"no button {label!r} among {self.labels}"
        return await self._send(choice=found[-1].code)

    async def presses(self, code: str) -> "ScriptedChat":
        """Press a button by its code, stale or invented ones included."""
        return await self._send(choice=code)

    async def sends_file(
        self, name: str, content: bytes = b"%PDF-1.4 example\n1 0 obj endobj\n%%EOF", text: str = ""
    ) -> "ScriptedChat":
        token = await self._upload(content, name) if self._upload else f"token-{name}"
        return await self._send(text=text, files=(token,))

    async def fills(self, *steps: str) -> "ScriptedChat":
        """Answer one prompt after the other: a button where one has that label, words otherwise."""
        for step in steps:
            if step in self.labels:
                await self.chooses(step)
            else:
                await self.says(step)
        return self

    def expects(self, *fragments: str) -> "ScriptedChat":
        for fragment in fragments:
            assert fragment in self.text, f"{fragment!r} not in {self.text!r}"
        return self

    def expects_no(self, *fragments: str) -> "ScriptedChat":
        for fragment in fragments:
            assert fragment not in self.text, f"{fragment!r} in {self.text!r}"
        return self

    @property
    def text(self) -> str:
        """Everything the last message was answered with."""
        return "\n".join(reply.text for reply in self.last)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Buttons of the last prompt."""
        return next((reply.choices for reply in reversed(self.last) if reply.choices), ())

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(choice.label for choice in self.choices)

    @property
    def statuses(self) -> tuple[str, ...]:
        return tuple(reply.status.value for reply in self.last)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        return tuple(item for reply in self.last for item in reply.attachments)

    async def _send(
        self, *, text: str = "", choice: str = "", files: tuple[str, ...] = (), is_edit: bool = False
    ) -> "ScriptedChat":
        inbound = Inbound(
            channel=self._channel,
            conversation_key=self._key,
            message_id=f"m{next(self._ids)}",
            at=self.at,
            text=text,
            choice=choice,
            file_tokens=files,
            is_private=self._is_private,
            is_edit=is_edit,
        )
        self.last = await self._speak(inbound)
        self.heard.extend(self.last)
        return self
