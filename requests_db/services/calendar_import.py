"""Loading a holiday notice: kept with every version, every open case counted anew, the differences for a supervisor."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from requests_db.clock import legal_day
from requests_db.services.actors import SYSTEM, Actor
from requests_db.services.agency import agencies as agencies_in_service
from requests_db.services.audit import RegisterKind, append_register
from requests_db.services.calendars import calendar_for, working_calendar
from requests_db.services.case_figures import LET_IN_SECONDS, LISTED_CHANGES
from requests_db.services.progress import Progress, quietly
from requests_db.services.recalculation import (
    Cause,
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
from requests_db.store.repositories import limits as rows
from requests_db.store.repositories import recounting
from requests_db.store.unit_of_work import UnitOfWork, Units

__all__ = ["Change", "FaultyNotice", "RecalculationReport", "Unsettled", "import_notice", "recount_where_stale"]

NOTICE_TASK, CHANGED_TASK = "dates_changed", "calendar_changed"
CALENDAR_CHANGED = "工作日历变动"
VERSION_LENGTH = 16  # characters of a calendar's version that tell it apart in a task's key
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
    changes = await _all_changes(units, kept) if kept.is_unfinished else recount.changes
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
        versions = {each.id: (await calendar_for(unit, each)).version for each in await agencies_in_service(unit)}
        is_stale = await recounting.is_stale(unit.session, versions)
    if text:
        await import_notice(units, text, SYSTEM)
    elif is_stale:
        key = f"{CHANGED_TASK}:{hashlib.sha256(repr(versions).encode()).hexdigest()[:VERSION_LENGTH]}"
        return await _recount(units, _Run(cause=Cause(because=CALENDAR_CHANGED, key=key), kind=CHANGED_TASK))
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One recount: why, and how supervisors are told."""

    cause: Cause
    kind: str  # of the task
    told: Mapping[str, object] = field(default_factory=dict)  # what the task's sentence says besides
    only_stale: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A notice in the store, and the recount that follows."""

    row_id: int
    year: int
    version: int
    is_new: bool
    is_unfinished: bool
    since: date
    run: _Run


async def _recount(units: Units, run: _Run, tell: Progress = quietly) -> Recount:
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
    """Return what moved before the run was broken off and since."""
    async with units.reading() as unit:
        return await moved_by(unit, kept.run.cause.key, kept.since)


async def _one_stretch(unit: UnitOfWork, *, run: _Run, after: int) -> Stretch:
    stretch = await recount_stretch(unit, run.cause, after=after, only_stale=run.only_stale)
    await _ask_supervisors(unit, stretch.recount, run)
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
    key = f"{parsed.year}:{row.version}"
    run = _Run(
        cause=Cause(because=parsed.citation, key=f"{NOTICE_TASK}:{key}"),
        kind=NOTICE_TASK,
        told={"year": parsed.year, "version": row.version, "notice": parsed.citation},
        only_stale=row.recounted_at is None,
    )
    return _Kept(
        row_id=row.id,
        year=parsed.year,
        version=row.version,
        is_new=is_new,
        is_unfinished=not is_new and row.recounted_at is None,
        since=legal_day(row.imported_at, unit.clock.zone),
        run=run,
    )


async def _end(unit: UnitOfWork, kept: _Kept, facts: Mapping[str, object], actor: Actor) -> None:
    """Note that every case has been counted with the notice."""
    await recounting.end_recount(unit.session, kept.row_id, unit.now)
    named = {"version": kept.version, "notice": kept.run.cause.because, **facts}
    await append_register(unit, RegisterKind.CALENDAR, f"calendar:{kept.year}", actor, named)


async def _ask_supervisors(unit: UnitOfWork, recount: Recount, run: _Run) -> None:
    """Add the differences to the task of each agency that has any, opening it where it is not open."""
    concerned = {each.agency_id for each in recount.changes} | {each.agency_id for each in recount.unsettled}
    for agency_id in sorted(concerned):
        mine = recount.of_agency(agency_id)
        key = f"{run.cause.key}:{agency_id}"
        before = await rows.open_task_facts(unit.session, key)
        differences = {
            "recount": run.cause.key,
            "changed": before.get("changed", 0) + len(mine.changes),
            "changes": [*before.get("changes", ()), *_listed(mine.changes)][:LISTED_CHANGES],
            "unsettled": [*before.get("unsettled", ()), *_listed(mine.unsettled)][:LISTED_CHANGES],
        }
        await rows.open_task(
            unit.session, agency_id=agency_id, key=key, kind=run.kind, at=unit.now, facts={**run.told, **differences}
        )


def _listed(found: Sequence[Change] | Sequence[Unsettled]) -> list[dict[str, Any]]:
    """Return the first differences; the history of each case has its own."""
    return [each.to_json() for each in found[:LISTED_CHANGES]]
