"""The words of an entry that answer a question: one run of clauses, cut from the text as published.

Government texts say what a question repeats first and what it asks right after it. A run of clauses is therefore
judged by what stands before it as much as by what it holds. Seven numbers weigh this; they were fitted on public
policy questions with marked answers, see `benchmarks/answers.md`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.entries import Entry
from knowledge.index_query import subject_of
from knowledge.text import Grams, gram_keys, normalise

WHOLE_LENGTH = 200  # characters up to which a text is quoted whole
WHOLE_INTERPRETATION_LENGTH = 400  # the same for an entry written as the answer to known questions
LONGEST_QUOTE = 500  # characters of a run
_MOST_CLAUSES = 12  # of a run
_PLACES = 6  # places of the text that are tried
_BEFORE = 3  # clauses that count as standing before
_REACH = 6  # clauses after a place at which a run may begin

Idf = Callable[[Grams], NDArray[np.float64]]

_CLAUSE = re.compile(r"[^,，。！？!?；;：:\n]*(?:[,，。！？!?；;：:]+[”’」』）)]*|\n+|$)")
_SENTENCE_END = re.compile(r"[。！？!?；;][”’」』）)]*\s*$|\n\s*$")
_WEIGHTS = np.array([8.1, 5.7, 6.2, 8.3, 1.0, 7.1, 4.3])


@dataclass(frozen=True, slots=True)
class _Clauses:
    """The clauses of a text seen from a question; arrays run over clauses."""

    texts: list[str]
    has: NDArray[np.bool_]  # clauses by grams of the question
    weights: NDArray[np.float64]  # share of the question's idf each gram has
    tail: NDArray[np.float64]  # the same among the second half of the question
    echo: NDArray[np.float64]  # share of a clause's grams that the question has
    ends: NDArray[np.bool_]  # whether a sentence ends there


def excerpt(question: str, entry: Entry, idf: Idf) -> str:
    """Return the part of the entry's text that answers `question`, word for word; a short text whole."""
    text = entry.body.strip()
    if len(text) <= (WHOLE_INTERPRETATION_LENGTH if entry.questions else WHOLE_LENGTH):
        return text
    clauses = _look(question, text, idf)
    runs = _runs(clauses)
    if not runs:
        return "".join(clauses.texts)[:LONGEST_QUOTE].strip()
    first, last = runs[int(np.argmax(_features(clauses, runs) @ _WEIGHTS))]
    return "".join(clauses.texts[first:last]).strip()


def _look(question: str, text: str, idf: Idf) -> _Clauses:
    texts = [match.group() for match in _CLAUSE.finditer(text) if match.group()]
    subject = subject_of(normalise(question))
    keys = np.unique(gram_keys(subject))
    tail = np.isin(keys, gram_keys(subject[len(subject) // 2 :]))
    weights = idf(keys)
    has = np.zeros((len(texts), len(keys)), dtype=np.bool_)
    echo = np.zeros(len(texts))
    for number, clause in enumerate(texts):
        grams = np.unique(gram_keys(normalise(clause)))
        has[number] = np.isin(keys, grams, assume_unique=True)
        echo[number] = has[number].sum() / max(len(grams), 1)
    return _Clauses(
        texts,
        has,
        weights / max(float(weights.sum()), 1e-9),
        np.where(tail, weights, 0.0) / max(float(weights[tail].sum()), 1e-9),
        echo,
        np.array([_SENTENCE_END.search(clause) is not None for clause in texts], dtype=np.bool_),
    )


def _runs(clauses: _Clauses) -> list[tuple[int, int]]:
    """Return the runs (first, last + 1) near the places that hold most of the question."""
    count = len(clauses.texts)
    window = clauses.has | _later(clauses.has, 1) | _later(clauses.has, 2)
    places = np.argsort(-(window @ clauses.weights), kind="stable")[:_PLACES].tolist()
    starts = sorted({place + step for place in places for step in range(_REACH) if place + step < count})
    runs = []
    for first in starts:
        length = 0
        for last in range(first + 1, min(count, first + _MOST_CLAUSES) + 1):
            length += len(clauses.texts[last - 1])
            if length > LONGEST_QUOTE:
                break
            runs.append((first, last))
    return runs


def _features(clauses: _Clauses, runs: list[tuple[int, int]]) -> NDArray[np.float64]:
    first = np.array([begin for begin, _ in runs])
    last = np.array([end for _, end in runs])
    cover = clauses.has @ clauses.weights
    ends_before = np.concatenate([[True], clauses.ends[:-1]])[first]
    before = np.zeros_like(clauses.has)
    for step in range(1, _BEFORE + 1):
        before |= _later(clauses.has, -step)
    ends = clauses.ends[last - 1]
    return np.column_stack(
        [
            np.concatenate([[0.0], clauses.echo[:-1]])[first],
            ends,
            (before @ clauses.weights)[first],
            np.concatenate([[0.0], (clauses.has @ clauses.tail)[:-1]])[first],
            ends & ends_before,
            clauses.echo[first],
            np.array([cover[begin:end].max() for begin, end in runs]),
        ]
    ).astype(np.float64)


def _later(rows: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """Return the rows shifted so that each shows the one `by` places later (earlier if negative)."""
    shifted = np.zeros_like(rows)
    if by > 0:
        shifted[:-by] = rows[by:]
    else:
        shifted[-by:] = rows[:by]
    return shifted
