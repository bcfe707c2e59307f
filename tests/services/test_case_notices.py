"""What an applicant is told of a step is what the step says to them, and nothing that it says to others."""

from datetime import date

import pytest

from requests_db.services import conversations
from requests_db.services.actors import Actor
from requests_db.services.agency import AgencyProfile
from requests_db.services.staff_notices import unseen_count
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.triage import claim, require_case
from requests_db.statute.events import ConsultKind, Event, EventType
from requests_db.statute.workflow import Action
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker

DAY = date(2026, 3, 2)
TO_OTHERS = "致示例企业：请就是否公开提出意见。"
LETTER = Event(type=EventType.CONSULT_SENT, on=DAY, id="l1", kind=ConsultKind.THIRD_PARTY)


async def handled(units: Units, agency: AgencyProfile, officer: Actor) -> tuple[int, int]:
    """File and claim a request; return the conversation and the case."""
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    async with units.writing() as unit:
        await claim(unit, receipt.case_id, officer)
        await unit.commit()
    return citizen.conversation_id or 0, receipt.case_id


async def do(units: Units, case_id: int, step: Step, actor: Actor) -> None:
    async with units.writing() as unit:
        await apply(unit, await require_case(unit, actor, case_id, hold=True), step, actor)
        await unit.commit()


async def told(units: Units, conversation_id: int) -> list[dict[str, object]]:
    async with units.reading() as unit:
        return [dict(said.body["facts"]) for said in await conversations.replies_after(unit, conversation_id)]


async def waiting_for(units: Units, officer: Actor) -> int:
    async with units.reading() as unit:
        return await unseen_count(unit, officer)


@pytest.mark.parametrize(
    "step",
    [
        Step(action=Action.SEND_OPINION_LETTER, on=DAY, clock_events=(LETTER,), private={"text": TO_OTHERS}),
        Step(action=Action.NOTE, on=DAY, private={"text": TO_OTHERS, "remark": TO_OTHERS}),
        Step(action=Action.RELEASE, on=DAY, reason=TO_OTHERS),
    ],
)
async def test_what_is_written_to_others_never_reaches_the_applicant(
    units: Units, agency: AgencyProfile, staff: StaffMaker, step: Step
) -> None:
    officer = await staff("registrar", "handler")
    conversation_id, case_id = await handled(units, agency, officer)

    await do(units, case_id, step, officer)

    assert TO_OTHERS not in str(await told(units, conversation_id))


async def test_an_extension_is_told_with_its_days_its_reason_and_the_day_before(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    officer, head = await staff("registrar", "handler"), await staff("head")
    conversation_id, case_id = await handled(units, agency, officer)
    extended = (Event(type=EventType.EXTENDED, on=DAY, working_days=10),)

    await do(units, case_id, Step(action=Action.PROPOSE_EXTENSION, on=DAY, reason="检索量大"), officer)
    await do(units, case_id, Step(action=Action.CONSENT_EXTENSION, on=DAY, clock_events=extended), head)

    facts = (await told(units, conversation_id))[-1]
    assert (facts["working_days"], facts["extension_reason"]) == (10, "检索量大")
    assert (facts["before_on"], facts["due_on"]) == ("2026-03-30", "2026-04-14")


async def test_looking_at_personal_data_gives_nobody_work(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    officer, head = await staff("registrar", "handler"), await staff("head")
    _, case_id = await handled(units, agency, officer)
    before = await waiting_for(units, officer)

    await do(units, case_id, Step(action=Action.OPEN_PERSONAL_DATA, on=DAY, reason="核对身份"), head)

    assert await waiting_for(units, officer) == before
