"""One update, from arrival to commit: recognised, its file kept, handed to the dialogue, acknowledged.

An update that fails every time is parked: its message is kept, a person is asked to look, the next ones go on.
"""

import asyncio
from dataclasses import replace

from telegram import Bot, Update
from telegram.error import BadRequest, TelegramError

from handlers.dialogue.incidents import report
from handlers.dialogue.messages import ChannelName, Inbound, Reply, ReplyStatus
from handlers.dialogue.turn import BodyMismatch, TurnFailed, TurnParts, answer_plainly, take_turn
from handlers.telegram.inbound import Incoming, SentFile, read_update
from handlers.wording import Wording
from requests_db.services import conversations, files, tasks
from requests_db.services.errors import Refusal
from requests_db.services.retrying import UnitOfWork, in_unit, reading

TRIES = 3
REST_SECONDS = (0.2, 1.0)  # between the tries
POISON = "poison"  # kind of the task for a message that fails every time
MATERIAL = "material"  # what a file is until the dialogue says otherwise


class TelegramGateway:
    """The receiving side of the channel.

    Args:
        bot: an initialised bot.
        parts: what a turn is made of.
        wording: the sentences.
    """

    def __init__(self, bot: Bot, parts: TurnParts, wording: Wording) -> None:
        self._bot = bot
        self._parts = parts
        self._wording = wording

    async def read(self, update: Update) -> Incoming | None:
        """Return what an update says to us; see `read_update`. One that we fail to read is reported and left.

        Raises:
            RuntimeError: the bot does not know its own name yet.
        """
        username, received_at = self._bot.username, self._parts.units.clock.now()
        try:
            return read_update(update, bot_username=username, received_at=received_at)
        except Exception as error:
            await self._ask_to_look(f"update:{update.update_id}", report(error, "reading an update"))
            return None

    async def take(self, incoming: Incoming) -> None:
        """Handle an update until it is committed or parked; afterwards it need not come again.

        Raises:
            TurnFailed: not even parking was possible; the update must come again.
        """
        for attempt in range(TRIES):
            try:
                await self._take(incoming)
                break
            except BodyMismatch:
                break  # the same message with its file fetched twice: it is handled already
            except Exception as error:
                incident = error.incident if isinstance(error, TurnFailed) else report(error, "telegram")
                if attempt + 1 == TRIES:
                    await self._park(incoming, incident)
                else:
                    await asyncio.sleep(REST_SECONDS[attempt])
        await self._acknowledge(incoming)

    async def _take(self, incoming: Incoming) -> None:
        inbound = incoming.inbound
        if await self._is_known(inbound):
            return
        if incoming.is_unreadable:
            sentence = self._wording.text("telegram.kind.unreadable")
            await answer_plainly(self._parts, inbound, Reply(text=sentence, status=ReplyStatus.REFUSED))
            return
        if incoming.file is None or not inbound.is_private:
            await take_turn(self._parts, inbound)
            return
        try:
            token = await self._keep(inbound, incoming.file)
        except Refusal as refusal:
            await answer_plainly(self._parts, inbound, self._refused(refusal))
            return
        await take_turn(self._parts, replace(inbound, file_tokens=(token,)))

    async def _is_known(self, inbound: Inbound) -> bool:
        """Return whether the message was committed before, so that its file need not be fetched again."""

        async def look(unit: UnitOfWork) -> bool:
            found = await conversations.find(unit, inbound.channel.value, inbound.conversation_key)
            return found is not None and await conversations.was_received(unit, found.id, inbound.message_id)

        return await reading(self._parts.units, look)

    async def _keep(self, inbound: Inbound, sent: SentFile) -> str:
        """Fetch a file, keep it with the conversation and return its token.

        Raises:
            Refusal: the file is too large, of a kind we do not take, or broken.
        """
        if sent.size > files.MAX_FILE_BYTES:
            raise Refusal("file.too_large", limit_mb=files.MAX_FILE_BYTES >> 20)
        try:
            content = bytes(await (await self._bot.get_file(sent.file_id)).download_as_bytearray())
        except BadRequest as error:  # Telegram's own limit, or the file is gone
            raise Refusal("file.unreachable") from error

        async def store(unit: UnitOfWork) -> str:
            view = await conversations.find_or_create(unit, inbound.channel.value, inbound.conversation_key)
            kept = await files.store_file(unit, content, sent.name, MATERIAL, conversation_id=view.id)
            return kept.token

        return await in_unit(self._parts.units, store)

    def _refused(self, refusal: Refusal) -> Reply:
        """Return the sentence of a refusal."""
        for key in (f"refusal.{refusal.key}", f"telegram.{refusal.key}"):
            if self._wording.has(key):
                return Reply(text=self._wording.text(key, **refusal.facts), status=ReplyStatus.REFUSED)
        return Reply(text=self._wording.text("refusal.other"), status=ReplyStatus.REFUSED)

    async def _park(self, incoming: Incoming, incident: str) -> None:
        """Keep the message, ask a person to look at it and tell its author.

        Raises:
            TurnFailed: nothing could be stored.
        """
        inbound = incoming.inbound
        await self._ask_to_look(f"{inbound.conversation_key}:{inbound.message_id}", incident)
        sentence = self._wording.text("telegram.parked.reply", incident=incident)
        await answer_plainly(self._parts, inbound, Reply(text=sentence, status=ReplyStatus.REFUSED))

    async def _ask_to_look(self, what: str, incident: str) -> None:
        """Ask a person to look at an update, once.

        Raises:
            TurnFailed: the request could not be stored.
        """
        facts = {"channel": ChannelName.TELEGRAM.value, "message": what, "incident": incident}

        async def ask(unit: UnitOfWork) -> bool:
            return await tasks.open_task(unit, kind=POISON, key=f"{POISON}:{what}", facts=facts)

        try:
            await in_unit(self._parts.units, ask)
        except Exception as error:
            raise TurnFailed(report(error, "parking")) from error

    async def _acknowledge(self, incoming: Incoming) -> None:
        """Let the pressed button stop waiting and take its row of buttons away; a courtesy, never retried."""
        if not incoming.callback_id:
            return
        try:
            await self._bot.answer_callback_query(incoming.callback_id)
            if incoming.pressed_message_id is not None:
                await self._bot.edit_message_reply_markup(
                    chat_id=incoming.inbound.conversation_key, message_id=incoming.pressed_message_id
                )
        except TelegramError:
            return
