"""The cases behind a number of the board: the address says which number, the page lists them."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from enum import Enum

from aiohttp import web

from handlers.console.case_lines import shown_case
from handlers.console.deps import actor_of, deps_of
from handlers.console.listing import list_address, page_number
from handlers.console.pages import day_text, render
from handlers.wording import Wording
from requests_db.services.actors import Actor
from requests_db.services.agency import agency
from requests_db.services.board_lists import LATE, NOBODY, ON_TIME, BoardFilter, Span, board_cases
from requests_db.services.restricted import out_of_sight
from requests_db.services.staff_accounts import list_staff
from requests_db.statute.desk_queues import LIGHT_LABELS, PAUSE_LABELS, QUEUE_LABELS, Light, QueueName
from requests_db.statute.report_format import COLUMN_LABELS, ApplicantKind
from requests_db.store.unit_of_work import UnitOfWork

HERE = "/staff/board/cases"
LONGEST_ID = 18  # digits
LONGEST_TOPIC = 40  # characters
DAYS = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?")
MONTH = re.compile(r"\d{4}-\d\d")
LONGEST_MONTH = timedelta(days=31)
ONE_DAY = timedelta(days=1)
EVERYTHING = BoardFilter()
ALL_OPEN = BoardFilter(is_open=True)  # whose file ends with the masked lines of what is out of sight
SHORT = {  # name of a condition in the address
    "is_open": "open",
    "light": "light",
    "pause": "pause",
    "unit_id": "unit",
    "holder_id": "holder",
    "due": "due",
    "closed": "closed",
    "in_time": "in_time",
    "received": "received",
    "open_on": "open_on",
    "applicant_kind": "kind",
    "topic": "topic",
    "is_provisional": "provisional",
    "is_unopened": "unopened",
    "is_supervised": "supervised",
}


async def show(request: web.Request) -> web.Response:
    """Show the cases behind a number."""
    deps, actor = deps_of(request), actor_of(request)
    asked = read_filter(request.query)
    async with deps.units.reading() as unit:
        page = await board_cases(unit, actor, asked, page=page_number(request))
        said = await words_of(unit, actor, asked, deps.wording)
        hidden = await out_of_sight(unit, actor) if asked == ALL_OPEN else None
    return render(
        request,
        "board_cases.html",
        said=said,
        hidden=hidden,
        page=page,
        lines=[shown_case(line, deps.wording) for line in page.rows],
        page_address=lambda number: address_of(asked, page=number),
        files=[(form, address_of(asked, path=f"{HERE}/file/{form}")) for form in ("xlsx", "csv")],
    )


def behind(**asked: object) -> str:
    """Return the address of the cases behind the number that the fields of a `BoardFilter` describe."""
    return address_of(BoardFilter(**asked))  # type: ignore[arg-type]


def address_of(asked: BoardFilter, *, path: str = HERE, page: int = 1) -> str:
    """Return the address that `read_filter` reads as `asked`."""
    parts = {
        short: _part(getattr(asked, name))
        for name, short in SHORT.items()
        if getattr(asked, name) != getattr(EVERYTHING, name)
    }
    return list_address(path, **parts, page=page)


def month_span(month: str) -> Span | None:
    """Return the days of a month written 2026-03; None for nonsense."""
    with suppress(ValueError):
        if MONTH.fullmatch(month):
            first = date.fromisoformat(f"{month}-01")
            return Span(first=first, last=(first + LONGEST_MONTH).replace(day=1) - ONE_DAY)
    return None


def read_filter(query: Mapping[str, str]) -> BoardFilter:
    """Return the filter an address asks for; what it does not understand it leaves out."""
    light, in_time = query.get("light", ""), query.get("in_time", "")
    pause, kind = query.get("pause", ""), query.get("kind", "")
    return BoardFilter(
        is_open={"1": True, "0": False}.get(query.get("open", "")),
        light=Light(light) if light in set(Light) else None,
        pause=pause if pause in PAUSE_LABELS else None,
        unit_id=_id(query.get("unit", "")),
        holder_id=_id(query.get("holder", "")),
        due=_span(query.get("due", "")),
        closed=_span(query.get("closed", "")),
        in_time=in_time if in_time in (ON_TIME, LATE) else "",
        received=_span(query.get("received", "")),
        open_on=_last_day(_span(query.get("open_on", ""))),
        applicant_kind=kind if kind in set(ApplicantKind) else "",
        topic=query.get("topic", "").strip()[:LONGEST_TOPIC],
        is_provisional=query.get("provisional", "") == "1",
        is_unopened=query.get("unopened", "") == "1",
        is_supervised=query.get("supervised", "") == "1",
    )


async def words_of(unit: UnitOfWork, actor: Actor, asked: BoardFilter, wording: Wording) -> str:
    """Return in Chinese which cases a filter asks for."""
    agency_id = actor.agency_id or 0
    units = {one.id: one.name for one in (await agency(unit, agency_id)).units} if asked.unit_id else {}
    people = {one.id: one.display_name for one in await list_staff(unit, agency_id)} if asked.holder_id else {}
    return "；".join(filter(None, _words(asked, units, people, wording))) or wording.text("desk.board.cases.all")


def _words(asked: BoardFilter, units: Mapping[int, str], people: Mapping[int, str], wording: Wording) -> Iterator[str]:
    none_unit, none_holder = wording.text("desk.board.none.unit"), wording.text("desk.board.none.holder")
    if asked.light is not None:
        name = wording.text(f"desk.board.light.{asked.light.value}")
        yield wording.text("desk.board.cases.light", light=name, what=LIGHT_LABELS[asked.light])
    elif asked.is_open is not None:
        yield wording.text("desk.board.cases.open" if asked.is_open else "desk.board.cases.ended")
    if asked.pause is not None:
        yield wording.text("desk.board.cases.pause", why=PAUSE_LABELS[asked.pause])
    if asked.unit_id is not None:
        yield none_unit if asked.unit_id == NOBODY else units.get(asked.unit_id, "")
    if asked.holder_id is not None:
        yield none_holder if asked.holder_id == NOBODY else people.get(asked.holder_id, "")
    for name in ("due", "closed", "received"):
        span = getattr(asked, name)
        if span is not None:
            yield wording.text(f"desk.board.cases.{name}", span=span_text(span, wording))
    if asked.open_on is not None:
        yield wording.text("desk.board.cases.open_on", on=day_text(asked.open_on))
    if asked.in_time:
        yield wording.text(f"desk.board.cases.{asked.in_time}")
    if asked.applicant_kind:
        yield COLUMN_LABELS[asked.applicant_kind]
    if asked.topic:
        yield wording.text("desk.board.cases.topic", topic=asked.topic)
    if asked.is_provisional:
        yield QUEUE_LABELS[QueueName.PROVISIONAL]
    if asked.is_unopened:
        yield QUEUE_LABELS[QueueName.UNOPENED]
    if asked.is_supervised:
        yield wording.text("desk.board.questions.tile")


def span_text(span: Span, wording: Wording) -> str:
    """Return days as people read them: one day, or from the first to the last."""
    if span.first == span.last:
        return day_text(span.first)
    return wording.text("desk.board.cases.span", first=day_text(span.first), last=day_text(span.last))


def _part(value: object) -> object:
    if isinstance(value, Span):
        return value.first.isoformat() if value.first == value.last else f"{value.first}..{value.last}"
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.value if isinstance(value, Enum) else str(value)


def _span(text: str) -> Span | None:
    month = month_span(text)
    found = DAYS.fullmatch(text)
    with suppress(ValueError):
        if found:
            first = date.fromisoformat(found[1])
            return Span(first=first, last=date.fromisoformat(found[2]) if found[2] else first)
    return month


def _last_day(span: Span | None) -> date | None:
    return span.last if span is not None else None


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None
