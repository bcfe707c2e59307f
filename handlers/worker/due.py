"""Reminders that are due: each found, claimed, judged again and fired in its own transaction."""

from collections.abc import Awaitable, Callable, Sequence

from handlers.dialogue.incidents import report
from handlers.dialogue.points import Point, Probe, no_probe
from requests_db.services.retrying import UnitOfWork, Units, in_unit, reading

Find = Callable[[UnitOfWork], Awaitable[Sequence[int]]]
Fire = Callable[[UnitOfWork, int], Awaitable[bool]]


async def fire_due(units: Units, *, find: Find, fire: Fire, probe: Probe = no_probe) -> int:
    """Fire every due reminder once and return how many fired; one that fails does not hold back the others.

    Args:
        units: makes the units of work.
        find: returns the ids of reminders that are due and not fired.
        fire: claims one, judges it again, writes event and notices; false where another worker was first.
        probe: called at named points.
    """
    fired = 0
    for reminder_id in await reading(units, find):

        async def one(unit: UnitOfWork, reminder_id: int = reminder_id) -> bool:
            is_fired = await fire(unit, reminder_id)
            probe(Point.REMINDER_FIRED)
            return is_fired

        try:
            fired += bool(await in_unit(units, one))
            probe(Point.REMINDER_COMMITTED)
        except Exception as error:
            report(error, "reminder")
    return fired
