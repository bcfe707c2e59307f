"""The values a letter is made of: the facts it is told, the composed text, and what can be wrong with either."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from requests_db.services.agency_settings import PAPER_PATTERN, AgencyProfile

NATURAL_PERSON = "natural"
LETTER_NAME, MARK_NAME = "letter", "sample_mark"  # what a layout calls the letter and the mark of sample data
UNPRINTABLE = {code: None for code in range(0x20) if chr(code) not in "\t\n"}  # not allowed in XML

Fact: TypeAlias = str | int | Decimal | date | tuple[str, ...] | tuple[tuple[str, ...], ...]


class LetterFault(ValueError):
    """A letter cannot be written (文书无法生成)."""


class UnknownLetter(LetterFault):
    """There is no letter of this kind."""


class TextFault(LetterFault):
    """A wording file names a provision, a period, a place or an option that does not exist."""


class BrokenLayout(LetterFault):
    """A layout is packed like a Word file, but cannot be read and filled as one."""


class MissingFacts(LetterFault):
    """Facts the letter must state were not given; all are named at once.

    Args:
        kind: the letter.
        names: the places left empty.
    """

    def __init__(self, kind: str, names: tuple[str, ...]) -> None:
        super().__init__(f"{kind} lacks {', '.join(names)}")
        self.kind = kind
        self.names = names


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """What a letter is told about the agency, the case and the matter (文书要素)."""

    agency: AgencyProfile
    issued_on: date  # the day under the seal
    document_number: str = ""  # 文号; see `document_number`
    ref: str = ""  # the case's number
    applicant: str = ""
    applicant_kind: str = NATURAL_PERSON  # natural, business, research, charity, legal_service, other
    addressee: str = ""  # where the letter does not go to the applicant
    addressee_is_person: bool = False
    wanted: str = ""
    received_on: date | None = None  # Art. 31
    due_on: date | None = None
    due_is_provisional: bool = False  # the calendar of that year is not yet published
    is_open: bool = True  # False: a last day that is not set will never be
    grounds: tuple[str, ...] = ()  # keys in statute.articles chosen by the handler, added to the outcome's own
    details: Mapping[str, Fact] = field(default_factory=dict)  # places named in places.toml


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """One line of a form (表格栏目)."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter composed, ready for paper or screen."""

    kind: str
    agency: str
    title: str
    document_number: str = ""
    addressee: str = ""
    paragraphs: tuple[str, ...] = ()
    rows: tuple[FormRow, ...] = ()
    columns: tuple[str, ...] = ()
    items: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    issued: str = ""  # date in Chinese numerals
    contact: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A fact a letter has a place for, as a form asks it (可填事实)."""

    name: str
    label: str
    kind: str  # text, choice, date, number, lines, rows
    is_required: bool


def document_number(year: int, number: int, pattern: str = PAPER_PATTERN, prefix: str = "") -> str:
    """Return the number of a paper (文号), e.g. （公开）〔2026〕第1号.

    Args:
        year: the year of issue.
        number: running number within agency and year, from 1.
        pattern: the agency's way of writing it, with the places `{year}`, `{number}` and `{prefix}`.
        prefix: the agency's own sign.

    Raises:
        LetterFault: the pattern has other places, or the number is under 1.
    """
    if number < 1:
        msg = f"a paper's number begins at 1, not {number}"
        raise LetterFault(msg)
    try:
        return pattern.format(prefix=prefix, year=year, number=number)
    except (KeyError, IndexError, ValueError) as fault:
        msg = f"no pattern for a paper's number: {pattern}"
        raise LetterFault(msg) from fault
