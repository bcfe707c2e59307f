"""The words of an entry that answer a question: one run of clauses, cut from the text as published.

A run begins with a clause and ends with one, so that it reads as a text. Which run is taken is decided by the weights
below, one for each of `FEATURES`; they were fitted on public policy questions with marked answers, see
`benchmarks/answers.md`.
"""

import re

import numpy as np

from knowledge.entries import Entry
from knowledge.index_query import LONGEST_QUESTION, subject_of
from knowledge.quote_clauses import Clauses, Idf, see
from knowledge.quote_frame import Span
from knowledge.quote_runs import FEATURES, LONGEST_QUOTE, features_of, runs_of
from knowledge.text import FIRST_PAIR, gram_keys, normalise, sentences

WHOLE_LENGTH = 200  # characters up to which a text is quoted whole
WHOLE_INTERPRETATION_LENGTH = 400  # the same for an entry written as the answer to known questions

LARGE_TEXT = 50_000  # characters above which only the nearest stretch is looked at clause by clause
_STRETCH = 8_000  # characters of it
_SHORT_SENTENCE = 40  # characters up to which a sentence is quoted whole
_NEEDS_SUBJECT = re.compile(
    "并|应|须|需|可|将|要|由|则|都|也|还|且|但|而|使|确保|必须|不得|以及|或|其中|才|均|再|就|已|成为"
)  # a clause opening so speaks of what the clause before names
_SAME_NAME = 0.8  # likeness (Dice, pairs) from which a question names an entry
_LOOSE_END = "，,、：:；; "  # marks that only join a clause to the next
_WEIGHTS = {
    "echo_before": 1.7,
    "pair_echo_before": 2.1,
    "stretch_before_in_sentence": 11.0,
    "away_from_anchor": -0.56,
    "focus_first": 3.5,
    "tail_first": 4.5,
    "sentence": 2.8,
    "sentence_of_best": 2.0,
    "paragraph_of_best": 2.6,
    "tail_most": 2.6,
    "echo_mean": -5.5,
    "ends_sentence": 3.2,
    "stops_at_next_item": 8.7,
    "sentences": -0.62,
    "clauses": -0.3,
    "one_clause_for_number": 7.8,
    "one_clause_for_time": 11.0,
    "item_for_list": 6.7,
    "time_first": 9.8,
    "number_first": 4.0,
    "unit_first": 7.7,
    "position": 0.3,
    "relative_position": 1.9,
}


def excerpt(question: str, entry: Entry, idf: Idf) -> str:
    """Return the part of the entry's text that answers `question`, word for word; a short text whole."""
    span = span_of(question, entry, idf)
    return entry.body[span.start : span.end]


def span_of(question: str, entry: Entry, idf: Idf) -> Span:
    """Return where in an entry's text the part stands that answers `question`; a short text is taken whole.

    Whoever asks for an entry by its name or in a wording it is known by wants all of it: the opening is returned.

    Args:
        question: as the citizen wrote it.
        entry: the entry to quote.
        idf: how rare each gram is among all entries.
    """
    text = entry.body.strip()
    lead = len(entry.body) - len(entry.body.lstrip())
    if len(text) <= (WHOLE_INTERPRETATION_LENGTH if entry.questions else WHOLE_LENGTH):
        return Span(start=lead, end=lead + len(text))
    if _asks_by_name(question, entry):
        return Span(start=lead, end=lead + len(_opening(text)))
    far = 0
    if len(text) > LARGE_TEXT:
        far = _nearest_stretch(question, text, idf)
        text = text[far : far + _STRETCH]
    clauses = see(question, text, idf)
    asked = normalise(question)
    runs = runs_of(asked, clauses)
    scores = features_of(asked, clauses, runs) @ np.array([_WEIGHTS[name] for name in FEATURES])
    best = int(np.argmax(scores))
    first, last = _readable(clauses, int(runs.first[best]), int(runs.last[best]))
    cut = "".join(clauses.texts[first:last])[:LONGEST_QUOTE]
    quoted = cut.strip().rstrip(_LOOSE_END) or cut.strip()
    start = lead + far + int(clauses.begins[first]) + len(cut) - len(cut.lstrip())
    return Span(start=start, end=start + len(quoted))


def _nearest_stretch(question: str, text: str, idf: Idf) -> int:
    """Return where the stretch of a very long text begins that has most of what is asked; stretches overlap by half."""
    asked = subject_of(normalise(question[:LONGEST_QUESTION]))
    pairs = {asked[at : at + 2] for at in range(len(asked) - 1) if asked[at : at + 2].isalnum()}
    weighed = [(pair, float(idf(gram_keys(pair))[-1])) for pair in pairs]
    begins = range(0, len(text), _STRETCH // 2)

    def weight(begin: int) -> float:
        stretch = text[begin : begin + _STRETCH]
        return sum(share for pair, share in weighed if pair in stretch)

    return max(begins, key=weight)


def _readable(clauses: Clauses, first: int, last: int) -> tuple[int, int]:
    """Return the run widened so that it can be read by itself: short sentences whole, no clause without its subject."""
    closed = np.flatnonzero(clauses.ends) + 1
    opening = int(np.max(closed, initial=0, where=closed <= first))
    closing = int(np.min(closed, initial=len(clauses.texts), where=closed >= last))
    if clauses.begins[closing] - clauses.begins[opening] <= _SHORT_SENTENCE:
        return opening, closing
    while first > opening and _NEEDS_SUBJECT.match(clauses.texts[first]):
        first -= 1
    return first, last


def _asks_by_name(question: str, entry: Entry) -> bool:
    """Return whether the question has nearly the words of the title or of a known wording, and hardly others."""
    asked = _pairs(question)
    names = [_pairs(name) for name in (entry.title, *entry.questions) if name]
    return any(2 * len(asked & name) >= _SAME_NAME * (len(asked) + len(name)) for name in names if name)


def _pairs(text: str) -> frozenset[int]:
    keys = gram_keys(subject_of(normalise(text[:LONGEST_QUESTION])))
    return frozenset(keys[keys >= FIRST_PAIR].tolist())


def _opening(text: str) -> str:
    """Return the first sentences of a text, as many as fit, and at least some of the first."""
    opening = ""
    for sentence in sentences(text):
        if opening and len(opening) + len(sentence) > WHOLE_INTERPRETATION_LENGTH:
            break
        opening += sentence
    return opening[:LONGEST_QUOTE].strip()
