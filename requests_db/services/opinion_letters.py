"""Letters asking for an opinion, how far each has come, and the rules that need them settled (征求意见).

The clock's events tell of letter, receipt and opinion; that silence was noted, or the third party overridden, stands in
the lines of history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from requests_db.services.case_clock import judged
from requests_db.services.case_limits import ClockContext
from requests_db.services.errors import InvalidInput
from requests_db.services.steps import Step
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import ConsultKind, Event
from requests_db.statute.history import Consultation, History, read_history
from requests_db.statute.opinions import (
    check_objections,
    check_opinions,
    check_silence,
    check_third_party,
    is_silent,
)
from requests_db.statute.outcomes import OUTCOMES
from requests_db.statute.workflow import Action
from requests_db.store.tables_cases import CaseEventRow, CaseRow

DECIDING = (Action.SUBMIT_FOR_REVIEW, Action.ANSWER, Action.DISPATCH)
LETTER, OPINION = "letter", "opinion"  # facts of the lines about a letter
OBJECTING = ("disagrees", "in_part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter asking for an opinion, and how far it has come (征求意见书)."""

    id: str
    kind: ConsultKind
    sent_on: date
    received_on: date | None = None
    replied_on: date | None = None
    is_silent: bool = False  # the time for the opinion is over, and nothing came
    is_settled: bool = False  # silence is on record
    addressee: str = ""  # who was asked, as the sending step names them


def letters_in(
    events: Sequence[Event], lines: Sequence[CaseEventRow], calendar: WorkingCalendar, today: date
) -> tuple[Letter, ...]:
    """Return the letters asking for an opinion, the first sent first."""
    settled = lapsed_letters(lines)
    return tuple(_letter(one, calendar, today, settled) for one in read_history(events).consultations)


def lapsed_letters(lines: Sequence[CaseEventRow]) -> frozenset[str]:
    """Return the letters whose silence is on record."""
    return frozenset(str(line.facts.get(LETTER, "")) for line in lines if line.action == Action.LAPSE_OPINION)


def overridden_letters(lines: Sequence[CaseEventRow], history: History) -> frozenset[str]:
    """Return the letters to third parties who were told of a release; a line that names none told them all."""
    told = {str(line.facts.get(LETTER, "")) for line in lines if line.action == Action.OVERRIDE_OPINION}
    if "" in told:
        told |= {one.id or "" for one in history.consultations if one.kind is ConsultKind.THIRD_PARTY}
    return frozenset(told)


def require_asked(step: Step, context: ClockContext) -> None:
    """Refuse to tell of a release a third party who was not asked; a step that names nobody tells them all.

    Raises:
        ImpossibleEvent: the letter named went to nobody, or to another agency.
    """
    if letter := str(step.facts.get(LETTER, "")):
        with judged():
            check_third_party(read_history(context.events), letter)


def require_silence(step: Step, lines: Sequence[CaseEventRow], context: ClockContext) -> None:
    """Refuse to note a silence that means nothing yet, or was noted before.

    Raises:
        InvalidInput: on `letter`, noted already.
        ImpossibleEvent: the addressee's time is not over, or has not begun, or the law gives none.
    """
    letter = str(step.facts.get(LETTER, ""))
    if letter in lapsed_letters(lines):
        raise InvalidInput({LETTER: "lapse_recorded"})
    with judged():
        check_silence(read_history(context.events), letter, step.on, context.calendar)


def require_opinions(case: CaseRow, step: Step, lines: Sequence[CaseEventRow], context: ClockContext) -> None:
    """Refuse to release what somebody was asked about before they answered, or against an objection without a word.

    Raises:
        ImpossibleEvent: with what to record first.
    """
    chosen = OUTCOMES.get(step.outcome or case.outcome or "")
    if chosen is None or not chosen.awaits_opinions:
        return
    history = read_history(context.events)
    overridden = overridden_letters(lines, history)
    with judged():
        check_opinions(history, lapsed_letters(lines), overridden)
        if step.action is not Action.DISPATCH:  # the draft was judged with its grounds
            objecting = _objecting(history.consultations, lines)
            check_objections(objecting, step.reason, overridden)


def _objecting(consultations: Sequence[Consultation], lines: Sequence[CaseEventRow]) -> list[str]:
    """Return the letters to third parties whose answer was not a plain yes."""
    said = {line.facts.get(LETTER): line.facts.get(OPINION) for line in lines if line.action == Action.RECORD_OPINION}
    asked = [one.id or "" for one in consultations if one.kind is ConsultKind.THIRD_PARTY]
    return [letter for letter in asked if said.get(letter) in OBJECTING]


def _letter(one: Consultation, calendar: WorkingCalendar, today: date, settled: frozenset[str]) -> Letter:
    name = one.id or ""
    return Letter(
        id=name,
        kind=one.kind,
        sent_on=one.sent_on,
        received_on=one.received_on,
        replied_on=one.replied_on,
        is_silent=is_silent(one, today, calendar),
        is_settled=name in settled,
    )
