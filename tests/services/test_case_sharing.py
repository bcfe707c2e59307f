"""Several cases given at once: each done, or told why not; nothing is lost and nothing overwritten."""

import pytest

from requests_db.services.agency import AgencyProfile
from requests_db.services.case_sharing import share_cases
from requests_db.services.errors import Conflict, InvalidInput, NotFound, NotPermitted
from requests_db.services.sharing import Chosen
from requests_db.services.staff_notices import own_notices
from requests_db.services.staff_queries import QueueFilter, queue
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.triage import assign, claim
from requests_db.services.visibility import require_case
from requests_db.statute.desk_queues import QueueName
from requests_db.statute.workflow import Action, State
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker


def unit_id(agency: AgencyProfile, code: str) -> int:
    return next(u.id for u in agency.units if u.code == code)


@pytest.fixture
async def cases(units: Units, agency: AgencyProfile) -> list[int]:
    citizen = await factories.make_conversation(units)
    return [(await factories.file_request(units, agency, citizen, submit_key=f"k{at}")).case_id for at in range(3)]


async def test_each_case_is_given_or_told_why_not(
    units: Units, agency: AgencyProfile, staff: StaffMaker, cases: list[int]
) -> None:
    registrar, handler = await staff("registrar"), await staff("handler", unit="roads")
    async with units.writing() as unit:
        seen = {line.id: line.version for line in (await queue(unit, registrar, QueueFilter())).rows}
        await assign(unit, cases[1], unit_id(agency, "finance"), None, registrar)  # somebody was faster
        case = await require_case(unit, registrar, cases[2], hold=True)
        await apply(unit, case, Step(action=Action.WITHDRAW, on=unit.today, reason="撤回"), registrar)
        await unit.commit()
    chosen = [Chosen(number=cases[2]), *(Chosen(number=each, version=seen[each]) for each in cases[:2])]
    chosen.append(Chosen(number=999))

    async with units.writing() as unit:
        done = await share_cases(unit, chosen, None, handler.staff_id, registrar)
        await unit.commit()
    async with units.reading() as unit:
        mine = await queue(unit, handler, QueueFilter(name=QueueName.MINE))

    assert [one.number for one in done] == [cases[2], cases[0], cases[1], 999]
    kinds = [type(one.refusal) for one in done]
    assert kinds == [NotPermitted, type(None), Conflict, NotFound]
    assert isinstance(done[2].refusal, Conflict)
    assert done[2].refusal.changed_by == registrar.label
    assert done[2].version > seen[cases[1]]
    assert (done[3].ref, done[0].name) == ("", "示例路道路施工许可")
    assert [(line.id, line.unit_name) for line in mine.rows] == [(cases[0], "道路科（示例）")]


async def test_a_case_under_way_is_handed_over_where_it_stands(
    units: Units, agency: AgencyProfile, staff: StaffMaker, cases: list[int]
) -> None:
    head = await staff("head")
    leaver, heir = await staff("handler", unit="roads"), await staff("handler", unit="roads", username="heir")
    registrar = await staff("registrar")
    async with units.writing() as unit:
        await assign(unit, cases[0], unit_id(agency, "roads"), None, registrar)
        await claim(unit, cases[0], leaver)
        case = await require_case(unit, leaver, cases[0], hold=True)
        asked = Step(
            action=Action.REQUEST_CORRECTION,
            on=unit.today,
            reason="请写明年份",
            facts={"allowed_working_days": 10},
        )
        await apply(unit, case, asked, leaver)
        due_before = case.due_on
        await unit.commit()

    async with units.writing() as unit:
        (done,) = await share_cases(unit, [Chosen(number=cases[0])], None, heir.staff_id, head)
        await unit.commit()
        case = await require_case(unit, head, cases[0])
        after = (case.holder_id, case.state, case.due_on)
        told = await own_notices(unit, heir)

    assert done.refusal is None
    assert after == (heir.staff_id, State.AWAITING_CORRECTION, due_before)
    assert "staff.hand_over" in [one.key for one in told.rows]


async def test_what_is_under_way_needs_a_person_and_what_is_new_a_unit(
    units: Units, agency: AgencyProfile, staff: StaffMaker, cases: list[int]
) -> None:
    registrar, handler = await staff("registrar"), await staff("handler", unit="roads")
    async with units.writing() as unit:
        await assign(unit, cases[0], unit_id(agency, "roads"), handler.staff_id, registrar)
        await claim(unit, cases[0], handler)
        case = await require_case(unit, handler, cases[0], hold=True)
        await apply(unit, case, Step(action=Action.REQUEST_CORRECTION, on=unit.today, reason="年份"), handler)
        roads = unit_id(agency, "roads")
        begun, new = await share_cases(unit, [Chosen(number=cases[0]), Chosen(number=cases[1])], roads, None, registrar)
        with pytest.raises(InvalidInput):
            await share_cases(unit, [Chosen(number=cases[0])], None, None, registrar)

    assert isinstance(begun.refusal, InvalidInput)
    assert begun.refusal.fields == {"holder_id": "required"}
    assert new.refusal is None
