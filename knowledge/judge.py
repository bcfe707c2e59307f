"""The judgement whether the leading entry answers the question: a confidence between 0 and 1.

A logistic model of ten signals. Its numbers were fitted once, on three public sets of civic questions without titles,
one of them with titles as well, and on our own starter entries with one question wording of each held out in turn, so
that a right first entry tends to 1, a wrong one although an answer exists to 0.3, and a question without an answer to
0. `benchmarks/answers.md` tells how, and what the numbers reach on a set they were not fitted on. Nothing is learnt
while running.

Short questions and small collections of one topic are why shares stand beside sums: a question of one word can be
understood wholly and yet weigh little.
"""

import math
from collections.abc import Callable

from knowledge.index import Signals

_SHORT = 9  # grams of a question up to which there is too little of it to be sure
_SOME_WORDING = 0.4  # likeness to a known wording from which more of it adds no certainty
_UNLIKE_WORDING = 0.6  # likeness to a known wording below which it proves nothing
_SAME_WORDING = 0.95  # and from which the question is that question, slips of the pen allowed
_ALL_SAID = 0.9  # share of the question an entry covers from which it is at least worth offering


def _depth(signals: Signals) -> float:
    """How much likelier the question is under the entry than in general, over all its grams."""
    return math.log1p(max(signals.text, 0.0) * signals.subject_grams)


def _lead(signals: Signals) -> float:
    return math.sqrt(max(signals.lead, 0.0) * signals.subject_grams)


_MODEL: tuple[tuple[Callable[[Signals], float], float], ...] = (
    (_depth, 0.543),
    (_lead, 0.407),
    (lambda signals: signals.opening, 0.117),
    (lambda signals: signals.bm25, -0.0109),
    (lambda signals: signals.mean_idf, -3.31),
    (lambda signals: signals.understood, 2.45),
    (lambda signals: signals.told, 0.79),
    (lambda signals: max(1.0 - signals.subject_grams / _SHORT, 0.0), -4.03),
    (lambda signals: min(signals.wording, _SOME_WORDING), 3.38),
    (lambda signals: float(signals.other_place), -0.267),
)
_INTERCEPT = -5.38


def confidence(signals: Signals | None) -> float:
    """Return how sure we are that the first entry answers; 0 when nothing was found."""
    if signals is None:
        return 0.0
    modelled = 1.0 / (1.0 + math.exp(-(_INTERCEPT + sum(weight * measure(signals) for measure, weight in _MODEL))))
    return max(modelled, min((signals.wording - _UNLIKE_WORDING) / (_SAME_WORDING - _UNLIKE_WORDING), 1.0))


def is_worth_offering(signals: Signals | None) -> bool:
    """Return whether the first entry says everything the question names, however many others do as well."""
    return signals is not None and signals.understood >= _ALL_SAID and signals.covered >= _ALL_SAID


def is_of_another_place(signals: Signals | None) -> bool:
    """Return whether the first entry holds for another place than the one asked about, so that it is no answer."""
    return signals is not None and signals.other_place
