"""Likeness of a question to the ways of asking an entry is known by: its title and its question wordings.

A citizen who types a known question with a slip, a homophone or a word in another place still means that question.
The title of a document is no way of asking but a name: letters in common with it say nothing, the name itself does.
"""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from knowledge.entries import Entry
from knowledge.index_query import subject_of
from knowledge.text import normalise

WORDING_WEIGHT = 3.0  # score of an entry asked for in exactly its wording
_LONGEST_WORDING = 60  # characters; a longer title is a name, not a question
_NAMED = 0.8  # likeness from which a question gives the name of a document

_SPOKEN = str.maketrans({"咋": "怎么", "啥": "什么"})
_ASKS = re.compile(
    r"[?？]|什么|啥|怎|咋|如何|哪|多少|多久|几|吗|呢|谁|是否|能否|可否|为何|能不能|可不可以|有没有|是不是|要不要"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of asking: its letters, and those of its subject alone."""

    whole: str
    subject: str
    is_name: bool = False  # of a document, which answers no question of its own


def wordings_of(entry: Entry) -> tuple[Wording, ...]:
    """Return the ways of asking an entry is known by.

    The title of an interpretation, which has question wordings, is one of them; that of another document if it asks.
    """
    is_name = not entry.questions and _ASKS.search(entry.title) is None
    named = (wording_forms(entry.title, is_name=is_name),) if 0 < len(entry.title) <= _LONGEST_WORDING else ()
    return (*named, *(wording_forms(text) for text in entry.questions if 0 < len(text) <= _LONGEST_WORDING))


def wording_forms(text: str, *, is_name: bool = False) -> Wording:
    """Return a text as it is compared."""
    return _forms(normalise(text), is_name=is_name)


def asked_forms(normal: str) -> Wording:
    """Return an already normalised question as it is compared."""
    return _forms(normal, is_name=False)


def nearest_wording(asked: Wording, known: tuple[Wording, ...]) -> float:
    """Return the likeness of the nearest of the known wordings, 0 to 1; 0 if there is none."""
    return max([_likeness(asked, wording) for wording in known]) if known else 0.0


def _forms(normal: str, *, is_name: bool) -> Wording:
    spoken = normal.translate(_SPOKEN)
    return Wording(_letters(spoken), _letters(subject_of(spoken)), is_name)


def _likeness(asked: Wording, wording: Wording) -> float:
    likeness = (fuzz.ratio(asked.whole, wording.whole) + fuzz.ratio(asked.subject, wording.subject)) / 200.0
    return likeness if likeness >= _NAMED or not wording.is_name else 0.0


def _letters(normal: str) -> str:
    return "".join(filter(str.isalnum, normal))
