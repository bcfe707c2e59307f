"""The router a process uses, following the model file of DATA_DIR: fitted anew by a command, it serves at once."""

from pathlib import Path

from knowledge.router import MessageRouter

ROUTER_FILE = "router.npz"  # in DATA_DIR


class LiveRouter:
    """A router of messages that takes over each newly fitted model; by cues while there is none.

    Args:
        path: where the model is kept.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None  # instant of change and size of the file taken over
        self.router = MessageRouter()

    def look(self) -> bool:
        """Take over the model if its file changed since; return whether it did.

        Raises:
            OSError: the file cannot be read; the router stays as it was.
            ValueError: the file is no model; the router stays as it was.
        """
        now = self._state()
        if now == self._seen:
            return False
        self._seen = now  # told once, not every time somebody looks
        self.router = MessageRouter.load(self._path)
        return True

    def _state(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size
