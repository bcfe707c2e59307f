"""Lists of cases: what is in sight, what a queue shows, and counts, in few statements whatever the size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, case, cast, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.tables_cases import CaseAssistRow, CaseRow, CaseSearchRow

PAUSED = "paused"  # statute.deadlines.ClockState


class Order(StrEnum):
    """How a list is sorted."""

    DUE = "due"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one member of staff sees; every case query takes it as its first condition."""

    agency_id: int
    staff_id: int
    unit_id: int | None
    whole_agency: bool
    restricted: bool
    stands_for: tuple[int, ...] = ()  # colleagues away, whose cases are looked after today


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What somebody looks for: a number, whole personal values, or pieces of the subject."""

    ref_part: str = ""
    whole: tuple[tuple[str, bytes], ...] = ()  # field, digest: any of them
    grams: tuple[bytes, ...] = ()  # all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which cases of those in sight a list is to show."""

    today: date
    states: tuple[str, ...] = ()  # empty: any
    is_open: bool | None = None
    unit_id: int | None = None
    holder_id: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    only_paused: bool = False
    only_unopened: bool = False
    only_provisional: bool = False
    search: Search | None = None
    order: Order = Order.DUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The days by which urgency is told."""

    today: date
    soon: date  # the last day that counts as soon


COLUMNS = (
    CaseRow.id,
    CaseRow.ref,
    CaseRow.wanted_sealed,
    CaseRow.state,
    CaseRow.is_open,
    CaseRow.channel,
    CaseRow.applicant_kind,
    CaseRow.submitted_on,
    CaseRow.received_on,
    CaseRow.due_on,
    CaseRow.due_provisional,
    CaseRow.clock_state,
    CaseRow.pause_reason,
    CaseRow.stopped_until,
    CaseRow.unit_id,
    CaseRow.holder_id,
    CaseRow.outcome,
    CaseRow.is_restricted,
    CaseRow.opened_at,
)


def in_sight(sight: Sight) -> ColumnElement[bool]:
    """Return the condition that keeps a query within what somebody sees."""
    reach = CaseRow.agency_id == sight.agency_id
    own = CaseRow.holder_id == sight.staff_id
    if sight.whole_agency:
        return reach if sight.restricted else and_(reach, or_(CaseRow.is_restricted.is_(False), own))
    ways: list[ColumnElement[bool]] = [CaseRow.holder_id.in_(sight.stands_for)] if sight.stands_for else []
    if sight.unit_id is not None:
        ways += [CaseRow.unit_id == sight.unit_id, _assisted(sight.unit_id)]
    of_unit = or_(false(), *ways)
    shown = of_unit if sight.restricted else and_(of_unit, CaseRow.is_restricted.is_(False))
    return and_(reach, or_(own, shown))


def _assisted(unit_id: int) -> ColumnElement[bool]:
    return CaseRow.id.in_(select(CaseAssistRow.case_id).where(CaseAssistRow.unit_id == unit_id))


async def list_cases(
    session: AsyncSession, sight: Sight, wish: Wish, *, offset: int, limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return one page of a list, only the columns it shows."""
    query = select(*COLUMNS).where(*_conditions(sight, wish))
    found = await session.execute(_sorted(query, wish.order).offset(offset).limit(limit))
    return found.all()


async def count_cases(session: AsyncSession, sight: Sight, wish: Wish) -> int:
    """Return how many cases a list has."""
    found = await session.scalar(select(func.count()).select_from(CaseRow).where(*_conditions(sight, wish)))
    return found or 0


async def count_open(
    session: AsyncSession, sight: Sight, bounds: Bounds, states: dict[str, tuple[str, ...]]
) -> dict[str, int]:
    """Return how many open cases each queue has, in one pass over the open cases in sight."""
    measures = {
        **{name: CaseRow.state.in_(words) for name, words in states.items()},
        "mine": CaseRow.holder_id == sight.staff_id,
        "unit": CaseRow.unit_id == sight.unit_id if sight.unit_id is not None else false(),
        **_urgency(bounds),
        "provisional": CaseRow.due_provisional.is_(True),
        "unopened": CaseRow.opened_at.is_(None),
    }
    sums = [_sum(condition).label(name) for name, condition in measures.items()]
    row = (
        await session.execute(
            select(func.count().label("open"), *sums).where(in_sight(sight), CaseRow.is_open.is_(True))
        )
    ).one()
    return {name: int(value or 0) for name, value in row._mapping.items()}


async def load_by(
    session: AsyncSession, sight: Sight, bounds: Bounds, *, holder: bool
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return open cases in sight counted by unit, or by holder: id, open, due_soon, overdue, paused."""
    column = CaseRow.holder_id if holder else CaseRow.unit_id
    sums = [_sum(condition).label(name) for name, condition in _urgency(bounds).items()]
    found = await session.execute(
        select(column.label("id"), func.count().label("open"), *sums)
        .where(in_sight(sight), CaseRow.is_open.is_(True))
        .group_by(column)
        .order_by(column)
    )
    return found.all()


def _urgency(bounds: Bounds) -> dict[str, ColumnElement[bool]]:
    return {
        "due_soon": CaseRow.due_on.between(bounds.today, bounds.soon),
        "overdue": CaseRow.due_on < bounds.today,
        "paused": is_paused(bounds.today),
    }


def is_paused(today: date) -> ColumnElement[bool]:
    """Return the condition that the clock of a case stands today."""
    return or_(CaseRow.clock_state == PAUSED, func.coalesce(CaseRow.stopped_until, date.min) >= today)


def _conditions(sight: Sight, wish: Wish) -> list[ColumnElement[bool]]:
    found = [in_sight(sight)]
    if wish.states:
        found.append(CaseRow.state.in_(wish.states))
    if wish.is_open is not None:
        found.append(CaseRow.is_open.is_(wish.is_open))
    if wish.unit_id is not None:
        found.append(CaseRow.unit_id == wish.unit_id)
    if wish.holder_id is not None:
        found.append(CaseRow.holder_id == wish.holder_id)
    if wish.due_from is not None:
        found.append(CaseRow.due_on >= wish.due_from)
    if wish.due_to is not None:
        found.append(CaseRow.due_on <= wish.due_to)
    if wish.only_paused:
        found.append(is_paused(wish.today))
    if wish.only_unopened:
        found.append(CaseRow.opened_at.is_(None))
    if wish.only_provisional:
        found.append(CaseRow.due_provisional.is_(True))
    if wish.search is not None:
        found.append(_matches(wish.search))
    return found


def _matches(search: Search) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = []
    if search.ref_part:
        ways.append(CaseRow.ref.contains(search.ref_part, autoescape=True))
    for field, digest in search.whole:
        ways.append(
            CaseRow.id.in_(
                select(CaseSearchRow.case_id).where(CaseSearchRow.field == field, CaseSearchRow.digest == digest)
            )
        )
    if search.grams:
        ways.append(
            CaseRow.id.in_(
                select(CaseSearchRow.case_id)
                .where(CaseSearchRow.field == "subject", CaseSearchRow.digest.in_(search.grams))
                .group_by(CaseSearchRow.case_id)
                .having(func.count(CaseSearchRow.digest.distinct()) == len(set(search.grams)))
            )
        )
    return or_(false(), *ways)


def _sorted(query: Select[*tuple[Any, ...]], order: Order) -> Select[*tuple[Any, ...]]:
    if order is Order.NEWEST:
        return query.order_by(CaseRow.id.desc())
    if order is Order.OLDEST:
        return query.order_by(CaseRow.id)
    return query.order_by(CaseRow.due_on.asc().nulls_last(), CaseRow.id)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(case((condition, 1), else_=0)), 0), Integer)
