"""Who acts in a colleague's place is told what the colleague is told, and sees and does what their cases need."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from requests_db.clock import FrozenClock
from requests_db.services.actors import Actor
from requests_db.services.agency import AgencyProfile
from requests_db.services.case_page import case_page
from requests_db.services.errors import InvalidInput, NotFound, NotPermitted
from requests_db.services.staff_notices import own_notices
from requests_db.services.staff_queries import QueueFilter, queue, queue_counts
from requests_db.services.stand_ins import arrangements, end_stand_in, set_stand_in, with_stand_ins
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.triage import assign, claim
from requests_db.services.visibility import require_case
from requests_db.statute.desk_queues import QueueName
from requests_db.statute.workflow import Action
from requests_db.store.repositories import stand_ins as rows
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker

FIRST, LAST = date(2026, 3, 3), date(2026, 3, 6)


def unit_id(agency: AgencyProfile, code: str) -> int:
    return next(u.id for u in agency.units if u.code == code)


@pytest.fixture
async def away(units: Units, agency: AgencyProfile, staff: StaffMaker) -> tuple[Actor, Actor]:
    """A handler of the roads away from 3 to 6 March, and a handler of another unit in their place."""
    holder, stand_in = await staff("handler", unit="roads"), await staff("handler", unit="finance")
    async with units.writing() as unit:
        await set_stand_in(unit, holder.staff_id or 0, stand_in.staff_id or 0, FIRST, LAST, holder)
        await unit.commit()
    return holder, stand_in


async def acting(units: Units, actor: Actor) -> Actor:
    """Return somebody as their next session makes them."""
    async with units.reading() as unit:
        return replace(actor, stands_for=await rows.stands_for(unit.session, actor.staff_id or 0, unit.today))


async def test_the_stand_in_is_told_on_the_days_away_and_on_no_other(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock, away: tuple[Actor, Actor]
) -> None:
    holder, stand_in = away
    registrar = await staff("registrar")
    citizen = await factories.make_conversation(units)
    days = {date(2026, 3, 2): 0, FIRST: 1, LAST: 2, LAST + timedelta(days=1): 2}

    for number, (day, told) in enumerate(days.items()):
        clock.move_to(datetime(day.year, day.month, day.day, 2, tzinfo=UTC))
        receipt = await factories.file_request(units, agency, citizen, submit_key=f"k{number}")
        async with units.writing() as unit:
            await assign(unit, receipt.case_id, unit_id(agency, "roads"), holder.staff_id, registrar)
            await unit.commit()
            assert (await own_notices(unit, stand_in)).total == told, day
            assert (await own_notices(unit, holder)).total == number + 1


async def test_the_stand_in_sees_and_does_what_the_cases_need_but_restricted_ones(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock, away: tuple[Actor, Actor]
) -> None:
    holder, stand_in = away
    registrar, head = await staff("registrar"), await staff("head")
    citizen = await factories.make_conversation(units)
    ids = [(await factories.file_request(units, agency, citizen, submit_key=f"k{at}")).case_id for at in range(2)]
    async with units.writing() as unit:
        for case_id in ids:
            await assign(unit, case_id, unit_id(agency, "roads"), None, registrar)
            await claim(unit, case_id, holder)
        case = await require_case(unit, head, ids[1], hold=True)
        await apply(unit, case, Step(action=Action.RESTRICT, on=unit.today, reason="涉密疑点"), head)
        await unit.commit()

    async def mine() -> list[int]:
        actor = await acting(units, stand_in)
        async with units.reading() as unit:
            page = await queue(unit, actor, QueueFilter(name=QueueName.MINE))
            assert (await queue_counts(unit, actor))[QueueName.MINE] == page.total
        return [line.id for line in page.rows]

    assert await mine() == []
    clock.move_to(datetime(2026, 3, 3, 2, tzinfo=UTC))
    assert await mine() == [ids[0]]
    actor = await acting(units, stand_in)
    async with units.writing() as unit:
        page = await case_page(unit, actor, ids[0])
        assert page.stand_in is not None
        assert (page.stand_in.name, page.stand_in.until_on) == (stand_in.label, LAST)
        case = await require_case(unit, actor, ids[0], hold=True)
        asked = Step(action=Action.REQUEST_CORRECTION, on=unit.today, reason="请写明年份")
        await apply(unit, case, asked, actor)
        assert case.holder_id == holder.staff_id
        with pytest.raises(NotFound):
            await require_case(unit, actor, ids[1])
        await unit.commit()
    clock.move_to(datetime(2026, 3, 7, 2, tzinfo=UTC))
    assert await mine() == []


async def test_everybody_arranges_their_own_absence_and_heads_that_of_others(
    units: Units, agency: AgencyProfile, staff: StaffMaker, away: tuple[Actor, Actor]
) -> None:
    holder, stand_in = away
    head, reviewer = await staff("head"), await staff("reviewer")
    async with units.writing() as unit:
        holder_id, stand_in_id = holder.staff_id or 0, stand_in.staff_id or 0
        with pytest.raises(NotPermitted):
            await set_stand_in(unit, holder_id, stand_in_id, FIRST, LAST, reviewer)
        with pytest.raises(NotPermitted):
            await end_stand_in(unit, holder_id, stand_in)
        refused = {
            (holder_id, FIRST, LAST): "stand_in_id",
            (reviewer.staff_id or 0, FIRST, LAST): "stand_in_id",
            (stand_in_id, LAST, FIRST): "until_on",
            (stand_in_id, date(2026, 2, 1), date(2026, 3, 1)): "until_on",
            (stand_in_id, FIRST, date(2028, 3, 1)): "until_on",
        }
        for (stand_in_for, first, last), field in refused.items():
            with pytest.raises(InvalidInput) as fault:
                await set_stand_in(unit, holder_id, stand_in_for, first, last, head)
            assert list(fault.value.fields) == [field]
        listed = {one.staff_id: one for one in await arrangements(unit, head)}
        assert (listed[holder_id].stand_in_name, listed[holder_id].is_now) == (stand_in.label, False)
        await end_stand_in(unit, holder_id, head)
        assert {one.stand_in_id for one in await arrangements(unit, head)} == {None}


async def test_nobody_is_told_twice(
    units: Units, agency: AgencyProfile, clock: FrozenClock, away: tuple[Actor, Actor]
) -> None:
    holder, stand_in = away
    clock.move_to(datetime(2026, 3, 3, 2, tzinfo=UTC))
    async with units.reading() as unit:
        told = await with_stand_ins(unit, [holder.staff_id or 0, stand_in.staff_id or 0, holder.staff_id or 0])
        assert await with_stand_ins(unit, []) == ()

    assert told == (holder.staff_id, stand_in.staff_id)
