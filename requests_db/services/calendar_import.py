"""Loading a holiday notice: kept with every version, every open case counted anew, the differences for a supervisor."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from requests_db.clock import legal_day
from requests_db.services.actors import SYSTEM, Actor
from requests_db.services.audit import RegisterKind, append_register
from requests_db.services.calendars import working_calendar
from requests_db.services.case_figures import LET_IN_SECONDS
from requests_db.services.differences import Run, list_differences, run_of_change, run_of_notice, versions_in_force
from requests_db.services.progress import Progress, quietly
from requests_db.services.recalculation import (
    Change,
    Recount,
    Stretch,
    Unsettled,
    moved_by,
    recount_stretch,
    recount_targets,
)
from requests_db.services.retrying import in_unit
from requests_db.statute.calendar_notice import CalendarYear
from requests_db.statute.notices import Fault, FaultyNotice, parse_notice
from requests_db.store.repositories import recounting
from requests_db.store.unit_of_work import UnitOfWork, Units

__all__ = ["Change", "FaultyNotice", "RecalculationReport", "Unsettled", "import_notice", "recount_where_stale"]

NOTICE_LENGTH = 200  # characters kept of a notice's name


@dataclass(frozen=True, slots=True, kw_only=True)
class RecalculationReport:
    """What loading a notice changed (重算结果)."""

    year: int
    version: int  # 1, 2, 3 … of the notices loaded for that year
    is_new: bool  # False: the same text was the newest version already
    notice: str  # number or name of the notice
    recomputed: int  # cases counted anew
    confirmed: int  # provisional days that stayed and are now final
    changes: tuple[Change, ...]
    unsettled: tuple[Unsettled, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what the `calendar import` command prints."""
        return {
            "year": self.year,
            "version": self.version,
            "is_new": self.is_new,
            "notice": self.notice,
            "recomputed": self.recomputed,
            "confirmed": self.confirmed,
            "changes": [change.to_json() for change in self.changes],
            "unsettled": [case.to_json() for case in self.unsettled],
        }


async def import_notice(units: Units, text: str, actor: Actor, *, tell: Progress = quietly) -> RecalculationReport:
    """Load a holiday notice and count every open case anew, a stretch at a time: others write in between.

    The notice counts from the moment it is kept. A run that is broken off is ended by loading the same text again, or
    by the next start. The same text loaded after its end adds no version, but counts all again.

    Args:
        units: makes the units of work.
        text: the notice file, see `statute.notices`.
        actor: who loads it.
        tell: is told how many cases were counted.

    Raises:
        FaultyNotice: with every fault of the file, or because a year between it and the years known is missing.
    """
    parsed = parse_notice(text)
    kept = await in_unit(units, lambda unit: _keep(unit, parsed, text, actor))
    recount = await _recount(units, kept.run, tell)
    changes = await _all_changes(units, kept) if kept.run.only_stale else recount.changes
    facts = {"recomputed": recount.recomputed, "changed": len(changes), "unsettled": len(recount.unsettled)}
    await in_unit(units, lambda unit: _end(unit, kept, facts, actor))
    return RecalculationReport(
        year=parsed.year,
        version=kept.version,
        is_new=kept.is_new,
        notice=parsed.citation,
        recomputed=recount.recomputed,
        confirmed=recount.confirmed,
        changes=changes,
        unsettled=recount.unsettled,
    )


async def recount_where_stale(units: Units) -> Recount | None:
    """Count anew where open cases were counted with another calendar than the one in force.

    The calendar also changes without a notice being loaded: by an agency's own days, or by a later edition of this
    program that carries the next year. Meant for the start of a process: a notice whose recount was broken off is
    finished too. None where everything is up to date.
    """
    async with units.reading() as unit:
        unfinished = await recounting.unfinished_notice(unit.session)
        text = unfinished.text if unfinished is not None else ""
        is_stale = await recounting.is_stale(unit.session, await versions_in_force(unit))
        run = await run_of_change(unit)
    if text:
        await import_notice(units, text, SYSTEM)
    elif is_stale:
        return await _recount(units, run)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A notice in the store, and the recount that follows."""

    row_id: int
    year: int
    version: int
    is_new: bool
    since: date
    run: Run


async def _recount(units: Units, run: Run, tell: Progress = quietly) -> Recount:
    """Count in stretches, each committed with its differences; between two of them others come in."""
    total, after = Recount(recomputed=0, confirmed=0, changes=(), unsettled=()), 0
    while True:
        stretch = await in_unit(units, partial(_one_stretch, run=run, after=after))
        total += stretch.recount
        tell(total.recomputed, None)
        if stretch.through is None:
            break
        after = stretch.through
        await _let_others_in()
    await in_unit(units, recount_targets)
    return total


async def _let_others_in() -> None:
    """Leave the database to citizens and staff for a moment."""
    await asyncio.sleep(LET_IN_SECONDS)


async def _all_changes(units: Units, kept: _Kept) -> tuple[Change, ...]:
    """Return what moved by this notice: in this run, before it was broken off, and in steps that overtook it."""
    async with units.reading() as unit:
        return await moved_by(unit, kept.run.cause.key, kept.since)


async def _one_stretch(unit: UnitOfWork, *, run: Run, after: int) -> Stretch:
    stretch = await recount_stretch(unit, run.cause, after=after, only_stale=run.only_stale)
    await list_differences(unit, stretch.recount, run)
    return stretch


async def _keep(unit: UnitOfWork, parsed: CalendarYear, text: str, actor: Actor) -> _Kept:
    """Keep the notice as the next version of its year, or find it there.

    Raises:
        FaultyNotice: a year between it and the years known is missing.
    """
    calendar = await working_calendar(unit)
    try:
        calendar.with_year(parsed)
    except ValueError as gap:
        sentence = f"目前载入到{max(calendar.years)}年，中间缺少年份，不能先载入{parsed.year}年的放假安排"
        raise FaultyNotice((Fault(line=0, text=sentence),)) from gap
    content_hash = hashlib.sha256(text.encode()).hexdigest()
    newest = await recounting.newest_notice(unit.session, parsed.year)
    is_new = newest is None or newest.content_hash != content_hash
    row = newest
    if row is None or is_new:
        row = await recounting.add_notice(
            unit.session,
            year=parsed.year,
            text=text,
            content_hash=content_hash,
            notice=parsed.citation[:NOTICE_LENGTH],
            source="\n".join(parsed.sources),
            at=unit.now,
            by=actor.label,
        )
    run = run_of_notice(parsed.year, row.version, parsed.citation, only_stale=row.recounted_at is None)
    return _Kept(
        row_id=row.id,
        year=parsed.year,
        version=row.version,
        is_new=is_new,
        since=legal_day(row.imported_at, unit.clock.zone),
        run=run,
    )


async def _end(unit: UnitOfWork, kept: _Kept, facts: Mapping[str, object], actor: Actor) -> None:
    """Note that every case has been counted with the notice."""
    await recounting.end_recount(unit.session, kept.row_id, unit.now)
    named = {"version": kept.version, "notice": kept.run.cause.because, **facts}
    await append_register(unit, RegisterKind.CALENDAR, f"calendar:{kept.year}", actor, named)
