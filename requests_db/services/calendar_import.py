"""Loading a holiday notice: kept with every version, every open case counted anew, the differences for a supervisor."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from requests_db.services.actors import Actor
from requests_db.services.agency import agencies as agencies_in_service
from requests_db.services.audit import RegisterKind, append_register
from requests_db.services.calendars import calendar_for, working_calendar
from requests_db.services.case_figures import LISTED_CHANGES
from requests_db.services.recalculation import Change, Recount, Unsettled, recount_open_cases
from requests_db.statute.calendar_notice import CalendarYear
from requests_db.statute.notices import Fault, FaultyNotice, parse_notice
from requests_db.store.repositories import limits as rows
from requests_db.store.repositories import recounting
from requests_db.store.unit_of_work import UnitOfWork

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


async def import_notice(unit: UnitOfWork, text: str, actor: Actor) -> RecalculationReport:
    """Load a holiday notice and count every open case anew; the caller commits.

    The same text loaded again adds no version and changes nothing, but counts again.

    Args:
        unit: a writing unit.
        text: the notice file, see `statute.notices`.
        actor: who loads it.

    Raises:
        FaultyNotice: with every fault of the file, or because a year between it and the years known is missing.
    """
    parsed = parse_notice(text)
    calendar = await working_calendar(unit)
    try:
        calendar.with_year(parsed)
    except ValueError as gap:
        sentence = f"目前载入到{max(calendar.years)}年，中间缺少年份，不能先载入{parsed.year}年的放假安排"
        raise FaultyNotice((Fault(line=0, text=sentence),)) from gap
    version, is_new = await _keep(unit, parsed, text, actor)
    recount = await recount_open_cases(unit, because=parsed.citation)
    key = f"{parsed.year}:{version}"
    told = {"year": parsed.year, "version": version, "notice": parsed.citation}
    await _ask_supervisors(unit, recount, key, told, kind=NOTICE_TASK)
    report = RecalculationReport(
        year=parsed.year,
        version=version,
        is_new=is_new,
        notice=parsed.citation,
        recomputed=recount.recomputed,
        confirmed=recount.confirmed,
        changes=recount.changes,
        unsettled=recount.unsettled,
    )
    facts = {
        "version": version,
        "notice": report.notice,
        "recomputed": report.recomputed,
        "changed": len(report.changes),
        "unsettled": len(report.unsettled),
    }
    await append_register(unit, RegisterKind.CALENDAR, f"calendar:{parsed.year}", actor, facts)
    return report


async def recount_where_stale(unit: UnitOfWork) -> Recount | None:
    """Count anew where open cases were counted with another calendar than the one in force; the caller commits.

    The calendar also changes without a notice being loaded: by an agency's own days, or by a later edition of this
    program that carries the next year. Meant for the start of a process; None where everything is up to date.
    """
    versions = {each.id: (await calendar_for(unit, each)).version for each in await agencies_in_service(unit)}
    if not await recounting.is_stale(unit.session, versions):
        return None
    recount = await recount_open_cases(unit, because=CALENDAR_CHANGED)
    for agency_id, version in versions.items():
        mine = recount.of_agency(agency_id)
        await _ask_supervisors(unit, mine, version[:VERSION_LENGTH], {}, kind=CHANGED_TASK)
    return recount


async def _keep(unit: UnitOfWork, parsed: CalendarYear, text: str, actor: Actor) -> tuple[int, bool]:
    """Return the version under which the notice is kept, and whether it is new."""
    content_hash = hashlib.sha256(text.encode()).hexdigest()
    newest = await recounting.newest_notice(unit.session, parsed.year)
    if newest is not None and newest.content_hash == content_hash:
        return newest.version, False
    version = await recounting.add_notice(
        unit.session,
        year=parsed.year,
        text=text,
        content_hash=content_hash,
        notice=parsed.citation[:NOTICE_LENGTH],
        source="\n".join(parsed.sources),
        at=unit.now,
        by=actor.label,
    )
    return version, True


async def _ask_supervisors(
    unit: UnitOfWork, recount: Recount, key: str, facts: Mapping[str, object], *, kind: str
) -> None:
    """Open a task with the differences at each agency that has any."""
    concerned = {each.agency_id for each in recount.changes} | {each.agency_id for each in recount.unsettled}
    for agency_id in sorted(concerned):
        mine = recount.of_agency(agency_id)
        differences = {
            "changed": len(mine.changes),
            "changes": _listed(mine.changes),
            "unsettled": _listed(mine.unsettled),
        }
        await rows.open_task(
            unit.session,
            agency_id=agency_id,
            key=f"{kind}:{key}:{agency_id}",
            kind=kind,
            at=unit.now,
            facts={**facts, **differences},
        )


def _listed(found: Sequence[Change] | Sequence[Unsettled]) -> list[dict[str, Any]]:
    """Return the first differences; the history of each case has its own."""
    return [each.to_json() for each in found[:LISTED_CHANGES]]
