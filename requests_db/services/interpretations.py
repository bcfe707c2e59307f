"""The time a policy may be without its interpretation: opened when it goes public alone, closed when both are (三同步).

What an entry says is the knowledge base's; here is only the period, whose it is, and the warnings it gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from requests_db.services.actors import Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.audit import append_register
from requests_db.services.calendars import calendar_for
from requests_db.services.reminders import plan_reminders
from requests_db.statute.limits import LimitKey
from requests_db.store.repositories import limits as rows
from requests_db.store.tables_cases import CaseLimitRow
from requests_db.store.unit_of_work import UnitOfWork

REGISTER_KIND = "knowledge"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyState:
    """Where a policy stands with its interpretation, as the knowledge base says."""

    entry_id: int
    title: str
    owner_unit: str  # code of the unit that drafted it; empty or unknown: the disclosure office
    is_public: bool  # citizens can read the policy, and it is one that needs an interpretation
    is_interpreted: bool  # citizens can read its interpretation


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpretationDue:
    """Until when an interpretation is due."""

    entry_id: int
    opened_on: date
    due_on: date | None
    provisional: bool
    remaining_working_days: int | None  # negative when late


async def keep_interpretation_limit(unit: UnitOfWork, state: PolicyState, actor: Actor) -> None:
    """Open the period when a policy is public without its interpretation; close it once that is no longer so.

    Args:
        unit: a writing unit, the one in which the entry changed; the caller commits.
        state: the policy after the change.
        actor: who changed it.
    """
    profile = await agency_profile(unit, actor.agency_id or 0)
    row = await rows.entry_limit(unit.session, LimitKey.INTERPRETATION.value, state.entry_id)
    is_owed = state.is_public and not state.is_interpreted
    if is_owed and row is None:
        row = await _open(unit, state, profile)
        what = "interpretation_owed"
    elif not is_owed and row is not None:
        row.status = rows.MET if state.is_interpreted else rows.CANCELLED
        row.closed_on = unit.today
        what = "interpretation_settled"
    else:
        return
    await unit.session.flush()
    await plan_reminders(unit, [row], profile.reminders, await calendar_for(unit, profile))
    facts = {"what": what, "due_on": row.due_on, "unit_id": row.unit_id, "status": row.status}
    await append_register(unit, REGISTER_KIND, f"entry:{state.entry_id}", actor, facts)


async def acknowledge_interpretation(unit: UnitOfWork, entry_id: int, reason: str, actor: Actor) -> int:
    """Note why a policy stays without its interpretation for now: what was warned of stops repeating for this day.

    Returns:
        How many warnings had not been acknowledged.
    """
    row = await rows.entry_limit(unit.session, LimitKey.INTERPRETATION.value, entry_id)
    if row is None:
        return 0
    seen = await rows.acknowledge(unit.session, [row.id], actor.staff_id or 0, unit.now, unit.today)
    facts = {"what": "interpretation_acknowledged", "reason": reason, "count": seen}
    await append_register(unit, REGISTER_KIND, f"entry:{entry_id}", actor, facts)
    return seen


async def interpretations_due(unit: UnitOfWork, agency_id: int) -> Mapping[int, InterpretationDue]:
    """Return the running periods of an agency by policy entry."""
    profile = await agency_profile(unit, agency_id)
    calendar = await calendar_for(unit, profile)
    return {
        row.entry_id: InterpretationDue(
            entry_id=row.entry_id,
            opened_on=row.opened_on,
            due_on=row.due_on,
            provisional=row.provisional,
            remaining_working_days=_remaining(unit.today, row.due_on, calendar.count(unit.today, row.due_on)),
        )
        for row in await rows.open_entry_limits(unit.session, LimitKey.INTERPRETATION.value, agency_id)
        if row.entry_id is not None and row.due_on is not None
    }


async def _open(unit: UnitOfWork, state: PolicyState, profile: AgencyProfile) -> CaseLimitRow:
    calendar = await calendar_for(unit, profile)
    reached = calendar.add(unit.today, profile.interpretation_days)
    row = rows.add_limit(
        unit.session,
        key=LimitKey.INTERPRETATION.value,
        subject="",
        opened_on=unit.today,
        entry_id=state.entry_id,
        agency_id=profile.id,
    )
    row.unit_id = profile.keeper_of(state.owner_unit)
    row.title = state.title
    row.due_on, row.provisional = reached.on, reached.provisional
    return row


def _remaining(today: date, due_on: date, left: int) -> int:
    return left if due_on >= today else min(-1, left)
