"""How the house keeps its log: event names and ids on standard error, never texts, names or tokens."""

import logging
import sys
from typing import Literal

import structlog

# Their lines hold request addresses, and Telegram's address holds the token.
SILENT = ("alembic", "httpx", "httpcore", "telegram", "aiohttp.access", "aiosqlite", "asyncio", "pypdf", "trafilatura")


def configure_logs(form: Literal["text", "json"]) -> None:
    """Send every log line to standard error, as text for people or JSON for collectors."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=last, foreign_pre_chain=shared))
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.WARNING if name != "asyncio" else logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
