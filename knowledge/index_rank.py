"""Ranking within one segment: a fast first choice of chunks, then a close look at the entries they belong to.

The first choice adds up BM25 weights, rare grams first. The close look compares the likelihood of the question under
the language of the whole entry, of its best chunk and of its opening or best question wording (Dirichlet-smoothed
query likelihood), how much of the question the entry covers at all, and how much one sentence of it does.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.index_common import CommonGrams
from knowledge.index_query import Query
from knowledge.index_segment import IMPACT_STEP, Segment
from knowledge.text import FIRST_PAIR, SENTENCE_BREAK

CANDIDATE_LIMIT = 50  # entries looked at closely
POSTING_BUDGET = 30_000  # postings read before only chosen chunks are looked up
TEXT_SMOOTHING = 200.0  # Dirichlet mu for entries and chunks, in grams
OPENING_SMOOTHING = 30.0
OPENING_LENGTH = 80  # characters at the start of an entry that serve as its heading
CHUNK_WEIGHT = 0.4
OPENING_WEIGHT = 0.15
COVERAGE_WEIGHT = 1.0
SENTENCE_WEIGHT = 0.3
MISSED_PLACE_PENALTY = 0.2

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What the close look found; arrays run over entries."""

    numbers: NDArray[np.int64]  # entries of the segment
    score: Scores  # higher is better; comparable within one question
    text: Scores  # mean log-likelihood ratio per gram under the whole entry
    opening: Scores  # the same under its opening or best question wording
    bm25: Scores  # of the best chunk
    covered: NDArray[np.bool_]  # entries by grams of the question
    told: NDArray[np.bool_]  # of these, what the entry has in its opening or more than once
    misses_place: NDArray[np.bool_]  # entries that do not name a place of the question


def first_choice(
    segment: Segment, common: CommonGrams, query: Query, limit: int, among: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return up to `limit` chunks in falling order of BM25, with their scores; only those of `among`, if given."""
    rows = segment.rows(query.keys)
    counts = segment.counts(rows)
    weights = (query.idf * query.repeats * IMPACT_STEP).astype(np.float32)
    scores = np.zeros(segment.chunk_count, dtype=np.float32)
    read: list[NDArray[np.intp]] = []
    later = []
    budget = POSTING_BUDGET
    for number in np.argsort(counts, kind="stable").tolist():
        row, count, weight = int(rows[number]), int(counts[number]), weights[number]
        if row < 0:
            continue
        if count > budget and read:
            later.append((row, weight))
            continue
        postings, impacts = segment.postings_of(row)
        read.append(postings.astype(np.intp))
        np.add.at(scores, read[-1], impacts * weight)
        budget -= count
    if among is not None:
        scores *= among
    chosen = _highest(scores, read, limit)
    total = scores[chosen].astype(np.float64)
    for row, weight in later:
        total += common.impacts(row, chosen) * weight
    falling = np.argsort(-total, kind="stable")
    return chosen[falling], total[falling]


def _highest(scores: NDArray[np.float32], read: list[NDArray[np.intp]], limit: int) -> NDArray[np.intp]:
    """Return the `limit` chunks of the highest scores above 0, ascending.

    Any list of `limit` chunks or more tells a score that so many reach: what lies below need not be sorted.
    """
    enough = next((chunks for chunks in read if len(chunks) >= limit), None)
    least = 0.0 if enough is None else float(np.partition(scores.take(enough), -limit)[-limit])
    chosen = np.flatnonzero(scores >= least) if least > 0 else np.flatnonzero(scores > 0)
    if len(chosen) <= limit:
        return chosen
    return np.sort(chosen[np.argpartition(scores[chosen], -limit)[-limit:]])


def look_closely(segment: Segment, query: Query, numbers: NDArray[np.intp], bm25: Scores) -> Looked:
    """Score entries of a segment; `bm25` is what the first choice gave each of them."""
    counted = _count(segment, query, numbers)
    counts, lengths, first = counted.in_chunks, counted.chunk_lengths, counted.first_chunks
    in_entry, entry_lengths = np.add.reduceat(counts, first, axis=0), np.add.reduceat(lengths, first)
    text = _likelihood(query, in_entry, entry_lengths, TEXT_SMOOTHING)
    chunk = text  # of entries of one chunk
    if len(lengths) > len(numbers):
        chunk = np.maximum.reduceat(_likelihood(query, counts, lengths, TEXT_SMOOTHING), first)
    lead = _likelihood(query, counted.in_openings, counted.opening_lengths, OPENING_SMOOTHING)
    if counted.is_question.any():
        wording = np.where(counted.is_question, _likelihood(query, counts, lengths, OPENING_SMOOTHING), -np.inf)
        lead = np.maximum(lead, np.maximum.reduceat(wording, first))
    covered = in_entry > 0
    misses = _misses_place(query, covered)
    return Looked(
        numbers=numbers,
        score=text
        + CHUNK_WEIGHT * chunk
        + OPENING_WEIGHT * lead
        + COVERAGE_WEIGHT * covered_share(query, covered, ~query.is_pair)
        + SENTENCE_WEIGHT * counted.in_best_sentences / max(float(query.idf[query.is_pair].sum()), 1e-9)
        - MISSED_PLACE_PENALTY * misses,
        text=text,
        opening=lead,
        bm25=bm25,
        covered=covered,
        told=(counted.in_openings > 0) | (in_entry > 1),
        misses_place=misses,
    )


def covered_share(query: Query, covered: NDArray[np.bool_], among: NDArray[np.bool_]) -> Scores:
    """Return the share, by idf, of the grams `among` that are covered; arrays as in `Looked`."""
    weights = np.where(among, query.idf, 0.0)
    return np.asarray(covered @ weights / max(float(weights.sum()), 1e-9))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """How often each gram of the question occurs; chunks and entries run in the order in which they are looked at."""

    in_chunks: Scores
    chunk_lengths: Scores
    is_question: NDArray[np.bool_]  # of each chunk
    first_chunks: NDArray[np.intp]  # of each entry
    in_openings: Scores
    opening_lengths: Scores
    in_best_sentences: Scores  # idf that one sentence of an entry covers of the question's 2-grams, at most


def _count(segment: Segment, query: Query, numbers: NDArray[np.intp]) -> _Counted:
    """Count the question's grams in every chunk of the entries, in the opening and in the best sentence of each."""
    first, last = segment.entry_chunks[numbers], segment.entry_chunks[numbers + 1]
    starts, stops = segment.chunk_bounds[first], segment.chunk_bounds[last]
    texts = zip(starts.tolist(), stops.tolist(), strict=True)
    points = np.concatenate([segment.points[start:stop] for start, stop in texts])
    sizes, chunk_sizes = stops - starts, last - first
    begins, first_chunks = np.cumsum(sizes) - sizes, np.cumsum(chunk_sizes) - chunk_sizes
    entries = np.arange(len(numbers))
    chunks = np.repeat(first - first_chunks, chunk_sizes) + np.arange(int(chunk_sizes.sum()))
    lengths = segment.chunk_bounds[chunks + 1] - segment.chunk_bounds[chunks]
    positions, terms = _events(query, points)
    chunk_of = np.repeat(np.arange(len(chunks)), lengths)[positions]
    entry_of = chunk_of if len(chunks) == len(entries) else np.repeat(entries, chunk_sizes)[chunk_of]
    opens = positions - begins[entry_of] < OPENING_LENGTH
    sentences = np.cumsum(points == SENTENCE_BREAK)
    return _Counted(
        in_chunks=_table(chunk_of, terms, len(chunks), len(query.keys)),
        chunk_lengths=segment.chunk_lengths[chunks].astype(np.float64),
        is_question=segment.is_question[chunks],
        first_chunks=first_chunks,
        in_openings=_table(entry_of[opens], terms[opens], len(numbers), len(query.keys)),
        opening_lengths=np.minimum(sizes, OPENING_LENGTH) * 1.8,  # 1- and 2-grams less what breaks cost
        in_best_sentences=_best_sentences(query, sentences[positions], terms, sentences[begins]),
    )


def _table(rows: NDArray[np.intp], terms: NDArray[np.intp], row_count: int, term_count: int) -> Scores:
    """Return how often each gram occurs in each row."""
    cells = np.bincount(rows * term_count + terms, minlength=row_count * term_count)
    return cells.reshape(row_count, term_count).astype(np.float64)


def _best_sentences(
    query: Query, sentence_of: NDArray[np.intp], terms: NDArray[np.intp], first_sentences: NDArray[np.intp]
) -> Scores:
    """Return per entry the idf that one sentence covers of the question's 2-grams, at most."""
    paired, width = query.is_pair[terms], len(query.keys)
    count = int(max(sentence_of.max(initial=0), first_sentences[-1])) + 1
    says = np.zeros(count * width, dtype=np.bool_)
    says[sentence_of[paired] * width + terms[paired]] = True
    sentence, term = np.divmod(np.flatnonzero(says), width)
    return np.maximum.reduceat(np.bincount(sentence, query.idf[term], count), first_sentences)


def _events(query: Query, points: NDArray[np.uint16]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return (position, gram number) wherever the points hold a gram of the question."""
    singles, pairs = np.flatnonzero(~query.is_pair), np.flatnonzero(query.is_pair)
    width = len(singles) + 1
    place = np.zeros(FIRST_PAIR, dtype=np.int16)  # of each letter among those of the question, from 1 on
    place[query.keys[singles]] = np.arange(1, width)
    pair = np.full(width * width, -1, dtype=np.intp)
    pair[place[query.keys[pairs] >> 16].astype(np.intp) * width + place[query.keys[pairs] & 0xFFFF]] = pairs
    letters = place.take(points)
    at = np.flatnonzero(letters)
    found = letters[at].astype(np.intp)
    both = pair[found[:-1] * width + found[1:]]
    joined = np.flatnonzero((both >= 0) & (at[1:] - at[:-1] == 1))
    return np.concatenate([at, at[joined]]), np.concatenate([singles[found - 1], both[joined]])


def _likelihood(query: Query, counts: Scores, lengths: Scores, smoothing: float) -> Scores:
    """Return the mean log-likelihood ratio per gram of the question; what no chunk has counts nothing."""
    repeats = np.where(query.is_known, query.repeats, 0.0)
    expected = np.where(query.is_known, smoothing * query.rarity, np.inf)
    gain = np.log1p(counts / expected) @ repeats
    return np.asarray(gain / max(float(repeats.sum()), 1.0) + np.log(smoothing / (lengths + smoothing)))


def _misses_place(query: Query, covered: NDArray[np.bool_]) -> NDArray[np.bool_]:
    misses = np.zeros(len(covered), dtype=np.bool_)
    for place in query.places:
        has = (query.keys[:, None] == place).any(axis=1)
        if has.any():
            misses |= ~covered[:, has].all(axis=1)
    return misses
