"""Grams that many chunks have, laid out chunk by chunk: looked up in one step instead of searched for.

What a common gram adds is asked of a few chosen chunks only, question after question for much the same grams. The
layouts of a segment are made as questions bring such grams, up to a bound; beyond it, and for rarer grams, the chunks
are searched for in the ascending postings.
"""

import numpy as np
from numpy.typing import NDArray

from knowledge.index_segment import Segment

COMMON = 8  # a gram that at least one in so many chunks has
MOST_BYTES = 1 << 26  # of all layouts of a segment


class CommonGrams:
    """The layouts of one segment. Reading is safe from any thread: at worst two make the same layout."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._laid_out: dict[int, NDArray[np.uint8]] = {}

    def impacts(self, row: int, chunks: NDArray[np.intp]) -> NDArray[np.uint8]:
        """Return the impact a gram has in each of some chunks; 0 in those without it."""
        layout = self._laid_out.get(row)
        if layout is None:
            postings, impacts = self._segment.postings_of(row)
            if not self._is_worth_it(len(postings)):
                found = np.minimum(np.searchsorted(postings, chunks), len(postings) - 1)
                return np.where(postings[found] == chunks, impacts[found], np.uint8(0))
            layout = np.zeros(self._segment.chunk_count, dtype=np.uint8)
            layout[postings] = impacts
            self._laid_out[row] = layout
        return layout.take(chunks)

    def _is_worth_it(self, size: int) -> bool:
        chunks = self._segment.chunk_count
        return size * COMMON >= chunks and (len(self._laid_out) + 1) * chunks <= MOST_BYTES
