"""What staff see in lists: queues, their numbers, search, the board. Every one starts from what is in sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from requests_db.services.actors import Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.calendars import calendar_for, working_calendar
from requests_db.services.case_figures import DUE_SOON_DAYS, LONGEST_LIST, PAGE_SIZE
from requests_db.services.case_reading import subject_of
from requests_db.services.outcome_rules import outcome_label
from requests_db.services.search_index import SUBJECT, WHOLE_FIELDS, digest_of
from requests_db.services.visibility import visible_cases
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.desk_queues import PAUSE_LABELS, QUEUE_STATES, QueueName, states_of
from requests_db.statute.workflow import State, label
from requests_db.store.case_views import Board, CaseLine, LoadLine
from requests_db.store.repositories import agencies, case_lists
from requests_db.store.repositories.case_lists import Bounds, Order, Search, Sight, Wish
from requests_db.store.secrets import Digester
from requests_db.store.unit_of_work import UnitOfWork
from requests_db.store.views import Page

GRAMS_FROM = 2  # characters from which a subject can be searched
NEWEST_FIRST = (QueueName.NEW, QueueName.ALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which list somebody asks for, and how it is narrowed."""

    name: QueueName = QueueName.OPEN
    query: str = ""  # part of a number, a whole personal value, or words of the subject
    unit_id: int | None = None
    holder_id: int | None = None
    sort: Order | None = None  # None: as the queue is usually read


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """With what the lines of one list are filled in."""

    units: Mapping[int, str]
    staff: Mapping[int, str]
    calendar: WorkingCalendar
    today: date


async def queue(unit: UnitOfWork, actor: Actor, asked: QueueFilter, page: int = 1) -> Page[CaseLine]:
    """Return one page of a list.

    Args:
        unit: any unit.
        actor: who looks; the list holds only what they see.
        asked: the queue and how it is narrowed.
        page: from 1; a page beyond the last shows the last.

    Raises:
        NotFound: the actor is no member of staff.
    """
    sight = visible_cases(actor)
    wish = await _wish(unit, sight, asked)
    total = await case_lists.count_cases(unit.session, sight, wish)
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    rows = await case_lists.list_cases(unit.session, sight, wish, offset=(shown - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    return Page(rows=await _lines(unit, sight.agency_id, rows), total=total, page=shown, pages=pages)


async def queue_counts(unit: UnitOfWork, actor: Actor) -> dict[str, int]:
    """Return how many open cases each queue has, by queue name; `all` is not among them."""
    return await _counts(unit, visible_cases(actor))


async def cases_matching(unit: UnitOfWork, actor: Actor, asked: QueueFilter) -> tuple[CaseLine, ...]:
    """Return a whole list at once, for exports, up to the longest one allowed."""
    sight = visible_cases(actor)
    wish = await _wish(unit, sight, asked)
    rows = await case_lists.list_cases(unit.session, sight, wish, offset=0, limit=LONGEST_LIST)
    return await _lines(unit, sight.agency_id, rows)


async def board(unit: UnitOfWork, actor: Actor, agency_id: int) -> Board:
    """Return what is due, late, paused and provisional, and who holds it.

    Args:
        unit: any unit.
        actor: who looks; the numbers cover only what they see.
        agency_id: whose board; the actor's own.
    """
    sight = visible_cases(actor)
    counts = await _counts(unit, sight)
    bounds = await _bounds(unit, agency_id)
    profile = await agency_profile(unit, agency_id)
    by_unit = await case_lists.load_by(unit.session, sight, bounds, holder=False)
    by_holder = await case_lists.load_by(unit.session, sight, bounds, holder=True)
    staff = await agencies.staff_names(unit.session, [row.id for row in by_holder if row.id is not None])
    urgent = Wish(today=unit.today, is_open=True, due_to=bounds.soon, order=Order.DUE)
    rows = await case_lists.list_cases(unit.session, sight, urgent, offset=0, limit=PAGE_SIZE)
    return Board(
        open=counts[QueueName.OPEN],
        due_within_3=counts[QueueName.DUE_SOON],
        overdue=counts[QueueName.OVERDUE],
        paused=counts[QueueName.PAUSED],
        provisional=counts[QueueName.PROVISIONAL],
        unopened=counts[QueueName.UNOPENED],
        by_unit=_load(by_unit, {each.id: each.name for each in profile.units}),
        by_holder=_load(by_holder, staff),
        rows=await _lines(unit, agency_id, rows),
    )


def search_of(digester: Digester, query: str) -> Search:
    """Return the search a typed text stands for: a number, a whole personal value, or words of the subject."""
    text = query.strip()
    grams = tuple(digester.grams(SUBJECT, text)) if len("".join(text.split())) >= GRAMS_FROM else ()
    return Search(
        ref_part=text,
        whole=tuple((field, digest_of(digester, field, text)) for field in WHOLE_FIELDS),
        grams=grams,
    )


def case_line(row: Any, names: Names, wanted: dict[str, str]) -> CaseLine:  # noqa: ANN401 - a result row or a case
    """Return a case as a list shows it."""
    state = State(row.state)
    stands = row.is_open and (row.due_on is None or (row.stopped_until or date.min) >= names.today)
    remaining = _remaining(names, row.due_on) if row.is_open and row.due_on is not None else None
    return CaseLine(
        id=row.id,
        ref=row.ref,
        subject=subject_of(wanted),
        state=state,
        state_label=label(state),
        is_open=row.is_open,
        channel=row.channel,
        applicant_kind=row.applicant_kind,
        submitted_on=row.submitted_on,
        received_on=row.received_on,
        due_on=row.due_on,
        provisional=row.due_provisional,
        remaining_working_days=remaining,
        paused_because=PAUSE_LABELS.get(row.pause_reason, "") if stands else "",
        unit_id=row.unit_id,
        unit_name=names.units.get(row.unit_id, ""),
        holder_id=row.holder_id,
        holder_name=names.staff.get(row.holder_id, ""),
        outcome_label=outcome_label(row.outcome),
        is_restricted=row.is_restricted,
        is_opened=row.opened_at is not None,
    )


async def _wish(unit: UnitOfWork, sight: Sight, asked: QueueFilter) -> Wish:
    name = asked.name
    wish = Wish(
        today=unit.today,
        states=tuple(state.value for state in states_of(name)) if name in QUEUE_STATES else (),
        is_open=None if name is QueueName.ALL else True,
        unit_id=asked.unit_id,
        holder_id=asked.holder_id,
        search=search_of(unit.digester, asked.query) if asked.query.strip() else None,
        order=asked.sort or (Order.NEWEST if name in NEWEST_FIRST else Order.DUE),
    )
    if name is QueueName.ALL:
        return replace(wish, states=())
    if name is QueueName.MINE:
        return replace(wish, holder_id=sight.staff_id)
    if name is QueueName.UNIT:
        return replace(wish, unit_id=asked.unit_id or sight.unit_id or 0)
    if name is QueueName.DUE_SOON:
        return replace(wish, due_from=unit.today, due_to=(await _bounds(unit, sight.agency_id)).soon)
    if name is QueueName.OVERDUE:
        return replace(wish, due_to=date.fromordinal(unit.today.toordinal() - 1))
    return replace(
        wish,
        only_paused=name is QueueName.PAUSED,
        only_unopened=name is QueueName.UNOPENED,
        only_provisional=name is QueueName.PROVISIONAL,
    )


async def _bounds(unit: UnitOfWork, agency_id: int) -> Bounds:
    calendar = await working_calendar(unit, agency_id)
    return Bounds(today=unit.today, soon=calendar.add(unit.today, DUE_SOON_DAYS).on)


async def _counts(unit: UnitOfWork, sight: Sight) -> dict[str, int]:
    states = {
        name.value: tuple(state.value for state in states_of(name))
        for name in QUEUE_STATES
        if name is not QueueName.ALL
    }
    return await case_lists.count_open(unit.session, sight, await _bounds(unit, sight.agency_id), states)


async def _lines(unit: UnitOfWork, agency_id: int, rows: Sequence[Any]) -> tuple[CaseLine, ...]:
    profile: AgencyProfile = await agency_profile(unit, agency_id)
    holders = sorted({row.holder_id for row in rows if row.holder_id is not None})
    names = Names(
        units={each.id: each.name for each in profile.units},
        staff=await agencies.staff_names(unit.session, holders) if holders else {},
        calendar=await calendar_for(unit, profile),
        today=unit.today,
    )
    return tuple(case_line(row, names, unit.cipher.open(row.wanted_sealed)) for row in rows)


def _remaining(names: Names, due_on: date) -> int:
    left = names.calendar.count(names.today, due_on)
    return left if due_on >= names.today else min(-1, left)


def _load(rows: Sequence[Any], names: Mapping[int, str]) -> tuple[LoadLine, ...]:
    return tuple(
        LoadLine(
            id=row.id,
            name=names.get(row.id, ""),
            open=row.open,
            due_soon=row.due_soon,
            overdue=row.overdue,
            paused=row.paused,
        )
        for row in rows
    )
