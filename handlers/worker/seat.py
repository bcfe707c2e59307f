"""The name under which a process claims work: a seat it holds for as long as it lives (席位).

A claim outlives a killed process until it runs out. The successor takes the same seat, so it bears the same name and
goes on with those claims at once. A seat is a file lock, which the system lets go of at the holder's death.
"""

import fcntl
import itertools
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

FOLDER = "seats"
TOKEN_BYTES = 8


@contextmanager
def a_seat(data_dir: Path, role: str) -> Iterator[str]:
    """Hold the lowest free seat of `role` in this data folder.

    Args:
        data_dir: of this machine; processes of other machines have folders of their own.
        role: what the process does, so that a restart in another order changes nothing.

    Yields:
        A name of at most 80 characters, unlike that of every other living process.
    """
    folder = data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        with (folder / f"{role}-{number}").open("a+", encoding="ascii") as file:
            if _is_locked(file):
                yield f"{socket.gethostname()[:40]}:{_token_of(file)}:{role}-{number}"
                return


def _is_locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _token_of(file: IO[str]) -> str:
    """Return what tells this folder's seat from one of the same number elsewhere; make it on first use."""
    file.seek(0)
    token = file.read()
    if not token:
        token = secrets.token_hex(TOKEN_BYTES)
        file.write(token)
        file.flush()
    return token
