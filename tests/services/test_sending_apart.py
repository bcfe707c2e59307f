"""A reply that no chat delivers is a task until its service is on record."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import select, update

from requests_db.services.agency import AgencyProfile
from requests_db.services.audit_check import verify
from requests_db.services.decisions import AnswerCase, answer_case
from requests_db.services.desk_queries import open_tasks
from requests_db.services.reconciliation import reconcile
from requests_db.services.request_form import Wanted
from requests_db.services.retrying import in_unit
from requests_db.services.sending_apart import end_overtaken
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.triage import require_case
from requests_db.statute.workflow import Action
from requests_db.store.tables_cases import RegisterEntryRow, TaskRow
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker

REACHES_THE_LOCK_SECONDS = 0.5


async def answered(units: Units, agency: AgencyProfile, staff: StaffMaker, obtain_by: str):
    """File a request for a way of obtaining and answer it; return the officer and the case."""
    citizen, officer = await factories.make_conversation(units), await staff("registrar", "handler")
    wanted = Wanted(name="示例路施工许可", features="示例路施工许可", supply_form="paper", obtain_by=obtain_by)
    receipt = await factories.file_request(units, agency, citizen, wanted=wanted)
    async with units.writing() as unit:
        await answer_case(unit, AnswerCase(case_id=receipt.case_id, outcome="granted", text="见附件"), officer)
        await unit.commit()
    return officer, receipt.case_id


async def waiting(units: Units, actor) -> list[str]:
    async with units.reading() as unit:
        return [task.kind for task in await open_tasks(unit, actor)]


async def left_open(units: Units, agency: AgencyProfile, staff: StaffMaker):
    """Return an officer and a case taken up again whose task was left open, as it was before taking up ended it."""
    officer, case_id = await answered(units, agency, staff, "post")
    head = await staff("head")
    again = Step(action=Action.REOPEN, on=date(2026, 3, 2), reason="复议撤销", facts={"cause": "review_decision"})
    async with units.writing() as unit:
        await apply(unit, await require_case(unit, head, case_id, hold=True), again, head)
        await unit.session.execute(update(TaskRow).where(TaskRow.kind == "unserved").values(state="open"))
        await unit.commit()
    return officer, case_id


async def noted(units: Units) -> int:
    async with units.reading() as unit:
        assert await verify(unit) == ()
        lines = await unit.session.scalars(select(RegisterEntryRow.seq).where(RegisterEntryRow.kind == "task"))
        return len(lines.all())


async def meanwhile(units: Units) -> asyncio.Task[int]:
    """Let another worker reconcile as far as it gets while the caller's unit is open."""
    rival = asyncio.create_task(in_unit(units, reconcile))
    await asyncio.wait({rival}, timeout=REACHES_THE_LOCK_SECONDS)
    return rival


@pytest.mark.parametrize("way", ["post", "pickup", "email"])
async def test_a_reply_to_be_sent_by_hand_waits_until_its_service_is_on_record(
    units: Units, agency: AgencyProfile, staff: StaffMaker, way: str
) -> None:
    officer, case_id = await answered(units, agency, staff, way)
    before = await waiting(units, officer)

    served = Step(action=Action.RECORD_SERVICE, on=date(2026, 3, 2), proof={"way": "post", "number": "示例单号"})
    async with units.writing() as unit:
        await apply(unit, await require_case(unit, officer, case_id, hold=True), served, officer)
        await unit.commit()

    assert before == ["unserved"]
    assert await waiting(units, officer) == []


async def test_a_reply_asked_for_in_the_chat_needs_nobodys_hands(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    officer, _ = await answered(units, agency, staff, "chat")

    assert await waiting(units, officer) == []


async def test_a_case_taken_up_again_owes_the_new_reply_and_no_longer_the_old(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    officer, case_id = await answered(units, agency, staff, "post")
    head = await staff("head")
    again = Step(action=Action.REOPEN, on=date(2026, 3, 2), reason="复议撤销", facts={"cause": "reconsideration"})
    async with units.writing() as unit:
        await apply(unit, await require_case(unit, head, case_id, hold=True), again, head)
        await unit.commit()
    reopened = await waiting(units, officer)

    async with units.writing() as unit:
        await answer_case(unit, AnswerCase(case_id=case_id, outcome="granted", text="见附件"), officer)
        await unit.commit()

    assert reopened == []
    assert await waiting(units, officer) == ["unserved"]


async def test_a_task_left_open_by_a_case_taken_up_before_is_closed_once_and_noted(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    officer, case_id = await left_open(units, agency, staff)
    stuck = await waiting(units, officer)

    await in_unit(units, reconcile)
    await in_unit(units, reconcile)

    assert stuck == ["unserved"]
    assert await waiting(units, officer) == []
    async with units.reading() as unit:
        noted = (await unit.session.scalars(select(RegisterEntryRow).where(RegisterEntryRow.kind == "task"))).all()
        assert [(line.subject, line.facts["what"]) for line in noted] == [(f"case:{case_id}", "unserved_overtaken")]
        assert await verify(unit) == ()


async def test_the_task_of_a_reply_given_anew_on_the_same_day_is_left_alone(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    officer, case_id = await answered(units, agency, staff, "post")
    head = await staff("head")
    again = Step(action=Action.REOPEN, on=date(2026, 3, 2), reason="复议撤销", facts={"cause": "review_decision"})
    async with units.writing() as unit:
        await apply(unit, await require_case(unit, head, case_id, hold=True), again, head)
        await answer_case(unit, AnswerCase(case_id=case_id, outcome="granted", text="见附件"), officer)
        await unit.commit()

    await in_unit(units, reconcile)

    assert await waiting(units, officer) == ["unserved"]


async def test_two_workers_at_once_close_and_note_a_task_left_open_once(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    officer, _ = await left_open(units, agency, staff)

    async with units.writing() as unit:
        closed = await end_overtaken(unit)
        rival = await meanwhile(units)
        await unit.commit()
    await rival
    await asyncio.gather(*(in_unit(units, reconcile) for _ in range(3)))

    assert closed == 1
    assert await waiting(units, officer) == []
    assert await noted(units) == 1


async def test_workers_sweeping_at_once_note_a_task_left_open_once(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    officer, _ = await left_open(units, agency, staff)

    await asyncio.gather(*(in_unit(units, reconcile) for _ in range(4)))

    assert await waiting(units, officer) == []
    assert await noted(units) == 1


async def test_a_task_opened_again_while_another_sweeps_stays_open(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    officer, case_id = await left_open(units, agency, staff)

    async with units.writing() as unit:
        await answer_case(unit, AnswerCase(case_id=case_id, outcome="granted", text="见附件"), officer)
        rival = await meanwhile(units)
        await unit.commit()
    await rival

    assert await waiting(units, officer) == ["unserved"]
    assert await noted(units) == 0
