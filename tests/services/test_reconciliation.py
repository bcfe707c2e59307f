"""What should be there and is not becomes one task; a whole house has none; a healed gap closes its task."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from requests_db.clock import FrozenClock
from requests_db.services import conversations
from requests_db.services.agency import AgencyProfile
from requests_db.services.decisions import AnswerCase, answer_case
from requests_db.services.desk_actions import take_step
from requests_db.services.reconciliation import reconcile
from requests_db.services.retrying import in_unit
from requests_db.services.steps import Step
from requests_db.services.triage import assign
from requests_db.statute.workflow import Action
from requests_db.store.tables_agency import StaffRow
from requests_db.store.tables_cases import CaseLimitRow, CaseRow, ReminderRow, TaskRow
from requests_db.store.tables_conversations import OutboxRow
from requests_db.store.unit_of_work import UnitOfWork, Units
from tests import factories
from tests.conftest import StaffMaker
from tests.services.test_reminders import fire_all

Break = Callable[[UnitOfWork, int], Awaitable[object]]


async def tasks(units: Units, state: str = "open") -> list[str]:
    async with units.reading() as unit:
        found = await unit.session.scalars(
            select(TaskRow.kind).where(TaskRow.state == state, TaskRow.kind.startswith("gap")).order_by(TaskRow.id)
        )
        return list(found)


@pytest.fixture
async def case_id(units: Units, agency: AgencyProfile, staff: StaffMaker) -> int:
    """A request filed by a message that was answered, given to a unit and taken up."""
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)

    async def talk(unit: UnitOfWork) -> None:
        received = await conversations.receive(unit, citizen.conversation_id or 0, "m1", {"text": "提交"})
        (number,) = await conversations.say(unit, citizen.conversation_id or 0, [{"text": "已收到"}])
        await conversations.link_numbers(unit, received.inbox_id, first=number, last=number)

    await in_unit(units, talk)
    registrar, handler = await staff("registrar"), await staff("handler", unit="roads")
    roads = next(u.id for u in agency.units if u.code == "roads")
    await in_unit(units, lambda unit: assign(unit, receipt.case_id, roads, handler.staff_id, registrar))
    return receipt.case_id


async def no_replies(unit: UnitOfWork, _case_id: int) -> None:
    await unit.session.execute(delete(OutboxRow))


async def no_holder(unit: UnitOfWork, case_id: int) -> None:
    await unit.session.execute(update(CaseRow).where(CaseRow.id == case_id).values(unit_id=None, holder_id=None))


async def holder_left(unit: UnitOfWork, _case_id: int) -> None:
    await unit.session.execute(update(StaffRow).where(StaffRow.username == "handler-roads").values(is_active=False))


async def no_period(unit: UnitOfWork, case_id: int) -> None:
    await unit.session.execute(update(CaseLimitRow).where(CaseLimitRow.case_id == case_id).values(status="cancelled"))


async def no_warning(unit: UnitOfWork, _case_id: int) -> None:
    await unit.session.execute(update(ReminderRow).values(status="cancelled"))


BROKEN: dict[str, Break] = {
    "gap_keeper": no_holder,
    "gap_period": no_period,
}


async def test_a_whole_house_has_no_gap_through_the_life_of_a_request(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock, case_id: int
) -> None:
    officer = await staff("registrar", "handler", "head", unit="roads")
    steps = (
        Step(
            action=Action.REQUEST_CORRECTION,
            on=clock.today(),
            reason="请写明年份",
            facts={"allowed_working_days": 10},
        ),
        Step(action=Action.RECEIVE_CORRECTION, on=clock.today(), private={"text": "2025 年"}),
    )
    found = []
    for step in steps:
        clock.advance(timedelta(hours=1))
        found.append(await in_unit(units, reconcile))
        await in_unit(units, lambda unit, step=step: take_step(unit, case_id, step, officer))
    clock.advance(timedelta(days=20))
    await fire_all(units)
    found.append(await in_unit(units, reconcile))
    answer = AnswerCase(case_id=case_id, outcome="granted", text="见附件")
    await in_unit(units, lambda unit: answer_case(unit, answer, officer))
    clock.advance(timedelta(hours=1))
    found.append(await in_unit(units, reconcile))

    assert found == [0, 0, 0, 0]
    assert await tasks(units) == []


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_gap_becomes_one_task_and_is_closed_once_it_is_healed(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock, case_id: int, kind: str
) -> None:
    async with units.reading() as unit:
        case = await unit.session.get_one(CaseRow, case_id)
        unit_id, holder_id = case.unit_id, case.holder_id
    await in_unit(units, lambda unit: BROKEN[kind](unit, case_id))

    opened = [await in_unit(units, reconcile) for _ in range(3)]
    standing = await tasks(units)

    async def heal(unit: UnitOfWork) -> None:
        await unit.session.execute(
            update(CaseRow).where(CaseRow.id == case_id).values(unit_id=unit_id, holder_id=holder_id)
        )
        await unit.session.execute(update(CaseLimitRow).where(CaseLimitRow.key == "reply").values(status="open"))

    await in_unit(units, heal)
    await in_unit(units, reconcile)

    assert opened == [1, 0, 0]
    assert standing == [kind]
    assert await tasks(units) == []
    assert await tasks(units, "resolved") == [kind]


async def test_a_case_whose_holder_left_is_in_nobodys_hands(units: Units, case_id: int) -> None:
    await in_unit(units, lambda unit: holder_left(unit, case_id))

    await in_unit(units, reconcile)

    assert await tasks(units) == ["gap_keeper"]


async def test_imported_cases_in_no_queue_are_told_in_one_task(units: Units, case_id: int) -> None:
    async def bring_in(unit: UnitOfWork) -> None:
        await no_holder(unit, case_id)
        await unit.session.execute(update(CaseRow).values(is_imported=True))

    await in_unit(units, bring_in)

    await in_unit(units, reconcile)

    async with units.reading() as unit:
        (task,) = await unit.session.execute(select(TaskRow.kind, TaskRow.facts, TaskRow.case_id))
    assert tuple(task) == ("gap_imported", {"count": 1}, None)


async def test_periods_without_a_warning_are_found_and_warnings_that_never_fire(
    units: Units, clock: FrozenClock, case_id: int
) -> None:
    clock.advance(timedelta(days=40))
    late = await in_unit(units, reconcile)
    clock.advance(timedelta(days=-39))
    await in_unit(units, lambda unit: no_warning(unit, case_id))
    await in_unit(units, reconcile)

    assert late > 0
    assert set(await tasks(units)) == {"gap_warning"}
    assert set(await tasks(units, "resolved")) == {"gap_late_warning"}


async def test_a_message_without_its_reply_and_a_filing_without_a_receipt_are_found(
    units: Units, clock: FrozenClock, case_id: int
) -> None:
    await in_unit(units, lambda unit: no_replies(unit, case_id))
    at_once = await in_unit(units, reconcile)
    clock.advance(timedelta(minutes=30))
    found = [await in_unit(units, reconcile) for _ in range(2)]

    assert at_once == 0
    assert found == [2, 0]
    assert await tasks(units) == ["gap_message", "gap_receipt"]


async def test_a_notice_that_waits_for_a_day_is_found_and_closed_when_delivered(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units, key="42", channel="telegram")
    receipt = await factories.file_request(units, agency, citizen)
    officer = await staff("registrar", "handler")
    answer = AnswerCase(case_id=receipt.case_id, outcome="granted", text="见附件")
    await in_unit(units, lambda unit: answer_case(unit, answer, officer))
    clock.advance(timedelta(hours=25))

    opened = await in_unit(units, reconcile)
    standing = await tasks(units)
    async with units.writing() as unit:
        await unit.session.execute(update(OutboxRow).values(state="sent", sent_at=clock.now()))
        await unit.commit()
    await in_unit(units, reconcile)

    assert opened == 1
    assert standing == ["gap_notice"]
    assert await tasks(units) == []
