"""Lists of cases: what is in sight, what a queue shows, and counts, in few statements whatever the size."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.base import AnyRow
from requests_db.store.repositories.case_order import SORTED, Chosen, Order, Place, stretches
from requests_db.store.repositories.case_wishes import (
    SUBJECT,
    Asked,
    Wish,
    assisted_by,
    conditions,
    days,
    is_mixed,
    is_paused,
    waits_for,
)
from requests_db.store.tables_cases import CaseRow, CaseSearchRow


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
    CaseRow.version,
)


def in_sight(sight: Sight) -> ColumnElement[bool]:
    """Return the condition that keeps a query within what somebody sees."""
    reach = CaseRow.agency_id == sight.agency_id
    own = CaseRow.holder_id == sight.staff_id
    if sight.whole_agency:
        return reach if sight.restricted else and_(reach, or_(CaseRow.is_restricted.is_(False), own))
    ways: list[ColumnElement[bool]] = [CaseRow.holder_id.in_(sight.stands_for)] if sight.stands_for else []
    if sight.unit_id is not None:
        ways += [CaseRow.unit_id == sight.unit_id, assisted_by(sight.unit_id)]
    shown = or_(false(), *ways)
    return and_(reach, or_(own, shown if sight.restricted else and_(shown, CaseRow.is_restricted.is_(False))))


async def count_out_of_sight(session: AsyncSession, sight: Sight, today: date) -> tuple[int, int]:
    """Return how many open restricted cases of the agency somebody does not see, and how many of them are overdue."""
    overdue = func.count().filter(CaseRow.due_on < today)
    row = (await session.execute(select(func.count(), overdue).select_from(CaseRow).where(*_hidden(sight)))).one()
    return int(row[0]), int(row[1])


async def listed_out_of_sight(session: AsyncSession, sight: Sight, *, offset: int, limit: int) -> Sequence[AnyRow]:
    """Return of those cases, the earliest due first, nothing but ref, due_on and stopped_until."""
    found = await session.execute(
        select(CaseRow.ref, CaseRow.due_on, CaseRow.stopped_until)
        .where(*_hidden(sight))
        .order_by(CaseRow.due_on.asc().nulls_last(), CaseRow.id)
        .offset(offset)
        .limit(limit)
    )
    return found.all()


def _hidden(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    return (
        CaseRow.agency_id == sight.agency_id,
        CaseRow.is_open.is_(True),
        CaseRow.is_restricted.is_(True),
        ~func.coalesce(in_sight(sight), false()),  # a case that nobody holds is neither in sight nor out of it to SQL
    )


async def find_cases(
    session: AsyncSession, sight: Sight, wish: Wish, order: Order, *, size: int, most: int, place: Place | None = None
) -> tuple[Sequence[AnyRow], int]:
    """Return the lines of a list from a place on, read backwards still in its order, and how many cases it has.

    A short list is gathered and sorted; a list of `most` cases and more is walked in its order, by the index of the
    sorted column, until the lines are found. So neither a rare condition nor a long list makes anybody wait.
    """
    ids = (await session.scalars(_gathered(sight, wish, most))).all()
    if len(ids) < most:
        return await _read([select(*COLUMNS).where(CaseRow.id.in_(ids))], session, order, place, size), len(ids)
    halves = (True, False) if wish.is_open is None else (wish.is_open,)
    walks = [_walk(sight, wish, order, is_open=is_open) for is_open in halves]
    return await _read(walks, session, order, place, size), most


async def _read(
    walks: Sequence[Chosen], session: AsyncSession, order: Order, place: Place | None, size: int
) -> Sequence[AnyRow]:
    rows: list[AnyRow] = []
    for stretch in stretches(order, place):
        rows += (await session.execute(stretch.first_of(walks, size - len(rows)))).all()
        if len(rows) == size:
            break
    return rows[::-1] if place is not None and place.backwards else rows


async def cases_of_person(
    session: AsyncSession,
    sight: Sight,
    digests: Sequence[tuple[str, bytes]],
    *,
    other_than: int,
    closed_from: date,
    limit: int,
) -> Sequence[CaseRow]:
    """Return cases in sight with one of the digests, open or closed on or after `closed_from`, newest first."""
    if not digests:
        return ()
    is_theirs = or_(*(and_(CaseSearchRow.field == field, CaseSearchRow.digest == value) for field, value in digests))
    found = await session.scalars(
        select(CaseRow)
        .where(
            tried(in_sight(sight), or_(CaseRow.is_open.is_(True), CaseRow.closed_on >= closed_from)),
            CaseRow.id != other_than,
            CaseRow.id.in_(select(CaseSearchRow.case_id).where(is_theirs)),
        )
        .order_by(CaseRow.id.desc())
        .limit(limit)
    )
    return found.all()


def _gathered(sight: Sight, wish: Wish, most: int) -> Select[int]:
    """Return the first cases of a list in any order; what is in one of two ways is looked for in both."""
    if wish.or_asked is None:
        wanted = [in_sight(sight), *conditions(wish)]
        return select(CaseRow.id).where(*([tried(*wanted)] if is_mixed(wish) else wanted)).limit(most)
    in_state = _gathered(sight, replace(wish, or_asked=None), most)
    waiting = select(CaseRow.id).where(
        waits_for(wish.or_asked), in_sight(sight), *conditions(replace(wish, or_asked=None, states=()))
    )
    either = union(select(in_state.subquery()), waiting).subquery()
    return select(either.c.id).limit(most)


def _walk(sight: Sight, wish: Wish, order: Order, *, is_open: bool) -> Chosen:
    """Return a list to be read in its order: every condition the index cannot help with is tried line by line."""
    shown = tried(in_sight(sight), *conditions(wish))
    reach = (CaseRow.agency_id == sight.agency_id, CaseRow.is_open.is_(is_open))
    return select(*COLUMNS).where(*reach, *days(wish, SORTED[order.column]), shown)


async def count_queues(session: AsyncSession, sight: Sight, queues: Mapping[str, Wish], *, most: int) -> dict[str, int]:
    """Return how many cases each queue has, counted up to `most`, by one statement."""
    counts = []
    for name, wish in queues.items():
        found = _gathered(sight, wish, most).subquery()
        counts.append(select(func.count()).select_from(found).scalar_subquery().label(name))
    row = (await session.execute(select(*counts))).one()
    return dict(row._mapping)


async def rarest_first(session: AsyncSession, grams: Iterable[bytes], *, most: int) -> list[tuple[int, bytes]]:
    """Return pieces of a searched subject with how many cases have each, counted up to `most`, the rarest first."""
    counted = []
    for gram in grams:
        held = select(CaseSearchRow.id).where(CaseSearchRow.field == SUBJECT, CaseSearchRow.digest == gram)
        number = await session.scalar(select(func.count()).select_from(held.limit(most).subquery()))
        counted.append((number or 0, gram))
    return sorted(counted)


async def count_open(
    session: AsyncSession, sight: Sight, bounds: Bounds, states: Mapping[str, tuple[str, ...]], asked: Asked
) -> dict[str, int]:
    """Return how many open cases each queue has, in one pass over the open cases in sight.

    Args:
        session: the session.
        sight: what is in sight.
        bounds: the days by which urgency is told.
        states: of the queues that show states, by name.
        asked: what waits for the head besides a state.
    """
    in_state = {name: CaseRow.state.in_(words) for name, words in states.items()}
    measures = {
        **in_state,
        "sign_off": or_(in_state["sign_off"], waits_for(asked)),
        "mine": CaseRow.holder_id.in_((sight.staff_id, *sight.stands_for)),
        "unit": CaseRow.unit_id == sight.unit_id if sight.unit_id is not None else false(),
        "assisting": assisted_by(sight.unit_id) if sight.unit_id is not None else false(),
        **_urgency(bounds),
        "provisional": CaseRow.due_provisional.is_(True),
        "unopened": CaseRow.opened_at.is_(None),
    }
    sums = [_sum(condition).label(name) for name, condition in measures.items()]
    counted = select(func.count().label("open"), *sums).where(tried(in_sight(sight), CaseRow.is_open.is_(True)))
    row = (await session.execute(counted)).one()
    return {name: int(value or 0) for name, value in row._mapping.items()}


def _urgency(bounds: Bounds) -> dict[str, ColumnElement[bool]]:
    return {
        "due_soon": CaseRow.due_on.between(bounds.today, bounds.soon),
        "overdue": CaseRow.due_on < bounds.today,
        "paused": is_paused(bounds.today),
    }


def tried(*wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return conditions that are tried line by line: no index is looked for, so the one meant for the reading is."""
    return case((and_(*wanted), true()), else_=false())


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(case((condition, 1), else_=0)), 0), Integer)
