"""The index of published entries: which passages speak of what a question asks.

Entries are indexed passage by passage, each passage together with its title, headings and known question
wordings. One entry can be added, replaced or removed at a time. The index knows nothing of thresholds and answers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.entries import Entry, Passage
from knowledge.index_segment import IMPACT_STEP, Segment, build_segment
from knowledge.text import gram_keys, normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedEntry:
    """An entry as the index holds it."""

    entry_id: int | str
    entry: Entry
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry that matched, with the passage that matched best."""

    entry_id: int | str
    score: float  # BM25, comparable within one question only
    passage: Passage


class KnowledgeIndex:
    """Search over entries (检索). Not safe for writing from two threads at once."""

    def __init__(self) -> None:
        self._entries: dict[int | str, IndexedEntry] = {}
        self._owners: list[tuple[int | str, Passage]] = []
        self._segment: Segment | None = None

    @classmethod
    def build(cls, entries: Iterable[IndexedEntry]) -> "KnowledgeIndex":
        """Return an index of `entries`; a repeated id keeps the last."""
        index = cls()
        index._entries = {indexed.entry_id: indexed for indexed in entries}
        return index

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, entry_id: int | str) -> IndexedEntry | None:
        """Return the entry under this id, or None."""
        return self._entries.get(entry_id)

    def replace(self, indexed: IndexedEntry) -> None:
        """Add an entry, or put it in the place of the one with the same id."""
        self._entries[indexed.entry_id] = indexed
        self._segment = None

    def remove(self, entry_id: int | str) -> None:
        """Forget an entry; an unknown id is no error."""
        if self._entries.pop(entry_id, None) is not None:
            self._segment = None

    def search(
        self, question: str, k: int = 10, *, where: Callable[[IndexedEntry], bool] | None = None
    ) -> tuple[Found, ...]:
        """Return up to `k` entries in falling order of score; `where` restricts them."""
        segment = self._ready()
        if not segment.size:
            return ()
        scores = _scores(segment, question)
        found: list[Found] = []
        seen: set[int | str] = set()
        for number in np.argsort(-scores, kind="stable").tolist():
            entry_id, passage = self._owners[number]
            if len(found) == k or scores[number] <= 0:
                break
            if entry_id in seen or (where and not where(self._entries[entry_id])):
                continue
            seen.add(entry_id)
            found.append(Found(entry_id=entry_id, score=float(scores[number]), passage=passage))
        return tuple(found)

    def _ready(self) -> Segment:
        if self._segment is None:
            self._owners = [
                (indexed.entry_id, passage) for indexed in self._entries.values() for passage in indexed.entry.passages
            ]
            self._segment = build_segment([self._searched(key, passage) for key, passage in self._owners])
        return self._segment

    def _searched(self, entry_id: int | str, passage: Passage) -> str:
        entry = self._entries[entry_id].entry
        return normalise("\n".join((entry.title, *entry.questions, *passage.heading_path, passage.text)))


def _scores(segment: Segment, question: str) -> NDArray[np.float32]:
    keys, repeats = np.unique(gram_keys(normalise(question)), return_counts=True)
    rows = segment.rows(keys)
    counts = segment.counts(rows)
    idf = np.log1p((segment.size - counts + 0.5) / (counts + 0.5))
    scores = np.zeros(segment.size, dtype=np.float32)
    for row, weight in zip(rows.tolist(), (idf * repeats * IMPACT_STEP).tolist(), strict=True):
        if row >= 0:
            texts, impacts = segment.postings(row)
            scores[texts] += impacts * np.float32(weight)
    return scores
