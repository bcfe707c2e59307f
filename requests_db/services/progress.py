"""How far long work has come, told as it goes on to whoever waits for it (进度)."""

from collections.abc import Callable

Progress = Callable[[int, int | None], None]
"""Is told how many are done, and of how many where that is known."""


def quietly(_done: int, _whole: int | None) -> None:
    """Tell nobody."""
