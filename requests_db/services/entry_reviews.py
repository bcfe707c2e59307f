"""The day by which the unit that keeps an entry looks at it again (复核): its warnings, planned with the entry.

What the entry says is the knowledge base's; here is only the day, whose it is, and who is told.
"""

from dataclasses import dataclass
from datetime import date

from requests_db.services.actors import Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.audit import append_register
from requests_db.services.calendars import calendar_for
from requests_db.services.reminders import plan_reminders
from requests_db.statute.limits import LimitKey
from requests_db.store.repositories import limits as rows
from requests_db.store.unit_of_work import UnitOfWork

REGISTER_KIND = "knowledge"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryReview:
    """When an entry is to be looked at again, as the knowledge base says."""

    entry_id: int
    title: str
    owner_unit: str  # code of the unit that keeps it; empty or unknown: the disclosure office
    review_on: date | None  # None: nobody needs to look, e.g. because citizens no longer see it


async def keep_review_limit(unit: UnitOfWork, review: EntryReview, actor: Actor) -> None:
    """Plan the warnings of a review day, plan them anew when it moves, take them back when there is none any more.

    Args:
        unit: a writing unit, the one in which the entry changed; the caller commits.
        review: the entry after the change.
        actor: who changed it.
    """
    row = await rows.entry_limit(unit.session, LimitKey.ENTRY_REVIEW.value, review.entry_id)
    if review.review_on == (row.due_on if row is not None else None):
        return
    profile = await agency_profile(unit, actor.agency_id or 0)
    if row is None:
        row = rows.add_limit(
            unit.session,
            key=LimitKey.ENTRY_REVIEW.value,
            subject="",
            opened_on=unit.today,
            entry_id=review.entry_id,
            agency_id=profile.id,
        )
    row.title, row.unit_id, row.due_on = review.title, profile.keeper_of(review.owner_unit), review.review_on
    if review.review_on is None:
        row.status, row.closed_on = rows.CANCELLED, unit.today
    await unit.session.flush()
    await plan_reminders(unit, [row], profile.reminders, await calendar_for(unit, profile))
    facts = {"what": "review_planned", "due_on": row.due_on, "unit_id": row.unit_id, "status": row.status}
    await append_register(unit, REGISTER_KIND, f"entry:{review.entry_id}", actor, facts)
