"""From Telegram's updates to the dialogue's messages. Pure: nothing is fetched or stored here."""

import re
from dataclasses import dataclass
from datetime import datetime

from telegram import CallbackQuery, Chat, Document, Message, PhotoSize, Update
from telegram.constants import ChatType

from handlers.dialogue.messages import ChannelName, Inbound

PHOTO_NAME = "photo.jpg"
UNNAMED = "file"
_ADDRESSED_COMMAND = re.compile(r"^(/[A-Za-z_]+)@(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file that came with a message, not fetched yet."""

    file_id: str
    name: str
    size: int  # bytes, 0 where Telegram does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """An update that concerns us."""

    inbound: Inbound
    file: SentFile | None = None
    is_unreadable: bool = False  # a sticker, a voice, a place: nothing we can read
    callback_id: str = ""  # a pressed button waits for an acknowledgement
    pressed_message_id: int | None = None  # whose buttons have served


def read_update(update: Update, *, bot_username: str, received_at: datetime) -> Incoming | None:
    """Return what an update says to us, or none: other bots, service messages, talk in a group not addressed to us.

    Args:
        update: as Telegram sent it.
        bot_username: our name, to recognise commands and mentions addressed to us.
        received_at: this instant, aware; a pressed button has no time of its own.
    """
    if update.callback_query is not None:
        return _pressed(update.callback_query, received_at)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return None
    if not _is_content(message) or not _is_for_us(message, bot_username):
        return None
    return _written(message, bot_username, is_edit=update.edited_message is not None)


def _pressed(query: CallbackQuery, received_at: datetime) -> Incoming | None:
    message = query.message
    if message is None or not query.data:
        return None
    return Incoming(
        inbound=Inbound(
            channel=ChannelName.TELEGRAM,
            conversation_key=str(message.chat.id),
            message_id=f"c{query.id}",
            at=received_at,
            choice=query.data,
            is_private=_is_private(message.chat),
        ),
        callback_id=query.id,
        pressed_message_id=message.message_id,
    )


def _written(message: Message, bot_username: str, *, is_edit: bool) -> Incoming:
    edited_at = message.edit_date or message.date
    number, words, file = message.message_id, _words(message, bot_username), _file(message)
    message_id = f"e{number}.{edited_at.timestamp():.0f}" if is_edit else f"m{number}"
    return Incoming(
        inbound=Inbound(
            channel=ChannelName.TELEGRAM,
            conversation_key=str(message.chat.id),
            message_id=message_id,
            at=message.date,
            text=words,
            is_private=_is_private(message.chat),
            is_edit=is_edit,
        ),
        file=None if is_edit else file,
        is_unreadable=not words and file is None,
    )


def _words(message: Message, bot_username: str) -> str:
    """Return the text or caption; a shared contact is its phone number; our own name is left out."""
    text = message.text or message.caption or ""
    if message.contact is not None:
        text = message.contact.phone_number
    text = _ADDRESSED_COMMAND.sub(r"\1", text)
    if not _is_private(message.chat) and bot_username:
        text = re.sub(rf"@{re.escape(bot_username)}\b", "", text, flags=re.IGNORECASE).strip()
    return text


def _file(message: Message) -> SentFile | None:
    if message.photo:
        return _sent(max(message.photo, key=lambda size: size.width * size.height), PHOTO_NAME)
    if message.document is not None:
        return _sent(message.document, message.document.file_name or UNNAMED)
    return None


def _sent(file: PhotoSize | Document, name: str) -> SentFile:
    return SentFile(file_id=file.file_id, name=name, size=file.file_size or 0)


def _is_content(message: Message) -> bool:
    """Return whether somebody said something; joins, pins and the like are service messages."""
    return bool(message.text or message.caption or message.contact or message.effective_attachment)


def _is_for_us(message: Message, bot_username: str) -> bool:
    """Return whether the message is private, a command, a mention of us or an answer to us."""
    if _is_private(message.chat):
        return True
    text = message.text or message.caption or ""
    command = _ADDRESSED_COMMAND.match(text)
    if command is not None:
        return command.group(2).lower() == bot_username.lower()
    answered = message.reply_to_message
    is_answer = answered is not None and answered.from_user is not None and answered.from_user.username == bot_username
    return text.startswith("/") or is_answer or f"@{bot_username}".lower() in text.lower()


def _is_private(chat: Chat) -> bool:
    return chat.type == ChatType.PRIVATE
