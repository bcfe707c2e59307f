"""From typed words to the button they mean: the label itself, its beginning or a part, or a wording near it.

Pure functions on text. A label typed is a button pressed; a guess is made only where one button is meant and no other.
"""

from collections.abc import Mapping

from rapidfuzz import fuzz

from handlers.dialogue.reading import asks_something
from knowledge.text import normalise

_EDGE = " \t\r\n。．.!！~～,，、"
_SHORTEST_LABEL = 2  # characters that can tell a label
_LONGEST_WORDS = 12  # characters; longer words say more than a button does
_NEAR_PICK = 55.0  # likeness from which words mean a button where only buttons are awaited
_NEAR_MENU = 85.0  # and where they may as well be a question
_CLEAR_OF_OTHERS = 20.0  # likeness by which the button must lead all others
_NEGATIONS = frozenset("不没无别未")


def typed_label(labels: Mapping[str, str], text: str) -> str:
    """Return the key of the button whose whole label was typed; nothing when none was."""
    plain = _plain(text)
    return next((key for key, label in labels.items() if plain and _plain(label) == plain), "")


def nearest_label(labels: Mapping[str, str], text: str) -> str:
    """Return the key of the one button that typed words mean where a button is awaited; nothing when unsure.

    People type 没有 where the button says 没有材料, 我要纸质的 for 纸质, 电子版 for 电子文件.
    """
    plain = _plain(text)
    if len(plain) < _SHORTEST_LABEL or asks_something(text):
        return ""
    kept = {key: _plain(label) for key, label in labels.items()}
    for fits in (lambda label: label.startswith(plain), lambda label: plain in label):
        found = [key for key, label in kept.items() if fits(label)]
        if found:
            return found[0] if len(found) == 1 else _nearest(kept, plain, _NEAR_PICK)
    if len(plain) > _LONGEST_WORDS:
        return ""
    named = [key for key, label in kept.items() if label in plain and _agree(label, plain)]
    return named[0] if len(named) == 1 else _nearest(kept, plain, _NEAR_PICK)


def mistyped_label(labels: Mapping[str, str], text: str) -> str:
    """Return the key of the button whose label was typed with a slip, where the words may as well be a question."""
    plain = _plain(text)
    if len(plain) > _LONGEST_WORDS or asks_something(text):
        return ""
    return _nearest({key: _plain(label) for key, label in labels.items()}, plain, _NEAR_MENU)


def _nearest(labels: Mapping[str, str], plain: str, least: float) -> str:
    likeness = {key: fuzz.ratio(plain, label) for key, label in labels.items() if _agree(label, plain)}
    best = max(likeness, key=likeness.__getitem__, default="")
    others = max((value for key, value in likeness.items() if key != best), default=0.0)
    is_clear = best and likeness[best] >= least and likeness[best] - others >= _CLEAR_OF_OTHERS
    return best if is_clear else ""


def _agree(label: str, plain: str) -> bool:
    """Return whether both deny or neither does: 不同意 is never taken for 同意."""
    return bool(_NEGATIONS & set(label)) == bool(_NEGATIONS & set(plain))


def _plain(text: str) -> str:
    return normalise(text).strip(_EDGE)
