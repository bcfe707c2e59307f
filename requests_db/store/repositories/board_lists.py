"""The numbers of the board and the cases behind each of them: both are made of the same conditions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.statute.desk_queues import Light
from requests_db.store.base import AnyRow
from requests_db.store.repositories.case_lists import COLUMNS, Sight, in_sight, tried
from requests_db.store.tables_cases import COUNTED_BY, CaseLimitRow, CaseRow, CaseSearchRow

NOBODY = 0  # asks for cases that no unit, or no person, has yet
ON_TIME, LATE = "on_time", "late"
LIVE = ("open", "paused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Which cases of those in sight one number of the board counts."""

    today: date
    soon: date  # the last day that counts as near
    is_open: bool | None = None
    light: Light | None = None
    pause: str | None = None  # why the clock stands, a key
    unit_id: int | None = None  # NOBODY: not shared out
    holder_id: int | None = None  # NOBODY: not taken up
    due: Span | None = None
    closed: Span | None = None
    in_time: str = ""  # on_time or late
    received: Span | None = None
    open_on: date | None = None  # received by the end of that day and not closed by then
    applicant_kind: str = ""
    grams: tuple[bytes, ...] = ()  # of the topic
    without: tuple[tuple[bytes, ...], ...] = ()  # grams of topics, none of which it has
    is_provisional: bool = False
    is_unopened: bool = False
    limit_key: str = ""  # a period that runs on the case


async def count(session: AsyncSession, sight: Sight, cut: Cut) -> int:
    """Return how many cases a number counts."""
    return await session.scalar(select(func.count()).select_from(CaseRow).where(*_conditions(sight, cut))) or 0


async def listed(session: AsyncSession, sight: Sight, cut: Cut, *, offset: int, limit: int) -> Sequence[AnyRow]:
    """Return the cases behind a number, the earliest due first, then the latest received."""
    in_order = (CaseRow.due_on.asc().nulls_last(), CaseRow.received_on.desc(), CaseRow.id)
    chosen = select(CaseRow.id).where(*_conditions(sight, cut)).order_by(*in_order).offset(offset).limit(limit)
    ids = (await session.scalars(chosen)).all()  # told by an index alone; only what is shown is read
    return (await session.execute(select(*COLUMNS).where(CaseRow.id.in_(ids)).order_by(*in_order))).all()


async def first_due(session: AsyncSession, sight: Sight, cut: Cut, *, limit: int) -> Sequence[AnyRow]:
    """Return the first of the cases that have a day and shine in a light, by the index of that day."""
    in_order = (CaseRow.due_on, CaseRow.received_on.desc(), CaseRow.id)
    ids = (await session.scalars(select(CaseRow.id).where(*_wanted(sight, cut)).order_by(*in_order).limit(limit))).all()
    return (await session.execute(select(*COLUMNS).where(CaseRow.id.in_(ids)).order_by(*in_order))).all()


async def tallied(session: AsyncSession, sight: Sight, cut: Cut) -> Sequence[AnyRow]:
    """Return cases counted by what the board tells apart: whatever it says of all that are open, in one reading.

    Columns: unit_id, holder_id, due_on, stopped_until, pause_reason, due_provisional, number, unopened. Grouped in the
    order of the index everything is read from, so that nothing is sorted; some groups come in several lines.
    """
    seen = func.count(CaseRow.opened_at)
    told = (CaseRow.due_on, CaseRow.stopped_until, CaseRow.pause_reason, CaseRow.due_provisional)
    counted = select(
        CaseRow.unit_id, CaseRow.holder_id, *told, func.count().label("number"), (func.count() - seen).label("unopened")
    ).where(*_conditions(sight, cut))
    grouped = counted.group_by(*(getattr(CaseRow, name) for name in COUNTED_BY[: COUNTED_BY.index("opened_at")]))
    rows: Sequence[AnyRow] = (await session.execute(grouped)).all()
    return rows


async def running(session: AsyncSession, sight: Sight, key: str, *, limit: int) -> Sequence[AnyRow]:
    """Return the cases on which a period runs, the earliest due first: COLUMNS, opened_on, answer_by_on."""
    found = await session.execute(
        select(*COLUMNS, CaseLimitRow.opened_on, CaseLimitRow.due_on.label("answer_by_on"))
        .join(CaseLimitRow, CaseLimitRow.case_id == CaseRow.id)
        .where(tried(in_sight(sight)), CaseLimitRow.key == key, CaseLimitRow.status.in_(LIVE))
        .order_by(CaseLimitRow.due_on, CaseLimitRow.id)
        .limit(limit)
    )
    return found.all()


def was_open(day: date) -> ColumnElement[bool]:
    """Return the condition that a case had been received by the end of a day and was not closed by then."""
    return and_(CaseRow.received_on <= day, or_(CaseRow.closed_on.is_(None), CaseRow.closed_on > day))


def _conditions(sight: Sight, cut: Cut) -> list[ColumnElement[bool]]:
    """Return what a number counts; tried line by line on the index that holds all of it, unless something leads on."""
    found = _wanted(sight, cut)
    is_led = any((cut.grams, cut.without, cut.limit_key, cut.closed, cut.is_provisional))
    return found if is_led else [tried(*found)]


def _wanted(sight: Sight, cut: Cut) -> list[ColumnElement[bool]]:
    found = [in_sight(sight), *_holding(cut), *_spans(cut)]
    if cut.is_open is not None:
        found.append(CaseRow.is_open.is_(cut.is_open))
    if cut.open_on is not None:
        found.append(was_open(cut.open_on))
    if cut.light is not None:
        found.append(_shines(cut.light, cut))
    if cut.pause is not None:
        found += [_stands(cut.today), CaseRow.pause_reason == cut.pause]
    if cut.in_time:
        found.append(_in_time() if cut.in_time == ON_TIME else not_(_in_time()))
    if cut.applicant_kind:
        found.append(CaseRow.applicant_kind == cut.applicant_kind)
    if cut.is_provisional:
        found.append(CaseRow.due_provisional.is_(True))
    if cut.is_unopened:
        found.append(CaseRow.opened_at.is_(None))
    if cut.grams:
        found.append(_has(cut.grams))
    found += [not_(_has(grams)) for grams in cut.without]
    if cut.limit_key:
        on_case = select(CaseLimitRow.case_id).where(
            CaseLimitRow.key == cut.limit_key, CaseLimitRow.status.in_(LIVE), CaseLimitRow.case_id.is_not(None)
        )
        found.append(CaseRow.id.in_(on_case))
    return found


def _holding(cut: Cut) -> list[ColumnElement[bool]]:
    pairs = ((CaseRow.unit_id, cut.unit_id), (CaseRow.holder_id, cut.holder_id))
    return [column.is_(None) if asked == NOBODY else column == asked for column, asked in pairs if asked is not None]


def _spans(cut: Cut) -> list[ColumnElement[bool]]:
    pairs = ((CaseRow.due_on, cut.due), (CaseRow.closed_on, cut.closed), (CaseRow.received_on, cut.received))
    return [column.between(span.first, span.last) for column, span in pairs if span is not None]


def _stands(today: date) -> ColumnElement[bool]:
    """Return the condition that no day can be named, or that the clock stands today."""
    return or_(CaseRow.due_on.is_(None), func.coalesce(CaseRow.stopped_until, date.min) >= today)


def _shines(light: Light, cut: Cut) -> ColumnElement[bool]:
    running = {
        Light.BAD: CaseRow.due_on <= cut.today,
        Light.WARN: and_(CaseRow.due_on > cut.today, CaseRow.due_on <= cut.soon),
        Light.OK: CaseRow.due_on > cut.soon,
    }
    stands = _stands(cut.today)
    return stands if light is Light.QUIET else and_(running.get(light, false()), not_(stands))


def _in_time() -> ColumnElement[bool]:
    return or_(CaseRow.due_on.is_(None), CaseRow.closed_on <= CaseRow.due_on)


def _has(grams: tuple[bytes, ...]) -> ColumnElement[bool]:
    """Return the condition that the subject holds every one of some two-character pieces."""
    pieces = (
        exists().where(
            CaseSearchRow.field == "subject", CaseSearchRow.digest == gram, CaseSearchRow.case_id == CaseRow.id
        )
        for gram in dict.fromkeys(grams)
    )
    return and_(*pieces)
