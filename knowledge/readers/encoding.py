"""Bytes of text files to text: UTF-8 with or without mark, UTF-16 with mark, GB 18030."""

import re
from pathlib import Path

from knowledge.readers.results import UnreadableFileError

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u2060\ufeff\ufff9-\ufffb]")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")
_BLANKS = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MOST_ODD = 0.02  # share of control and replacement characters above which the bytes are not text


def read_text(path: Path) -> str:
    """Return the text of a file, cleaned as by `clean`.

    Raises:
        UnreadableFileError: the bytes are no text in any of the encodings.
    """
    return decode(path.read_bytes())


def decode(content: bytes) -> str:
    """Return bytes as clean text with single line feeds.

    Raises:
        UnreadableFileError: they are no text in any of the encodings.
    """
    encodings = ("utf-16",) if content.startswith(_UTF16_MARKS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return clean(text)
    raise UnreadableFileError("无法识别文字编码，请另存为 UTF-8 编码的文本后再导入。")


def clean(text: str) -> str:
    """Return text without control characters, with plain blanks and single line breaks.

    Databases refuse NUL, and zero-width characters would keep words from being found.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    printable = unified.encode("utf-8", "ignore").decode()  # drops lone surrogates
    return _BLANKS.sub(" ", _CONTROLS.sub("", printable))


def _is_text(text: str) -> bool:
    return len(_BINARY.findall(text)) <= _MOST_ODD * len(text) + 1
