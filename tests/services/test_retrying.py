"""Work that met a conflict starts again from the beginning; nothing is lost or half done; on both databases."""

import asyncio

import pytest
from sqlalchemy import text

from requests_db.services import leases
from requests_db.services.retrying import in_unit, reading
from requests_db.store.unit_of_work import UnitOfWork, Units, WriteConflict


async def test_many_writers_at_once_lose_no_update(units: Units) -> None:
    await in_unit(units, lambda unit: leases.move_cursor(unit, "count", "0"))

    async def add_one(unit: UnitOfWork) -> None:
        await leases.acquire(unit, "count", "everybody", lasting=unit.now - unit.now)  # holds the row until the commit
        await leases.move_cursor(unit, "count", str(int(await leases.cursor(unit, "count") or 0) + 1))

    await asyncio.gather(*(in_unit(units, add_one) for _ in range(16)))
    assert await reading(units, lambda unit: leases.cursor(unit, "count")) == "16"


async def test_work_starts_again_in_a_fresh_unit_and_leaves_nothing_of_the_failed_one(units: Units) -> None:
    seen: list[UnitOfWork] = []

    async def unlucky(unit: UnitOfWork) -> str:
        seen.append(unit)
        await leases.move_cursor(unit, f"try {len(seen)}", "written")
        if len(seen) < 3:
            raise WriteConflict("rival")
        return "done"

    assert await in_unit(units, unlucky) == "done"
    assert len({id(unit) for unit in seen}) == 3
    async with units.reading() as unit:
        names = (await unit.session.execute(text("SELECT name FROM cursors"))).scalars().all()
    assert names == ["try 3"]


async def test_a_conflict_every_time_is_told_after_the_last_attempt(units: Units) -> None:
    tries: list[int] = []

    async def hopeless(_unit: UnitOfWork) -> None:
        tries.append(1)
        raise WriteConflict("rival")

    with pytest.raises(WriteConflict):
        await in_unit(units, hopeless, attempts=3)
    assert len(tries) == 3


async def test_a_fault_is_not_tried_again(units: Units) -> None:
    tries: list[int] = []

    async def broken(_unit: UnitOfWork) -> None:
        tries.append(1)
        raise LookupError

    with pytest.raises(LookupError):
        await in_unit(units, broken)
    assert tries == [1]


async def test_a_writer_that_fails_lets_the_next_one_in(units: Units) -> None:
    for _ in range(3):
        with pytest.raises(LookupError):
            async with units.writing():
                raise LookupError
    await asyncio.wait_for(in_unit(units, lambda unit: leases.move_cursor(unit, "c", "1")), 10)
