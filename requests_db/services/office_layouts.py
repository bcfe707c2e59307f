"""An office's own Word layouts: kept, looked up, given up for ours again. Whoever calls has looked them over before."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from requests_db.services.actors import Actor
from requests_db.services.audit import RegisterKind, append_register
from requests_db.services.case_figures import LONGEST_SHORT_NAME
from requests_db.services.errors import NotPermitted
from requests_db.statute.workflow import Role
from requests_db.store.repositories import office_layouts as rows
from requests_db.store.unit_of_work import UnitOfWork

KEEPERS = (Role.HEAD, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLayout:
    """A layout the office put in the place of ours."""

    name: str  # letter, form, list, or one kind of letter
    file_name: str
    size: int  # bytes
    uploaded_at: datetime
    uploaded_by: str


async def own_layouts(unit: UnitOfWork, actor: Actor) -> tuple[OwnLayout, ...]:
    """Return what the actor's office put in the place of our layouts."""
    found = await rows.layouts(unit.session, actor.agency_id or 0)
    return tuple(
        OwnLayout(
            name=row.name,
            file_name=row.file_name,
            size=len(row.content),
            uploaded_at=row.uploaded_at,
            uploaded_by=row.uploaded_by,
        )
        for row in found
    )


async def layouts_of(unit: UnitOfWork, agency_id: int) -> dict[str, bytes]:
    """Return the Word files an office prints on in the place of ours, by name."""
    return {row.name: row.content for row in await rows.layouts(unit.session, agency_id)}


async def keep_layout(unit: UnitOfWork, actor: Actor, name: str, content: bytes, file_name: str) -> None:
    """Put a layout in the place of ours, or of the office's earlier one.

    Raises:
        NotPermitted: the actor does not look after the office's paper.
    """
    agency_id = _agency_of(actor)
    called = file_name[:LONGEST_SHORT_NAME]
    await rows.put_layout(unit.session, agency_id, name, content, called, actor.label, unit.now)
    facts = {"what": "layout", "name": name, "sha256": hashlib.sha256(content).hexdigest()}
    await append_register(unit, RegisterKind.SETTINGS, f"agency:{agency_id}", actor, facts)


async def give_up_layout(unit: UnitOfWork, actor: Actor, name: str) -> None:
    """Go back to our layout.

    Raises:
        NotPermitted: the actor does not look after the office's paper.
    """
    agency_id = _agency_of(actor)
    await rows.remove_layout(unit.session, agency_id, name)
    facts = {"what": "layout_given_up", "name": name}
    await append_register(unit, RegisterKind.SETTINGS, f"agency:{agency_id}", actor, facts)


def _agency_of(actor: Actor) -> int:
    if actor.agency_id is None or not actor.has(*KEEPERS):
        raise NotPermitted("stationery.keep")
    return actor.agency_id
