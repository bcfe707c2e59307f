"""Sends replies over Telegram, part by part, and tells a refusal for good from a bad moment."""

import io
from collections.abc import Awaitable, Callable

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from handlers.dialogue.messages import Attachment, Choice, Reply
from handlers.dialogue.sending import ChannelBusy, ChannelRefused, PartDone
from handlers.telegram.outbound import FilePart, Part, TextPart, parts_of
from handlers.telegram.pacing import Pacing, flood_wait
from handlers.wording import Wording
from requests_db.services.errors import NotFound

OpenAttachment = Callable[[str, str], Awaitable[bytes]]
"""Returns a file's content: (conversation key, token) → bytes; raises NotFound."""


class TelegramSender:
    """The delivering side of the channel.

    Args:
        bot: an initialised bot.
        wording: the channel's own sentences.
        open_attachment: fetches the content of an attachment.
        pacing: keeps Telegram's tempo.
    """

    def __init__(
        self, bot: Bot, *, wording: Wording, open_attachment: OpenAttachment, pacing: Pacing | None = None
    ) -> None:
        self._bot = bot
        self._wording = wording
        self._open = open_attachment
        self._pacing = pacing or Pacing()

    async def send(self, key: str, reply: Reply, *, first_part: int, part_done: PartDone) -> str:
        """Send the parts of `reply` from number `first_part` on; see `handlers.dialogue.sending.Sender`."""
        parts = parts_of(reply, self._wording)
        for number, part in enumerate(parts[first_part:], start=first_part + 1):
            await self._pacing.wait(key)
            await self._send_part(key, part)
            if number < len(parts):
                await part_done(number)
        return ""

    async def _send_part(self, key: str, part: Part) -> None:
        try:
            if isinstance(part, FilePart):
                await self._send_file(key, part.attachment)
            else:
                await self._send_text(key, part)
        except RetryAfter as error:
            raise ChannelBusy(flood_wait(error)) from error
        except (Forbidden, ChatMigrated) as error:
            raise ChannelRefused(type(error).__name__) from error
        except BadRequest as error:
            raise ChannelRefused("BadRequest") from error

    async def _send_text(self, key: str, part: TextPart) -> None:
        await self._bot.send_message(
            chat_id=key,
            text=part.text,
            reply_markup=_keyboard(part.rows) if part.rows else None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def _send_file(self, key: str, attachment: Attachment) -> None:
        try:
            content = await self._open(key, attachment.token)
        except NotFound:
            gone = self._wording.text("telegram.file.gone", name=attachment.name)
            await self._bot.send_message(chat_id=key, text=gone)
            return
        document = InputFile(io.BytesIO(content), filename=attachment.name)
        await self._bot.send_document(chat_id=key, document=document)


def _keyboard(rows: tuple[tuple[Choice, ...], ...]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(choice.label, callback_data=choice.code) for choice in row] for row in rows]
    )
