"""A supervisor asks, the holder answers: both stand in the history, and nothing of the law moves (督办)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from requests_db.clock import FrozenClock
from requests_db.services.agency import AgencyProfile
from requests_db.services.annual_report import annual_report
from requests_db.services.calendar_import import recount_where_stale
from requests_db.services.desk_actions import take_step
from requests_db.services.errors import InvalidInput, NotPermitted
from requests_db.services.retrying import in_unit
from requests_db.services.steps import Step
from requests_db.services.triage import assign
from requests_db.statute.workflow import Action
from requests_db.store.tables_cases import CaseEventRow, CaseLimitRow, CaseRow
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker
from tests.services.test_reminders import fire_all, heard, link_chat

ASK = Step(action=Action.SUPERVISE, on=date(2026, 3, 2), reason="为什么还没有检索？")
ANSWER = Step(action=Action.ANSWER_SUPERVISION, on=date(2026, 3, 2), private={"text": "今天检索。"})


@pytest.fixture
async def case_id(units: Units, agency: AgencyProfile) -> int:
    citizen = await factories.make_conversation(units)
    return (await factories.file_request(units, agency, citizen)).case_id


async def periods(units: Units, case_id: int) -> list[tuple[date | None, str]]:
    async with units.reading() as unit:
        found = await unit.session.execute(
            select(CaseLimitRow.due_on, CaseLimitRow.status).where(
                CaseLimitRow.case_id == case_id, CaseLimitRow.key == "supervision"
            )
        )
        return [(due_on, status) for due_on, status in found]


async def test_question_and_answer_stand_in_the_history_and_move_no_date_of_the_law(
    units: Units, agency: AgencyProfile, staff: StaffMaker, case_id: int
) -> None:
    supervisor, registrar = await staff("supervisor"), await staff("registrar")
    async with units.reading() as unit:
        case = await unit.session.get_one(CaseRow, case_id)
        before = (case.state, case.due_on, case.clock_state)
        figures = await annual_report(unit, 2026, agency.id)

    await in_unit(units, lambda unit: take_step(unit, case_id, ASK, supervisor))
    asked = await periods(units, case_id)
    await in_unit(units, lambda unit: take_step(unit, case_id, ANSWER, registrar))

    async with units.reading() as unit:
        case = await unit.session.get_one(CaseRow, case_id)
        now = (case.state, case.due_on, case.clock_state)
        lines = await unit.session.execute(
            select(CaseEventRow.action, CaseEventRow.clock_events).where(CaseEventRow.case_id == case_id)
        )
        after = await annual_report(unit, 2026, agency.id)
    assert [(action, events) for action, events in lines][-2:] == [("supervise", []), ("answer_supervision", [])]
    assert now == before
    assert (after.t3, after.t4, after.faults) == (figures.t3, figures.t4, figures.faults)
    assert asked == [(date(2026, 3, 4), "open")]
    assert await periods(units, case_id) == [(date(2026, 3, 4), "met")]


async def test_the_day_a_supervisor_names_stands_through_later_steps_and_recounting(
    units: Units, agency: AgencyProfile, staff: StaffMaker, case_id: int
) -> None:
    supervisor, registrar = await staff("supervisor"), await staff("registrar", "handler")
    named = replace(ASK, answer_by_on=date(2026, 3, 6))

    await in_unit(units, lambda unit: take_step(unit, case_id, named, supervisor))
    claim = Step(action=Action.CLAIM, on=date(2026, 3, 2))
    await in_unit(units, lambda unit: take_step(unit, case_id, claim, registrar))
    async with units.writing() as unit:
        (await unit.session.get_one(CaseRow, case_id)).calendar_version = "old"
        await unit.commit()
    await recount_where_stale(units)
    named_once = await periods(units, case_id)
    again = replace(ASK, answer_by_on=date(2026, 3, 10))
    await in_unit(units, lambda unit: take_step(unit, case_id, again, supervisor))

    assert named_once == [(date(2026, 3, 6), "open")]
    assert await periods(units, case_id) == [(date(2026, 3, 10), "open")]


async def test_a_day_that_has_passed_is_refused_and_only_supervisors_ask(
    units: Units, staff: StaffMaker, case_id: int
) -> None:
    supervisor, registrar = await staff("supervisor"), await staff("registrar")
    past = replace(ASK, answer_by_on=date(2026, 3, 1))

    with pytest.raises(InvalidInput) as refusal:
        await in_unit(units, lambda unit: take_step(unit, case_id, past, supervisor))
    with pytest.raises(NotPermitted):
        await in_unit(units, lambda unit: take_step(unit, case_id, ASK, registrar))

    assert refusal.value.fields == {"answer_by_on": "past"}


async def test_the_holder_is_told_the_asker_gets_the_answer_and_silence_climbs(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock, case_id: int
) -> None:
    supervisor, registrar = await staff("supervisor"), await staff("registrar")
    handler, head = await staff("handler", unit="roads"), await staff("head")
    roads = next(u.id for u in agency.units if u.code == "roads")
    await in_unit(units, lambda unit: assign(unit, case_id, roads, handler.staff_id, registrar))
    chats = [await link_chat(units, one, f"t{n}") for n, one in enumerate((supervisor, handler, head))]

    await in_unit(units, lambda unit: take_step(unit, case_id, ASK, supervisor))
    clock.move_to(datetime(2026, 3, 4, 2, tzinfo=UTC))
    await fire_all(units)
    clock.move_to(datetime(2026, 3, 5, 2, tzinfo=UTC))
    await fire_all(units)
    told = [await heard(units, chat) for chat in chats]
    today = replace(ANSWER, on=date(2026, 3, 5))
    await in_unit(units, lambda unit: take_step(unit, case_id, today, handler))

    assert told[1][0] == "staff.supervise"
    assert "staff.overdue" in told[0]
    assert "staff.due" in told[2]
    assert (await heard(units, chats[0]))[-1] == "staff.answer_supervision"


async def test_a_question_ends_with_its_case(units: Units, staff: StaffMaker, case_id: int) -> None:
    supervisor, registrar = await staff("supervisor"), await staff("registrar")
    await in_unit(units, lambda unit: take_step(unit, case_id, ASK, supervisor))

    withdraw = Step(action=Action.WITHDRAW, on=date(2026, 3, 2), reason="不再需要")
    await in_unit(units, lambda unit: take_step(unit, case_id, withdraw, registrar))

    assert await periods(units, case_id) == [(date(2026, 3, 4), "cancelled")]
