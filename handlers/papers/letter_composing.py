"""Turn wording and facts into a letter: fill places, cite provisions, name periods, choose remedies.

Pure: no file is read here and no layout known. Articles, periods and remedies come from the statute tables alone.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.papers.chinese_writing import formal_date, formal_sum, numbered, plain_date
from handlers.papers.letter_places import is_said, missing_facts, parts_of
from handlers.papers.letter_values import NATURAL_PERSON, Fact, FormRow, Letter, LetterFacts, MissingFacts, TextFault
from handlers.papers.remedy_words import legal_basis, letter_citation, remedy_lines
from handlers.papers.stationery import Section, Stationery
from requests_db.statute.limits import LimitKey, limit_of

TO_ADDRESSEE = "addressee"
CHECKED, UNCHECKED = "☑", "□"
PERSON, ORGANISATION = "您", "贵单位"
PROVISIONAL = "（暂定）"
UNDECIDED = "待定"  # the last day, while the clock stands or has not begun
ENDED = "—（办理终止）"  # the same, where the case ended without a reply meanwhile


class _Looked(Mapping[str, str]):
    """Lets a sentence write `{cite[条例30]}`: each key is looked up as it is met."""

    def __init__(self, find: Callable[[str], str]) -> None:
        self._find = find

    def __getitem__(self, key: str) -> str:
        return self._find(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class _Blank(dict[str, Any]):
    """Leaves a place of a form empty, to be filled by hand."""

    def __missing__(self, key: str) -> str:
        return ""


def compose(kind: str, facts: LetterFacts, stationery: Stationery) -> Letter:
    """Return the letter of `kind` with every element filled.

    Raises:
        UnknownLetter: there is no such kind.
        MissingFacts: facts it must state are not given; all are named.
        TextFault: the wording names something that does not exist.
    """
    section = stationery.section(kind)
    values = _values(kind, facts, section)
    is_form = "rows" in section
    addressee = facts.addressee if section.get("to") == TO_ADDRESSEE else facts.applicant
    missing = missing_facts(stationery, kind, values)
    if not is_form and not addressee.strip():
        missing = (*missing, TO_ADDRESSEE if section.get("to") else "applicant")
    if missing:
        raise MissingFacts(kind, missing)
    return Letter(
        kind=kind,
        agency=facts.agency.name,
        title=section["title"],
        document_number=facts.document_number if is_numbered(section) else "",
        addressee="" if is_form else addressee.strip(),
        paragraphs=tuple(_paragraphs(kind, section, values, facts, stationery)),
        rows=tuple(_rows(section, values, stationery)),
        columns=tuple(section.get("columns", ())),
        items=_items(section, facts),
        notes=tuple(note.format_map(_Blank(values)) for note in section.get("notes", ())),
        enclosures=_lines(facts.details.get("enclosures", ())),
        issued=formal_date(facts.issued_on),
        contact=_contact(stationery.shared("shared")["contact"], facts),
        is_sample=facts.agency.is_sample,
    )


def is_numbered(section: Section) -> bool:
    """Return whether a letter carries a number of its own (文号): letters do unless they say not, forms do not."""
    return bool(section.get("is_numbered", "rows" not in section))


def written(fact: Fact) -> str:
    """Return a fact as running text writes it."""
    if isinstance(fact, date):
        return plain_date(fact)
    if isinstance(fact, tuple):
        return "；".join(part if isinstance(part, str) else "、".join(part) for part in fact)
    return fact.strip() if isinstance(fact, str) else f"{fact:,}"


def _values(kind: str, facts: LetterFacts, section: Section) -> dict[str, Any]:
    to_other = section.get("to") == TO_ADDRESSEE
    is_person = facts.addressee_is_person if to_other else facts.applicant_kind == NATURAL_PERSON
    provisional = PROVISIONAL if facts.due_is_provisional else ""
    known = {name: written(fact) for name, fact in facts.details.items()} | {
        "ref": facts.ref,
        "applicant": facts.applicant,
        "applicant_kind": facts.applicant_kind,
        "addressee": facts.addressee,
        "you": PERSON if is_person else ORGANISATION,
        "wanted": facts.wanted.strip(),
        "received_on": plain_date(facts.received_on) if facts.received_on else "",
        "due_on": plain_date(facts.due_on) if facts.due_on else "",
        "due_told": _due_told(facts, provisional),
        "agency": facts.agency.name,
        "basis": legal_basis(kind, facts.grounds),
        "amount_in_words": _sum_in_words(facts),
    }
    return {name: text for name, text in known.items() if text} | {
        "provisional": provisional,
        "cite": _Looked(letter_citation),
        "span": _Looked(_span),
    }


def _due_told(facts: LetterFacts, provisional: str) -> str:
    if facts.due_on:
        return f"{plain_date(facts.due_on)}{provisional}"
    return UNDECIDED if facts.is_open else ENDED


def _span(key: str) -> str:
    if key not in set(LimitKey):
        msg = f"no period {key}"
        raise TextFault(msg)
    return limit_of(LimitKey(key)).span


def _sum_in_words(facts: LetterFacts) -> str:
    amount = facts.details.get("amount")
    return formal_sum(Decimal(amount)) if isinstance(amount, int | Decimal) else ""


def _paragraphs(
    kind: str, section: Section, values: Mapping[str, Any], facts: LetterFacts, stationery: Stationery
) -> Iterator[str]:
    for part in parts_of(stationery, kind):
        if isinstance(part, str):
            yield part.format_map(values)
        elif "each" in part:
            yield from numbered(_lines(facts.details.get(part["each"], ())))
        elif is_said(part, values):
            yield part["text"].format_map(values)
    yield from remedy_lines(kind, section, facts, values, stationery)


def _rows(section: Section, values: Mapping[str, Any], stationery: Stationery) -> Iterator[FormRow]:
    blank = _Blank(values)
    for row in section.get("rows", ()):
        if isinstance(row, list):
            yield FormRow(label=row[0].format_map(blank), text=row[1].format_map(blank))
            continue
        options = stationery.shared("options")[row["options"]]
        chosen = values.get(row["fact"])
        boxes = (f"{CHECKED if key == chosen else UNCHECKED}{label}" for key, label in options.items())
        yield FormRow(label=row["label"], text="　".join(boxes))


def _items(section: Section, facts: LetterFacts) -> tuple[tuple[str, ...], ...]:
    given = facts.details.get(section.get("items", ""), ())
    width = len(section.get("columns", ())) - 1
    rows = [(row,) if isinstance(row, str) else tuple(row) for row in given] if isinstance(given, tuple) else []
    return tuple((str(number), *(*row, *[""] * width)[:width]) for number, row in enumerate(rows, start=1))


def _lines(fact: Fact) -> tuple[str, ...]:
    if isinstance(fact, tuple):
        return tuple(written(part) for part in fact)
    return tuple(line.strip() for line in str(fact).splitlines() if line.strip())


def _contact(parts: list[list[str]], facts: LetterFacts) -> str:
    contact = facts.agency.contact
    known = {
        "address": contact.address,
        "postcode": contact.postcode,
        "phone": contact.phone,
        "email": contact.email,
        "opening_hours": facts.agency.opening_hours,
    }
    return "；".join(f"{label}：{text}" for label, place in parts if (text := place.format_map(known)))
