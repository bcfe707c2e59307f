"""A policy goes public with its interpretation, or three working days later at the latest."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from requests_db.services import reminders
from requests_db.services.interpretations import PolicyState, interpretations_due, keep_interpretation_limit
from requests_db.services.recalculation import recount_targets
from requests_db.services.retrying import in_unit
from requests_db.store.repositories import limits as rows
from requests_db.store.tables_cases import RegisterEntryRow
from tests.factories import day

ENTRY = 7


@pytest.fixture
async def officer(staff):
    return await staff("handler", unit="roads")


def keep(units, actor, **changes):
    given = {"is_public": True, "is_interpreted": False, **changes}
    state = PolicyState(entry_id=ENTRY, title="示例道路管理办法", owner_unit="roads", **given)
    return in_unit(units, lambda unit: keep_interpretation_limit(unit, state, actor))


async def due_of(units, agency):
    async with units.reading() as unit:
        return (await interpretations_due(unit, agency.id)).get(ENTRY)


async def planned(units):
    async with units.reading() as unit:
        limits = await rows.open_entry_limits(unit.session, "interpretation")
        found = await rows.reminders_of(unit.session, [limit.id for limit in limits])
        return [row.kind for row in found if row.status == rows.PLANNED]


async def test_a_policy_published_alone_must_be_explained_within_three_working_days(units, agency, officer):
    await keep(units, officer)
    owed = await due_of(units, agency)
    assert owed is not None
    assert (owed.opened_on, owed.due_on, owed.remaining_working_days) == (day("2026-03-02"), day("2026-03-05"), 3)
    assert await planned(units) == ["before_1", "due"]


async def test_opening_twice_keeps_the_first_day(units, agency, officer, clock):
    await keep(units, officer)
    clock.advance(timedelta(days=1))
    await keep(units, officer)
    owed = await due_of(units, agency)
    assert owed is not None
    assert owed.due_on == day("2026-03-05")


async def test_an_interpretation_made_public_ends_the_period_and_its_warnings(units, agency, officer):
    await keep(units, officer)
    await keep(units, officer, is_interpreted=True)
    assert await due_of(units, agency) is None
    assert await planned(units) == []


async def test_a_policy_published_together_with_its_interpretation_owes_nothing(units, agency, officer):
    await keep(units, officer, is_interpreted=True)
    assert await due_of(units, agency) is None


async def test_a_policy_taken_back_owes_nothing(units, agency, officer):
    await keep(units, officer)
    await keep(units, officer, is_public=False)
    assert await due_of(units, agency) is None


async def test_the_unit_that_drafted_the_policy_is_warned_and_its_head_when_late(units, agency, officer, staff, clock):
    head = await staff("head")
    await keep(units, officer)
    clock.advance(timedelta(days=4))
    async with units.writing() as unit:
        fired = [await reminders.fire(unit, one) for one in await reminders.due_reminders(unit)]
        await unit.commit()
    assert fired == [False, True]  # what was to come before the day is told by the day itself
    assert await planned(units) == ["overdue_1"]
    owed = await due_of(units, agency)
    assert owed is not None
    assert owed.remaining_working_days == -1
    async with units.reading() as unit:
        told = [line.facts for line in await register_lines(unit)]
    assert [line["staff"] for line in told] == [[officer.staff_id, head.staff_id]]


async def register_lines(unit):
    warned = select(RegisterEntryRow).where(RegisterEntryRow.kind == "reminder").order_by(RegisterEntryRow.seq)
    found = await unit.session.scalars(warned)
    return found.all()


async def test_counting_anew_dates_the_policy_too(units, agency, officer):
    await keep(units, officer)
    async with units.writing() as unit:
        (limit,) = await rows.open_entry_limits(unit.session, "interpretation")
        limit.due_on = day("2026-03-20")
        await unit.commit()
    await in_unit(units, recount_targets)
    owed = await due_of(units, agency)
    assert owed is not None
    assert owed.due_on == day("2026-03-05")
