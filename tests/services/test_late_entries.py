"""Entries made late: they say why, show when, and never quietly take an overdue case off the list."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from requests_db.clock import FrozenClock
from requests_db.services.actors import Actor
from requests_db.services.agency import AgencyProfile
from requests_db.services.case_page import case_page
from requests_db.services.errors import InvalidInput
from requests_db.services.staff_notices import own_notices
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.visibility import require_case
from requests_db.statute.workflow import Action
from requests_db.store.tables_cases import TaskRow
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker

FILED = date(2026, 3, 2)
FRIDAY, TUESDAY = datetime(2026, 3, 6, 2, tzinfo=UTC), datetime(2026, 3, 10, 2, tzinfo=UTC)
OVERDUE = datetime(2026, 4, 10, 2, tzinfo=UTC)  # the period ended on 30 March
WHY = {"late_reason": "当天系统停电，用纸质件登记"}


async def do(units: Units, case_id: int, step: Step, actor: Actor) -> None:
    async with units.writing() as unit:
        await apply(unit, await require_case(unit, actor, case_id, hold=True), step, actor)
        await unit.commit()


@pytest.fixture
async def officer(staff: StaffMaker) -> Actor:
    return await staff("registrar", "handler")


@pytest.fixture
async def supervisor(staff: StaffMaker) -> Actor:
    return await staff("supervisor")


@pytest.fixture
async def case_id(units: Units, agency: AgencyProfile, officer: Actor) -> int:
    receipt = await factories.file_request(units, agency, await factories.make_conversation(units))
    await do(units, receipt.case_id, Step(action=Action.CLAIM, on=FILED), officer)
    return receipt.case_id


def correction(on: date, **private: str) -> Step:
    return Step(action=Action.REQUEST_CORRECTION, on=on, reason="请写明年份", private=private)


async def told(units: Units, supervisor: Actor) -> tuple[list[str], list[str]]:
    async with units.writing() as unit:
        notices = [one.key for one in (await own_notices(unit, supervisor)).rows]
        tasks = [row.kind for row in await unit.session.scalars(select(TaskRow))]
    return notices, tasks


async def test_the_working_day_before_needs_no_reason(
    units: Units, clock: FrozenClock, case_id: int, officer: Actor
) -> None:
    clock.move_to(datetime(2026, 3, 9, 2, tzinfo=UTC))

    await do(units, case_id, correction(FRIDAY.date()), officer)

    async with units.writing() as unit:
        assert "entered_on" not in (await case_page(unit, officer, case_id)).history[-1].facts


async def test_two_working_days_back_says_why_and_shows_when_it_was_entered(
    units: Units, clock: FrozenClock, case_id: int, officer: Actor
) -> None:
    clock.move_to(TUESDAY)
    with pytest.raises(InvalidInput) as caught:
        await do(units, case_id, correction(FRIDAY.date()), officer)
    assert caught.value.fields == {"late_reason": "late_entry"}

    await do(units, case_id, correction(FRIDAY.date(), **WHY), officer)

    async with units.writing() as unit:
        line = (await case_page(unit, officer, case_id)).history[-1]
    assert (line.on, line.facts["entered_on"], line.at) == (FRIDAY.date(), "2026-03-10", TUESDAY)
    assert line.texts["late_reason"] == WHY["late_reason"]


@pytest.mark.parametrize("on", [date(2026, 3, 10), OVERDUE.date()])
async def test_supervisors_hear_of_an_overdue_case_that_stops_being_overdue(
    units: Units, clock: FrozenClock, case_id: int, officer: Actor, supervisor: Actor, on: date
) -> None:
    clock.move_to(OVERDUE)

    await do(units, case_id, correction(on, **WHY), officer)

    assert await told(units, supervisor) == (["staff.late_entry"], ["late_entry"])


async def test_a_prompt_entry_in_time_is_no_matter_for_supervisors(
    units: Units, clock: FrozenClock, case_id: int, officer: Actor, supervisor: Actor
) -> None:
    clock.move_to(FRIDAY)

    await do(units, case_id, correction(FRIDAY.date()), officer)

    assert await told(units, supervisor) == ([], [])
