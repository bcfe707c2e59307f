"""A supervisor hears once on every working day, whatever restarts, and never of a day that has passed."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from handlers.dialogue.notices import render
from handlers.wording import Wording
from requests_db.clock import FrozenClock
from requests_db.services import conversations
from requests_db.services.agency import AgencyProfile, apply_agency, read_agency_file
from requests_db.services.digests import due_digests, give_digest, plan_digests
from requests_db.services.retrying import in_unit
from requests_db.store.tables_agency import StaffRow
from requests_db.store.tables_board import DigestRow
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker
from tests.services.test_reminders import link_chat

FRIDAY_BEFORE_EIGHT = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)


async def work(units: Units) -> int:
    """Do what the worker does every minute; return how many reports were given."""
    await in_unit(units, plan_digests)
    async with units.reading() as unit:
        due = await due_digests(unit)
    given = [await in_unit(units, lambda unit, one=one: give_digest(unit, one)) for one in due]
    return sum(given)


async def reports(units: Units, chat: int) -> list[str]:
    wording = Wording.load()
    async with units.reading() as unit:
        return [render(wording, said.body).text for said in await conversations.replies_after(unit, chat)]


async def planned(units: Units) -> list[tuple[str, str]]:
    async with units.reading() as unit:
        found = await unit.session.execute(select(DigestRow.fire_at, DigestRow.status).order_by(DigestRow.fire_at))
        return [(fire_at.strftime("%m-%d %H:%M"), status) for fire_at, status in found]


async def test_report_comes_once_on_working_days_at_the_agencys_hour(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    chat = await link_chat(units, await staff("supervisor"), "t1")
    await link_chat(units, await staff("registrar"), "t2")
    clock.move_to(FRIDAY_BEFORE_EIGHT)
    early = await work(units)
    moments = [(6, 0), (6, 5), (7, 1), (8, 1), (9, 0), (9, 2)]  # Friday twice, the weekend, Monday twice
    given = []
    for day, hour in moments:
        clock.move_to(datetime(2026, 3, day, hour, 1, tzinfo=UTC))
        given.append(await work(units))

    assert early == 0
    assert given == [1, 0, 0, 0, 1, 0]
    texts = await reports(units, chat)
    assert len(texts) == 2
    assert texts[0].startswith("晨报（2026年3月6日）：在办 0 件，没有红灯")


async def test_report_counts_the_board_and_names_the_most_urgent(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    chat = await link_chat(units, await staff("supervisor"), "t1")
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)

    clock.move_to(datetime(2026, 4, 1, 0, 30, tzinfo=UTC))
    await work(units)

    (text,) = await reports(units, chat)
    assert "在办 1 件，红灯 1 件、黄灯 0 件、绿灯 0 件、停表 0 件" in text
    assert f"最急的：{receipt.ref}" in text


async def test_report_tells_how_many_cases_are_out_of_its_readers_sight(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    chat = await link_chat(units, await staff("supervisor"), "t1")
    await factories.file_request(units, agency, await factories.make_conversation(units))
    async with units.writing() as unit:
        await unit.session.execute(update(CaseRow).values(is_restricted=True))
        await unit.commit()

    clock.move_to(datetime(2026, 4, 1, 0, 30, tzinfo=UTC))
    await work(units)

    (text,) = await reports(units, chat)
    assert "看得到的申请没有红灯" in text
    assert "停表 0 件，另有限制查阅 1 件（其中逾期 1 件）；" in text


async def test_two_workers_give_a_report_once_and_a_day_missed_is_not_told_later(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    await staff("supervisor")
    await in_unit(units, plan_digests)
    async with units.reading() as unit:
        (due,) = await due_digests(unit)

    given = await asyncio.gather(*(in_unit(units, lambda unit: give_digest(unit, due)) for _ in range(3)))
    clock.move_to(datetime(2026, 3, 5, 2, tzinfo=UTC))
    later = await work(units)

    assert sum(given) == 1
    assert later == 1
    assert await planned(units) == [
        ("03-02 00:00", "fired"),
        ("03-03 00:00", "cancelled"),
        ("03-05 00:00", "fired"),
        ("03-06 00:00", "planned"),
    ]


async def test_who_left_hears_nothing_and_the_hour_is_the_agencys(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    supervisor = await staff("supervisor")
    clock.move_to(datetime(2026, 3, 2, 23, tzinfo=UTC))
    await in_unit(units, plan_digests)
    text = factories.agency_file() + "\n[reminders]\ndigest_hour = 10\n"
    await in_unit(units, lambda unit: apply_agency(unit, read_agency_file(text)))
    await in_unit(units, plan_digests)
    hours = [fire_at for fire_at, _ in await planned(units)]
    async with units.writing() as unit:
        (await unit.session.get_one(StaffRow, supervisor.staff_id)).is_active = False
        await unit.commit()
    clock.move_to(datetime(2026, 3, 3, 3, tzinfo=UTC))

    assert hours == ["03-03 02:00", "03-04 02:00"]
    assert await work(units) == 0


@pytest.mark.parametrize("hour", [-1, 24])
def test_an_hour_that_is_none_is_refused(hour: int) -> None:
    with pytest.raises(Exception, match="digest_hour"):
        read_agency_file(factories.agency_file() + f"\n[reminders]\ndigest_hour = {hour}\n")
