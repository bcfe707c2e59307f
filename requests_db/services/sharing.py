"""Several things of one kind given to a unit or a person at once; what cannot be given leaves the others as given."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from requests_db.services.errors import InvalidInput, Refusal
from requests_db.store.repositories import agencies
from requests_db.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One of the things somebody ticked, as they saw it."""

    number: int  # of the case or question
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Who is to have it: a unit, and one of its people where named."""

    unit_id: int
    holder_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What came of one of the things."""

    number: int
    ref: str = ""  # empty where it is out of sight
    name: str = ""  # what it is about
    version: int = 0  # as it is now
    refusal: Refusal | None = None  # None: it was given


async def share_each(
    unit: UnitOfWork,
    chosen: Sequence[Chosen],
    unit_id: int | None,
    holder_id: int | None,
    give: Callable[[Chosen, Taker], Awaitable[Shared]],
) -> tuple[Shared, ...]:
    """Give several things to a unit, and to one of its people where named.

    Args:
        unit: a writing unit.
        chosen: the things, each with the version its list showed; held in the order of their numbers.
        unit_id: the unit; None: the one the person is of.
        holder_id: the person.
        give: gives one of them and says what came of it.

    Returns:
        For each thing, in the given order, what came of it: changed by somebody meanwhile is told as a `Conflict`.

    Raises:
        InvalidInput: neither a unit nor a person is named.
    """
    if unit_id is None and holder_id is not None:
        holder = await agencies.staff_by_id(unit.session, holder_id)
        unit_id = holder.unit_id if holder is not None else None
    if unit_id is None:
        raise InvalidInput({"unit_id": "required"})
    taker = Taker(unit_id=unit_id, holder_id=holder_id)
    given = {one.number: one for one in chosen}
    done = {number: await give(given[number], taker) for number in sorted(given)}
    return tuple(done[number] for number in given)
