"""The index of published entries: which of them speak of what a question asks.

Entries live in a few immutable segments; publishing one adds a small segment, revising or withdrawing strikes the
old copy out, and small segments are merged as they gather. The index knows nothing of thresholds and answers.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.entries import Entry, IndexedEntry
from knowledge.facets import Accept, FacetColumn, Facets, facets_of
from knowledge.index_common import CommonGrams
from knowledge.index_file import read_index, write_index
from knowledge.index_places import is_of_another, places_in, speaks_of_another
from knowledge.index_query import Query, build_query, idf_of, understood_share
from knowledge.index_rank import (
    CANDIDATE_LIMIT,
    Looked,
    first_choice,
    look_closely,
)
from knowledge.index_segment import SearchedText, Segment, build_segment, merge_segments
from knowledge.index_shelf import EntryShelf
from knowledge.index_wording import WORDING_WEIGHT, asked_forms, nearest_wording
from knowledge.text import Grams, normalise

SMALL_SEGMENT_LIMIT = 8  # segments beside the first before they are merged into one
_CHUNK_LIMIT = 150  # chunks of the first choice
OTHER_PLACE_PENALTY = 0.4  # score an entry loses that speaks of another place than the question
_NOTHING = 0.0  # about the score of an entry that says nothing of the question


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry that matched."""

    entry_id: int | str
    score: float  # comparable within one question only


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What is known about the leading entry, for the judgement whether it answers; natural logarithms."""

    subject_grams: int  # distinct grams of the question
    mean_idf: float  # of those grams, relative to the idf of an unseen gram
    understood: float  # share, by idf, of letters standing in a 2-gram some entry has
    told: float  # the same for a 2-gram this entry has in its opening, or more than once
    covered: float  # share, by idf, of all grams the entry has
    text: float  # mean log-likelihood ratio per gram under the entry
    opening: float  # the same under its opening or best question wording
    bm25: float  # of its best chunk
    lead: float  # score over the mean of the next five entries
    other_place: bool  # the entry names no place of the question, but another of the same kind
    wording: float  # likeness of the question to the nearest title or question wording, 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieval:
    """Entries in falling order of score, and the signals of the first (None if nothing matched)."""

    found: tuple[Found, ...] = ()
    signals: Signals | None = None


class KnowledgeIndex:
    """Search over entries (检索). Reading is safe from any thread, writing from one at a time."""

    def __init__(self) -> None:
        self._shelf = EntryShelf()
        self._blocks: tuple[_Block, ...] = ()

    @classmethod
    def build(cls, entries: Iterable[IndexedEntry]) -> "KnowledgeIndex":
        """Return an index of `entries`; a repeated id keeps the last. Withdrawn entries are kept but never found."""
        index = cls()
        for indexed in entries:
            index._shelf.put(indexed)
        index._blocks = tuple(index._indexed(index._shelf))
        return index

    @classmethod
    def load(cls, folder: Path) -> "KnowledgeIndex":
        """Return the index saved in a folder.

        Raises:
            StoredIndexError: the folder holds no index this version can read.
        """
        stored = read_index(folder)
        found = stored.ids[: stored.segment.entry_count]
        index = cls()
        index._shelf = EntryShelf(stored.entries)
        index._blocks = (_Block(stored.segment, found, stored.facets),) if found else ()
        return index

    def snapshot(self) -> "KnowledgeIndex":
        """Return an index of what this one holds now, which later changes to this one do not reach."""
        twin = KnowledgeIndex()
        twin._shelf, twin._blocks = self._shelf.copy(), self._blocks
        return twin

    def save(self, folder: Path) -> None:
        """Write the index into a folder, where `load` finds either what was there before or all of it.

        Whoever reads it meanwhile keeps what it has mapped. Save a `snapshot` where the index may change meanwhile.

        Raises:
            OSError: the folder cannot be written.
        """
        whole = _merged(list(self._blocks))
        found = set(whole.ids)
        ids = [*whole.ids, *(entry_id for entry_id in self._shelf if entry_id not in found)]
        write_index(folder, whole.segment, whole.facets, [indexed for key in ids if (indexed := self._shelf.get(key))])

    def __len__(self) -> int:
        return len(self._shelf)

    def get(self, entry_id: int | str) -> IndexedEntry | None:
        """Return the entry under this id, or None."""
        return self._shelf.get(entry_id)

    def places_named(self, entry_id: int | str) -> frozenset[str]:
        """Return the places the text of an entry names; none for an unknown id."""
        found = (block.places_of(entry_id) for block in self._blocks)
        return next((places for places in found if places is not None), frozenset())

    def regions(self) -> frozenset[str]:
        """Return the regions entries are bound to, as they are written."""
        return frozenset(one.region for block in self._blocks for one in block.facets.different if one.region)

    def digests(self) -> dict[int | str, str]:
        """Return the digest of each entry's content, by id."""
        return self._shelf.digests()

    def update(self, changed: Iterable[IndexedEntry], removed: Iterable[int | str] = ()) -> None:
        """Add entries or put them in the place of those with the same ids, and forget others; unknown ids are no error.

        Questions asked meanwhile, in other threads, are answered from before or from after.
        """
        fresh = {indexed.entry_id: indexed for indexed in changed}
        gone = set(removed) - fresh.keys()
        for indexed in fresh.values():
            self._shelf.put(indexed)
        standing = (block.without([*fresh, *gone]) for block in self._blocks)
        self._blocks = _tidy((*standing, *self._indexed(fresh)))
        for entry_id in gone:
            self._shelf.drop(entry_id)

    def replace(self, indexed: IndexedEntry) -> None:
        """Add an entry, or put it in the place of the one with the same id."""
        self.update([indexed])

    def remove(self, entry_id: int | str) -> None:
        """Forget an entry; an unknown id is no error."""
        self.update((), [entry_id])

    def search(self, question: str, k: int = 10, *, where: Accept | None = None) -> tuple[Found, ...]:
        """Return up to `k` entries in falling order of score; `where` restricts them."""
        return self._rank(build_query(question, self._segments()), where)[:k].found()

    def retrieve(self, question: str, *, where: Accept | None = None) -> Retrieval:
        """Return the entries that match and what speaks for the first of them."""
        query = build_query(question, self._segments())
        ranking = self._rank(query, where)
        return Retrieval(found=ranking.found(), signals=_signals(query, ranking) if ranking.places else None)

    def _segments(self) -> list[Segment]:
        return [block.segment for block in self._blocks]

    def _rank(self, query: Query, where: Accept | None) -> "_Ranking":
        asked = asked_forms(query.normal)
        places: list[tuple[_Block, Looked, int]] = []
        scores: list[NDArray[np.float64]] = []
        likeness: list[NDArray[np.float64]] = []
        for block, numbers, bm25 in self._candidates(self._blocks, query, where):
            looked = look_closely(block.segment, query, numbers, bm25)
            known = (self._shelf.wordings(block.ids[number]) for number in numbers.tolist())
            likeness.append(np.array([nearest_wording(asked, wordings) for wordings in known]) * ~looked.misses_place)
            elsewhere = block.speaks_of_another(query.named, numbers)
            scores.append(looked.score + WORDING_WEIGHT * likeness[-1] - OTHER_PLACE_PENALTY * elsewhere)
            places.extend((block, looked, place) for place in range(len(numbers)))
        if not places:
            return _Ranking([], np.zeros(0), np.zeros(0))
        score = np.concatenate(scores)
        order = np.argsort(-score, kind="stable")
        return _Ranking(
            [places[number] for number in order.tolist()],
            score[order],
            np.concatenate(likeness)[order],
        )

    def idf(self, keys: Grams) -> NDArray[np.float64]:
        """Return how telling each gram is: the inverse document frequency over all chunks."""
        return idf_of(keys, self._segments())[0]

    def counts(self, keys: Grams) -> NDArray[np.int64]:
        """Return in how many chunks each gram occurs."""
        return idf_of(keys, self._segments())[1]

    def _candidates(
        self, blocks: tuple["_Block", ...], query: Query, where: Accept | None
    ) -> list[tuple["_Block", NDArray[np.int64], NDArray[np.float64]]]:
        """Return per block the entries worth a close look, the best of all blocks together."""
        chosen: list[tuple[float, int, int]] = []
        for part, block in enumerate(blocks):
            best = block.best_entries(query, where)
            chosen.extend((score, part, number) for number, score in best.items())
        chosen.sort(key=lambda item: (-item[0], item[1], item[2]))
        kept = chosen[:CANDIDATE_LIMIT]
        result = []
        for part, block in enumerate(blocks):
            own = [(number, score) for score, of, number in kept if of == part]
            if own:
                result.append((block, np.array([n for n, _ in own]), np.array([s for _, s in own])))
        return result

    def _indexed(self, ids: Iterable[int | str]) -> list["_Block"]:
        """Return a block of the entries that may be found, or none if none may."""
        kept: list[int | str] = []
        facets: list[Facets] = []

        def texts() -> Iterator[SearchedText]:
            for entry_id in ids:
                indexed = self._shelf.get(entry_id)
                if indexed is not None and not indexed.withdrawn:
                    kept.append(entry_id)
                    facets.append(facets_of(indexed.entry))
                    yield _searched(indexed.entry)

        segment = build_segment(texts())
        return [_Block(segment, tuple(kept), FacetColumn.of(facets))] if kept else []


class _Block:
    """A segment with the identity of its entries, what they are filtered by, and which of them still stand."""

    def __init__(self, segment: Segment, ids: tuple[int | str, ...], facets: FacetColumn) -> None:
        self.segment = segment
        self.ids = ids
        self.facets = facets
        self.alive = np.ones(len(ids), dtype=np.bool_)
        self.common = CommonGrams(segment)
        self.entry_of = np.repeat(np.arange(len(ids), dtype=np.int32), np.diff(segment.entry_chunks))  # of each chunk
        self._numbers = {entry_id: number for number, entry_id in enumerate(ids)}
        self._places: dict[int, frozenset[str]] = {}  # of entries once asked for

    def best_entries(self, query: Query, where: Accept | None) -> dict[int, float]:
        """Return entry → BM25 of its best chunk, the first ones of all that stand and pass the filter."""
        among = None if where is None else (self.alive & self.facets.passing(where))[self.entry_of]
        chunks, scores = first_choice(self.segment, self.common, query, _CHUNK_LIMIT, among)
        numbers = self.entry_of[chunks]
        standing = self.alive[numbers]
        best: dict[int, float] = {}
        for number, score in zip(numbers[standing].tolist(), scores[standing].tolist(), strict=True):
            best.setdefault(number, score)
            if len(best) == CANDIDATE_LIMIT:
                break
        return best

    def speaks_of_another(self, asked: frozenset[str], numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of the entries name another place than the places asked about."""
        if not asked:
            return np.zeros(len(numbers), dtype=np.bool_)
        return np.array([speaks_of_another(asked, self.places(number)) for number in numbers.tolist()])

    def places(self, number: int) -> frozenset[str]:
        """The places an entry names."""
        known = self._places.get(number)
        if known is None:
            known = self._places[number] = places_in(self.segment.entry_points(number))
        return known

    def places_of(self, entry_id: int | str) -> frozenset[str] | None:
        """The places an entry names; None where it does not stand here."""
        number = self._numbers.get(entry_id)
        return None if number is None or not self.alive[number] else self.places(number)

    def without(self, ids: Iterable[int | str]) -> "_Block":
        """Return the block with these entries struck out; the block itself where it holds none of them."""
        struck = [number for entry_id in ids if (number := self._numbers.get(entry_id)) is not None]
        if not struck:
            return self
        twin = copy(self)
        twin.alive = self.alive.copy()
        twin.alive[struck] = False
        return twin


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Entries in falling order of score: where each was looked at, its score, its likeness in wording."""

    places: list[tuple[_Block, Looked, int]]
    scores: NDArray[np.float64]
    likeness: NDArray[np.float64]

    def __getitem__(self, leading: slice) -> "_Ranking":
        return _Ranking(self.places[leading], self.scores[leading], self.likeness[leading])

    def found(self) -> tuple[Found, ...]:
        return tuple(
            Found(entry_id=block.ids[int(looked.numbers[place])], score=score)
            for (block, looked, place), score in zip(self.places, self.scores.tolist(), strict=True)
        )


def _tidy(blocks: tuple[_Block, ...]) -> tuple[_Block, ...]:
    """Merge the small blocks once there are too many of them."""
    standing = tuple(block for block in blocks if block.alive.any())
    if len(standing) <= SMALL_SEGMENT_LIMIT:
        return standing
    largest = max(standing, key=lambda block: block.segment.chunk_count)
    small = [block for block in standing if block is not largest]
    return (largest, _merged(small))


def _merged(blocks: list[_Block]) -> _Block:
    if len(blocks) == 1 and blocks[0].alive.all():
        return blocks[0]
    parts = [(block.segment, np.flatnonzero(block.alive)) for block in blocks]
    ids = tuple(block.ids[number] for block, (_, kept) in zip(blocks, parts, strict=True) for number in kept.tolist())
    facets = [list(block.facets) for block in blocks]
    kept_facets = (own[number] for own, (_, kept) in zip(facets, parts, strict=True) for number in kept.tolist())
    return _Block(merge_segments(parts), ids, FacetColumn.of(kept_facets))


def _searched(entry: Entry) -> SearchedText:
    parts = [entry.title]
    heading: tuple[str, ...] = ()
    for passage in entry.passages:
        parts.extend(label for label in passage.heading_path if label not in heading and label != entry.title)
        heading = passage.heading_path
        parts.append(passage.text)
    return SearchedText(
        body="\n".join(normalise(part) for part in parts if part),
        questions=tuple(normalise(question) for question in entry.questions),
    )


def _signals(query: Query, ranking: _Ranking) -> Signals:
    block, looked, place = ranking.places[0]
    scores = ranking.scores
    has = looked.covered[place]
    return Signals(
        subject_grams=len(query.keys),
        mean_idf=float(query.idf.mean() / query.most_idf),
        understood=understood_share(query, query.is_known),
        told=understood_share(query, looked.told[place]),
        covered=float(query.idf[has].sum() / max(float(query.idf.sum()), 1e-9)),
        text=float(looked.text[place]),
        opening=float(looked.opening[place]),
        bm25=float(looked.bm25[place]),
        lead=float(scores[0] - np.append(scores[1:6], np.full(5, _NOTHING))[:5].mean()),
        other_place=bool(query.named) and is_of_another(query.named, block.places(int(looked.numbers[place]))),
        wording=float(ranking.likeness[0]),
    )
