"""A citizen's message as the fitted router sees it: hashed character grams, and those of telling places.

Pure. People say in the first and last words, and at the edges of clauses, what they want: 请问 to begin, 请解决 to
end. Grams standing there are therefore a view of their own beside the grams of the whole message. Thanks and good
wishes that follow are passed over in it: they would stand where the wish is looked for.
"""

import re
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from knowledge.text import normalise

Ids = NDArray[np.int64]
Matrix = NDArray[np.float32]

BUCKETS = 1 << 20  # grams are hashed into so many features
LONGEST_READ = 1500  # characters of a message that are looked at

_WHOLE = (1, 2, 3)  # lengths of grams
_EDGES = (1, 2, 3)
_ENDS = (2, 3)
_OPENING = 12  # characters at the start of a message that are marked
_CLOSING = 25  # at its end
_ASKED = re.compile(r"[^。!?;,\n]*\?")
_MASK = re.compile(r"\*+")
_CLAUSE = re.compile(r"[^,.。!?;:、 \t\n]+[,.。!?;:、 \t\n]*")
_PARTING = re.compile(  # a clause that begins so only takes leave; one that asks before it thanks stays
    "[^请求]{0,5}(?:谢(?!绝)|感激|感恩|祝[您你各大]|祝福|此致|敬礼|敬上|辛苦[了您你]|打扰[了您你]|添麻烦|百忙|盼复|为盼|"
    "[盼望待].{0,5}[回答]复)|(?:身体|工作|生活|万事)(?:健康|顺利|愉快|如意)"
)
_BREAKS = np.array([ord(mark) for mark in ",.。!?;:、 \n\t"], dtype=np.uint64)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SALT_OPENING, _SALT_CLOSING, _SALT_CLAUSE_START, _SALT_CLAUSE_END, _SALT_SHAPE, _SALT_ASKED = 7, 13, 29, 31, 37, 41


@dataclass(frozen=True, slots=True)
class Grams:
    """Distinct features, ascending, and 1 + log of how often each occurs."""

    features: Ids
    values: Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class GramTable:
    """Grams of many messages, one message after the other."""

    features: Ids
    values: Matrix
    bounds: Ids  # one more than there are messages

    @classmethod
    def of(cls, rows: list[Grams]) -> "GramTable":
        """Return the table of these rows."""
        return cls(
            features=np.concatenate([row.features for row in rows]),
            values=np.concatenate([row.values for row in rows]),
            bounds=np.array([0, *accumulate(len(row.features) for row in rows)]),
        )


def plain(text: str) -> str:
    """Return the part of a message that is read, normalised, with every masked piece as one mark."""
    return _MASK.sub("*", normalise(text[:LONGEST_READ])).strip()


def before_parting(read: str) -> str:
    """Return a message up to where it only thanks, wishes well and takes leave; the first clause always stays."""
    clauses = list(_CLAUSE.finditer(read))
    while len(clauses) > 1 and "?" not in clauses[-1].group() and _PARTING.match(clauses[-1].group()):
        clauses.pop()
    return read[: clauses[-1].end()] if clauses else read


def views_of(text: str) -> tuple[Grams, Grams]:
    """Return the grams of the whole message, and those of its telling places; each has at least one."""
    read = plain(text)
    codes = _letters(read)
    told = _letters(before_parting(read))
    shape = _shape(read)
    whole = [_hashed(codes, length, 0) for length in _WHOLE]
    ends = [_hashed(codes[:_OPENING], length, _SALT_OPENING) for length in _ENDS]
    ends += [_hashed(told[-_CLOSING:], length, _SALT_CLOSING) for length in _ENDS]
    return _counted([*whole, shape]), _counted([*ends, *_at_clause_edges(told), *_in_questions(read), shape])


def _letters(read: str) -> NDArray[np.uint64]:
    return np.frombuffer(read.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)


def _counted(parts: list[Ids]) -> Grams:
    features, counts = np.unique(np.concatenate(parts), return_counts=True)
    return Grams(features, (1.0 + np.log(counts)).astype(np.float32))


def _at_clause_edges(codes: NDArray[np.uint64]) -> list[Ids]:
    """Return the grams that open or close a clause."""
    is_break = np.concatenate([[True], np.isin(codes, _BREAKS), [True]])
    starts = np.flatnonzero(is_break[:-2] & ~is_break[1:-1])
    ends = np.flatnonzero(is_break[2:] & ~is_break[1:-1])  # places of last characters
    parts = []
    for length in _EDGES:
        opening, closing = _hashed(codes, length, _SALT_CLAUSE_START), _hashed(codes, length, _SALT_CLAUSE_END)
        begins = ends - length + 1
        parts += [opening[starts[starts < len(opening)]], closing[begins[begins >= 0]]]
    return parts


def _in_questions(read: str) -> list[Ids]:
    """Return the grams of clauses that end with a question mark."""
    codes = _letters("\n".join(_ASKED.findall(read)))
    return [_hashed(codes, length, _SALT_ASKED) for length in _EDGES]


def _shape(read: str) -> Ids:
    """Return marks for length, questions, exclamations and the last character."""
    length = int(2 * np.log2(len(read) + 1))
    shape = (length, min(read.count("?"), 3), min(read.count("!"), 3), ord(read[-1:] or " "))
    codes = np.array([mark * 8 + place for place, mark in enumerate(shape)], dtype=np.uint64)
    return _hashed(codes, 1, _SALT_SHAPE)


def _hashed(codes: NDArray[np.uint64], length: int, salt: int) -> Ids:
    count = len(codes) - length + 1
    if count < 1:
        return np.zeros(0, dtype=np.int64)
    mixed = np.full(count, np.uint64(salt * 2_654_435_761 + length), dtype=np.uint64)
    for place in range(length):
        mixed = (mixed ^ codes[place : place + count]) * _MIX
        mixed ^= mixed >> np.uint64(29)
    return (mixed % np.uint64(BUCKETS)).astype(np.int64)
