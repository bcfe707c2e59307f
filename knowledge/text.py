"""Text as the index sees it: one script, one width, one way of writing numbers, cut into character grams.

Pure functions. Citizens write full-width, in traditional characters and with numbers in either script;
publications do as well. Both sides pass through `normalise`, so that they meet. Nothing here is ever shown:
quotations are always cut from the text as published.
"""

import re
import unicodedata
from functools import cache

import numpy as np
import opencc
from numpy.typing import NDArray

Points = NDArray[np.uint16]  # letters as UTF-16 units; `BREAK` and `SENTENCE_BREAK` between them
Grams = NDArray[np.uint32]

BREAK = 0  # punctuation, blanks, and characters outside the basic plane
SENTENCE_BREAK = 1
FIRST_PAIR = 1 << 16  # keys below are single characters, from here on pairs

_UNITS_OF_ENCODING = 1 << 16
_SENTENCE_MARKS = "。!?;\n"  # as NFKC leaves them
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = re.compile(
    "(?<=第)[零〇一二两三四五六七八九十百千]+|[零〇一二两三四五六七八九十百千]{2,}|"
    "[二两三四五六七八九十](?=个?(?:工作日|月|年|日|天|周|岁|元|小时|分钟|次|倍|折|级|名|人|份|页))"
)
_SPACED = re.compile(  # three letters and more set apart one by one, as some files give their headings
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:[ \t]+[\u4e00-\u9fff](?![\u4e00-\u9fff])){2,}"
)
_BLANKS = re.compile(r"[ \t]+")
_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;]+[”’」』）)]*|\n+|$)")


def normalise(text: str) -> str:
    """Return `text` in the form that is searched: NFKC, simplified, lower case, numbers in digits, no letters apart."""
    simplified = _to_simplified().convert(unicodedata.normalize("NFKC", text))
    together = _SPACED.sub(lambda match: _BLANKS.sub("", match.group()), str(simplified).lower())
    return _NUMERAL.sub(_digits, together)


def points_of(normal: str) -> Points:
    """Return an already normalised text as an array with one unit per character and marks for breaks."""
    units = np.frombuffer(normal.encode("utf-16-le", "replace"), dtype=np.uint16)
    return _folding()[units]


def grams_of(points: Points) -> tuple[NDArray[np.int64], Grams]:
    """Return (position, key) of every 1-gram, then of every 2-gram; a 2-gram never crosses a break.

    The key of a character is its unit; the key of a pair is both units packed.
    """
    inside = points > SENTENCE_BREAK
    pairs = inside[:-1] & inside[1:]
    wide = points.astype(np.uint32)
    keys = np.concatenate([wide[inside], (wide[:-1][pairs] << np.uint32(16)) | wide[1:][pairs]])
    return np.concatenate([np.flatnonzero(inside), np.flatnonzero(pairs)]), keys


def gram_keys(normal: str) -> Grams:
    """Return the keys of the 1- and 2-grams of an already normalised text, repeats included."""
    return grams_of(points_of(normal))[1]


def sentences(text: str) -> tuple[str, ...]:
    """Cut a text after 。！？； and line breaks; the pieces joined are the text again."""
    return tuple(match.group() for match in _SENTENCE.finditer(text) if match.group())


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
def _folding() -> Points:
    """For every UTF-16 unit: itself if a letter, ideograph or digit, else the break it makes."""
    table = np.fromiter(
        (unit if chr(unit).isalnum() else BREAK for unit in range(_UNITS_OF_ENCODING)),
        dtype=np.uint16,
        count=_UNITS_OF_ENCODING,
    )
    table[[ord(mark) for mark in _SENTENCE_MARKS]] = SENTENCE_BREAK
    return table
