"""A published text cut into clauses and seen from a question: which clause holds how much of what is asked.

Pure. Words of the question that stand all over the text do not show where the answer is; so a word weighs by its
rarity in the whole index and by its rarity in this text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.index_query import LONGEST_QUESTION, subject_of
from knowledge.text import FIRST_PAIR, Grams, gram_keys, grams_of, normalise, points_of

Idf = Callable[[Grams], NDArray[np.float64]]
Rows = NDArray[np.float64]

_FOCUS = 6  # last characters of the question's subject: mostly the thing asked for
_PARTED = "\uffff"  # between clauses while all are normalised at once
_INSIDE = r"（[^（）\n]{0,60}）|\([^()\n]{0,60}\)|“[^“”\n]{0,60}”|《[^《》\n]{0,60}》"  # never parted
_CLAUSE = re.compile(
    rf"(?:{_INSIDE}|(?<=[0-9a-zA-Z.])[,:：](?=[0-9a-zA-Z/])|[^,，。！？!?；;：:\s])*(?:[,，。！？!?；;：:]+[”’」』）)]*\s*|\s+|$)"
)
_SENTENCE_END = re.compile(r"(?:[。！？!?][”’」』）)]*|\s)$")
_ITEM = tuple(
    re.compile(pattern)
    for pattern in (
        r"[一二三四五六七八九十]{1,3}、",
        r"[（(][一二三四五六七八九十]{1,3}[)）]",
        r"\d{1,2}[.、．](?!\d)",
        r"[（(]\d{1,2}[)）]",
        r"[一二三四五六七八九十]{1,2}是",
        r"第[一二三四五六七八九十]{1,3}[,，、是条]",
        r"[①-⑳]",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """The clauses of a text seen from a question; every array runs over the clauses.

    Shares of the question are shares of its weight, 0 to 1, counting only words the text has.
    """

    texts: list[str]
    begins: NDArray[np.int64]  # characters before a clause; one more at the end
    ends: NDArray[np.bool_]  # whether a sentence ends with the clause
    items: NDArray[np.int64]  # kind of numbering the clause opens with, 0 for none
    echo: Rows  # share of the clause's characters and pairs that the question has
    pair_echo: Rows  # the same of pairs alone
    cover: Rows  # share of the question the clause has
    reach: Rows  # the same with the two clauses before
    tail: Rows  # share of the question's second half
    focus: Rows  # share of the pairs in the question's last characters
    longest: Rows  # longest unbroken stretch of the question, as share of its length
    sentence: Rows  # share of the question in the sentence around
    paragraph: Rows  # the same of the paragraph or numbered item


def see(question: str, text: str, idf: Idf) -> Clauses:
    """Cut `text` into clauses and measure each by `question`."""
    texts = [match.group() for match in _CLAUSE.finditer(text) if match.group()]
    subject = subject_of(normalise(question[:LONGEST_QUESTION])).strip()
    keys = np.unique(gram_keys(subject))
    has, sizes, hits, longest = _marks(texts, keys)
    weights = idf(keys) * np.log1p(len(texts) / np.maximum(has.sum(axis=0), 1)) * has.any(axis=0)
    ends = np.array([_SENTENCE_END.search(clause) is not None for clause in texts], dtype=np.bool_)
    focus = (keys >= FIRST_PAIR) & np.isin(keys, gram_keys(subject[-_FOCUS:]))
    before = has | _before(has, 1) | _before(has, 2)
    opens = np.concatenate([[True], ends[:-1]])
    items = np.array([numbering(clause) for clause in texts])
    breaks = np.array([False, *("\n" in clause for clause in texts[:-1])])
    return Clauses(
        texts=texts,
        begins=np.cumsum([0, *map(len, texts)]),
        ends=ends,
        items=items,
        echo=hits.sum(axis=0) / np.maximum(sizes.sum(axis=0), 1),
        pair_echo=hits[1] / np.maximum(sizes[1], 1),
        cover=_share(has, weights),
        reach=_share(before, weights),
        tail=_share(has, weights * np.isin(keys, gram_keys(subject[len(subject) // 2 :]))),
        focus=_share(has, focus.astype(np.float64)),
        longest=longest / max(len(subject), 1),
        sentence=_share(_around(has, opens), weights),
        paragraph=_share(_around(has, opens & (breaks | (items > 0))), weights),
    )


def _marks(texts: list[str], keys: Grams) -> tuple[NDArray[np.bool_], Rows, Rows, Rows]:
    """Return what the clauses have of the question's grams `keys`.

    Returns:
        Clauses by keys; how many grams each clause has, singles in row 0 and pairs in row 1; how many of these the
        question has; the longest stretch of the question in each clause, in characters.
    """
    normal = normalise(_PARTED.join(texts))
    units = np.frombuffer(normal.encode("utf-16-le", "replace"), dtype=np.uint16)
    owner_of = np.minimum(np.cumsum(units == ord(_PARTED)), len(texts) - 1)
    places, grams = grams_of(points_of(normal))
    owners, kinds = owner_of[places], (grams >= FIRST_PAIR).astype(np.int64)
    rows = np.minimum(np.searchsorted(keys, grams), max(len(keys) - 1, 0))
    known = keys[rows] == grams if len(keys) else np.zeros(len(grams), dtype=np.bool_)
    has = np.zeros((len(texts), len(keys)), dtype=np.bool_)
    has[owners[known], rows[known]] = True
    sizes, hits = (
        np.bincount(kinds[chosen] * len(texts) + owners[chosen], minlength=2 * len(texts)).reshape(2, -1).astype(float)
        for chosen in (slice(None), known)
    )
    return has, sizes, hits, _stretches(places[known & (kinds == 1)], owner_of, len(texts))


def _stretches(pairs: NDArray[np.int64], owner_of: NDArray[np.int64], count: int) -> Rows:
    """Return the characters of the longest unbroken row of known pairs in each clause."""
    longest = np.zeros(count)
    if len(pairs):
        firsts = np.flatnonzero(np.diff(pairs, prepend=-2) != 1)
        lengths = np.diff(firsts, append=len(pairs)) + 1.0
        np.maximum.at(longest, owner_of[pairs[firsts]], lengths)
    return longest


def _share(has: NDArray[np.bool_], weights: Rows) -> Rows:
    return (has @ weights) / max(float(weights.sum()), 1e-9)


def _around(has: NDArray[np.bool_], opens: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for each clause the grams of the whole stretch it stands in; `opens` marks where stretches begin."""
    firsts = np.union1d([0], np.flatnonzero(opens))
    lengths = np.diff(firsts, append=len(opens))
    return np.repeat(np.logical_or.reduceat(has, firsts, axis=0), lengths, axis=0)


def _before(has: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """Return the rows of the clauses `by` places before."""
    moved = np.zeros_like(has)
    moved[by:] = has[: len(has) - by] if by < len(has) else has[:0]
    return moved


def numbering(clause: str) -> int:
    """Return the kind of number a clause opens with as an item of a list, 0 for none."""
    stripped = clause.lstrip()
    return next((kind for kind, pattern in enumerate(_ITEM, start=1) if pattern.match(stripped)), 0)
