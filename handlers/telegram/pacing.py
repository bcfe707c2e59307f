"""Telegram's tempo: so many messages a second to everybody, so many to one chat."""

import asyncio
import warnings
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import timedelta

from telegram.error import RetryAfter

EVERYBODY_PER_SECOND = 30.0
CHAT_PER_SECOND = 1.0
CHAT_BURST = 3.0  # a reply in a few parts may go out at once
GROUP_PER_SECOND = 20 / 60
REMEMBERED_CHATS = 10_000


class Pace:
    """Lets so many through a second, after a burst.

    Args:
        per_second: the lasting rate.
        burst: how many may go at once after a rest.
    """

    def __init__(self, per_second: float, burst: float) -> None:
        self._interval = 1 / per_second
        self._credit = (burst - 1) / per_second
        self._due_at = 0.0

    def reserve(self, now: float) -> float:
        """Take the next place and return how long to wait for it in seconds."""
        place = max(self._due_at, now)
        self._due_at = place + self._interval
        return max(0.0, place - self._credit - now)


class Pacing:
    """Waits before each message so that neither the chat's nor everybody's rate is passed.

    Args:
        now: seconds of a clock that never goes back; None for the event loop's.
        rest: how to wait.
    """

    def __init__(
        self, *, now: Callable[[], float] | None = None, rest: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._now = now
        self._rest = rest
        self._everybody = Pace(EVERYBODY_PER_SECOND, EVERYBODY_PER_SECOND)
        self._chats: OrderedDict[str, Pace] = OrderedDict()

    async def wait(self, chat: str) -> None:
        """Wait until a message to `chat` may go."""
        now = self._now() if self._now is not None else asyncio.get_running_loop().time()
        needed = max(self._chat(chat).reserve(now), self._everybody.reserve(now))
        if needed > 0:
            await self._rest(needed)

    def _chat(self, chat: str) -> Pace:
        is_group = chat.startswith("-")
        pace = self._chats.pop(chat, None) or Pace(GROUP_PER_SECOND if is_group else CHAT_PER_SECOND, CHAT_BURST)
        self._chats[chat] = pace
        if len(self._chats) > REMEMBERED_CHATS:
            self._chats.popitem(last=False)
        return pace


def flood_wait(error: RetryAfter) -> timedelta:
    """Return how long Telegram asks to wait; the library is about to turn its number of seconds into a timedelta."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
