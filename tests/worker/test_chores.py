"""Chores come up at their interval and survive their own faults; reminders fire once."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from handlers.worker.chores import Chore, keep_doing
from handlers.worker.due import fire_due
from handlers.worker.reconcile import reconcile, sweep
from requests_db.store.unit_of_work import UnitOfWork, Units


async def test_a_chore_that_fails_is_noted_without_its_content_and_comes_up_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stop, rung, turns = asyncio.Event(), [], []

    async def work() -> int:
        turns.append(len(turns))
        if len(turns) == 1:
            raise RuntimeError("某人的秘密")
        if len(turns) == 3:
            stop.set()
        return len(turns) - 2

    chore = Chore(name="sample", every=timedelta(milliseconds=1), work=work)
    await asyncio.wait_for(keep_doing(chore, stop, ring=lambda: rung.append(1)), 5)
    assert len(turns) == 3
    assert rung == [1]
    assert "in sample" in caplog.text
    assert "秘密" not in caplog.text


async def test_one_reminder_that_fails_does_not_hold_back_the_others(units: Units) -> None:
    fired: list[int] = []

    async def find(_unit: UnitOfWork) -> Sequence[int]:
        return (1, 2, 3)

    async def fire(_unit: UnitOfWork, reminder_id: int) -> bool:
        if reminder_id == 2:
            raise RuntimeError
        fired.append(reminder_id)
        return reminder_id != 3

    assert await fire_due(units, find=find, fire=fire) == 1
    assert fired == [1, 3]


async def test_a_sweep_over_an_empty_house_finds_nothing(units: Units) -> None:
    assert await sweep(units) == 0
    assert await reconcile(units) == 0
