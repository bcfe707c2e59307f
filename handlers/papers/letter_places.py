"""Which facts a letter has places for: read from its wording, so that forms, checks and letters cannot disagree."""

from collections.abc import Mapping
from string import Formatter
from typing import Any, TypeAlias

from handlers.papers.letter_values import Place, TextFault
from handlers.papers.stationery import AUTOMATIC, Section, Stationery

ALWAYS_KNOWN = "provisional"  # said or silent, never missing

Part: TypeAlias = str | Mapping[str, str]


def parts_of(stationery: Stationery, kind: str) -> tuple[Part, ...]:
    """Return the sentences and conditional sentences of a letter in order; replies begin with the common opening."""
    opening = stationery.shared("shared")["opening"] if stationery.is_reply(kind) else ()
    return (*opening, *stationery.section(kind).get("body", ()))


def is_said(part: Mapping[str, str], values: Mapping[str, Any]) -> bool:
    """Return whether a conditional sentence is written with the facts at hand."""
    return part["with"] in values if "with" in part else part["without"] not in values


def names_in(sentence: str) -> tuple[str, ...]:
    """Return the places of a sentence; provisions and periods are no places."""
    fields = (name for _, name, _, _ in Formatter().parse(sentence) if name)
    return tuple(name for name in fields if "[" not in name and name != ALWAYS_KNOWN)


def missing_facts(stationery: Stationery, kind: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every place the letter needs and has no fact for."""
    names: list[str] = []
    for part in parts_of(stationery, kind):
        if isinstance(part, str):
            names += names_in(part)
        elif "each" in part:
            names.append(part["each"])
        elif is_said(part, values):
            names += names_in(part["text"])
    choices = stationery.section(kind).get("one_of", ())
    if choices and not any(name in values for name in choices):
        names += choices
    return tuple(dict.fromkeys(name for name in names if name not in values))


def places_of(stationery: Stationery, kind: str) -> tuple[Place, ...]:
    """Return the facts a letter asks for beyond the automatic ones, the required ones first, as a form needs them.

    Raises:
        UnknownLetter: there is no such kind.
        TextFault: the wording names a place that is not declared.
    """
    required, optional = _required(stationery, kind), _optional(stationery, kind)
    found = []
    for name in dict.fromkeys((*required, *optional)):
        declared = stationery.place_kind(name)
        if declared is None:
            msg = f"{kind}: no place {name}"
            raise TextFault(msg)
        place_kind, label = declared
        if place_kind != AUTOMATIC:
            found.append(Place(name=name, label=label, kind=place_kind, is_required=name in required))
    return tuple(found)


def _required(stationery: Stationery, kind: str) -> tuple[str, ...]:
    names: list[str] = []
    for part in parts_of(stationery, kind):
        if isinstance(part, str):
            names += names_in(part)
        elif "each" in part:
            names.append(part["each"])
    return tuple(names)


def _optional(stationery: Stationery, kind: str) -> tuple[str, ...]:
    section: Section = stationery.section(kind)
    names: list[str] = []
    for part in reversed(parts_of(stationery, kind)):  # the letter's own before the common opening's
        if not isinstance(part, str) and "each" not in part:
            names += (part.get("with", part.get("without", "")), *names_in(part["text"]))
    for row in section.get("rows", ()):
        names += names_in(row[1]) if isinstance(row, list) else (row["fact"],)
    for note in section.get("notes", ()):
        names += names_in(note)
    return (*names, *([section["items"]] if "items" in section else ()))
