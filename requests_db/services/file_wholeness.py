"""Whether a file is whole: more than the first bytes of its kind, and not cut off on its way (完整性).

Only the frame is read, never the picture or the text, so that nothing in a file can be made to run or to swell.
"""

import zlib
from collections.abc import Callable, Mapping

_PDF_TAIL = 64 * 1024  # bytes from the end in which a PDF says that it ends; seals may be appended
_PNG_SIGNATURE = 8  # bytes
_PNG_FIELD = 4  # bytes of a chunk's length, of its name and of its checksum
_PNG_NAME = 8  # bytes from a chunk's start to the end of its name
_PNG_FRAME = 12  # bytes of a chunk besides its content
_JPEG_MARK = 2  # bytes
_JPEG_HEAD = 4  # bytes of a mark and of its segment's length
_PICTURE_START = range(0xC0, 0xD0)
_SCAN_START = 0xDA
_NO_PICTURE_START = frozenset({0xC4, 0xC8, 0xCC})  # tables that stand among those marks
_BARE_MARKS = frozenset({0x01, *range(0xD0, 0xD9)})  # marks that carry no length
_FILL = 0xFF
_JPEG_END = b"\xff\xd9"


def is_whole(content: bytes, media_type: str) -> bool:
    """Return whether a file of this type has all the parts of its frame; types without a check here are."""
    check = _CHECKS.get(media_type)
    return check is None or check(content)


def _is_whole_pdf(content: bytes) -> bool:
    return b" obj" in content and b"%%EOF" in content[-_PDF_TAIL:]


def _is_whole_png(content: bytes) -> bool:
    """Walk from chunk to chunk: the header first, some picture, the end."""
    at, names = _PNG_SIGNATURE, []
    while at + _PNG_FRAME <= len(content):
        length = int.from_bytes(content[at : at + _PNG_FIELD])
        end = at + _PNG_FRAME + length
        checksum = int.from_bytes(content[end - _PNG_FIELD : end])
        if end > len(content) or zlib.crc32(content[at + _PNG_FIELD : end - _PNG_FIELD]) != checksum:
            return False
        names.append(content[at + _PNG_FIELD : at + _PNG_NAME])
        if names[-1] == b"IEND":
            return names[0] == b"IHDR" and b"IDAT" in names
        at = end
    return False


def _is_whole_jpeg(content: bytes) -> bool:
    """Walk over the segments, a thumbnail's own end mark included, to the scan, and look for the end after it."""
    at, has_picture = _JPEG_MARK, False
    while at + _JPEG_HEAD <= len(content) and content[at] == _FILL:
        mark = content[at + 1]
        if mark == _FILL:
            at += 1
        elif mark in _BARE_MARKS:
            at += _JPEG_MARK
        elif mark == _SCAN_START:
            return has_picture and content.find(_JPEG_END, at) > 0
        else:
            has_picture = has_picture or (mark in _PICTURE_START and mark not in _NO_PICTURE_START)
            at += _JPEG_MARK + int.from_bytes(content[at + _JPEG_MARK : at + _JPEG_HEAD])
    return False


_CHECKS: Mapping[str, Callable[[bytes], bool]] = {
    "application/pdf": _is_whole_pdf,
    "image/png": _is_whole_png,
    "image/jpeg": _is_whole_jpeg,
}
