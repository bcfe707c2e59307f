"""Charts of the board: answered on time by month and unit, requests received by month, kind and topic."""

from collections.abc import Sequence
from datetime import date

from aiohttp import web

from handlers.console.board_cases import behind, month_span
from handlers.console.deps import actor_of, deps_of
from handlers.console.pages import render
from handlers.wording import Wording
from requests_db.services.board_figures import IntakeMonth, LoadLine, OnTimeLine, intake, load, on_time
from requests_db.services.board_lists import LATE, NOBODY, ON_TIME, Span, intake_by_topic
from requests_db.statute.report_format import COLUMN_LABELS, TOTAL

MONTHS = 12  # shown, the present one included
PERCENT = 100


async def show(request: web.Request) -> web.Response:
    """Show the charts of the last twelve months."""
    deps, actor = deps_of(request), actor_of(request)
    months = months_until(deps.units.clock.today())
    span, ends = whole(months), [whole([month]).last for month in months]
    async with deps.units.reading() as unit:
        closed = await on_time(unit, actor, span.first, span.last)
        received = await intake(unit, actor, span.first, span.last)
        topics = await intake_by_topic(unit, actor, span)
        held = await load(unit, actor, ends)
    return render(
        request,
        "board_figures.html",
        months=months,
        rate=rate_text(sum(one.on_time for one in closed), sum(one.closed for one in closed)),
        punctual=_punctual(months, closed),
        most_closed=max((sum(one.closed for one in closed if one.month == month) for month in months), default=0),
        units=_by_unit(months, closed, deps.wording),
        loads=_loads(months, ends, held),
        most_load=max(_totals(held, len(ends)), default=0),
        load_units=[_load_line(one, ends, deps.wording) for one in held],
        received=_received(months, received),
        most_received=max((one.total for one in received), default=0),
        kinds=_kinds(months, received),
        topics=[(one.topic, one.count, behind(received=span, topic=one.topic)) for one in topics],
        most_topic=max((one.count for one in topics), default=0),
    )


def months_until(today: date) -> tuple[str, ...]:
    """Return the last twelve months, the earliest first, e.g. 2025-04 … 2026-03."""
    last = today.year * MONTHS + today.month - 1
    return tuple(f"{at // MONTHS}-{at % MONTHS + 1:02d}" for at in range(last - MONTHS + 1, last + 1))


def whole(months: Sequence[str]) -> Span:
    """Return the days of some months that follow one another.

    Raises:
        ValueError: one is no month.
    """
    first, last = month_span(months[0]), month_span(months[-1])
    if first is None or last is None:
        raise ValueError(f"no months: {months[0]}, {months[-1]}")
    return Span(first=first.first, last=last.last)


def rate_text(part: int, of: int) -> str:
    """Return a share in per cent, rounded down so that only a whole is called one; empty for nothing."""
    return f"{part * PERCENT // of}%" if of else ""


def _punctual(months: Sequence[str], closed: Sequence[OnTimeLine]) -> list[dict[str, object]]:
    items = []
    for month in months:
        lines = [one for one in closed if one.month == month]
        ended, good = sum(one.closed for one in lines), sum(one.on_time for one in lines)
        items.append(
            {
                "name": _short(month),
                "count": ended,
                "text": rate_text(good, ended) or "—",
                "parts": (("ok", good), ("bad", ended - good)),
                "address": behind(closed=month_span(month)),
            }
        )
    return items


def _by_unit(months: Sequence[str], closed: Sequence[OnTimeLine], wording: Wording) -> list[dict[str, object]]:
    names = dict.fromkeys((one.unit_id or NOBODY, one.unit_name) for one in closed)
    found = {(one.unit_id or NOBODY, one.month): one for one in closed}
    return [
        {
            "name": name or wording.text("desk.board.none.unit"),
            "cells": [_cell(found.get((unit_id, month)), month) for month in months],
            "rate": rate_text(*_sums([one for one in closed if (one.unit_id or NOBODY) == unit_id])),
        }
        for unit_id, name in names
    ]


def _cell(line: OnTimeLine | None, month: str) -> dict[str, object]:
    if line is None:
        return {"text": "", "late": 0, "address": "", "late_address": ""}
    place = {"closed": month_span(month), "unit_id": line.unit_id or NOBODY}
    return {
        "text": f"{line.on_time}/{line.closed}",
        "late": line.closed - line.on_time,
        "address": behind(**place, in_time=ON_TIME if line.on_time == line.closed else ""),
        "late_address": behind(**place, in_time=LATE),
    }


def _sums(lines: Sequence[OnTimeLine]) -> tuple[int, int]:
    return sum(one.on_time for one in lines), sum(one.closed for one in lines)


def _loads(months: Sequence[str], ends: Sequence[date], held: Sequence[LoadLine]) -> list[dict[str, object]]:
    return [
        {
            "name": _short(month),
            "count": total,
            "text": str(total),
            "parts": (("accent", total),),
            "address": behind(open_on=end),
        }
        for month, end, total in zip(months, ends, _totals(held, len(ends)), strict=True)
    ]


def _totals(held: Sequence[LoadLine], days: int) -> list[int]:
    return [sum(one.counts[at] for one in held) for at in range(days)]


def _load_line(line: LoadLine, ends: Sequence[date], wording: Wording) -> dict[str, object]:
    return {
        "name": line.unit_name or wording.text("desk.board.none.unit"),
        "cells": [
            (count, behind(open_on=end, unit_id=line.unit_id or NOBODY))
            for count, end in zip(line.counts, ends, strict=True)
        ],
    }


def _received(months: Sequence[str], received: Sequence[IntakeMonth]) -> list[dict[str, object]]:
    totals = {one.month: one.total for one in received}
    return [
        {
            "name": _short(month),
            "count": totals.get(month, 0),
            "text": str(totals.get(month, 0)),
            "parts": (("accent", totals.get(month, 0)),),
            "address": behind(received=month_span(month)),
        }
        for month in months
    ]


def _kinds(months: Sequence[str], received: Sequence[IntakeMonth]) -> list[dict[str, object]]:
    by_month = {one.month: one.by_kind for one in received}
    kinds = [kind for kind in COLUMN_LABELS if kind != TOTAL and any(kind in one.by_kind for one in received)]
    return [
        {
            "name": COLUMN_LABELS[kind],
            "cells": [
                (number, behind(received=month_span(month), applicant_kind=str(kind)))
                for month in months
                for number in [by_month.get(month, {}).get(kind, 0)]
            ],
        }
        for kind in kinds
    ]


def _short(month: str) -> str:
    year, _, number = month.partition("-")
    return f"{year}年1月" if number == "01" else f"{int(number)}月"
