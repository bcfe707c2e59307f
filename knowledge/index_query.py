"""A question as the index takes it: its grams and how much each of them weighs.

Pure. The words that only make a sentence a question (请问, 怎么, 是否 …) carry no subject; they are left out unless
nothing else remains.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.index_places import places_of
from knowledge.index_segment import Segment
from knowledge.text import FIRST_PAIR, Grams, gram_keys, grams_of, normalise, points_of

LONGEST_QUESTION = 400  # characters that are searched; a longer message keeps its beginning
SMALLEST_CORPUS = 1000  # chunks; a smaller index weighs words as if this many stood beside, without them

_SHELL = re.compile(
    "请问|您好|你好|怎么办|怎么样|怎么|怎样|如何|咋办|咋样|咋|啥样|啥|什么样|什么|哪些|哪里|哪个|哪儿|是否|能否|可否|"
    "可以|能不能|是不是|有没有|会不会|要不要|行不行|可不可以|"
    "有哪些|多少|多久|多长时间|为什么|为何|为啥|需要|应该|应当|我们|咨询|反映|希望|建议|投诉|请求|关于|问题|有关|进行|情况|"
    "[吗呢啊呀嘛的了我你您该想是几]"
)
_PLACE = re.compile(
    r"[a-z]\d{0,3}[省市州县区镇乡村]|"
    r"(?:(?![在本我你各全该外到的去有是不从])[\u4e00-\u9fff]){2,3}?"
    r"(?:省(?![去略时事])|市(?![场值])|自治区|自治州|县|区(?![别分域间])|镇|乡|村|街道)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One wording of a question; the arrays run over its distinct grams."""

    normal: str  # the question as it is searched, whole
    keys: Grams
    is_pair: NDArray[np.bool_]
    is_known: NDArray[np.bool_]  # some chunk has it
    repeats: NDArray[np.int64]  # how often the question has the gram
    idf: NDArray[np.float64]
    rarity: NDArray[np.float64]  # share of all postings that are the gram's; 0 if no chunk has it
    most_idf: float  # idf of a gram no chunk has
    places: tuple[Grams, ...]  # the 2-grams of each place named, whatever its form
    named: frozenset[str]  # the places named that can be told from other words
    positions: NDArray[np.int64]  # where each gram of the question begins, 1-grams first, repeats included
    numbers: NDArray[np.int64]  # which gram it is


def build_query(question: str, segments: Sequence[Segment]) -> Query:
    """Return the question with weights taken from all segments together."""
    normal = normalise(question[:LONGEST_QUESTION])
    positions, grams = grams_of(points_of(subject_of(normal)))
    keys, numbers, repeats = np.unique(grams, return_inverse=True, return_counts=True)
    idf, counts = idf_of(keys, segments)
    held = sum(segment.chunk_count for segment in segments)
    chunks = max(held, SMALLEST_CORPUS)
    postings = sum(len(segment.postings) for segment in segments) * chunks / max(held, 1)
    return Query(
        normal=normal,
        keys=keys,
        is_pair=keys >= FIRST_PAIR,
        is_known=counts > 0,
        repeats=repeats.astype(np.int64),
        idf=idf,
        rarity=counts / max(postings, 1.0),
        most_idf=float(np.log1p((chunks + 0.5) / 0.5)),
        places=tuple(_pairs(place) for place in dict.fromkeys(_PLACE.findall(normal))),
        named=places_of(normal),
        positions=positions,
        numbers=numbers,
    )


def understood_share(query: Query, has: NDArray[np.bool_]) -> float:
    """Return the share, by idf, of the question's letters that stand in a 2-gram among `has`, 0 to 1.

    Unlike the share of 2-grams themselves this does not count against a question that two of its words meet where no
    text has them side by side. A letter with no neighbour counts by itself.
    """
    if not len(query.numbers):
        return 0.0
    is_pair, held = query.is_pair[query.numbers], has[query.numbers]
    places = np.zeros((2, int(query.positions.max()) + 2), dtype=np.bool_)  # in any 2-gram; in one that is held
    for row, pairs in enumerate((query.positions[is_pair], query.positions[is_pair & held])):
        places[row, pairs] = places[row, pairs + 1] = True
    letters = query.positions[~is_pair]
    understood = np.where(places[0, letters], places[1, letters], held[~is_pair])
    weights = query.idf[query.numbers[~is_pair]]
    return float(weights @ understood / max(float(weights.sum()), 1e-9))


def idf_of(keys: Grams, segments: Sequence[Segment]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the BM25 idf of each gram over all segments, and the number of chunks that have it."""
    counts = np.zeros(len(keys), dtype=np.int64)
    for segment in segments:
        counts += segment.counts(segment.rows(keys))
    chunks = max(sum(segment.chunk_count for segment in segments), SMALLEST_CORPUS)
    return np.log1p((chunks - counts + 0.5) / (counts + 0.5)), counts


def subject_of(normal: str) -> str:
    """Return a normalised question without the words that only make it a question."""
    bare = without_shell(normal)
    return bare if sum(map(str.isalnum, bare)) >= 2 else normal


def without_shell(normal: str) -> str:
    """Return a normalised question with every such word blanked, even if nothing remains."""
    return _SHELL.sub(" ", normal)


def _pairs(text: str) -> Grams:
    keys = gram_keys(text)
    return keys[keys >= FIRST_PAIR]
