"""Lists with their conditions that a member of staff keeps under names of their own (我的筛选)."""

from collections.abc import Mapping
from dataclasses import dataclass

from requests_db.services.actors import Actor
from requests_db.services.case_figures import LONGEST_FILTER_NAME, MOST_FILTERS
from requests_db.services.errors import InvalidInput, NotFound
from requests_db.store.repositories import saved_filters as rows
from requests_db.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter:
    """A list somebody comes back to."""

    id: int
    name: str
    conditions: Mapping[str, str]  # as the desk writes them; the services only keep them


async def saved_filters(unit: UnitOfWork, actor: Actor) -> tuple[SavedFilter, ...]:
    """Return the actor's own filters, in the order in which they were kept."""
    found = await rows.filters_of(unit.session, _owner(actor))
    return tuple(
        SavedFilter(id=row.id, name=row.name, conditions=unit.cipher.open(row.conditions_sealed)) for row in found
    )


async def keep_filter(unit: UnitOfWork, actor: Actor, name: str, conditions: Mapping[str, str]) -> None:
    """Keep a list under a name; one kept under this name before gives way.

    Raises:
        InvalidInput: the name is empty or too long, or there are too many filters already.
    """
    owner, called = _owner(actor), _named(name)
    sealed = unit.cipher.seal(dict(conditions))
    known = await rows.filter_named(unit.session, owner, called)
    if known is not None:
        known.conditions_sealed = sealed
        return
    if await rows.count_filters(unit.session, owner) >= MOST_FILTERS:
        raise InvalidInput({"name": "too_many_filters"})
    await rows.add_filter(unit.session, owner, called, sealed, unit.now)


async def rename_filter(unit: UnitOfWork, actor: Actor, filter_id: int, name: str) -> None:
    """Give one of the actor's filters another name.

    Raises:
        InvalidInput: the name is empty, too long or taken.
        NotFound: it is not the actor's.
    """
    owner, called = _owner(actor), _named(name)
    row = await rows.own_filter(unit.session, owner, filter_id)
    if row is None:
        raise NotFound("filter.unknown")
    other = await rows.filter_named(unit.session, owner, called)
    if other is not None and other.id != filter_id:
        raise InvalidInput({"name": "taken"})
    row.name = called


async def remove_filter(unit: UnitOfWork, actor: Actor, filter_id: int) -> None:
    """Forget one of the actor's filters; one that is gone already is no fault."""
    await rows.remove_filter(unit.session, _owner(actor), filter_id)


def _named(name: str) -> str:
    called = " ".join(name.split())
    if not called:
        raise InvalidInput({"name": "required"})
    if len(called) > LONGEST_FILTER_NAME:
        raise InvalidInput({"name": "too_long"})
    return called


def _owner(actor: Actor) -> int:
    if actor.staff_id is None:
        raise NotFound("staff.unknown")
    return actor.staff_id
