"""New dates are told to applicants once a supervisor accepted them: once each, with old day, new day and why."""

from datetime import date

import pytest
from sqlalchemy import select

from handlers.dialogue.notices import render
from handlers.wording import Wording
from requests_db.clock import FrozenClock
from requests_db.services import conversations, date_notices
from requests_db.services.actors import Actor, operator
from requests_db.services.agency import AgencyProfile
from requests_db.services.calendar_import import import_notice
from requests_db.services.date_notices import finish_task
from requests_db.services.errors import NotFound, NotPermitted
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.visibility import require_case
from requests_db.statute.workflow import Action
from requests_db.store.tables_cases import TaskRow
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker
from tests.services.test_calendars import DECEMBER, NOTICE


async def told(units: Units, actor: Actor) -> list[str]:
    """Return what was said to a conversation of new dates, as it is read there."""
    async with units.reading() as unit:
        said = await conversations.replies_between(unit, actor.conversation_id or 0, 1, 100)
    texts = [render(Wording.load(), one.body).text for one in said if "notice" in one.body]
    return [text for text in texts if "最晚答复日期有变动" in text]


async def task_id_of(units: Units) -> int:
    async with units.reading() as unit:
        return (await unit.session.scalars(select(TaskRow.id).where(TaskRow.kind == "dates_changed"))).one()


@pytest.fixture
async def citizens(units: Units, clock: FrozenClock, agency: AgencyProfile) -> list[Actor]:
    clock.move_to(DECEMBER)
    found = [await factories.make_conversation(units, f"c{number}") for number in range(3)]
    for number, citizen in enumerate(found):
        await factories.file_request(units, agency, citizen, submit_key=f"c{number}:p1")
    return found


async def test_nobody_is_told_before_the_dates_are_accepted_and_then_once(
    units: Units, citizens: list[Actor], staff: StaffMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(date_notices, "RECALCULATION_BATCH", 2)
    supervisor = await staff("supervisor")
    await import_notice(units, NOTICE, operator())
    task_id = await task_id_of(units)

    before = [await told(units, citizen) for citizen in citizens]
    await finish_task(units, supervisor, task_id)
    with pytest.raises(NotFound):
        await finish_task(units, supervisor, task_id)

    after = [await told(units, citizen) for citizen in citizens]
    assert before == [[], [], []]
    assert [len(texts) for texts in after] == [1, 1, 1]
    for wanted in ("示公开2026-00001", "原来是2027年1月8日", "现在是2027年1月11日", "示例通知：2027年部分节假日安排"):
        assert wanted in after[0][0]


async def test_a_request_that_ended_meanwhile_is_told_nothing(
    units: Units, citizens: list[Actor], staff: StaffMaker
) -> None:
    supervisor = await staff("supervisor")
    await import_notice(units, NOTICE, operator())
    async with units.writing() as unit:
        case = await require_case(unit, supervisor, 1, hold=True)
        await apply(unit, case, Step(action=Action.WITHDRAW, on=date(2026, 12, 10), reason="不需要了"), citizens[0])
        await unit.commit()

    await finish_task(units, supervisor, await task_id_of(units))

    assert [len(await told(units, citizen)) for citizen in citizens] == [0, 1, 1]


async def test_only_supervisors_and_the_head_accept_new_dates(
    units: Units, citizens: list[Actor], staff: StaffMaker
) -> None:
    registrar = await staff("registrar")
    await import_notice(units, NOTICE, operator())

    with pytest.raises(NotPermitted):
        await finish_task(units, registrar, await task_id_of(units))

    assert await told(units, citizens[0]) == []
