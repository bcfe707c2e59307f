"""Slips of the input method."""

import numpy as np
from numpy.typing import NDArray

from knowledge.homophones import respell
from knowledge.text import Grams, gram_keys, normalise

PUBLISHED = set(gram_keys(normalise("申请政府信息公开，答复期限，行政复议。")).tolist())


def count(keys: Grams) -> NDArray[np.int64]:
    return np.array([5 if key in PUBLISHED else 0 for key in keys.tolist()], dtype=np.int64)


def test_character_that_sounds_the_same_is_put_right() -> None:
    assert respell("信息公凯，行政付议", count) == "信息公开,行政复议"


def test_known_words_are_left_alone() -> None:
    assert respell("申请信息公开", count) is None


def test_unknown_words_are_not_turned_into_others() -> None:
    assert respell("红烧茄子怎么做", count) is None


def test_text_without_common_characters_is_left_alone() -> None:
    assert respell("abc 123 😀", count) is None
    assert respell("", count) is None
