"""What delivery and a channel say to each other: a sender, and how a channel can fail."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol

from handlers.dialogue.messages import Reply

PartDone = Callable[[int], Awaitable[None]]


class ChannelRefused(Exception):
    """The channel will never take this, e.g. the person blocked the bot; `reason` is a class, no content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ChannelBusy(Exception):
    """The channel asks for patience (flood limit); nothing is wrong with the message."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"wait {wait.total_seconds():g} s")
        self.wait = wait


class Sender(Protocol):
    """Sends over one channel."""

    async def send(self, key: str, reply: Reply, *, first_part: int, part_done: PartDone) -> str:
        """Send the parts of `reply` from number `first_part` on to the conversation known as `key`.

        Args:
            key: the channel's own identity of the conversation.
            reply: what is said.
            first_part: how many parts the channel accepted before.
            part_done: awaited after each accepted part but the last, with the number accepted so far.

        Returns:
            What the channel's server said on accepting it, without personal data; empty where it says nothing.

        Raises:
            ChannelRefused: the channel will never take it.
            ChannelBusy: to be tried again no earlier than after its wait.
        """
        ...
