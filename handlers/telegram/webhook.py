"""Telegram calls us: the secret is compared in constant time, and 200 is said only after the commit."""

import hmac
import json

from aiohttp import web
from telegram import Bot, Update

from handlers.dialogue.turn import TurnFailed
from handlers.telegram.connection import UPDATES
from handlers.telegram.gateway import TelegramGateway

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


async def announce(bot: Bot, public_url: str, secret: str) -> None:
    """Tell Telegram where to call us."""
    await bot.set_webhook(url=f"{public_url.rstrip('/')}{PATH}", secret_token=secret, allowed_updates=UPDATES)


class WebhookDoor:
    """The route that Telegram calls.

    Args:
        bot: an initialised bot.
        gateway: takes each update.
        secret: what Telegram must show.
    """

    def __init__(self, bot: Bot, gateway: TelegramGateway, secret: str) -> None:
        self._bot = bot
        self._gateway = gateway
        self._secret = secret.encode()

    async def take(self, request: web.Request) -> web.Response:
        """Take one update; anything but 200 makes Telegram call again."""
        shown = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(shown, self._secret):
            return web.Response(status=403)
        try:
            update = Update.de_json(json.loads(await request.read()), self._bot)
        except (ValueError, KeyError, TypeError):
            return web.Response(status=400)
        try:
            incoming = await self._gateway.read(update)
            if incoming is not None:
                await self._gateway.take(incoming)
        except TurnFailed:
            return web.Response(status=500)
        except RuntimeError:  # the bot does not know its own name yet: we are starting
            return web.Response(status=503)
        return web.Response()


def add_webhook(app: web.Application, door: WebhookDoor) -> None:
    """Add the route to `app`."""
    app.router.add_post(PATH, door.take)
