"""How the house keeps its log: event names and ids on standard error, never texts, names or tokens."""

import json
import logging
import sys
import time
from typing import Literal

# Their lines hold request addresses, and Telegram's address holds the token.
SILENT = ("alembic", "httpx", "httpcore", "telegram", "aiohttp.access", "aiosqlite", "asyncio", "pypdf", "trafilatura")


class TextLines(logging.Formatter):
    """One line for people, an exception below it; instants in UTC."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-8s %(message)s [%(name)s]", "%Y-%m-%dT%H:%M:%SZ")


class JsonLines(TextLines):
    """One JSON object a line, for collectors."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        told = {
            "timestamp": self.formatTime(record, self.datefmt),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def configure_logs(form: Literal["text", "json"]) -> None:
    """Send every log line to standard error, as text for people or JSON for collectors."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.WARNING if name != "asyncio" else logging.ERROR)
