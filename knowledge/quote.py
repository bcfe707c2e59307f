"""The words of an entry that answer a question: one run of clauses, cut from the text as published.

A run begins with a clause and ends with one, so that it reads as a text. Which run is taken is decided by the weights
below, one for each of `FEATURES`; they were fitted on public policy questions with marked answers, see
`benchmarks/answers.md`.
"""

import numpy as np

from knowledge.entries import Entry
from knowledge.index_query import LONGEST_QUESTION, subject_of
from knowledge.quote_clauses import Idf, see
from knowledge.quote_runs import FEATURES, LONGEST_QUOTE, features_of, runs_of
from knowledge.text import FIRST_PAIR, gram_keys, normalise, sentences

WHOLE_LENGTH = 200  # characters up to which a text is quoted whole
WHOLE_INTERPRETATION_LENGTH = 400  # the same for an entry written as the answer to known questions

_SAME_NAME = 0.8  # likeness (Dice, pairs) from which a question names an entry
_LOOSE_END = "，,、：:；; "  # marks that only join a clause to the next
_WEIGHTS = {
    "echo_before": 2.1,
    "pair_echo_before": 3.1,
    "stretch_before_in_sentence": 8.7,
    "away_from_anchor": -1.1,
    "focus_first": 3.5,
    "tail_first": 4.1,
    "sentence": 3.0,
    "sentence_of_best": 2.7,
    "tail_most": 2.8,
    "echo_mean": -5.8,
    "ends_sentence": 3.1,
    "stops_at_next_item": 8.3,
    "sentences": -0.72,
    "clauses": -0.27,
    "one_clause_for_number": 8.1,
    "one_clause_for_time": 8.7,
    "item_for_list": 5.3,
    "time_first": 9.2,
    "number_first": 3.6,
    "unit_first": 7.8,
    "position": 0.37,
    "relative_position": 2.5,
}


def excerpt(question: str, entry: Entry, idf: Idf) -> str:
    """Return the part of the entry's text that answers `question`, word for word; a short text whole.

    Whoever asks for an entry by its name or in a wording it is known by wants all of it: the opening is returned.

    Args:
        question: as the citizen wrote it.
        entry: the entry to quote.
        idf: how rare each gram is among all entries.
    """
    text = entry.body.strip()
    if len(text) <= (WHOLE_INTERPRETATION_LENGTH if entry.questions else WHOLE_LENGTH):
        return text
    if _asks_by_name(question, entry):
        return _opening(text)
    clauses = see(question, text, idf)
    runs = runs_of(clauses)
    scores = features_of(normalise(question), clauses, runs) @ np.array([_WEIGHTS[name] for name in FEATURES])
    best = int(np.argmax(scores))
    quoted = "".join(clauses.texts[runs.first[best] : runs.last[best]])[:LONGEST_QUOTE].strip()
    return quoted.rstrip(_LOOSE_END) or quoted


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
