"""The smallest whole pictures: one grey dot each."""

import struct
import zlib


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _segment(mark: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, mark, len(content) + 2) + content


PNG = b"".join(
    (
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        _chunk(b"IDAT", zlib.compress(b"\x00\x80")),
        _chunk(b"IEND", b""),
    )
)
JPEG = b"".join(
    (
        b"\xff\xd8",
        _segment(0xE1, b"Exif\x00\x00 a thumbnail with its own end \xff\xd9"),
        _segment(0xC0, struct.pack(">BHHBBBB", 8, 1, 1, 1, 1, 0x11, 0)),
        _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
        b"\x2b\xff\xd9",
    )
)
