"""An entry's review day warns the unit that keeps it, once before and once on the day; nobody is late afterwards."""

from datetime import timedelta

import pytest

from requests_db.services import reminders
from requests_db.services.entry_reviews import EntryReview, keep_review_limit
from requests_db.services.interpretations import interpretations_due
from requests_db.services.retrying import in_unit
from requests_db.store.repositories import limits as rows
from tests.factories import day

ENTRY = 7
KEY = "entry_review"


@pytest.fixture
async def officer(staff):
    return await staff("handler", unit="roads")


def keep(units, actor, review_on):
    review = EntryReview(entry_id=ENTRY, title="示例补贴怎么申请", owner_unit="roads", review_on=review_on)
    return in_unit(units, lambda unit: keep_review_limit(unit, review, actor))


async def planned(units):
    async with units.reading() as unit:
        limits = await rows.open_entry_limits(unit.session, KEY)
        found = await rows.reminders_of(unit.session, [limit.id for limit in limits])
        return [(row.kind, row.due_on) for row in found if row.status == rows.PLANNED]


async def test_the_keeper_is_warned_before_and_on_the_day(units, agency, officer):
    on = day("2026-03-10")
    await keep(units, officer, on)
    await keep(units, officer, on)

    assert await planned(units) == [("before_1", on), ("due", on)]
    async with units.reading() as unit:
        (limit,) = await rows.open_entry_limits(unit.session, KEY)
        assert limit.unit_id == officer.unit_id
        assert await interpretations_due(unit, agency.id) == {}


async def test_a_day_that_moves_moves_its_warnings_and_none_takes_them_back(units, officer):
    await keep(units, officer, day("2026-03-10"))
    await keep(units, officer, day("2026-04-10"))
    assert {on for _, on in await planned(units)} == {day("2026-04-10")}

    await keep(units, officer, None)
    assert await planned(units) == []


async def test_after_the_day_nothing_repeats_and_another_can_be_named(units, officer, clock):
    await keep(units, officer, day("2026-03-04"))
    clock.advance(timedelta(days=5))
    async with units.writing() as unit:
        fired = [await reminders.fire(unit, one) for one in await reminders.due_reminders(unit)]
        await unit.commit()
    assert fired == [False, True]  # the day itself is told of, late; the day before it no more
    assert await planned(units) == []

    await keep(units, officer, day("2026-06-10"))
    assert [kind for kind, _ in await planned(units)] == ["before_1", "due"]
