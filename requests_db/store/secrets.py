"""Field encryption and keyed digests (字段加密).

Ciphertext is made with the newest of the configured keys and read with any of them, so keys can be rotated.
Digests use a separate key that is itself kept sealed in the database: they serve exact-match search and the
history chain, and survive both rotation and lawful erasure of the sealed text.
"""

import hashlib
import hmac
import json
import secrets as entropy
from collections.abc import Iterator, Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SealBroken(Exception):
    """A sealed field cannot be opened with any configured key."""


class FieldCipher:
    """Seals text and JSON values for storage.

    Args:
        keys: url-safe base64 Fernet keys, newest first; at least one.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("at least one secret key is required")
        fernets = [Fernet(key) for key in keys]
        self._newest = fernets[0]
        self._fernet = MultiFernet(fernets)

    def __repr__(self) -> str:
        return "FieldCipher(…)"

    def seal_bytes(self, content: bytes) -> bytes:
        """Return ciphertext of `content`."""
        return self._fernet.encrypt(content)

    def open_bytes(self, sealed: bytes) -> bytes:
        """Return the content sealed in `sealed`.

        Raises:
            SealBroken: no configured key fits, or the bytes were altered.
        """
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise SealBroken("no configured key opens this field") from error

    def seal(self, value: Any) -> bytes:  # noqa: ANN401 - any JSON value
        """Return ciphertext of a JSON value."""
        return self.seal_bytes(canonical(value))

    def open(self, sealed: bytes) -> Any:  # noqa: ANN401 - any JSON value
        """Return the JSON value sealed in `sealed`; see `open_bytes` for errors."""
        return json.loads(self.open_bytes(sealed))

    def is_newest(self, sealed: bytes) -> bool:
        """Return whether the newest key sealed it."""
        return _opens(self._newest, sealed)

    def opens(self, sealed: bytes) -> bool:
        """Return whether any configured key opens it."""
        return _opens(self._fernet, sealed)

    def reseal(self, sealed: bytes) -> bytes:
        """Return the same content under the newest key (key rotation)."""
        try:
            return self._fernet.rotate(sealed)
        except InvalidToken as error:
            raise SealBroken("no configured key opens this field") from error


class Digester:
    """Keyed digests of values that must be compared but not read."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "Digester(…)"

    def of(self, purpose: str, value: str | bytes) -> bytes:
        """Return 32 bytes that are equal for equal values of one purpose and reveal neither."""
        content = value.encode() if isinstance(value, str) else value
        return hmac.new(self._key, purpose.encode() + b"\x00" + content, hashlib.sha256).digest()

    def grams(self, purpose: str, text: str) -> Iterator[bytes]:
        """Yield 8-byte digests of the two-character pieces of `text`: a blind index for substring search."""
        folded = "".join(text.lower().split())
        pieces = {folded[i : i + 2] for i in range(max(len(folded) - 1, 1))} if folded else set()
        for piece in sorted(pieces):
            yield self.of(purpose, piece)[:8]


def _opens(fernet: Fernet | MultiFernet, sealed: bytes) -> bool:
    try:
        fernet.decrypt(sealed)
    except InvalidToken:
        return False
    return True


def canonical(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return the one byte form of a JSON value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def new_key() -> str:
    """Return a fresh encryption key for SECRET_KEYS."""
    return Fernet.generate_key().decode()


def new_digest_key() -> bytes:
    """Return a fresh key for keyed digests."""
    return entropy.token_bytes(32)
