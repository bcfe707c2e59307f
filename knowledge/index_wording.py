"""Likeness of a question to the ways of asking an entry is known by: its title and its question wordings.

A citizen who types a known question with a slip, a homophone or a word in another place still means that question.
"""

from dataclasses import dataclass

from rapidfuzz import fuzz

from knowledge.entries import Entry
from knowledge.index_query import subject_of
from knowledge.text import normalise

WORDING_WEIGHT = 3.0  # score of an entry asked for in exactly its wording
_LONGEST_WORDING = 60  # characters; a longer title is a name, not a question


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of asking: its letters, and those of its subject alone."""

    whole: str
    subject: str


def wordings_of(entry: Entry) -> tuple[Wording, ...]:
    """Return the ways of asking an entry is known by."""
    return tuple(wording_forms(text) for text in (entry.title, *entry.questions) if 0 < len(text) <= _LONGEST_WORDING)


def wording_forms(text: str) -> Wording:
    """Return a text as it is compared."""
    normal = normalise(text)
    return Wording(_letters(normal), _letters(subject_of(normal)))


def nearest_wording(asked: Wording, known: tuple[Wording, ...]) -> float:
    """Return the likeness of the nearest of the known wordings, 0 to 1; 0 if there is none."""
    return max((_likeness(asked, wording) for wording in known), default=0.0)


def _likeness(asked: Wording, wording: Wording) -> float:
    return (fuzz.ratio(asked.whole, wording.whole) + fuzz.ratio(asked.subject, wording.subject)) / 200.0


def _letters(normal: str) -> str:
    return "".join(filter(str.isalnum, normal))
