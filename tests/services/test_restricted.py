"""What is restricted is counted for those who do not see it, and only for them; on both databases."""

import pytest
from sqlalchemy import update

from requests_db.services.agency import AgencyProfile
from requests_db.services.desk_actions import take_step
from requests_db.services.restricted import MaskedLine, OutOfSight, every_masked, out_of_sight
from requests_db.services.steps import Step
from requests_db.statute.desk_queues import Light
from requests_db.statute.workflow import Action
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import Units
from requests_db.store.views import Page
from tests import factories
from tests.conftest import StaffMaker

SEVERAL_PAGES = 53


@pytest.mark.parametrize(("role", "open_count"), [("supervisor", 1), ("registrar", 1), ("head", 0)])
async def test_a_restricted_case_that_nobody_holds_is_missing_from_no_sum(
    units: Units, agency: AgencyProfile, staff: StaffMaker, role: str, open_count: int
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen, submit_key="a")
    await factories.file_request(units, agency, citizen, submit_key="b")
    head, looking = await staff("head"), await staff(role, username="looking")
    async with units.writing() as unit:
        step = Step(action=Action.RESTRICT, on=unit.today, reason="涉及个人隐私")
        await take_step(unit, receipt.case_id, step, head)
        await unit.commit()

    async with units.reading() as unit:
        masked = (MaskedLine(ref=receipt.ref, light=Light.OK),) if open_count else ()
        assert await out_of_sight(unit, looking) == OutOfSight(
            open=open_count, overdue=0, page=Page(rows=masked, total=open_count, page=1, pages=1)
        )
        assert await every_masked(unit, looking, limit=10) == masked


async def test_every_masked_line_is_on_some_page_and_in_the_file(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    looking = await staff("supervisor")
    for key in range(SEVERAL_PAGES):
        await factories.file_request(units, agency, citizen, submit_key=str(key))
    async with units.writing() as unit:
        await unit.session.execute(update(CaseRow).values(is_restricted=True))
        await unit.commit()

    async with units.reading() as unit:
        every = await every_masked(unit, looking, limit=SEVERAL_PAGES)
        pages = [(await out_of_sight(unit, looking, page=number)).page for number in (1, 2, 3, 9)]

    assert len({line.ref for line in every}) == SEVERAL_PAGES
    assert sum((page.rows for page in pages[:3]), ()) == every
    assert (pages[3].page, pages[3].rows) == (3, pages[2].rows)
