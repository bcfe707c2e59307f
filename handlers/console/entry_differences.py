"""What changed from one version of an entry to the next, line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from handlers.console.entry_forms import body_text
from handlers.console.pages import day_text
from knowledge.entries import Entry

ADDED, REMOVED, SAME = "added", "removed", "same"
AROUND = 2  # unchanged lines shown beside changed ones
FIELDS = (
    "entry_title",
    "body",
    "questions",
    "document_number",
    "index_number",
    "issuer",
    "published_on",
    "effective_on",
    "expires_on",
    "url",
    "region",
    "department",
    "owner_unit",
    "relied_on",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a field: added, removed or the same in both."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that changed, with its lines."""

    field: str
    lines: tuple[Line, ...]


def differences(before: Entry, after: Entry) -> tuple[Difference, ...]:
    """Return the fields in which two versions differ, in the order of the form."""
    old, new = _texts(before), _texts(after)
    return tuple(
        Difference(field=name, lines=tuple(_lines(old[name], new[name]))) for name in FIELDS if old[name] != new[name]
    )


def _texts(entry: Entry) -> dict[str, list[str]]:
    days = {name: day_text(getattr(entry, name)) for name in ("published_on", "effective_on", "expires_on")}
    whole = {
        "body": body_text(entry),
        "questions": "\n".join(entry.questions),
        "entry_title": entry.title,
        "relied_on": "\n".join(entry.basis),
        **days,
    }
    return {name: str(whole.get(name, getattr(entry, name, ""))).splitlines() for name in FIELDS}


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    for group in SequenceMatcher(a=old, b=new, autojunk=False).get_grouped_opcodes(AROUND):
        for kind, old_from, old_to, new_from, new_to in group:
            if kind == "equal":
                yield from (Line(mark=SAME, text=text) for text in old[old_from:old_to])
                continue
            yield from (Line(mark=REMOVED, text=text) for text in old[old_from:old_to])
            yield from (Line(mark=ADDED, text=text) for text in new[new_from:new_to])
