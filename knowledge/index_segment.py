"""An immutable block of the index: the searched text of its entries, and which gram occurs in which chunk.

A segment knows entries by number only. An entry's text is cut into chunks of a few sentences; every known question
wording is a chunk of its own. For every gram it holds the chunks containing it in ascending order, with the BM25
weight of the gram there (frequency saturated and length-normalised, without idf) in one byte.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.text import SENTENCE_BREAK, Grams, Points, grams_of, points_of

SATURATION = 0.8  # BM25 k1
LENGTH_NORM = 0.9  # BM25 b
IMPACT_STEP = (SATURATION + 1.0) / 255.0  # one unit of the stored byte
CHUNK_LENGTH = 350  # characters a chunk may have before it is cut at the next end of a sentence
_BLOCK = 500_000  # characters indexed at a time: bounds the memory of a build


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedText:
    """What is searched of one entry, normalised: title and passages, and the question wordings."""

    body: str
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One block; bounds have one element more than there are things, the last being the end."""

    points: Points
    chunk_bounds: NDArray[np.int64]  # into points
    entry_chunks: NDArray[np.int64]  # into chunks
    chunk_lengths: NDArray[np.int32]  # grams in each chunk
    is_question: NDArray[np.bool_]  # chunks that are a known question wording
    keys: Grams  # ascending
    offsets: NDArray[np.int64]  # into postings
    postings: NDArray[np.int32]  # chunk numbers
    impacts: NDArray[np.uint8]

    @property
    def chunk_count(self) -> int:
        """How many chunks the segment holds."""
        return len(self.chunk_lengths)

    @property
    def entry_count(self) -> int:
        """How many entries the segment holds."""
        return len(self.entry_chunks) - 1

    def rows(self, keys: Grams) -> NDArray[np.int64]:
        """Return the row of each key, or -1 where no chunk has it."""
        if not len(self.keys):
            return np.full(len(keys), -1, dtype=np.int64)
        found = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[found] == keys, found, -1)

    def counts(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return in how many chunks each row occurs."""
        known = np.maximum(rows, 0)
        return np.where(rows < 0, 0, self.offsets[known + (1 if len(self.keys) else 0)] - self.offsets[known])

    def postings_of(self, row: int) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        """Return the chunks that have the gram of a row, ascending, and its impact in each."""
        begin, end = int(self.offsets[row]), int(self.offsets[row + 1])
        return self.postings[begin:end], self.impacts[begin:end]

    def entry_points(self, number: int) -> Points:
        """Return the searched text of one entry."""
        first, last = self.entry_chunks[number], self.entry_chunks[number + 1]
        return self.points[self.chunk_bounds[first] : self.chunk_bounds[last]]


def build_segment(texts: Iterable[SearchedText]) -> Segment:
    """Index the texts of entries, in order."""
    pieces: list[Points] = []
    lengths: list[int] = []  # characters of each chunk, its closing break included
    asked: list[bool] = []
    entry_chunks = [0]
    for text in texts:
        for chunk, is_question in _chunks(text):
            pieces.append(chunk)
            lengths.append(len(chunk))
            asked.append(is_question)
        entry_chunks.append(len(lengths))
    points = np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.uint16)
    bounds = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=bounds[1:])
    return _indexed(points, bounds, np.array(entry_chunks, dtype=np.int64), np.array(asked, dtype=np.bool_))


def merge_segments(parts: Sequence[tuple[Segment, NDArray[np.int64]]]) -> Segment:
    """Return one segment of the given entries of several, in order."""
    pieces: list[Points] = []
    lengths: list[NDArray[np.int64]] = []
    asked: list[NDArray[np.bool_]] = []
    entry_chunks = [0]
    for segment, numbers in parts:
        for number in numbers.tolist():
            first, last = int(segment.entry_chunks[number]), int(segment.entry_chunks[number + 1])
            pieces.append(segment.entry_points(number))
            lengths.append(np.diff(segment.chunk_bounds[first : last + 1]))
            asked.append(segment.is_question[first:last])
            entry_chunks.append(entry_chunks[-1] + last - first)
    bounds = np.concatenate([np.zeros(1, dtype=np.int64), *lengths]).cumsum()
    return _indexed(
        np.concatenate([np.zeros(0, dtype=np.uint16), *pieces]),
        bounds,
        np.array(entry_chunks, dtype=np.int64),
        np.concatenate([np.zeros(0, dtype=np.bool_), *asked]),
    )


def _chunks(text: SearchedText) -> Iterable[tuple[Points, bool]]:
    """Cut one entry; every chunk ends with a break, so that no gram crosses into the next."""
    points = points_of(text.body + "\n")
    start = 0
    while len(points) - start > CHUNK_LENGTH:
        window = points[start : start + CHUNK_LENGTH]
        ends = np.flatnonzero(window == SENTENCE_BREAK)
        stop = start + (int(ends[-1]) + 1 if len(ends) and ends[-1] > CHUNK_LENGTH // 3 else CHUNK_LENGTH)
        yield np.append(points[start:stop], np.uint16(0)), False
        start = stop
    yield points[start:], False
    for question in text.questions:
        yield points_of(question + "\n"), True


def _indexed(
    points: Points, bounds: NDArray[np.int64], entry_chunks: NDArray[np.int64], is_question: NDArray[np.bool_]
) -> Segment:
    blocks = [_count_block(points, bounds, first, last) for first, last in _blocks(bounds)]
    keys = np.unique(np.concatenate([np.zeros(0, dtype=np.uint32), *(block.keys for block in blocks)]))
    sizes = np.zeros(len(keys), dtype=np.int64)
    lengths = np.concatenate([np.zeros(0, dtype=np.int32), *(block.lengths for block in blocks)])
    for block in blocks:
        sizes[np.searchsorted(keys, block.keys)] += block.sizes
    offsets = np.zeros(len(keys) + 1, dtype=np.int64)
    np.cumsum(sizes, out=offsets[1:])
    postings = np.empty(offsets[-1], dtype=np.int32)
    impacts = np.empty(offsets[-1], dtype=np.uint8)
    mean = float(lengths.mean()) if len(lengths) else 1.0
    cursor = offsets[:-1].copy()
    while blocks:
        block = blocks.pop(0)  # released as soon as it is copied
        rows = np.searchsorted(keys, block.keys)
        begins = np.cumsum(block.sizes) - block.sizes
        target = np.repeat(cursor[rows] - begins, block.sizes) + np.arange(len(block.chunks))
        postings[target] = block.chunks
        impacts[target] = _impacts(block.frequency, lengths[block.chunks], mean)
        cursor[rows] += block.sizes
    return Segment(
        points=points,
        chunk_bounds=bounds,
        entry_chunks=entry_chunks,
        chunk_lengths=lengths,
        is_question=is_question,
        keys=keys,
        offsets=offsets,
        postings=postings,
        impacts=impacts,
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """Counts of a run of chunks, by key and then by chunk."""

    keys: Grams
    sizes: NDArray[np.int64]  # chunks holding each key
    chunks: NDArray[np.int32]
    frequency: NDArray[np.uint8]
    lengths: NDArray[np.int32]


def _blocks(bounds: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return runs of chunks of about `_BLOCK` characters each."""
    total = len(bounds) - 1
    edges = np.searchsorted(bounds, np.arange(0, max(int(bounds[-1]), 1), _BLOCK)).tolist()
    return [(first, last) for first, last in zip(edges, [*edges[1:], total], strict=True) if last > first]


def _count_block(points: Points, bounds: NDArray[np.int64], first: int, last: int) -> _Block:
    start, stop = int(bounds[first]), int(bounds[last])
    owner = np.repeat(np.arange(last - first, dtype=np.uint64), np.diff(bounds[first : last + 1]))
    positions, grams = grams_of(points[start:stop])
    owners = owner[positions]
    cells = (grams.astype(np.uint64) << np.uint64(32)) | owners
    cells.sort()
    new = np.flatnonzero(np.concatenate([np.ones(min(1, len(cells)), dtype=np.bool_), cells[1:] != cells[:-1]]))
    frequency = np.diff(np.append(new, len(cells)))
    held = cells[new]
    keys, sizes = np.unique((held >> np.uint64(32)).astype(np.uint32), return_counts=True)
    return _Block(
        keys,
        sizes.astype(np.int64),
        ((held & np.uint64(0xFFFFFFFF)) + np.uint64(first)).astype(np.int32),
        np.minimum(frequency, 255).astype(np.uint8),
        np.bincount(owners.astype(np.int64), minlength=last - first).astype(np.int32),
    )


def _impacts(frequency: NDArray[np.uint8], lengths: NDArray[np.int32], mean: float) -> NDArray[np.uint8]:
    norm = np.float32(SATURATION) * (1.0 - LENGTH_NORM + LENGTH_NORM / max(mean, 1.0) * lengths.astype(np.float32))
    count = frequency.astype(np.float32)
    return np.rint(count * np.float32((SATURATION + 1.0) / IMPACT_STEP) / (count + norm)).astype(np.uint8)
