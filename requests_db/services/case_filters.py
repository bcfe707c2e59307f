"""What somebody asks a list for: a queue, narrowed by any field, sorted by any column; and what that means in rows."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from requests_db.services.calendars import working_calendar
from requests_db.services.case_figures import COMMON_PIECE, DUE_SOON_DAYS
from requests_db.services.search_index import EMAIL, IDENTITY, NAME, PHONE, SUBJECT, digest_of
from requests_db.statute.desk_queues import HEAD_ANSWERED, HEAD_ASKED, QUEUE_STATES, QueueName, states_of
from requests_db.store.repositories import case_lists
from requests_db.store.repositories.case_lists import Bounds, Sight
from requests_db.store.repositories.case_order import Column, Order, Place, read_place
from requests_db.store.repositories.case_wishes import Asked, Search, Wish
from requests_db.store.secrets import Digester
from requests_db.store.unit_of_work import UnitOfWork

__all__ = [
    "FIELDS",
    "WAITS_FOR_HEAD",
    "Column",
    "Order",
    "Place",
    "QueueFilter",
    "bounds_of",
    "order_of",
    "read_place",
    "search_of",
    "wish_of",
]

NUMBER = "number"
FIELDS = (NUMBER, SUBJECT, NAME, IDENTITY, PHONE, EMAIL)  # what can be searched one by one
WHOLE = (NAME, IDENTITY, PHONE, EMAIL)  # personal values: found only when typed in full
PIECES_FROM = 2  # characters from which a subject can be searched
NEWEST_FIRST = (QueueName.NEW, QueueName.ALL)
WAITS_FOR_HEAD = Asked(
    asked=tuple(action.value for action in HEAD_ASKED), answered=tuple(action.value for action in HEAD_ANSWERED)
)
NO_STATE = "-"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Which list somebody asks for, and how it is narrowed; every condition can be combined with every other."""

    name: QueueName = QueueName.OPEN
    query: str = ""  # part of a number, a whole personal value, or words of the subject
    field: str = ""  # one of FIELDS, where only that is searched
    unit_id: int | None = None
    holder_id: int | None = None
    state: str = ""
    channel: str = ""
    applicant_kind: str = ""
    pause: str = ""  # why the clock stands, a key of PAUSE_LABELS
    received_from: date | None = None
    received_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    due_within: int | None = None  # working days from today on, what is overdue left out
    sort: Order | None = None  # None: as the queue is usually read


def order_of(asked: QueueFilter) -> Order:
    """Return how a list is sorted: as asked, else as the queue is usually read."""
    usual = Order(column=Column.ENTERED, descending=True) if asked.name in NEWEST_FIRST else Order()
    return asked.sort or usual


async def wish_of(unit: UnitOfWork, sight: Sight, asked: QueueFilter) -> Wish:
    """Return what a list asks of the rows."""
    wish = Wish(
        today=unit.today,
        is_open=None if asked.name is QueueName.ALL else True,
        unit_id=asked.unit_id,
        holder_ids=(asked.holder_id,) if asked.holder_id is not None else (),
        channel=asked.channel,
        applicant_kind=asked.applicant_kind,
        pause_reason=asked.pause,
        received_from=asked.received_from,
        received_to=asked.received_to,
        due_from=asked.due_from,
        due_to=asked.due_to,
        search=await _search(unit, asked),
    )
    return await _due(unit, sight, asked, _queued(wish, sight, asked))


async def bounds_of(unit: UnitOfWork, agency_id: int, within: int = DUE_SOON_DAYS) -> Bounds:
    """Return today and the day that lies so many working days ahead."""
    calendar = await working_calendar(unit, agency_id)
    return Bounds(today=unit.today, soon=calendar.add(unit.today, within).on)


def search_of(digester: Digester, query: str, field: str = "") -> Search:
    """Return the search a typed text stands for: a number, a whole personal value, or words of the subject."""
    text = query.strip()
    has_pieces = field in ("", SUBJECT) and len("".join(text.split())) >= PIECES_FROM
    has_number = any(sign.isdigit() for sign in text)  # as every number has; names and subjects mostly have none
    return Search(
        ref_part=text if field == NUMBER or (not field and has_number) else "",
        whole=tuple((each, digest_of(digester, each, text)) for each in WHOLE if field in ("", each)),
        grams=tuple(digester.grams(SUBJECT, text)) if has_pieces else (),
    )


async def _search(unit: UnitOfWork, asked: QueueFilter) -> Search | None:
    if not asked.query.strip():
        return None
    search = search_of(unit.digester, asked.query, asked.field)
    counted = await case_lists.rarest_first(unit.session, search.grams, most=COMMON_PIECE)
    is_common = bool(counted) and counted[0][0] == COMMON_PIECE
    return replace(search, grams=tuple(gram for _, gram in counted), is_common=is_common)


def _queued(wish: Wish, sight: Sight, asked: QueueFilter) -> Wish:
    """Return a wish for one queue: its states, its people, its condition."""
    name = asked.name
    has_states = name in QUEUE_STATES and name is not QueueName.ALL
    states = tuple(state.value for state in states_of(name)) if has_states else ()
    wish = replace(
        wish,
        states=_narrowed(states, asked.state),
        or_asked=WAITS_FOR_HEAD if name is QueueName.SIGN_OFF and not asked.state else None,
        only_paused=name is QueueName.PAUSED,
        only_unopened=name is QueueName.UNOPENED,
        only_provisional=name is QueueName.PROVISIONAL,
    )
    if name is QueueName.MINE:
        mine = (sight.staff_id, *sight.stands_for)
        return replace(wish, holder_ids=tuple(each for each in mine if asked.holder_id in (None, each)) or (0,))
    if name is QueueName.UNIT:
        return replace(wish, unit_id=asked.unit_id or sight.unit_id or 0)
    if name is QueueName.ASSISTING:
        return replace(wish, assisting_unit_id=sight.unit_id or 0)
    return wish


def _narrowed(states: tuple[str, ...], asked: str) -> tuple[str, ...]:
    """Return the states to show: those of the queue, or the one asked for if the queue has it, else one no case has."""
    if not asked:
        return states
    return (asked,) if asked in states or not states else (NO_STATE,)


async def _due(unit: UnitOfWork, sight: Sight, asked: QueueFilter, wish: Wish) -> Wish:
    if asked.name is QueueName.OVERDUE:
        last = unit.today - ONE_DAY
        return replace(wish, due_to=min(wish.due_to or last, last))
    within = asked.due_within or (DUE_SOON_DAYS if asked.name is QueueName.DUE_SOON else None)
    if within is None:
        return wish
    soon = (await bounds_of(unit, sight.agency_id, within)).soon
    return replace(wish, due_from=max(wish.due_from or unit.today, unit.today), due_to=min(wish.due_to or soon, soon))
