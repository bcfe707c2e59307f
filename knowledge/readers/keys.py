"""Stable identities of entries, so that importing again updates instead of doubling."""

import hashlib
import re

_LONGEST = 200  # characters, as the catalogue keeps


def entry_key(*, given: str = "", url: str = "", file_name: str = "", title: str = "") -> str:
    """Return the identity: as given, else the address, else the file's name with a digest of the title."""
    if given.strip():
        return _fitted(given.strip())
    if url.strip():
        return _fitted(re.sub(r"^https?://", "", url.strip()).rstrip("/"))
    return _fitted(f"{file_name}#{short_digest(title)}")


def short_digest(text: str) -> str:
    """Return 12 hexadecimal digits that stand for `text`, blanks aside."""
    return hashlib.sha256(re.sub(r"\s", "", text).encode()).hexdigest()[:12]


def _fitted(key: str) -> str:
    return key if len(key) <= _LONGEST else f"{key[: _LONGEST - 13]}#{short_digest(key)}"
