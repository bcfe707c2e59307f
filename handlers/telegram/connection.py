"""The connection to a Bot API server: one bot, its address, its proxy, and silence about its token."""

import logging

from telegram import Bot, BotCommand
from telegram.request import HTTPXRequest

from handlers.wording import Wording

COMMANDS = ("start", "apply", "cases", "ask", "human", "help", "cancel", "link")
UPDATES = ("message", "edited_message", "callback_query")  # all that we ask for
POLL_SECONDS = 20  # how long the server may hold a request for updates open
PATIENCE_SECONDS = 15.0  # for an answer to any other request
UPLOAD_SECONDS = 60.0  # for sending a file
CONNECTIONS = 64
TALKATIVE = ("httpx", "httpcore", "telegram")  # their log lines hold the token or what people wrote


def make_bot(token: str, *, api_base_url: str, proxy: str = "") -> Bot:
    """Return a bot; use it as an async context manager, or initialise and shut it down.

    Args:
        token: of the bot.
        api_base_url: root of the Bot API server; `/bot` and `/file/bot` are appended.
        proxy: address of an outbound proxy, empty for none.
    """
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    root = api_base_url.rstrip("/")
    return Bot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=_request(proxy, CONNECTIONS),
        get_updates_request=_request(proxy, 1),
    )


async def set_menu(bot: Bot, wording: Wording) -> None:
    """Show our commands in Telegram's menu."""
    await bot.set_my_commands([BotCommand(name, wording.text(f"telegram.command.{name}")) for name in COMMANDS])


def _request(proxy: str, connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        proxy=proxy or None,
        read_timeout=PATIENCE_SECONDS,
        write_timeout=PATIENCE_SECONDS,
        connect_timeout=PATIENCE_SECONDS,
        pool_timeout=PATIENCE_SECONDS,
        media_write_timeout=UPLOAD_SECONDS,
    )
