"""Which kind of message a citizen's letter is: 咨询 (asks), 建言 (proposes), 投诉/求助 (complains or seeks help).

Out of the box by cues of our own. An agency that has labelled messages fits a small linear model on them: character
grams, those of the opening and of the closing words marked, weighted by TF-IDF. The model is a file in its DATA_DIR.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.router_cues import cue_scores
from knowledge.text import normalise

BUCKETS = 1 << 18  # grams are hashed into so many features
LONGEST_READ = 800  # characters of a message that are looked at
_OPENING = 12  # characters whose grams are marked as opening
_CLOSING = 25
_ROUNDS = 120  # of gradient descent
_PENALTY = 2e-4  # L2
_MASK = re.compile(r"\*+")
_PRIMES = np.array([1_000_003, 998_244_353, 1_000_000_007, 19_260_817], dtype=np.uint64)


class MessageType(StrEnum):
    """The kinds of message a desk tells apart (来信类型)."""

    CONSULTATION = "咨询"
    PROPOSAL = "建言"
    COMPLAINT = "投诉/求助"


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterModel:
    """A fitted linear model: one column of weights for each kind, in the order of `kinds`."""

    kinds: tuple[str, ...]
    weights: NDArray[np.float32]  # features by kinds
    idf: NDArray[np.float32]
    bias: NDArray[np.float32]

    def save(self, path: Path) -> None:
        """Write the model; it holds no message text."""
        kept = np.flatnonzero(self.idf)
        with path.open("wb") as out:
            np.savez_compressed(
                out,
                kinds=np.array(self.kinds),
                features=kept.astype(np.int32),
                weights=self.weights[kept],
                idf=self.idf[kept],
                bias=self.bias,
            )

    @classmethod
    def load(cls, path: Path) -> "RouterModel":
        """Read a model written by `save`.

        Raises:
            OSError: there is no such file.
            ValueError: the file is no such model.
        """
        try:
            with np.load(path, allow_pickle=False) as stored:
                kinds = tuple(str(kind) for kind in stored["kinds"])
                weights = np.zeros((BUCKETS, len(kinds)), dtype=np.float32)
                idf = np.zeros(BUCKETS, dtype=np.float32)
                weights[stored["features"]] = stored["weights"]
                idf[stored["features"]] = stored["idf"]
                return cls(kinds=kinds, weights=weights, idf=idf, bias=stored["bias"])
        except (KeyError, IndexError, EOFError) as error:
            raise ValueError(f"{path} is no router model: {error}") from error

    def route(self, text: str) -> tuple[str, float]:
        """Return the likeliest kind and its probability."""
        features, counts = _features(text)
        values = (1.0 + np.log(counts)) * self.idf[features]
        values /= max(float(np.sqrt((values**2).sum())), 1e-9)
        chances = _softmax((values @ self.weights[features] + self.bias)[None, :])[0]
        best = int(chances.argmax())
        return self.kinds[best], float(chances[best])


class MessageRouter:
    """Routes messages by the agency's own model where there is one, else by cues."""

    def __init__(self, model: RouterModel | None = None) -> None:
        self._model = model

    @classmethod
    def load(cls, path: Path) -> "MessageRouter":
        """Return a router with the model at `path`, or by cues if there is none.

        Raises:
            ValueError: the file is no router model.
        """
        return cls(RouterModel.load(path)) if path.exists() else cls()

    def route(self, text: str) -> tuple[str, float]:
        """Return the kind of a message and how sure that is, 0 to 1."""
        if self._model is not None:
            return self._model.route(text)
        chances = _softmax(cue_scores(_plain(text))[None, :])[0]
        best = int(chances.argmax())
        return tuple(MessageType)[best].value, float(chances[best])


def train_router(lines: Iterable[tuple[str, str]]) -> RouterModel:
    """Fit a model on (text, kind) pairs by accelerated gradient descent on the softmax loss.

    Raises:
        ValueError: fewer than two kinds are given.
    """
    given = list(lines)
    kinds = tuple(sorted({kind for _, kind in given}))
    if len(kinds) < 2:
        raise ValueError("至少需要两种类型的来信。")
    wanted = np.zeros((len(given), len(kinds)), dtype=np.float32)
    wanted[np.arange(len(given)), [kinds.index(kind) for _, kind in given]] = 1.0
    rows = _Rows.of([text for text, _ in given])
    weights, bias = _fit(rows, wanted)
    return RouterModel(kinds=kinds, weights=weights, idf=rows.idf, bias=bias)


@dataclass(frozen=True, slots=True)
class _Rows:
    """TF-IDF rows of unit length, stored one after the other."""

    features: NDArray[np.int64]
    values: NDArray[np.float32]
    starts: NDArray[np.int64]
    idf: NDArray[np.float32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "_Rows":
        parts = [_features(text) for text in texts]
        sizes = np.array([len(features) for features, _ in parts])
        features = np.concatenate([features for features, _ in parts])
        owners = np.repeat(np.arange(len(parts)), sizes)
        held = np.bincount(features, minlength=BUCKETS)
        idf = np.where(held > 1, np.log((1.0 + len(parts)) / (1.0 + held)) + 1.0, 0.0).astype(np.float32)
        values = (1.0 + np.log(np.concatenate([counts for _, counts in parts]))) * idf[features]
        length = np.sqrt(np.bincount(owners, weights=values**2, minlength=len(parts)))
        values = values / np.maximum(length, 1e-9)[owners]
        return cls(features, values.astype(np.float32), np.cumsum(sizes) - sizes, idf)

    def scores(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.add.reduceat(weights[self.features] * self.values[:, None], self.starts, axis=0)

    def gradient(self, errors: NDArray[np.float32]) -> NDArray[np.float32]:
        sizes = np.diff(np.append(self.starts, len(self.features)))
        owners = np.repeat(np.arange(len(self.starts)), sizes)
        columns = [
            np.bincount(self.features, weights=self.values * errors[owners, kind], minlength=BUCKETS)
            for kind in range(errors.shape[1])
        ]
        return np.stack(columns, axis=1).astype(np.float32)


def _fit(rows: _Rows, wanted: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    count, kinds = wanted.shape
    weights: NDArray[np.float32] = np.zeros((BUCKETS, kinds), dtype=np.float32)
    bias: NDArray[np.float32] = np.zeros(kinds, dtype=np.float32)
    ahead, ahead_bias = weights, bias
    step = 1.0 / (0.5 + _PENALTY)  # rows have unit length: the softmax loss has curvature below a half
    for turn in range(1, _ROUNDS + 1):
        errors = (_softmax(rows.scores(ahead) + ahead_bias) - wanted) / np.float32(count)
        slope = rows.gradient(errors) + np.float32(_PENALTY) * ahead
        moved: NDArray[np.float32] = (ahead - step * slope).astype(np.float32)
        moved_bias: NDArray[np.float32] = (ahead_bias - step * errors.sum(axis=0)).astype(np.float32)
        pull = np.float32((turn - 1) / (turn + 2))
        ahead, ahead_bias = moved + pull * (moved - weights), moved_bias + pull * (moved_bias - bias)
        weights, bias = moved, moved_bias
    return weights, bias


def _features(text: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the hashed grams of a message and how often each occurs."""
    plain = _plain(text)
    codes = np.frombuffer(plain.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    parts = [_hashed(codes, length, 0) for length in (1, 2, 3)]
    parts += [_hashed(codes[:_OPENING], length, 7) for length in (2, 3)]
    parts += [_hashed(codes[-_CLOSING:], length, 13) for length in (2, 3)]
    marks = (plain.count("?"), len(plain).bit_length(), ord(plain[-1:] or " "))
    parts.append(np.array([(mark * 31 + place) % BUCKETS for place, mark in enumerate(marks)], dtype=np.int64))
    features, counts = np.unique(np.concatenate(parts), return_counts=True)
    return features, counts.astype(np.float64)


def _hashed(codes: NDArray[np.uint64], length: int, salt: int) -> NDArray[np.int64]:
    count = len(codes) - length + 1
    if count < 1:
        return np.zeros(0, dtype=np.int64)
    mixed = np.full(count, np.uint64(salt * 2_654_435_761 + length), dtype=np.uint64)
    for place in range(length):
        mixed = (mixed ^ (codes[place : place + count] * _PRIMES[place])) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return (mixed % np.uint64(BUCKETS)).astype(np.int64)


def _plain(text: str) -> str:
    return _MASK.sub("*", normalise(text[:LONGEST_READ])).strip()


def _softmax(scores: NDArray[np.floating]) -> NDArray[np.float32]:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
