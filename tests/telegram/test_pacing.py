"""Telegram's tempo is kept: to one chat, to a group, to everybody."""

from handlers.telegram.pacing import Pacing


class Watch:
    """A clock that only moves while somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def read(self) -> float:
        return self.now

    async def rest(self, seconds: float) -> None:
        self.now += seconds


async def times(chats: list[str]) -> list[float]:
    watch = Watch()
    pacing = Pacing(now=watch.read, rest=watch.rest)
    when = []
    for chat in chats:
        await pacing.wait(chat)
        when.append(round(watch.now, 3))
    return when


async def test_after_a_short_burst_one_chat_gets_one_message_a_second() -> None:
    assert await times(["100"] * 6) == [0, 0, 0, 1, 2, 3]


async def test_a_group_gets_twenty_a_minute() -> None:
    when = await times(["-100"] * 23)
    assert when[22] - when[2] == 60.0


async def test_everybody_together_gets_thirty_a_second() -> None:
    when = await times([str(chat) for chat in range(91)])
    assert when[29] == 0
    assert 1.9 < when[90] - when[29] < 2.1
