"""The form in which staff write an entry: read into values, and filled from what is there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from handlers.console.forms import Form
from knowledge.entries import Entry, Passage
from knowledge.life_cycle import CatalogueEntry
from knowledge.passages import Block, blocks_of_text, cut_passages, is_numbered

TITLE_LIMIT = 300  # characters
BODY_LIMIT = 60_000  # characters; what a form field carries
QUESTION_LIMIT = 200  # characters of one wording
MOST_QUESTIONS = 40
ADDRESS = re.compile(r"https?://[^\s<>\"]{1,1000}")
MARKED = re.compile(r"(#{1,6})\s+(\S.*)")
TICKED = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEntry:
    """What the form says."""

    entry: Entry
    is_policy: bool
    interprets_id: int | None
    review_on: date | None
    note: str


def read_entry(form: Form, *, units: Sequence[str], policies: Sequence[int], present: Entry | None) -> WrittenEntry:
    """Return what the form says, noting what cannot be accepted.

    Args:
        form: what was typed.
        units: codes of units that may own an entry.
        policies: numbers of the policies an entry may interpret.
        present: the entry as it stands, None for a new one; an unchanged body keeps its passages as they were cut.
    """
    interprets = form.choice("interprets", [str(number) for number in policies])
    entry = replace(
        present or Entry(key="", title="", passages=()),
        title=form.text("entry_title", required=True, limit=TITLE_LIMIT),
        passages=_passages(form, present),
        questions=_lines(form, "questions", most=MOST_QUESTIONS, longest=QUESTION_LIMIT),
        document_number=form.text("document_number"),
        index_number=form.text("index_number"),
        issuer=form.text("issuer"),
        published_on=form.day("published_on", of_document=True),
        effective_on=form.day("effective_on", of_document=True),
        expires_on=form.day("expires_on", of_document=True),
        url=form.text("url", limit=1000),
        region=form.text("region"),
        department=form.text("department"),
        owner_unit=form.choice("owner_unit", units, required=True),
        basis=_lines(form, "relied_on", most=MOST_QUESTIONS, longest=QUESTION_LIMIT),
        origin="",
    )
    _check(form, entry)
    return WrittenEntry(
        entry=entry,
        is_policy=form.flag("is_policy"),
        interprets_id=int(interprets) if interprets else None,
        review_on=form.day("review_on"),
        note=form.text("note", limit=500),
    )


def filled_form(item: CatalogueEntry) -> Form:
    """Return the form filled with an entry as it stands."""
    entry = item.entry
    return form_of(
        {
            "entry_title": entry.title,
            "body": body_text(entry),
            "questions": "\n".join(entry.questions),
            "document_number": entry.document_number,
            "index_number": entry.index_number,
            "issuer": entry.issuer,
            "published_on": _day(entry.published_on),
            "effective_on": _day(entry.effective_on),
            "expires_on": _day(entry.expires_on),
            "url": entry.url,
            "region": entry.region,
            "department": entry.department,
            "owner_unit": entry.owner_unit,
            "relied_on": "\n".join(entry.basis),
            "is_policy": TICKED if item.is_policy else "",
            "interprets": str(item.interprets_id or ""),
            "review_on": _day(item.review_on),
        }
    )


def form_of(values: Mapping[str, str]) -> Form:
    """Return a form that shows `values`."""
    return Form(values={name: [value] for name, value in values.items()})


def body_text(entry: Entry) -> str:
    """Return the body as one text: headings that passages stand under are lines of their own.

    A heading without a number of its own is marked with # signs, by which `passages_of` knows it again.
    """
    lines: list[str] = []
    shown: tuple[str, ...] = ()
    for passage in entry.passages:
        path = passage.heading_path
        kept = next((at for at, (old, new) in enumerate(zip(shown, path, strict=False)) if old != new), len(shown))
        for depth, heading in enumerate(path[kept:], start=min(kept, len(path)) + 1):
            if not passage.text.startswith(heading):
                lines.append(heading if is_numbered(heading) else f"{'#' * min(depth, 6)} {heading}")
        lines.append(passage.text)
        shown = path
    return "\n".join(lines)


def passages_of(text: str) -> tuple[Passage, ...]:
    """Return the passages of a body typed as one text."""
    return cut_passages(_marked(block) for block in blocks_of_text(text))


def _marked(block: Block) -> Block:
    found = MARKED.fullmatch(block.text)
    return Block(text=found.group(2), level=len(found.group(1))) if found else block


def _passages(form: Form, present: Entry | None) -> tuple[Passage, ...]:
    typed = form.text("body", required=True, limit=BODY_LIMIT)
    if present is not None and typed == body_text(present).strip():
        return present.passages
    return passages_of(typed)


def _lines(form: Form, name: str, *, most: int, longest: int) -> tuple[str, ...]:
    lines = tuple(dict.fromkeys(line.strip() for line in form.long_text(name).splitlines() if line.strip()))
    if len(lines) > most or any(len(line) > longest for line in lines):
        form.fault(name, "too_long")
    return lines


def _check(form: Form, entry: Entry) -> None:
    if entry.url and not ADDRESS.fullmatch(entry.url):
        form.fault("url", "not_an_address")
    starts = entry.effective_on or entry.published_on
    if entry.expires_on is not None and starts is not None and entry.expires_on < starts:
        form.fault("expires_on", "ends_before_start")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
