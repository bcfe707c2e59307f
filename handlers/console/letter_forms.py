"""The form of a letter: what it asks, what the case knows of that already, and what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from handlers.console.forms import Form
from handlers.papers.case_facts import Party, asked_of, case_facts, parties_of
from handlers.papers.letter_composing import TO_ADDRESSEE, is_numbered
from handlers.papers.letter_places import places_of
from handlers.papers.letter_values import Fact, Place
from handlers.papers.stationery import FORMS, Stationery
from requests_db.services.agency_settings import AgencyProfile
from requests_db.store.case_views import ApplicantView, CasePage

COMPUTED = ("fee_basis", "fee_quantity", "calculation", "amount")  # nobody types the sum
PERSONAL = ("identity", "phone", "email", "postal_address", "contact_person", "legal_representative", "agent")
NUMBER_LIMIT = 80  # characters of a number typed by hand
CELL_MARKS = ("|", "｜", "\t")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One fact that the form asks."""

    name: str
    label: str
    kind: str  # text, choice, date, number, lines, rows
    is_required: bool
    is_personal: bool  # known, but shown only on the letter itself
    options: tuple[tuple[str, str], ...]
    value: str  # what the case knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed into a letter's form."""

    issued_on: date
    document_number: str
    addressee: str
    addressee_is_person: bool
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterForm:
    """The form of one kind of letter for one case."""

    kind: str
    title: str
    is_numbered: bool
    is_form: bool  # a table kept with the file, not a letter sent out
    has_addressee: bool  # goes to somebody else
    addressee: str  # to whom, where the case knows
    parties: tuple[Party, ...]  # among whom to choose, where several were asked
    party: str  # the letter that asked the one chosen; empty: nobody chosen
    asked: tuple[Asked, ...]

    @property
    def is_for_applicant(self) -> bool:
        """Whether the paper may be handed to the applicant."""
        return not self.has_addressee and not self.is_form


def letter_form(
    kind: str, page: CasePage, agency: AgencyProfile, stationery: Stationery, *, today: date, party: str = ""
) -> LetterForm:
    """Return the form of a letter with everything filled in that the case knows and may be shown masked.

    `party` is the letter that asked whom this one goes to, as staff chose it: one of `parties_of`, or empty.

    Raises:
        UnknownLetter: there is no such kind.
    """
    section = stationery.section(kind)
    parties, asked = parties_of(kind, page), asked_of(kind, page, party)
    known = case_facts(kind, page, agency, _nobody(page.applicant), issued_on=today, party=party).details
    options = _options(stationery)
    return LetterForm(
        kind=kind,
        title=section["title"],
        is_numbered=is_numbered(section),
        is_form="rows" in section,
        has_addressee=section.get("to") == TO_ADDRESSEE,
        addressee=asked.name if asked else "",
        parties=parties if len(parties) > 1 else (),
        party=asked.letter if asked else "",
        asked=tuple(
            _asked(place, known.get(place.name, ""), options.get(place.name, ()))
            for place in places_of(stationery, kind)
            if place.name not in COMPUTED
        ),
    )


def read_letter(form: Form, letter: LetterForm, *, today: date) -> Typed:
    """Return what was typed, noting faults in the form.

    A place that was filled in and then cleared stays empty on the letter; personal data left out is taken from the
    applicant's form.
    """
    facts = {asked.name: _fact(form, asked) for asked in letter.asked}
    return Typed(
        issued_on=form.day("issued_on", required=True) or today,
        document_number=form.text("document_number", limit=NUMBER_LIMIT) if letter.is_numbered else "",
        addressee=form.text("addressee", required=not letter.is_form) if letter.has_addressee else "",
        addressee_is_person=form.flag("addressee_is_person"),
        facts={name: fact for name, fact in facts.items() if fact or name not in PERSONAL},
    )


def _nobody(masked: ApplicantView) -> ApplicantView:
    """Return the applicant without anything that is masked: the form must not show it."""
    empty = dict.fromkeys(
        ("name", "identity_number", "phone", "email", "address", "postcode", "contact_person")
        + ("legal_representative", "agent_name", "agent_identity", "agent_phone"),
        "",
    )
    return replace(masked, is_masked=False, **empty)


def _asked(place: Place, known: Fact, options: tuple[tuple[str, str], ...]) -> Asked:
    is_choice = place.kind == "choice" and bool(options)
    return Asked(
        name=place.name,
        label=place.label,
        kind="choice" if is_choice else "text" if place.kind == "choice" else place.kind,
        is_required=place.is_required and place.name not in PERSONAL,
        is_personal=place.name in PERSONAL,
        options=options,
        value=_shown(known),
    )


def _shown(fact: Fact) -> str:
    if isinstance(fact, date):
        return fact.isoformat()
    if isinstance(fact, tuple):
        return "\n".join(part if isinstance(part, str) else " | ".join(part) for part in fact)
    return str(fact)


def _fact(form: Form, asked: Asked) -> Fact:
    match asked.kind:
        case "date":
            return form.day(asked.name, required=asked.is_required) or ""
        case "number":
            number = form.number(asked.name, required=asked.is_required)
            return "" if number is None else Decimal(number) if asked.name == "amount" else number
        case "choice":
            return form.choice(asked.name, [key for key, _ in asked.options], required=asked.is_required)
        case "lines":
            return _lines(form.long_text(asked.name, required=asked.is_required))
        case "rows":
            return tuple(_cells(line) for line in _lines(form.long_text(asked.name, required=asked.is_required)))
        case _:
            return form.long_text(asked.name, required=asked.is_required)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _cells(line: str) -> tuple[str, ...]:
    for mark in CELL_MARKS:
        line = line.replace(mark, CELL_MARKS[0])
    return tuple(cell.strip() for cell in line.split(CELL_MARKS[0]))


def _options(stationery: Stationery) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what may be chosen for each place that a form offers boxes for."""
    offered = stationery.shared("options")
    rows = (row for section in stationery.texts[FORMS].values() for row in section.get("rows", ()))
    return {row["fact"]: tuple(offered[row["options"]].items()) for row in rows if not isinstance(row, list)}
