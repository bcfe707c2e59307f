"""Which cases a list is to show, as conditions that can all be combined: states, people, days, and what is searched."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, false, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, aliased

from requests_db.store.tables_cases import CaseAssistRow, CaseEventRow, CaseRow, CaseSearchRow

PAUSED = "paused"  # statute.deadlines.ClockState
SUBJECT = "subject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What somebody looks for: part of a number, whole personal values, or pieces of the subject; any of them."""

    ref_part: str = ""
    whole: tuple[tuple[str, bytes], ...] = ()  # field, digest: any of them
    grams: tuple[bytes, ...] = ()  # all of them
    is_common: bool = False  # every piece stands in very many cases: they are tried case by case, not gathered


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Something put to the head and not yet answered, told by the actions of a history."""

    asked: tuple[str, ...]
    answered: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which cases of those in sight a list is to show; what is left empty narrows nothing."""

    today: date
    states: tuple[str, ...] = ()
    or_asked: Asked | None = None  # also those of any state that wait for an answer
    is_open: bool | None = None
    unit_id: int | None = None
    holder_ids: tuple[int, ...] = ()
    assisting_unit_id: int | None = None
    channel: str = ""
    applicant_kind: str = ""
    pause_reason: str = ""
    received_from: date | None = None
    received_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    only_paused: bool = False
    only_unopened: bool = False
    only_provisional: bool = False
    search: Search | None = None


def conditions(wish: Wish) -> list[ColumnElement[bool]]:
    """Return what a case must be to be shown; sight comes on top."""
    searched = [_matches(wish.search)] if wish.search else []
    return [*_standing(wish), *_people(wish), *days(wish, CaseRow.received_on), *days(wish, CaseRow.due_on), *searched]


def days(wish: Wish, column: object) -> list[ColumnElement[bool]]:
    """Return what is asked of a day of a case; nothing for a column that is none."""
    spans = {CaseRow.received_on: (wish.received_from, wish.received_to), CaseRow.due_on: (wish.due_from, wish.due_to)}
    asked = next(((day, first, last) for day, (first, last) in spans.items() if day is column), None)
    if asked is None:
        return []
    day, first, last = asked
    return [*([day >= first] if first is not None else ()), *([day <= last] if last is not None else ())]


def is_mixed(wish: Wish) -> bool:
    """Return whether no single condition leads to few cases: then one index is read that can tell them all."""
    if wish.search is not None or wish.assisting_unit_id is not None or wish.holder_ids:
        return False
    leading = (wish.states, wish.unit_id, wish.received_from or wish.received_to, wish.due_from or wish.due_to)
    return bool(wish.channel or wish.applicant_kind) or sum(map(bool, leading)) > 1


def is_paused(today: date) -> ColumnElement[bool]:
    """Return the condition that the clock of a case stands today."""
    return or_(CaseRow.clock_state == PAUSED, CaseRow.stopped_until >= today)


def _paused(today: date) -> ColumnElement[bool]:
    """Return the same condition as a look into two indexes: few cases stand at a time."""
    by_state = select(CaseRow.id).where(CaseRow.clock_state == PAUSED)
    return CaseRow.id.in_(union(by_state, select(CaseRow.id).where(CaseRow.stopped_until >= today)))


def waits_for(asked: Asked) -> ColumnElement[bool]:
    """Return the condition that the last question of a history has no answer behind it."""
    later = aliased(CaseEventRow)
    answer = exists().where(
        later.case_id == CaseEventRow.case_id, later.seq > CaseEventRow.seq, later.action.in_(asked.answered)
    )
    return CaseRow.id.in_(select(CaseEventRow.case_id).where(CaseEventRow.action.in_(asked.asked), ~answer))


def assisted_by(unit_id: int) -> ColumnElement[bool]:
    """Return the condition that a unit was asked to help with a case."""
    return CaseRow.id.in_(select(CaseAssistRow.case_id).where(CaseAssistRow.unit_id == unit_id))


def _standing(wish: Wish) -> Iterator[ColumnElement[bool]]:
    if wish.is_open is not None:
        yield CaseRow.is_open.is_(wish.is_open)
    if wish.states:
        in_state = CaseRow.state.in_(wish.states)
        yield in_state if wish.or_asked is None else or_(in_state, waits_for(wish.or_asked))
    if wish.only_paused:
        yield _paused(wish.today)
    if wish.pause_reason:
        yield and_(_paused(wish.today), CaseRow.pause_reason == wish.pause_reason)
    if wish.only_unopened:
        yield CaseRow.opened_at.is_(None)
    if wish.only_provisional:
        yield CaseRow.due_provisional.is_(True)


def _people(wish: Wish) -> Iterator[ColumnElement[bool]]:
    if wish.unit_id is not None:
        yield CaseRow.unit_id == wish.unit_id
    if wish.holder_ids:
        yield CaseRow.holder_id.in_(wish.holder_ids)
    if wish.assisting_unit_id is not None:
        yield assisted_by(wish.assisting_unit_id)
    if wish.channel:
        yield CaseRow.channel == wish.channel
    if wish.applicant_kind:
        yield CaseRow.applicant_kind == wish.applicant_kind


def _matches(search: Search) -> ColumnElement[bool]:
    by_number = CaseRow.ref.contains(search.ref_part, autoescape=True)
    found = [_with_value(field, digest) for field, digest in search.whole]
    found += [select(CaseRow.id).where(by_number)] if search.ref_part else []
    if search.is_common:
        return or_(CaseRow.id.in_(_any_of(found)), and_(*(_has_piece(gram) for gram in search.grams)))
    found += [_with_pieces(search.grams)] if search.grams else []
    return CaseRow.id.in_(_any_of(found))


def _any_of(found: list[Select[int]]) -> CompoundSelect[int] | Select[int]:
    nothing = select(CaseSearchRow.case_id).where(false())
    return union(*found) if len(found) > 1 else next(iter(found), nothing)


def _with_value(field: str, digest: bytes) -> Select[int]:
    return select(CaseSearchRow.case_id).where(CaseSearchRow.field == field, CaseSearchRow.digest == digest)


def _with_pieces(grams: tuple[bytes, ...]) -> Select[int]:
    """Return the cases with every piece, gathered from the first, which should be the rarest."""
    first, *others = grams
    return _with_value(SUBJECT, first).where(*(_has_piece(gram, CaseSearchRow.case_id) for gram in others))


def _has_piece(gram: bytes, case_id: InstrumentedAttribute[int] = CaseRow.id) -> ColumnElement[bool]:
    entry = aliased(CaseSearchRow)
    return exists().where(entry.field == SUBJECT, entry.digest == gram, entry.case_id == case_id)
