"""The staff desk and the supervisor's board: server-rendered pages under /staff."""

from handlers.console.application import add_console, make_console
from handlers.console.deps import ConsoleDeps

__all__ = ["ConsoleDeps", "add_console", "make_console"]
