"""The whole channel, ready to be plugged in: bot, receiving side, delivering side, and their start."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web
from telegram import Bot
from telegram.error import TelegramError

from handlers.dialogue.messages import ChannelName
from handlers.dialogue.turn import TurnParts
from handlers.telegram.connection import POLL_SECONDS, make_bot, set_menu
from handlers.telegram.gateway import TelegramGateway
from handlers.telegram.polling import LEASE, Polling
from handlers.telegram.sender import TelegramSender
from handlers.telegram.webhook import WebhookDoor, add_webhook, announce
from handlers.wording import Wording
from requests_db.services import conversations, files
from requests_db.services.errors import NotFound
from requests_db.services.retrying import UnitOfWork, Units, reading

RETRY_SECONDS = 10.0  # between attempts to reach Telegram at the start

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings:
    """What the channel needs to know; an empty secret or address means polling."""

    token: str
    api_base_url: str
    proxy: str = ""
    public_url: str = ""
    webhook_secret: str = ""
    lease: timedelta = LEASE  # of the right to poll
    poll_seconds: int = POLL_SECONDS

    @property
    def uses_webhook(self) -> bool:
        """Whether Telegram calls us."""
        return bool(self.public_url and self.webhook_secret)


class TelegramChannel:
    """The channel of one bot; made before the server starts, connected by `run`."""

    def __init__(self, settings: TelegramSettings, parts: TurnParts, wording: Wording, *, holder: str) -> None:
        self.bot: Bot = make_bot(settings.token, api_base_url=settings.api_base_url, proxy=settings.proxy)
        self.gateway = TelegramGateway(self.bot, parts, wording)
        self.sender = TelegramSender(
            self.bot, wording=wording, open_attachment=lambda key, token: open_attachment(parts.units, key, token)
        )
        self._settings = settings
        self._parts = parts
        self._wording = wording
        self._holder = holder

    def add_routes(self, app: web.Application) -> None:
        """Add the webhook to `app`, if Telegram is to call us."""
        if self._settings.uses_webhook:
            add_webhook(app, WebhookDoor(self.bot, self.gateway, self._settings.webhook_secret))

    @asynccontextmanager
    async def connected(self, stop: asyncio.Event) -> AsyncIterator[bool]:
        """Connect, trying until Telegram answers or `stop` (then false).

        The connection stays open afterwards, so that what is on its way can still be delivered; `close` ends it.
        """
        yield await self._persist(stop, self.bot.initialize)

    async def close(self) -> None:
        """Close the connection, once delivery has ended."""
        await self.bot.shutdown()

    async def receive(self, stop: asyncio.Event) -> None:
        """Receive until `stop`, by whichever way is set; the connection must be open."""
        with suppress(TelegramError):
            await set_menu(self.bot, self._wording)
        settings = self._settings
        if settings.uses_webhook:
            await self._persist(stop, lambda: announce(self.bot, settings.public_url, settings.webhook_secret))
            await stop.wait()
            return
        await self._persist(stop, self.bot.delete_webhook)
        polling = Polling(
            self.bot,
            self.gateway,
            self._parts.units,
            holder=self._holder,
            lease=settings.lease,
            poll_seconds=settings.poll_seconds,
            probe=self._parts.probe,
        )
        await polling.run(stop)

    async def _persist(self, stop: asyncio.Event, call: Callable[[], Awaitable[object]]) -> bool:
        """Repeat `call` until Telegram accepts it; return false when told to stop first."""
        while not stop.is_set():
            try:
                await call()
            except TelegramError as error:
                _LOG.warning("Telegram cannot be reached: %s", type(error).__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), RETRY_SECONDS)
            else:
                return True
        return False


async def open_attachment(units: Units, key: str, token: str) -> bytes:
    """Return the content of a file offered to the Telegram conversation known as `key`.

    Raises:
        NotFound: there is no such file, or it is not for this conversation.
    """

    async def look(unit: UnitOfWork) -> bytes:
        view = await conversations.find(unit, ChannelName.TELEGRAM.value, key)
        if view is None:
            raise NotFound("file.unknown")
        return (await files.open_file(unit, token, conversation_id=view.id)).content

    return await reading(units, look)
