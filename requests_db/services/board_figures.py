"""Figures of the supervisor's board over time: answered on time by unit and month, dates to come, intake by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from requests_db.services.actors import Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.visibility import visible_cases
from requests_db.store.repositories import case_figures
from requests_db.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTimeLine:
    """How many requests one unit closed in one month, and how many of them within their period."""

    unit_id: int | None
    unit_name: str
    month: str  # 2026-03
    closed: int
    on_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLine:
    """How many requests one unit had open at the end of some days, in their order."""

    unit_id: int | None
    unit_name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """How many open requests end on one day."""

    on: date
    count: int
    provisional: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeMonth:
    """How many requests were received in one month, by kind of applicant."""

    month: str  # 2026-03
    by_kind: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_kind.values())


async def load(unit: UnitOfWork, actor: Actor, days: Sequence[date]) -> tuple[LoadLine, ...]:
    """Return how many requests in sight each unit had open at the end of some days; units without any left out."""
    sight = visible_cases(actor)
    rows = await case_figures.open_on_days(unit.session, sight, days)
    names = {each.id: each.name for each in (await agency_profile(unit, sight.agency_id)).units}
    counts: dict[int | None, tuple[int, ...]] = {}
    for unit_id, *numbers in rows:
        known = counts.get(unit_id, (0,) * len(days))
        counts[unit_id] = tuple(map(sum, zip(known, numbers, strict=True)))
    return tuple(
        LoadLine(unit_id=unit_id, unit_name=names.get(unit_id or 0, ""), counts=numbers)
        for unit_id, numbers in sorted(counts.items(), key=lambda item: item[0] or 0)
        if any(numbers)
    )


async def on_time(unit: UnitOfWork, actor: Actor, first: date, last: date) -> tuple[OnTimeLine, ...]:
    """Return what was closed from `first` to `last`, in sight, by unit and month.

    A request is on time when it was closed on or before its last day; one without a date, because it was withdrawn or
    lapsed while the clock stood, is on time.
    """
    sight = visible_cases(actor)
    rows = await case_figures.closed_by_day(unit.session, sight, first, last)
    profile = await agency_profile(unit, sight.agency_id)
    names = {each.id: each.name for each in profile.units}
    sums: dict[tuple[int, str], list[int]] = {}
    for row in rows:
        line = sums.setdefault((row.unit_id or 0, _month(row.closed_on)), [0, 0])
        line[0] += row.closed
        line[1] += row.on_time
    return tuple(
        OnTimeLine(unit_id=unit_id or None, unit_name=names.get(unit_id, ""), month=month, closed=closed, on_time=good)
        for (unit_id, month), (closed, good) in sorted(sums.items(), key=lambda item: (item[0][1], item[0][0]))
    )


async def coming_due(unit: UnitOfWork, actor: Actor, first: date, last: date) -> tuple[DueDay, ...]:
    """Return the days from `first` to `last` on which open requests in sight end."""
    rows = await case_figures.due_by_day(unit.session, visible_cases(actor), first, last)
    return tuple(DueDay(on=row.due_on, count=row.number, provisional=row.provisional) for row in rows)


async def intake(unit: UnitOfWork, actor: Actor, first: date, last: date) -> tuple[IntakeMonth, ...]:
    """Return what was received from `first` to `last`, in sight, by month and kind of applicant."""
    rows: Sequence[Any] = await case_figures.received_by_day(unit.session, visible_cases(actor), first, last)
    months: dict[str, dict[str, int]] = {}
    for row in rows:
        kinds = months.setdefault(_month(row.received_on), {})
        kinds[row.applicant_kind] = kinds.get(row.applicant_kind, 0) + row.number
    return tuple(IntakeMonth(month=month, by_kind=kinds) for month, kinds in sorted(months.items()))


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
