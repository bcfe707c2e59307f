"""Whom a matter concerns: who holds it or could take it up, and who stands above them (提醒对象)."""

from collections.abc import Sequence

from requests_db.statute.workflow import Role
from requests_db.store.tables_agency import StaffRow


def holder_or_queue(staff: Sequence[StaffRow], unit_id: int | None, holder_id: int | None) -> list[int]:
    """Return who must act: the holder, else everybody of the unit, else the registrars.

    Args:
        staff: the active staff of the agency.
        unit_id: the unit that has the matter; None while it is not shared out.
        holder_id: who took it up; one who left counts as nobody.
    """
    holder = [one.id for one in staff if one.id == holder_id]
    of_unit = [one.id for one in staff if unit_id is not None and one.unit_id == unit_id]
    return holder or of_unit or [one.id for one in staff if Role.REGISTRAR in one.roles]


def heads_over(staff: Sequence[StaffRow], unit_id: int | None) -> list[int]:
    """Return the heads of a unit, or those of the agency where the unit has none of its own."""
    heads = [one for one in staff if Role.HEAD in one.roles]
    own = [one.id for one in heads if unit_id is not None and one.unit_id == unit_id]
    return own or [one.id for one in heads]


def supervisors(staff: Sequence[StaffRow]) -> list[int]:
    """Return who watches over the agency's periods."""
    return [one.id for one in staff if Role.SUPERVISOR in one.roles]
