"""Who set one of an agency's settings, at the desk or by its file, and when: lines of the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from requests_db.services.actors import Actor
from requests_db.services.audit import RegisterKind, append_register
from requests_db.services.case_figures import CHANGES_SHOWN
from requests_db.services.errors import NotPermitted
from requests_db.statute.workflow import Role
from requests_db.store.repositories import agencies as rows
from requests_db.store.repositories import chains
from requests_db.store.unit_of_work import UnitOfWork

PAYMENT, HOURS = "payment", "hours"  # what a line is about


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """One time a setting was set."""

    at: datetime
    by: str  # empty: nobody of the staff; an agency file was applied
    facts: Mapping[str, Any]  # as the register has them


def administered_agency(actor: Actor, what: str) -> int:
    """Return the agency whose setting `what` the actor may set.

    Raises:
        NotPermitted: the actor does not administer an agency.
    """
    if actor.agency_id is None or not actor.has(Role.ADMINISTRATOR):
        raise NotPermitted(f"{what}.set")
    return actor.agency_id


async def note_change(unit: UnitOfWork, agency_id: int, what: str, facts: Mapping[str, object], actor: Actor) -> None:
    """Note in the register that somebody set the setting `what` of an agency, and to what."""
    await append_register(unit, RegisterKind.SETTINGS, f"agency:{agency_id}", actor, {"what": what, **facts})


async def changes_of(unit: UnitOfWork, agency_id: int, what: str) -> tuple[SettingChange, ...]:
    """Return the latest changes of the setting `what` of an agency, the latest first."""
    found = await chains.latest_settings(
        unit.session, RegisterKind.SETTINGS.value, f"agency:{agency_id}", what, limit=CHANGES_SHOWN
    )
    setters = sorted({row.actor_id for row in found if row.actor_id is not None})
    names = await rows.staff_names(unit.session, setters) if setters else {}
    return tuple(SettingChange(at=row.at, by=names.get(row.actor_id or 0, ""), facts=row.facts) for row in found)
