"""Why dates are counted anew, and the differences as a task for the supervisors of each agency (期限变动清单)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from requests_db.services.agency import agencies as agencies_in_service
from requests_db.services.calendars import calendar_for
from requests_db.services.case_figures import LISTED_CHANGES
from requests_db.services.recalculation import Cause, Change, Recount, Unsettled
from requests_db.store.repositories import limits as rows
from requests_db.store.repositories import recounting
from requests_db.store.unit_of_work import UnitOfWork

NOTICE_TASK, CHANGED_TASK = "dates_changed", "calendar_changed"
CALENDAR_CHANGED = "工作日历变动"
VERSION_LENGTH = 16  # characters of a calendar's version that tell it apart in a task's key


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One recount: why, and how supervisors are told."""

    cause: Cause
    kind: str  # of the task
    told: Mapping[str, object] = field(default_factory=dict)  # what the task's sentence says besides
    only_stale: bool = True


def run_of_notice(year: int, version: int, citation: str, *, only_stale: bool) -> Run:
    """Return the recount that follows a holiday notice."""
    return Run(
        cause=Cause(because=citation, key=f"{NOTICE_TASK}:{year}:{version}"),
        kind=NOTICE_TASK,
        told={"year": year, "version": version, "notice": citation},
        only_stale=only_stale,
    )


async def run_of_change(unit: UnitOfWork) -> Run:
    """Return the recount that follows a change of the calendar by an agency's own days or by this program."""
    return _changed(await versions_in_force(unit))


async def versions_in_force(unit: UnitOfWork) -> dict[int, str]:
    """Return with which calendar each agency in service counts now."""
    return {each.id: (await calendar_for(unit, each)).version for each in await agencies_in_service(unit)}


async def run_under_way(unit: UnitOfWork) -> Run:
    """Return the recount that has not come to every case yet."""
    notice = await recounting.unfinished_notice(unit.session)
    if notice is None:
        return await run_of_change(unit)
    return run_of_notice(notice.year, notice.version, notice.notice, only_stale=True)


async def list_differences(unit: UnitOfWork, recount: Recount, run: Run) -> None:
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


def _changed(versions: Mapping[int, str]) -> Run:
    digest = hashlib.sha256(repr(dict(versions)).encode()).hexdigest()[:VERSION_LENGTH]
    return Run(cause=Cause(because=CALENDAR_CHANGED, key=f"{CHANGED_TASK}:{digest}"), kind=CHANGED_TASK)


def _listed(found: Sequence[Change] | Sequence[Unsettled]) -> list[dict[str, Any]]:
    """Return the first differences; the history of each case has its own."""
    return [each.to_json() for each in found[:LISTED_CHANGES]]
