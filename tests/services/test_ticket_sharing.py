"""Several questions given at once: each done, or told why not."""

import pytest

from requests_db.services.agency import AgencyProfile
from requests_db.services.consultations import (
    OpenConsultation,
    TicketFilter,
    TicketList,
    answer_ticket,
    claim_ticket,
    open_consultation,
    ticket_queue,
)
from requests_db.services.desk_queries import open_tasks
from requests_db.services.errors import Conflict, InvalidInput, NotFound, NotPermitted
from requests_db.services.retrying import in_unit, reading
from requests_db.services.sharing import Chosen
from requests_db.services.staff_accounts import disable_staff
from requests_db.services.ticket_sharing import share_tickets
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker


@pytest.fixture
async def tickets(units: Units, agency: AgencyProfile) -> list[int]:
    citizen = await factories.make_conversation(units)
    made = []
    for number in range(3):
        command = OpenConsultation(
            conversation_id=citizen.conversation_id, agency_id=agency.id, text=f"示例路施工到什么时候{number}？"
        )
        made.append((await in_unit(units, lambda unit, asked=command: open_consultation(unit, asked, citizen))).id)
    return made


async def test_each_question_is_given_or_told_why_not(
    units: Units, agency: AgencyProfile, staff: StaffMaker, tickets: list[int]
) -> None:
    registrar, leaver = await staff("registrar"), await staff("handler", unit="roads", username="leaver")
    taker = await staff("handler", unit="finance", username="taker")
    await in_unit(units, lambda unit: answer_ticket(unit, tickets[1], "到五月底。", leaver))
    await in_unit(units, lambda unit: claim_ticket(unit, tickets[2], leaver))
    chosen = [Chosen(number=tickets[0], version=1), Chosen(number=tickets[1], version=2)]
    chosen += [Chosen(number=tickets[2], version=1), Chosen(number=999, version=1)]

    done = await in_unit(units, lambda unit: share_tickets(unit, chosen, None, taker.staff_id, registrar))

    assert [type(one.refusal) for one in done] == [type(None), NotPermitted, Conflict, NotFound]
    mine = await reading(units, lambda unit: ticket_queue(unit, taker, TicketFilter(name=TicketList.MINE)))
    assert [(line.id, line.unit_name) for line in mine.rows] == [(tickets[0], "财务科（示例）")]
    theirs = await reading(units, lambda unit: ticket_queue(unit, registrar, TicketFilter(holder_id=leaver.staff_id)))
    assert [line.id for line in theirs.rows] == [tickets[2]]


async def test_only_who_answers_for_the_unit_is_given_a_question(
    units: Units, agency: AgencyProfile, staff: StaffMaker, tickets: list[int]
) -> None:
    registrar, reviewer = await staff("registrar"), await staff("reviewer", unit="roads", username="reviewer")
    chosen = [Chosen(number=tickets[0], version=1)]

    (refused,) = await in_unit(units, lambda unit: share_tickets(unit, chosen, None, reviewer.staff_id, registrar))

    assert isinstance(refused.refusal, InvalidInput)
    assert refused.refusal.fields == {"holder_id": "no_handler"}
    with pytest.raises(InvalidInput):
        await in_unit(units, lambda unit: share_tickets(unit, chosen, None, None, registrar))


async def test_questions_of_a_leaver_are_part_of_the_task_to_hand_over(
    units: Units, agency: AgencyProfile, staff: StaffMaker, tickets: list[int]
) -> None:
    registrar, leaver = await staff("registrar"), await staff("handler", unit="roads", username="leaver")
    await in_unit(units, lambda unit: claim_ticket(unit, tickets[0], leaver))

    await in_unit(units, lambda unit: disable_staff(unit, leaver.staff_id or 0))

    (task,) = await reading(units, lambda unit: open_tasks(unit, registrar))
    assert (task.facts["held"], task.facts["tickets"], task.facts["holder_id"]) == (0, 1, leaver.staff_id)
