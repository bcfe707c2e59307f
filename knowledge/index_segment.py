"""An immutable block of indexed texts: gram → which texts, and how much the gram weighs in each.

A segment knows texts by number only. It holds, for every gram, the texts containing it in ascending order and
the BM25 term weight (term frequency saturated and length-normalised, without idf), in one byte.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.text import GramKeys, gram_table

SATURATION = 1.2  # BM25 k1
LENGTH_NORM = 0.75  # BM25 b
IMPACT_STEP = (SATURATION + 1.0) / 255.0  # one unit of the stored byte


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One block of texts; `offsets[i]:offsets[i + 1]` are the postings of `keys[i]`."""

    keys: GramKeys  # ascending
    offsets: NDArray[np.int64]
    texts: NDArray[np.int32]
    impacts: NDArray[np.uint8]
    lengths: NDArray[np.int32]  # grams in each text

    @property
    def size(self) -> int:
        """How many texts the segment holds."""
        return len(self.lengths)

    def rows(self, keys: GramKeys) -> NDArray[np.int64]:
        """Return the row of each key, or -1 where no text has it."""
        if not len(self.keys):
            return np.full(len(keys), -1, dtype=np.int64)
        found = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[found] == keys, found, -1)

    def counts(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return in how many texts each row occurs."""
        return np.where(rows < 0, 0, self.offsets[rows + 1] - self.offsets[np.maximum(rows, 0)])

    def postings(self, row: int) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        """Return the texts of a row and the impact of the gram in each."""
        begin, end = self.offsets[row], self.offsets[row + 1]
        return self.texts[begin:end], self.impacts[begin:end]


def build_segment(texts: Sequence[str], *, mean_length: float | None = None) -> Segment:
    """Index normalised texts; `mean_length` in grams, default that of these texts."""
    owners, grams = gram_table(texts)
    lengths = np.bincount(owners, minlength=len(texts)).astype(np.int32)
    keys, rows = np.unique(grams, return_inverse=True)
    cells, frequency = np.unique(rows.astype(np.int64) * max(len(texts), 1) + owners, return_counts=True)
    row_of_cell, text_of_cell = np.divmod(cells, max(len(texts), 1))
    offsets = np.zeros(len(keys) + 1, dtype=np.int64)
    np.cumsum(np.bincount(row_of_cell, minlength=len(keys)), out=offsets[1:])
    mean = mean_length or float(lengths.mean() if len(lengths) else 1.0)
    return Segment(
        keys=keys,
        offsets=offsets,
        texts=text_of_cell.astype(np.int32),
        impacts=_impacts(frequency, lengths[text_of_cell], mean),
        lengths=lengths,
    )


def _impacts(frequency: NDArray[np.int64], lengths: NDArray[np.int32], mean: float) -> NDArray[np.uint8]:
    norm = SATURATION * (1.0 - LENGTH_NORM + LENGTH_NORM * lengths / max(mean, 1.0))
    return np.rint(frequency * (SATURATION + 1.0) / (frequency + norm) / IMPACT_STEP).astype(np.uint8)
