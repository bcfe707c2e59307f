"""Pack an Office file so that the same content gives the same bytes: a letter is kept and proved by its hash."""

import io
import zipfile

_EPOCH = (2020, 1, 1, 0, 0, 0)  # any fixed moment: archive times say nothing about the letter
_REGULAR_FILE = 0o600 << 16


def repacked(content: bytes) -> bytes:
    """Return the archive `content` with its parts in the same order and every archive time fixed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = _REGULAR_FILE
            new.writestr(part, old.read(name))
    return packed.getvalue()
