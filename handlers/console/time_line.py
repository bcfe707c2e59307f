"""The reply period of a case as a drawn line, and the same in words for whoever does not see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handlers.console.pages import day_text
from handlers.wording import Wording
from requests_db.statute.timeline import SegmentKind
from requests_db.store.case_views import CasePage, DrawnSegment

AHEAD = (SegmentKind.LEFT, SegmentKind.EXTENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One piece of the line: where it lies, in days from the left, and what is said of it."""

    kind: str
    left: int
    width: int
    label: str
    text: str
    is_provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """A drawn reply period."""

    width: int  # natural days
    today: int | None  # days from the left; None where today lies outside
    stretches: tuple[Stretch, ...]
    read: str  # the whole in one sentence
    marks: tuple[str, ...]  # start, today and end, in the order of their days


def time_line_of(page: CasePage, wording: Wording, *, today: date) -> TimeLine | None:
    """Return the line of a case, None while there is nothing to draw."""
    if not page.time_line:
        return None
    first, last = page.time_line[0].from_on, page.time_line[-1].to_on
    stretches = tuple(_stretch(one, first, wording, is_open=page.due.provisional) for one in page.time_line)
    return TimeLine(
        width=(last - first).days + 1,
        today=(today - first).days if page.line.is_open and first <= today <= last else None,
        stretches=stretches,
        read=wording.text("desk.time_line.read", parts="；".join(one.text for one in stretches)),
        marks=tuple(text for _, text in sorted(_marks(page, wording, today), key=lambda mark: mark[0])),
    )


def _stretch(one: DrawnSegment, first: date, wording: Wording, *, is_open: bool) -> Stretch:
    label = wording.text(f"desk.time_line.kind.{one.kind.value}")
    span = day_text(one.from_on)
    if one.to_on != one.from_on:
        span = wording.text("desk.time_line.span", first=span, last=day_text(one.to_on))
    return Stretch(
        kind=one.kind.value,
        left=(one.from_on - first).days,
        width=one.days,
        label=label,
        text=wording.text("desk.time_line.part", label=label, span=span, days=one.working_days),
        is_provisional=is_open and one.kind in AHEAD,
    )


def _marks(page: CasePage, wording: Wording, today: date) -> Iterator[tuple[date, str]]:
    received_on, due_on = page.line.received_on, page.due.due_on
    if received_on is not None:
        yield received_on, wording.text("desk.time_line.from", on=day_text(received_on))
    if page.line.is_open:
        yield today, wording.text("desk.time_line.today", on=day_text(today))
    if due_on is None:
        yield date.max, wording.text("desk.time_line.open_end")
    else:
        key = "desk.time_line.to_provisional" if page.due.provisional else "desk.time_line.to"
        yield due_on, wording.text(key, on=day_text(due_on))
