"""Ranking within one segment: a fast first choice of chunks, then a close look at the entries they belong to.

The first choice adds up BM25 weights, rare grams first. The close look compares the likelihood of the question under
the language of the whole entry, of its best chunk and of its opening or best question wording (Dirichlet-smoothed
query likelihood), how much of the question the entry covers at all, and how much one sentence of it does.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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


def first_choice(segment: Segment, query: Query, limit: int) -> tuple[NDArray[np.int32], Scores]:
    """Return up to `limit` chunks in falling order of BM25, with their scores."""
    rows = segment.rows(query.keys)
    order = [number for number in np.argsort(segment.counts(rows), kind="stable").tolist() if rows[number] >= 0]
    scores = np.zeros(segment.chunk_count, dtype=np.float32)
    read = 0
    later = []
    for number in order:
        row = int(rows[number])
        begin, end = int(segment.offsets[row]), int(segment.offsets[row + 1])
        weight = np.float32(query.idf[number] * query.repeats[number] * IMPACT_STEP)
        if read + end - begin > POSTING_BUDGET and read:
            later.append((begin, end, weight))
            continue
        read += end - begin
        scores[segment.postings[begin:end]] += segment.impacts[begin:end] * weight
    chosen = np.flatnonzero(scores > 0).astype(np.int32)
    if len(chosen) > limit:
        chosen = np.sort(chosen[np.argpartition(scores[chosen], -limit)[-limit:]])
    total = scores[chosen].astype(np.float64)
    for begin, end, weight in later:
        chunks = segment.postings[begin:end]
        found = np.minimum(np.searchsorted(chunks, chosen), len(chunks) - 1)
        total += np.where(chunks[found] == chosen, segment.impacts[begin:end][found] * weight, 0.0)
    falling = np.argsort(-total, kind="stable")
    return chosen[falling], total[falling]


def look_closely(segment: Segment, query: Query, numbers: NDArray[np.int64], bm25: Scores) -> Looked:
    """Score entries of a segment; `bm25` is what the first choice gave each of them."""
    counts, lengths, owners, opening, opening_lengths, sentence = _count(segment, query, numbers)
    first = np.searchsorted(owners, np.arange(len(numbers)))
    in_entry = np.add.reduceat(counts, first, axis=0)
    entry_lengths = np.add.reduceat(lengths, first)
    chunks = _chunks_of(segment, numbers)
    asked = segment.is_question[chunks]
    text = _likelihood(query, in_entry, entry_lengths, TEXT_SMOOTHING)
    chunk = np.maximum.reduceat(_likelihood(query, counts, lengths, TEXT_SMOOTHING), first)
    lead = _likelihood(query, opening, opening_lengths, OPENING_SMOOTHING)
    if asked.any():
        wording = np.where(asked, _likelihood(query, counts, lengths, OPENING_SMOOTHING), -np.inf)
        lead = np.maximum(lead, np.maximum.reduceat(wording, first))
    covered = in_entry > 0
    misses = _misses_place(query, covered)
    return Looked(
        numbers=numbers,
        score=text
        + CHUNK_WEIGHT * chunk
        + OPENING_WEIGHT * lead
        + COVERAGE_WEIGHT * covered_share(query, covered, ~query.is_pair)
        + SENTENCE_WEIGHT * sentence / max(float(query.idf[query.is_pair].sum()), 1e-9)
        - MISSED_PLACE_PENALTY * misses,
        text=text,
        opening=lead,
        bm25=bm25,
        covered=covered,
        told=(opening > 0) | (in_entry > 1),
        misses_place=misses,
    )


def covered_share(query: Query, covered: NDArray[np.bool_], among: NDArray[np.bool_]) -> Scores:
    """Return the share, by idf, of the grams `among` that are covered; arrays as in `Looked`."""
    weights = np.where(among, query.idf, 0.0)
    return np.asarray(covered @ weights / max(float(weights.sum()), 1e-9))


def _count(
    segment: Segment, query: Query, numbers: NDArray[np.int64]
) -> tuple[Scores, Scores, NDArray[np.int64], Scores, Scores, Scores]:
    """Count the question's grams in every chunk of the entries, in the opening and in the best sentence of each."""
    starts = segment.chunk_bounds[segment.entry_chunks[numbers]]
    stops = segment.chunk_bounds[segment.entry_chunks[numbers + 1]]
    points = np.concatenate([segment.points[start:stop] for start, stop in zip(starts, stops, strict=True)])
    sizes = stops - starts
    begins = np.cumsum(sizes) - sizes
    per_entry = segment.entry_chunks[numbers + 1] - segment.entry_chunks[numbers]
    owners = np.repeat(np.arange(len(numbers)), per_entry)
    chunks = _chunks_of(segment, numbers)
    chunk_begins = segment.chunk_bounds[chunks] - (starts - begins)[owners]
    positions, terms = _events(query, points)
    term_count = len(query.keys)
    chunk_of = np.searchsorted(chunk_begins, positions, side="right") - 1
    cells = np.bincount(chunk_of * term_count + terms, minlength=len(chunks) * term_count)
    entry_of = owners[chunk_of]
    opens = positions - begins[entry_of] < OPENING_LENGTH
    opening = np.bincount(entry_of[opens] * term_count + terms[opens], minlength=len(numbers) * term_count)
    opening_lengths = np.minimum(sizes, OPENING_LENGTH) * 1.8  # 1- and 2-grams less what breaks cost
    return (
        cells.reshape(len(chunks), term_count).astype(np.float64),
        segment.chunk_lengths[chunks].astype(np.float64),
        owners,
        opening.reshape(len(numbers), term_count).astype(np.float64),
        opening_lengths,
        _best_sentences(query, np.cumsum(points == SENTENCE_BREAK)[positions], terms, entry_of, len(numbers)),
    )


def _best_sentences(
    query: Query, sentence_of: NDArray[np.int64], terms: NDArray[np.int64], entry_of: NDArray[np.int64], count: int
) -> Scores:
    """Return per entry the idf that one sentence covers of the question's 2-grams, at most."""
    is_pair = query.is_pair[terms]
    sentence, term, entry = sentence_of[is_pair], terms[is_pair], entry_of[is_pair]
    best = np.zeros(count)
    if not len(term):
        return best
    _, first = np.unique(sentence * len(query.keys) + term, return_index=True)
    said = np.bincount(sentence[first], weights=query.idf[term[first]])
    np.maximum.at(best, entry[first], said[sentence[first]])
    return best


def _chunks_of(segment: Segment, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the chunks of the entries, entry after entry."""
    first, sizes = segment.entry_chunks[numbers], segment.entry_chunks[numbers + 1] - segment.entry_chunks[numbers]
    return np.repeat(first - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))


def _events(query: Query, points: NDArray[np.uint16]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (position, gram number) wherever the points hold a gram of the question."""
    singles = np.flatnonzero(~query.is_pair)
    place = np.zeros(FIRST_PAIR, dtype=np.int16)
    place[query.keys[singles]] = np.arange(1, len(singles) + 1)
    pair = np.full((len(singles) + 1, len(singles) + 1), -1, dtype=np.int64)
    pairs = np.flatnonzero(query.is_pair)
    pair[place[query.keys[pairs] >> 16], place[query.keys[pairs] & 0xFFFF]] = pairs
    letters = place[points]
    at = np.flatnonzero(letters)
    both = pair[letters[at[:-1]], letters[at[1:]]]
    joined = (both >= 0) & (np.diff(at) == 1)
    return np.concatenate([at, at[:-1][joined]]), np.concatenate([singles[letters[at] - 1], both[joined]])


def _likelihood(query: Query, counts: Scores, lengths: Scores, smoothing: float) -> Scores:
    known = query.is_known
    repeats = query.repeats[known]
    total = max(float(repeats.sum()), 1.0)
    gain = np.log1p(counts[:, known] / (smoothing * query.rarity[known])) @ repeats
    return np.asarray(gain / total + np.log(smoothing / (lengths + smoothing)))


def _misses_place(query: Query, covered: NDArray[np.bool_]) -> NDArray[np.bool_]:
    misses = np.zeros(len(covered), dtype=np.bool_)
    for place in query.places:
        has = np.isin(query.keys, place)
        misses |= ~covered[:, has].all(axis=1) if has.any() else np.zeros(len(covered), dtype=np.bool_)
    return misses
