"""The judgement whether the leading entry answers the question: a confidence between 0 and 1.

A logistic model of nine signals. Its ten numbers were fitted once, on three public sets of civic questions (policy
questions and answers, epidemic policies, a citizens' mailbox), so that a right first entry tends to 1, a wrong one
although an answer exists to 0.3, and a question without an answer to 0; `benchmarks/answers.md` tells how, and what
the numbers reach on a set they were not fitted on. Nothing is learnt while running.
"""

import math
from collections.abc import Callable

from knowledge.index import Signals

_WEAK_SCORE = math.log(25.0)  # BM25 from which more adds no certainty, as log(1 + score)
_WEAK_SENTENCE = math.log(20.0)  # the same for the idf in one sentence

_UNLIKE_WORDING = 0.6  # likeness to a known wording below which it proves nothing
_SAME_WORDING = 0.95  # and from which the question is that question, slips of the pen allowed


def _depth(signals: Signals) -> float:
    """How much likelier the question is under the entry than in general, over all its grams."""
    return math.log1p(max(signals.text, 0.0) * signals.subject_grams)


def _lead(signals: Signals) -> float:
    return math.sqrt(max(signals.lead, 0.0) * signals.subject_grams)


def _lead_of_five(signals: Signals) -> float:
    return math.sqrt(max(signals.lead_of_five, 0.0) * signals.subject_grams)


_MODEL: tuple[tuple[Callable[[Signals], float], float], ...] = (
    (_depth, 0.415),
    (_lead, 0.157),
    (_lead_of_five, 0.226),
    (lambda signals: signals.opening, 0.177),
    (lambda signals: min(math.log1p(signals.bm25), _WEAK_SCORE), 2.48),
    (lambda signals: min(math.log1p(signals.sentence), _WEAK_SENTENCE), 0.67),
    (lambda signals: signals.unknown_share, -0.735),
    (lambda signals: signals.mean_idf, -4.33),
    (lambda signals: signals.bm25, -0.00716),
)
_INTERCEPT = -11.345


def confidence(signals: Signals | None) -> float:
    """Return how sure we are that the first entry answers; 0 when nothing was found."""
    if signals is None:
        return 0.0
    modelled = 1.0 / (1.0 + math.exp(-(_INTERCEPT + sum(weight * measure(signals) for measure, weight in _MODEL))))
    return max(modelled, min((signals.wording - _UNLIKE_WORDING) / (_SAME_WORDING - _UNLIKE_WORDING), 1.0))
