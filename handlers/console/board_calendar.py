"""The calendar of the board: on which days open requests end, with the days off of the working calendar."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from aiohttp import web

from handlers.console.board_cases import behind, month_span
from handlers.console.deps import actor_of, deps_of
from handlers.console.listing import list_address
from handlers.console.pages import render
from requests_db.services.board_figures import DueDay, coming_due
from requests_db.services.board_lists import Span
from requests_db.services.calendars import working_calendar
from requests_db.services.case_figures import DUE_SOON_DAYS
from requests_db.statute.calendar import WorkingCalendar

HERE = "/staff/board/calendar"
WEEK = 7
ONE_DAY = timedelta(days=1)


async def show(request: web.Request) -> web.Response:
    """Show one month."""
    deps, actor = deps_of(request), actor_of(request)
    today = deps.units.clock.today()
    span = month_span(request.query.get("month", "")) or month_span(f"{today:%Y-%m}") or Span(first=today, last=today)
    async with deps.units.reading() as unit:
        calendar = await working_calendar(unit, actor.agency_id or 0)
        due = {one.on: one for one in await coming_due(unit, actor, span.first, span.last)}
    soon = calendar.add(today, DUE_SOON_DAYS).on
    days = [_day(day, due, calendar, today=today, soon=soon) for day in _days(span)]
    return render(
        request,
        "board_calendar.html",
        year=span.first.year,
        month=span.first.month,
        weeks=_weeks(days, span),
        total=sum(one.count for one in due.values()),
        provisional=sum(one.provisional for one in due.values()),
        back=list_address(HERE, month=f"{span.first - ONE_DAY:%Y-%m}"),
        on=list_address(HERE, month=f"{span.last + ONE_DAY:%Y-%m}"),
        is_settled=calendar.is_known(span.last),
    )


def _days(span: Span) -> list[date]:
    return [span.first + timedelta(days=at) for at in range((span.last - span.first).days + 1)]


def _day(
    day: date, due: Mapping[date, DueDay], calendar: WorkingCalendar, *, today: date, soon: date
) -> dict[str, object]:
    found = due.get(day)
    is_working = calendar.is_working(day)
    return {
        "number": day.day,
        "is_today": day == today,
        "is_working": is_working,
        "why": "" if is_working == (day.weekday() < WEEK - 2) else calendar.why(day),
        "count": found.count if found else 0,
        "provisional": found.provisional if found else 0,
        "light": "bad" if day <= today else "warn" if day <= soon else "ok",
        "address": behind(is_open=True, due=Span(first=day, last=day)),
    }


def _weeks(days: Sequence[dict[str, object]], span: Span) -> list[list[dict[str, object] | None]]:
    """Return the days in weeks from Monday, with gaps where the month has not begun or is over."""
    cells: list[dict[str, object] | None] = [None] * span.first.weekday() + list(days)
    cells += [None] * (-len(cells) % WEEK)
    return [cells[at : at + WEEK] for at in range(0, len(cells), WEEK)]
