"""Linear classifiers over hashed grams: one support vector machine (squared hinge loss) for each kind of message.

Fitted by dual coordinate descent (Hsieh et al., ICML 2008), which goes through the messages one by one and settles in a
few rounds. The order of the messages comes from a fixed seed, so that the same messages give the same model.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.router_features import BUCKETS, Grams, GramTable, Ids, Matrix

_LEAST_MESSAGES = 2  # that must have a gram
_SMOOTHING = 0.5  # added to the counts of log ratios
_ROUNDS = 6
_SEED = 1
_TINY = np.float32(1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A fitted classifier; columns run in the order of the kinds."""

    features: Ids  # known ones, ascending
    scale: Matrix  # how much each weighs beforehand, features by kinds
    weights: Matrix  # features by kinds
    bias: Matrix

    def scores(self, grams: Grams) -> Matrix:
        """Return how much speaks for each kind; 0 is undecided."""
        places = np.minimum(np.searchsorted(self.features, grams.features), len(self.features) - 1)
        is_known = self.features[places] == grams.features
        rows = places[is_known]
        values = grams.values[is_known, None] * self.scale[rows]
        return np.asarray((values * self.weights[rows]).sum(axis=0) / _lengths(values) + self.bias)


def fit_linear(table: GramTable, chosen: Ids, of_kind: NDArray[np.bool_], *, strength: float, by_kind: bool) -> Linear:
    """Fit a classifier on the chosen messages.

    Args:
        table: grams of all messages.
        chosen: numbers of the messages to learn from.
        of_kind: messages by kinds, all of them.
        strength: inverse of the penalty on weights.
        by_kind: weigh grams by how much oftener they stand in messages of a kind (naive Bayes log ratios), else by
            how rare they are (inverse document frequency).
    """
    rows = [slice(int(table.bounds[number]), int(table.bounds[number + 1])) for number in chosen]
    seen = np.concatenate([table.features[row] for row in rows])
    held = np.bincount(seen, minlength=BUCKETS)
    known = np.flatnonzero(held >= _LEAST_MESSAGES)
    place = np.full(BUCKETS, -1, dtype=np.int64)
    place[known] = np.arange(len(known))
    wanted = of_kind[chosen]
    if by_kind:
        owners = np.repeat(np.arange(len(rows)), [row.stop - row.start for row in rows])
        scale = _log_ratios(place[seen], wanted[owners], len(known))
    else:
        rarity = np.log((1.0 + len(rows)) / (1.0 + held[known])) + 1.0
        scale = np.repeat(rarity[:, None], wanted.shape[1], axis=1).astype(np.float32)
    messages = [_weighed(place[table.features[row]], table.values[row], scale) for row in rows]
    weights, bias = _descend(messages, np.where(wanted, 1.0, -1.0).astype(np.float32), len(known), strength)
    return Linear(features=known, scale=scale, weights=weights, bias=bias)


def _log_ratios(places: Ids, wanted: NDArray[np.bool_], count: int) -> Matrix:
    """Return for each gram and kind how much oftener messages of the kind have it than others."""
    inside = np.stack([np.bincount(places[column & (places >= 0)], minlength=count) for column in wanted.T], axis=1)
    outside = np.bincount(places[places >= 0], minlength=count)[:, None] - inside
    own, other = inside + _SMOOTHING, outside + _SMOOTHING
    return np.asarray(np.log(own / own.sum(axis=0)) - np.log(other / other.sum(axis=0)), dtype=np.float32)


def _weighed(places: Ids, values: Matrix, scale: Matrix) -> tuple[Ids, Matrix]:
    """Return the known grams of a message with values of unit length for each kind."""
    is_known = places >= 0
    weighed = values[is_known, None] * scale[places[is_known]]
    return places[is_known], weighed / _lengths(weighed)


def _lengths(values: Matrix) -> Matrix:
    return np.asarray(np.maximum(np.sqrt((values**2).sum(axis=0)), _TINY))


def _descend(messages: list[tuple[Ids, Matrix]], signs: Matrix, count: int, strength: float) -> tuple[Matrix, Matrix]:
    """Return weights and bias that part the messages of each kind (sign 1) from the others (sign -1)."""
    weights = np.zeros((count, signs.shape[1]), dtype=np.float32)
    bias = np.zeros(signs.shape[1], dtype=np.float32)
    pressure = np.zeros_like(signs)  # of each message on the boundary: the dual variables
    slack = np.float32(0.5 / strength)
    curvature = np.float32(2.0) + slack  # of a message of unit length with a bias
    order = np.random.default_rng(_SEED)
    for _ in range(_ROUNDS):
        for number in order.permutation(len(messages)).tolist():
            places, values = messages[number]
            sign, before = signs[number], pressure[number]
            now = weights[places]
            margin = sign * ((values * now).sum(axis=0) + bias)
            after = np.maximum(before - (margin - 1 + slack * before) / curvature, 0)
            push = sign * (after - before)
            weights[places] = now + values * push
            bias += push
            pressure[number] = after
    return weights, bias
