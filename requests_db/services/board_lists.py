"""The board's numbers and the cases behind them: a number is the length of its list, by one and the same filter."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from requests_db.services.actors import Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.calendars import working_calendar
from requests_db.services.case_figures import DUE_SOON_DAYS, PAGE_SIZE
from requests_db.services.search_index import SUBJECT
from requests_db.services.staff_queries import case_lines
from requests_db.services.visibility import Sight, visible_cases
from requests_db.statute.desk_queues import PAUSE_LABELS, Light, light_on
from requests_db.statute.limits import LimitKey
from requests_db.store.base import AnyRow
from requests_db.store.case_views import CaseLine
from requests_db.store.repositories import agencies, board_lists
from requests_db.store.repositories.board_lists import LATE, NOBODY, ON_TIME, Cut, Span
from requests_db.store.unit_of_work import UnitOfWork
from requests_db.store.views import Page

__all__ = [
    "LATE",
    "NOBODY",
    "ON_TIME",
    "OTHER_TOPICS",
    "BoardFilter",
    "HeldLine",
    "Overview",
    "PauseLine",
    "QuestionLine",
    "Span",
    "TopicLine",
    "board_cases",
    "every_board_case",
    "intake_by_topic",
    "open_questions",
    "overview",
    "topics_of",
    "urgent_cases",
]

OTHER_TOPICS = "其他"  # what none of the units names among its matters
SHORTEST_TOPIC = 2  # characters, the pieces of the blind index
MOST_QUESTIONS = 100
EXPORT_LIMIT = 20_000  # cases of one file


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """Which number of the board somebody follows to its cases."""

    is_open: bool | None = None
    light: Light | None = None
    pause: str | None = None  # why the clock stands, a key
    unit_id: int | None = None  # NOBODY: not shared out
    holder_id: int | None = None  # NOBODY: not taken up
    due: Span | None = None
    closed: Span | None = None
    in_time: str = ""  # on_time or late; with `closed`
    received: Span | None = None
    open_on: date | None = None  # open at the end of that day
    applicant_kind: str = ""
    topic: str = ""
    is_provisional: bool = False
    is_unopened: bool = False  # nobody of the staff has looked at it
    is_supervised: bool = False  # a supervisor's question waits for its answer


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """How much of what urgency one unit or one person holds."""

    id: int  # NOBODY: not yet anybody's
    name: str
    lights: Mapping[Light, int]

    @property
    def total(self) -> int:
        """All open cases held."""
        return sum(self.lights.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseLine:
    """For one reason, how many clocks stand."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLine:
    """How many requests were received about one topic."""

    topic: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """A supervisor's question that waits for its answer (未回复的督办)."""

    case: CaseLine
    asked_on: date
    answer_by_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All open cases in sight, counted in one reading so that no two numbers are of different moments."""

    by_unit: tuple[HeldLine, ...]  # the most urgent first
    by_holder: tuple[HeldLine, ...]
    pauses: tuple[PauseLine, ...]  # the commonest reason first
    provisional: int
    unopened: int

    @property
    def lights(self) -> dict[Light, int]:
        """How many shine in which light; together they are all open cases."""
        return {light: sum(line.lights[light] for line in self.by_unit) for light in Light}


async def overview(unit: UnitOfWork, actor: Actor) -> Overview:
    """Return what the board says of all open cases in sight."""
    sight = visible_cases(actor)
    cut = await _cut(unit, sight, BoardFilter(is_open=True))
    rows = await board_lists.tallied(unit.session, sight, cut)
    profile = await agency_profile(unit, sight.agency_id)
    holders = sorted({row.holder_id for row in rows if row.holder_id is not None})
    people = await agencies.staff_names(unit.session, holders) if holders else {}
    return Overview(
        by_unit=_held([(row.unit_id, row) for row in rows], {each.id: each.name for each in profile.units}, cut),
        by_holder=_held([(row.holder_id, row) for row in rows], people, cut),
        pauses=_pauses(rows, cut),
        provisional=sum(row.number for row in rows if row.due_provisional),
        unopened=sum(row.unopened for row in rows),
    )


def _pauses(rows: Sequence[AnyRow], cut: Cut) -> tuple[PauseLine, ...]:
    counts: Counter[str] = Counter()
    for row in rows:
        if row.pause_reason and _light(row, cut) is Light.QUIET:
            counts[row.pause_reason] += row.number
    lines = [PauseLine(key=key, label=PAUSE_LABELS.get(key, ""), count=count) for key, count in counts.items()]
    return tuple(sorted(lines, key=lambda line: (-line.count, line.key)))


def _light(row: AnyRow, cut: Cut) -> Light:
    return light_on(cut.today, cut.soon, row.due_on, row.stopped_until)


async def open_questions(unit: UnitOfWork, actor: Actor) -> tuple[QuestionLine, ...]:
    """Return the supervisors' questions in sight that nobody has answered, the most urgent first."""
    sight = visible_cases(actor)
    rows = await board_lists.running(unit.session, sight, LimitKey.SUPERVISION.value, limit=MOST_QUESTIONS)
    lines = await case_lines(unit, sight.agency_id, rows)
    return tuple(
        QuestionLine(
            case=line,
            asked_on=row.opened_on,
            answer_by_on=row.answer_by_on,
            is_late=row.answer_by_on is not None and row.answer_by_on < unit.today,
        )
        for line, row in zip(lines, rows, strict=True)
    )


async def board_cases(unit: UnitOfWork, actor: Actor, asked: BoardFilter, page: int = 1) -> Page[CaseLine]:
    """Return one page of the cases behind a number of the board; a page beyond the last shows the last."""
    sight = visible_cases(actor)
    cut = await _cut(unit, sight, asked)
    total = await board_lists.count(unit.session, sight, cut)
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    rows = await board_lists.listed(unit.session, sight, cut, offset=(shown - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    return Page(rows=await case_lines(unit, sight.agency_id, rows), total=total, page=shown, pages=pages)


async def urgent_cases(unit: UnitOfWork, actor: Actor, *, limit: int) -> tuple[CaseLine, ...]:
    """Return the most urgent cases in sight: what is late or due today, then what is near."""
    sight = visible_cases(actor)
    rows: list[AnyRow] = []
    for light in (Light.BAD, Light.WARN):
        if len(rows) < limit:
            cut = await _cut(unit, sight, BoardFilter(light=light))
            rows += await board_lists.first_due(unit.session, sight, cut, limit=limit - len(rows))
    return await case_lines(unit, sight.agency_id, rows)


async def every_board_case(unit: UnitOfWork, actor: Actor, asked: BoardFilter) -> tuple[CaseLine, ...]:
    """Return all cases behind a number, for a file, up to the longest one allowed."""
    sight = visible_cases(actor)
    cut = await _cut(unit, sight, asked)
    rows = await board_lists.listed(unit.session, sight, cut, offset=0, limit=EXPORT_LIMIT)
    return await case_lines(unit, sight.agency_id, rows)


async def intake_by_topic(unit: UnitOfWork, actor: Actor, span: Span) -> tuple[TopicLine, ...]:
    """Return how many requests were received about each matter the units name, the commonest first.

    A request may touch several matters and counts for each; what touches none is told last.
    """
    sight = visible_cases(actor)
    profile = await agency_profile(unit, sight.agency_id)
    lines = []
    for topic in (*topics_of(profile), OTHER_TOPICS):
        cut = await _cut(unit, sight, BoardFilter(received=span, topic=topic))
        lines.append(TopicLine(topic=topic, count=await board_lists.count(unit.session, sight, cut)))
    *named, other = lines
    found = sorted((line for line in named if line.count), key=lambda line: -line.count)
    return (*found, other) if other.count else tuple(found)


def topics_of(profile: AgencyProfile) -> tuple[str, ...]:
    """Return the matters the units of an agency name that are long enough to be found."""
    named = (matter.strip() for each in profile.units for matter in each.handles)
    return tuple(dict.fromkeys(matter for matter in named if len("".join(matter.split())) >= SHORTEST_TOPIC))


async def _cut(unit: UnitOfWork, sight: Sight, asked: BoardFilter) -> Cut:
    calendar = await working_calendar(unit, sight.agency_id)
    without: tuple[tuple[bytes, ...], ...] = ()
    if asked.topic == OTHER_TOPICS:
        topics = topics_of(await agency_profile(unit, sight.agency_id))
        without = tuple(tuple(unit.digester.grams(SUBJECT, topic)) for topic in topics)
    is_named = asked.topic not in ("", OTHER_TOPICS)
    return Cut(
        today=unit.today,
        soon=calendar.add(unit.today, DUE_SOON_DAYS).on,
        is_open=True if asked.light is not None or asked.pause is not None else asked.is_open,
        light=asked.light,
        pause=asked.pause,
        unit_id=asked.unit_id,
        holder_id=asked.holder_id,
        due=asked.due,
        closed=asked.closed,
        in_time=asked.in_time,
        received=asked.received,
        open_on=asked.open_on,
        applicant_kind=asked.applicant_kind,
        grams=tuple(unit.digester.grams(SUBJECT, asked.topic)) if is_named else (),
        without=without,
        is_provisional=asked.is_provisional,
        is_unopened=asked.is_unopened,
        limit_key=LimitKey.SUPERVISION.value if asked.is_supervised else "",
    )


def _held(rows: Iterable[tuple[int | None, AnyRow]], names: Mapping[int, str], cut: Cut) -> tuple[HeldLine, ...]:
    counts: dict[int, dict[Light, int]] = {}
    for id_, row in rows:
        own = counts.setdefault(id_ or NOBODY, dict.fromkeys(Light, 0))
        own[_light(row, cut)] += row.number
    lines = [HeldLine(id=id_, name=names.get(id_, ""), lights=own) for id_, own in sorted(counts.items())]
    return tuple(sorted(lines, key=_urgency, reverse=True))


def _urgency(line: HeldLine) -> tuple[int, ...]:
    return tuple(line.lights[light] for light in Light)
