"""The fitted router: three linear classifiers of grams, and a judge over what they and our cues say together.

The judge is a logistic regression on the classifiers' scores, their products and the cues. It is fitted on scores of
messages that the classifiers scoring them had not seen. The model holds hashes and numbers, no text.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.router_cues import cues_in
from knowledge.router_features import Grams, GramTable, Matrix, plain, views_of
from knowledge.router_linear import Linear, fit_linear

_FOLDS = 5
_SEED = 1
_PENALTY = 0.05  # on the judge's weights, for the mean of losses: as sure of few messages as of many
_ROUNDS = 300  # of accelerated gradient descent
_TINY = np.float32(1e-6)
_FORMAT = 3
# How exactly the fields of a classifier are stored; half precision moves no decision worth speaking of.
_KEPT = {"features": np.int32, "scale": np.float16, "weights": np.float16, "bias": np.float32}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """How one of the classifiers is fitted: on which view of a message, and with which settings of `fit_linear`."""

    view: int
    strength: float
    by_kind: bool


_PARTS = (
    _Part(view=0, strength=0.2, by_kind=False),
    _Part(view=0, strength=1.0, by_kind=True),
    _Part(view=1, strength=0.3, by_kind=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """A logistic regression on standardised signals; columns of weights run in the order of the kinds."""

    score_mean: Matrix
    score_spread: Matrix
    mean: Matrix
    spread: Matrix
    weights: Matrix
    bias: Matrix

    def chances(self, scores: Matrix, cues: Matrix) -> Matrix:
        """Return the probability of each kind, one row a message."""
        signals = _signals((scores - self.score_mean) / self.score_spread, cues)
        return _softmax((signals - self.mean) / self.spread @ self.weights + self.bias)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterModel:
    """A fitted model of the kinds of messages."""

    kinds: tuple[str, ...]
    parts: tuple[Linear, ...]
    judge: Judge

    def route(self, text: str) -> tuple[str, float]:
        """Return the likeliest kind and its probability."""
        scores = _scores(self.parts, views_of(text))
        chances = self.judge.chances(scores[None, :], cues_in(plain(text))[None, :])[0]
        best = int(chances.argmax())
        return self.kinds[best], float(chances[best])

    def save(self, path: Path) -> None:
        """Write the model in place of the one before; processes that follow the file never see half of it."""
        held: dict[str, Any] = {"format": _FORMAT, "kinds": np.array(self.kinds)}
        for number, part in enumerate(self.parts):
            held |= {f"{number}.{name}": getattr(part, name).astype(kept) for name, kept in _KEPT.items()}
        held |= {f"judge.{field.name}": getattr(self.judge, field.name) for field in fields(Judge)}
        unfinished = path.with_suffix(".new")
        with unfinished.open("wb") as out:
            np.savez_compressed(out, **held)
        os.replace(unfinished, path)

    @classmethod
    def load(cls, path: Path) -> "RouterModel":
        """Read a model written by `save`.

        Raises:
            OSError: there is no such file.
            ValueError: the file is no such model.
        """
        try:
            with np.load(path, allow_pickle=False) as stored:
                if int(stored["format"]) != _FORMAT:
                    raise ValueError(f"{path} is a router model of another format")
                parts = tuple(_linear_in(stored, number) for number in range(len(_PARTS)))
                judge = Judge(**{field.name: stored[f"judge.{field.name}"] for field in fields(Judge)})
                return cls(kinds=tuple(map(str, stored["kinds"])), parts=parts, judge=judge)
        except (KeyError, IndexError, EOFError, BadZipFile) as error:
            raise ValueError(f"{path} is no router model: {error}") from error


def fit_router(messages: Sequence[tuple[str, str]]) -> RouterModel:
    """Fit a model on (text, kind) pairs; the same messages in the same order give the same model.

    Raises:
        ValueError: fewer than two kinds are given.
    """
    kinds = tuple(sorted({kind for _, kind in messages}))
    if len(kinds) < 2:
        raise ValueError("至少需要两种类型的来信。")
    of_kind = np.array([[kind == one for one in kinds] for _, kind in messages])
    views = [views_of(text) for text, _ in messages]
    tables = tuple(GramTable.of([view[place] for view in views]) for place in range(2))
    scores = np.zeros((len(messages), len(_PARTS) * len(kinds)), dtype=np.float32)
    folds = np.random.default_rng(_SEED).permutation(len(messages)) % min(_FOLDS, len(messages))
    for fold in np.unique(folds):
        blind = _fit_parts(tables, np.flatnonzero(folds != fold), of_kind)
        for number in np.flatnonzero(folds == fold).tolist():
            scores[number] = _scores(blind, views[number])
    cues = np.array([cues_in(plain(text)) for text, _ in messages])
    parts = _fit_parts(tables, np.arange(len(messages)), of_kind)
    return RouterModel(kinds=kinds, parts=parts, judge=_fit_judge(scores, cues, of_kind))


def _fit_parts(
    tables: tuple[GramTable, ...], chosen: NDArray[np.int64], of_kind: NDArray[np.bool_]
) -> tuple[Linear, ...]:
    return tuple(
        fit_linear(tables[part.view], chosen, of_kind, strength=part.strength, by_kind=part.by_kind) for part in _PARTS
    )


def _scores(parts: tuple[Linear, ...], views: tuple[Grams, ...]) -> Matrix:
    return np.concatenate([part.scores(views[each.view]) for part, each in zip(parts, _PARTS, strict=True)])


def _fit_judge(scores: Matrix, cues: Matrix, of_kind: NDArray[np.bool_]) -> Judge:
    score_mean, score_spread = scores.mean(axis=0), scores.std(axis=0) + _TINY
    signals = _signals((scores - score_mean) / score_spread, cues)
    mean, spread = signals.mean(axis=0), signals.std(axis=0) + _TINY
    weights, bias = _descend((signals - mean) / spread, of_kind.astype(np.float32))
    return Judge(score_mean=score_mean, score_spread=score_spread, mean=mean, spread=spread, weights=weights, bias=bias)


def _signals(scores: Matrix, cues: Matrix) -> Matrix:
    """Return the scores, the product of each two, and the cues."""
    one, other = np.triu_indices(scores.shape[1])
    return np.hstack([scores, scores[:, one] * scores[:, other], cues])


def _descend(signals: Matrix, wanted: Matrix) -> tuple[Matrix, Matrix]:
    """Return weights and bias with the least logistic loss and penalty on the weights."""
    count = len(signals)
    largest = float(np.linalg.eigvalsh(signals.T @ signals / count)[-1])
    step = 1.0 / (0.5 * (largest + 1.0) + _PENALTY)
    weights = ahead = np.zeros((signals.shape[1], wanted.shape[1]), dtype=np.float32)
    bias = ahead_bias = np.zeros(wanted.shape[1], dtype=np.float32)
    for turn in range(1, _ROUNDS + 1):
        errors = (_softmax(signals @ ahead + ahead_bias) - wanted) / count
        moved = (ahead - step * (signals.T @ errors + _PENALTY * ahead)).astype(np.float32)
        moved_bias = (ahead_bias - step * errors.sum(axis=0)).astype(np.float32)
        pull = np.float32((turn - 1) / (turn + 2))
        ahead, ahead_bias = moved + pull * (moved - weights), moved_bias + pull * (moved_bias - bias)
        weights, bias = moved, moved_bias
    return weights, bias


def _softmax(scores: NDArray[np.floating]) -> Matrix:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def _linear_in(stored: Mapping[str, NDArray[Any]], number: int) -> Linear:
    features, *tables = (stored[f"{number}.{name}"] for name in _KEPT)
    scale, weights, bias = (table.astype(np.float32) for table in tables)
    return Linear(features=features.astype(np.int64), scale=scale, weights=weights, bias=bias)
