"""One place that notes a fault: an incident number, the kind of fault and where, never its content.

Messages of exceptions may quote what a citizen wrote, so they are left out.
"""

import logging
import secrets
import traceback
from pathlib import Path

_LOG = logging.getLogger(__name__)
_FRAMES = 6  # innermost frames noted


def report(error: BaseException, where: str) -> str:
    """Note a fault and return its number, which may be told to the person.

    Args:
        error: what was raised.
        where: what was being done, without personal data.
    """
    incident = secrets.token_hex(4).upper()
    _LOG.error("incident %s in %s: %s", incident, where, " < ".join(_kinds(error)))
    return incident


def _kinds(error: BaseException) -> list[str]:
    """Return class and place of the error and of what caused it."""
    noted: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(noted) < _FRAMES:
        noted.append(f"{type(cause).__name__} at {_place(cause)}")
        cause = cause.__cause__ or cause.__context__
    return noted


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return " ".join(f"{Path(frame.filename).stem}:{frame.lineno}" for frame in reversed(frames)) or "?"
