"""Which kind of message a citizen's letter is: 咨询 (asks), 建言 (proposes), 投诉/求助 (complains or seeks help).

Out of the box by cues of our own. An agency that has labelled messages fits a model on them, a file in its DATA_DIR.
"""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import numpy as np

from knowledge.router_cues import cue_scores
from knowledge.router_features import plain
from knowledge.router_model import RouterModel, fit_router


class MessageType(StrEnum):
    """The kinds of message a desk tells apart (来信类型)."""

    CONSULTATION = "咨询"
    PROPOSAL = "建言"
    COMPLAINT = "投诉/求助"


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
        scores = cue_scores(plain(text))
        chances = np.exp(scores - scores.max())
        best = int(chances.argmax())
        return tuple(MessageType)[best].value, float(chances[best] / chances.sum())


def train_router(lines: Iterable[tuple[str, str]]) -> RouterModel:
    """Fit a model on (text, kind) pairs.

    Raises:
        ValueError: fewer than two kinds are given.
    """
    return fit_router(list(lines))
