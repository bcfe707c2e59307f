"""What was sent, to whom, by which way, and whether it arrived."""

from collections import Counter
from datetime import UTC, datetime

from requests_db.clock import FrozenClock
from requests_db.services import outbox
from requests_db.services.actors import Actor
from requests_db.services.agency import AgencyProfile
from requests_db.services.desk_actions import take_step
from requests_db.services.ledger import Fate, LedgerLine, LedgerWish, every_line, ledger_page
from requests_db.services.retrying import in_unit
from requests_db.services.steps import Step
from requests_db.statute.workflow import Action
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker
from tests.services.test_reminders import fire_all, link_chat


async def lines(units: Units, reader: Actor, **wish: object) -> tuple[LedgerLine, ...]:
    async with units.reading() as unit:
        found = await every_line(unit, reader, LedgerWish(**wish))
        assert (await ledger_page(unit, reader, LedgerWish(**wish))).total == len(found)
    return found


async def test_every_way_of_every_notice_is_a_line_with_its_fate(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units, key="42", channel="telegram")
    receipt = await factories.file_request(units, agency, citizen)
    officer = await staff("registrar", "handler")
    await link_chat(units, officer, "t1")
    ask = Step(
        action=Action.REQUEST_CORRECTION,
        on=clock.today(),
        reason="请写明年份",
        facts={"allowed_working_days": 10},
    )
    await in_unit(units, lambda unit: take_step(unit, receipt.case_id, ask, officer))
    await in_unit(units, lambda unit: outbox.tell_chats(unit, 0, "staff.step", {}))
    items = await in_unit(units, lambda unit: outbox.lease_due(unit, outbox.Claimant(name="w1")))
    for item in items:
        await in_unit(units, lambda unit, item=item: outbox.mark_refused(unit, item, "w1", "Forbidden"))

    found = await lines(units, officer)

    told = Counter((line.notice, line.staff_name != "", line.way, line.fate, line.attempts) for line in found)
    assert told[("case.request_correction", False, "telegram", Fate.REFUSED, 1)] == 1
    assert {line.ref for line in found} == {receipt.ref}
    assert {line.error for line in await lines(units, officer, only_failed=True)} == {"Forbidden"}
    assert await lines(units, officer, ref="没有这个编号") == ()
    assert await lines(units, officer, ref=receipt.ref) == found


async def test_warnings_are_lines_for_each_person_and_each_way(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    await factories.file_request(units, agency, citizen)
    registrar, head = await staff("registrar"), await staff("head")
    await link_chat(units, registrar, "t1")
    clock.move_to(datetime(2026, 3, 30, 2, tzinfo=UTC))
    await fire_all(units)

    mine = await lines(units, head, staff_id=registrar.staff_id, only_waiting=True)
    theirs = await lines(units, head, staff_id=head.staff_id)

    assert {(line.way, line.fate) for line in mine} == {("desk", Fate.UNSEEN), ("telegram", Fate.WAITING)}
    assert {(line.notice, line.way) for line in theirs} == {("staff.due", "desk"), ("staff.overdue", "desk")}


async def test_what_concerns_a_case_out_of_sight_is_no_line(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    registrar, head, supervisor = await staff("registrar"), await staff("head"), await staff("supervisor")
    async with units.writing() as unit:
        (await unit.session.get_one(CaseRow, receipt.case_id)).is_restricted = True
        await unit.commit()
    clock.move_to(datetime(2026, 3, 30, 2, tzinfo=UTC))
    await fire_all(units)

    assert await lines(units, head)
    assert await lines(units, supervisor) == ()
    assert await lines(units, registrar) == ()
