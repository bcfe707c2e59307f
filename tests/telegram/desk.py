"""A small desk behind the Telegram channel: a dialogue simple enough to see the channel through it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from handlers.dialogue.messages import Attachment, Choice, Inbound, Reply, ReplyStatus
from handlers.dialogue.order_kinds import OrderResult
from handlers.dialogue.scene import Turn
from handlers.dialogue.state import DialogueState
from handlers.dialogue.turn import TurnParts
from handlers.telegram.channel import TelegramChannel, TelegramSettings, open_attachment
from handlers.telegram.pacing import Pacing
from handlers.telegram.sender import TelegramSender
from handlers.wording import Wording
from handlers.worker.bell import DoorBell
from handlers.worker.delivery import Delivery
from handlers.worker.loop import Worker
from requests_db.services.retrying import UnitOfWork
from requests_db.store.unit_of_work import Units
from tests.telegram_api import TOKEN, BotApi

WORDING = Wording.load()


@dataclass
class Dialogue:
    """Answers each message with what it saw; remembers everything it was given."""

    heard: list[Inbound] = field(default_factory=list)
    poisonous: str = "poison"

    def next_turn(self, state: DialogueState, inbound: Inbound, _around: object) -> Turn:
        if inbound.text == self.poisonous:
            raise RuntimeError("this message fails every time")
        self.heard.append(inbound)
        count = int(state.topic or 0) + 1
        what = inbound.text or inbound.choice or f"files {len(inbound.file_tokens)}"
        choices = (Choice(code=f"p{count}:yes", label="好"), Choice(code=f"p{count}:cancel", label="取消"))
        reply = Reply(text=f"{count}: {what}", status=ReplyStatus.PROMPT, choices=choices)
        if inbound.text == "long":
            reply = replace(reply, text="长" * 9000, choices=())
        if inbound.text.startswith("fetch "):
            file = Attachment(token=inbound.text.removeprefix("fetch "), name="复函.pdf", media_type="x/y", size=1)
            reply = replace(reply, attachments=(file,))
        return Turn(state=replace(state, topic=str(count)), replies=(reply,))

    def parts(self, units: Units, bell: DoorBell) -> TurnParts:
        return TurnParts(
            units=units,
            look_round=_nothing_around,
            next_turn=self.next_turn,
            after_order=lambda state, *_: Turn(state=state),
            perform=_no_order,
            render=render,
            ring=bell.ring,
        )


def render(body: Mapping[str, Any], number: int) -> Reply:
    if "notice" in body:
        return Reply(text=f"notice {body['notice']}", status=ReplyStatus.NOTICE, number=number)
    return Reply.from_json(body, number=number)


@dataclass
class RunningDesk:
    """A desk that receives and delivers."""

    dialogue: Dialogue
    channel: TelegramChannel
    delivery: Delivery
    bell: DoorBell


@asynccontextmanager
async def running_desk(
    units: Units, url: str, *, name: str = "desk", receives: bool = True, settings: dict[str, Any] | None = None
) -> AsyncIterator[RunningDesk]:
    """A desk that polls and delivers in the background until the context ends."""
    dialogue, bell, stop = Dialogue(), DoorBell(), asyncio.Event()
    parts = dialogue.parts(units, bell)
    chosen = TelegramSettings(token=TOKEN, api_base_url=url, poll_seconds=1, **(settings or {}))
    channel = TelegramChannel(chosen, parts, WORDING, holder=name)
    sender = TelegramSender(
        channel.bot,
        wording=WORDING,
        open_attachment=lambda key, token: open_attachment(units, key, token),
        pacing=Pacing(rest=_no_rest),
    )
    delivery = Delivery(units, {"telegram": sender}, render=render, worker=name, lease=timedelta(minutes=2))
    async with asyncio.TaskGroup() as group, channel.connected(stop):
        group.create_task(Worker(delivery, (), bell).run(stop))
        if receives:
            group.create_task(channel.receive(stop))
        try:
            yield RunningDesk(dialogue=dialogue, channel=channel, delivery=delivery, bell=bell)
        finally:
            stop.set()
    await channel.close()


async def quiet(api: BotApi) -> None:
    """Wait until the bot has confirmed every update."""
    end = asyncio.get_running_loop().time() + 30
    while api.updates:
        assert asyncio.get_running_loop().time() < end, "updates were not confirmed"
        await asyncio.sleep(0.01)


async def _nothing_around(_unit: UnitOfWork) -> Any:
    return None


async def _no_order(*_: object) -> OrderResult:
    return OrderResult()


async def _no_rest(_seconds: float) -> None:
    return None
