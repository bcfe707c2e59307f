"""The hours an administrator sets at the desk: when applicants are not rung, and when supervisors get their digest.

They stand in the agency's settings like everything of the agency file; who set them when stands in the register.
"""

import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from requests_db.services.actors import Actor
from requests_db.services.agency import agency
from requests_db.services.agency_settings import QuietHours
from requests_db.services.errors import InvalidInput
from requests_db.services.settings_history import HOURS, administered_agency, changes_of, note_change
from requests_db.store.repositories import agencies as rows
from requests_db.store.unit_of_work import UnitOfWork

LAST_HOUR = 23
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hours in the authority's zone."""

    digest_hour: int  # full hour of the supervisors' digest on working days
    quiet_start: str  # 21:00; the same as the end: no hour is quiet
    quiet_end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursChange:
    """One time they were set."""

    at: datetime
    by: str  # empty: an agency file was applied
    hours: Hours


async def hours_of(unit: UnitOfWork, actor: Actor) -> Hours:
    """Return the hours of the actor's agency."""
    profile = await agency(unit, administered_agency(actor, HOURS))
    return Hours(
        digest_hour=profile.reminders.digest_hour, quiet_start=profile.quiet.start, quiet_end=profile.quiet.end
    )


async def set_hours(unit: UnitOfWork, actor: Actor, hours: Hours) -> None:
    """Set the hours; notices written from now on, and digests not yet sent, keep to them.

    Raises:
        InvalidInput: an hour or a time that is none.
        NotPermitted: the actor does not administer the agency.
    """
    agency_id = administered_agency(actor, HOURS)
    faults = {
        name: "not_a_time" for name in ("quiet_start", "quiet_end") if not TIME.fullmatch(str(getattr(hours, name)))
    }
    if not 0 <= hours.digest_hour <= LAST_HOUR:
        faults["digest_hour"] = "not_offered"
    if faults:
        raise InvalidInput(faults)
    await rows.hold_agency(unit.session, agency_id)
    profile = await agency(unit, agency_id)
    reminders = replace(profile.reminders, digest_hour=hours.digest_hour)
    quiet = QuietHours(start=hours.quiet_start, end=hours.quiet_end)
    await rows.change_profile(unit.session, agency_id, {"reminders": asdict(reminders), "quiet": asdict(quiet)})
    await note_change(unit, agency_id, HOURS, asdict(hours), actor)


async def hours_history(unit: UnitOfWork, actor: Actor) -> tuple[HoursChange, ...]:
    """Return who set which hours when, the latest first."""
    return tuple(
        HoursChange(
            at=change.at,
            by=change.by,
            hours=Hours(**{name: change.facts[name] for name in ("digest_hour", "quiet_start", "quiet_end")}),
        )
        for change in await changes_of(unit, administered_agency(actor, HOURS), HOURS)
    )
