"""Text as the index sees it: one script, one width, one way of writing numbers, cut into character grams.

Pure functions. Citizens write full-width, in traditional characters and with numbers in either script;
publications do as well. Both sides pass through `normalise`, so that they meet. Nothing here is ever shown:
quotations are always cut from the text as published.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import numpy as np
import opencc
from numpy.typing import NDArray

GramKeys = NDArray[np.uint64]

_SECOND_SHIFT = np.uint64(21)  # a code point needs 21 bits; a 2-gram key holds two of them
_TABLE_SIZE = 0x30000  # code points above are rare ideographs and symbols we do not index
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = re.compile(
    "(?<=第)[零〇一二两三四五六七八九十百千]+|[零〇一二两三四五六七八九十百千]{2,}|"
    "[二两三四五六七八九十](?=个?(?:工作日|月|年|日|天|周|岁|元|小时|分钟|次|倍|折|级|名|人|份|页))"
)
_SENTENCE_END = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;]+[”’」』）)]*|\n+|$)")


def normalise(text: str) -> str:
    """Return `text` in the form that is searched: NFKC, simplified, lower case, numbers in digits."""
    simplified = _to_simplified().convert(unicodedata.normalize("NFKC", text))
    return _NUMERAL.sub(_digits, str(simplified).lower())


def gram_keys(text: str) -> GramKeys:
    """Return the keys of the 1- and 2-grams of an already normalised text, repeats included.

    A 2-gram never crosses punctuation or blanks. A key is the code point, or two of them packed.
    """
    return gram_table([text])[1]


def gram_table(texts: Iterable[str]) -> tuple[NDArray[np.int64], GramKeys]:
    """Return (index of the text, key) for every gram of several normalised texts."""
    listed = list(texts)
    points = np.frombuffer("\n".join(listed).encode("utf-32-le", "replace"), dtype=np.uint32)
    spans = np.fromiter((len(text) + 1 for text in listed), dtype=np.int64, count=len(listed))
    owner = np.repeat(np.arange(len(listed), dtype=np.int64), spans)[: len(points)]
    inside = _word_table()[np.minimum(points, _TABLE_SIZE - 1)]
    pairs = inside[:-1] & inside[1:]
    wide = points.astype(np.uint64)
    second = (wide[:-1][pairs] << _SECOND_SHIFT) | wide[1:][pairs]
    return np.concatenate([owner[inside], owner[:-1][pairs]]), np.concatenate([wide[inside], second])


def sentences(text: str) -> tuple[str, ...]:
    """Cut a text after 。！？； and line breaks; the pieces joined are the text again."""
    return tuple(match.group() for match in _SENTENCE_END.finditer(text) if match.group())


def _digits(match: re.Match[str]) -> str:
    """Return a Chinese numeral in digits: 二十 → 20, 二〇二四 → 2024."""
    numeral = match.group()
    if not any(char in _UNITS for char in numeral):
        return "".join(str(_DIGITS[char]) for char in numeral)
    total = pending = 0
    for char in numeral:
        if char in _UNITS:
            total += (pending or 1) * _UNITS[char]
            pending = 0
        else:
            pending = _DIGITS[char]
    return str(total + pending)


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _word_table() -> NDArray[np.bool_]:
    """Which code points are letters, ideographs or digits; the last slot stands for everything above."""
    table = np.fromiter((chr(point).isalnum() for point in range(_TABLE_SIZE)), dtype=np.bool_, count=_TABLE_SIZE)
    table[-1] = False
    return table
