from datetime import UTC, datetime

from requests_db.clock import FrozenClock
from requests_db.services import outbox
from requests_db.services.agency import AgencyProfile
from requests_db.services.retrying import in_unit
from requests_db.services.staff_notices import StaffNotice, arrivals_of, notify, own_notices, unseen_count
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker
from tests.services.test_reminders import fire_all, link_chat


async def test_notice_waits_at_the_desk_until_it_was_on_the_readers_screen(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    handler, other = await staff("handler"), await staff("registrar")
    notice = StaffNotice(agency_id=agency.id, key="staff.due", facts={"ref": "示1", "days": ""})

    await in_unit(units, lambda unit: notify(unit, [handler.staff_id or 0, handler.staff_id or 0], notice))
    async with units.reading() as unit:
        waiting = [await unseen_count(unit, one) for one in (handler, other)]
    first = await in_unit(units, lambda unit: own_notices(unit, handler))
    second = await in_unit(units, lambda unit: own_notices(unit, handler))

    assert waiting == [1, 0]
    assert [(one.key, one.facts["ref"], one.is_new) for one in first.rows] == [("staff.due", "示1", True)]
    assert [one.is_new for one in second.rows] == [False]


async def test_the_last_warning_of_a_case_tells_whether_it_arrived_by_each_way(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    registrar = await staff("registrar")
    await link_chat(units, registrar, "t1")
    clock.move_to(datetime(2026, 3, 30, 2, tzinfo=UTC))
    await fire_all(units)

    async with units.reading() as unit:
        before = (await arrivals_of(unit, [receipt.case_id]))[receipt.case_id]
    clock.move_to(datetime(2026, 3, 30, 3, tzinfo=UTC))
    while items := await in_unit(units, lambda unit: outbox.lease_due(unit, outbox.Claimant(name="w1"))):
        for item in items:
            await in_unit(units, lambda unit, item=item: outbox.mark_sent(unit, item, "w1"))
    await in_unit(units, lambda unit: own_notices(unit, registrar))
    async with units.reading() as unit:
        after = (await arrivals_of(unit, [receipt.case_id]))[receipt.case_id]

    assert {(one.way, one.arrived_at) for one in before} == {("desk", None), ("telegram", None)}
    assert {one.way: one.arrived_at for one in after} == dict.fromkeys(("desk", "telegram"), clock.now())
    assert not any(one.is_refused for one in after)


async def test_nobody_was_warned_of_a_fresh_case(units: Units, agency: AgencyProfile) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)

    async with units.reading() as unit:
        assert await arrivals_of(unit, [receipt.case_id]) == {}
