"""A right is held by one process at a time; on both databases."""

import asyncio
from datetime import timedelta

from requests_db.clock import FrozenClock
from requests_db.services import leases
from requests_db.services.retrying import in_unit
from requests_db.store.unit_of_work import Units

HALF_MINUTE = timedelta(seconds=30)


async def take(units: Units, holder: str) -> bool:
    return await in_unit(units, lambda unit: leases.acquire(unit, "poll", holder, lasting=HALF_MINUTE))


async def test_of_many_at_once_one_gets_the_right(units: Units) -> None:
    assert sum(await asyncio.gather(*(take(units, f"p{each}") for each in range(5)))) == 1


async def test_the_holder_prolongs_and_another_waits_until_it_runs_out(units: Units, clock: FrozenClock) -> None:
    assert await take(units, "a")
    clock.advance(timedelta(seconds=20))
    assert await take(units, "a")
    clock.advance(timedelta(seconds=20))
    assert not await take(units, "b")
    clock.advance(timedelta(seconds=11))
    assert await take(units, "b")
    assert not await take(units, "a")
    async with units.reading() as unit:
        assert await leases.is_held(unit, "poll", "b")
        assert not await leases.is_held(unit, "poll", "a")


async def test_a_right_given_back_is_free_at_once_but_only_its_holder_gives_it_back(units: Units) -> None:
    assert await take(units, "a")
    await in_unit(units, lambda unit: leases.release(unit, "poll", "b"))
    assert not await take(units, "b")
    await in_unit(units, lambda unit: leases.release(unit, "poll", "a"))
    assert await take(units, "b")


async def test_a_cursor_is_remembered(units: Units) -> None:
    async with units.reading() as unit:
        assert await leases.cursor(unit, "telegram") is None
    for value in ("7", "9"):
        await in_unit(units, lambda unit, value=value: leases.move_cursor(unit, "telegram", value))
    async with units.reading() as unit:
        assert await leases.cursor(unit, "telegram") == "9"
