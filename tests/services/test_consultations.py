import pytest

from requests_db.services import conversations
from requests_db.services.agency import AgencyProfile
from requests_db.services.consultations import (
    OpenConsultation,
    Ticket,
    TicketFilter,
    TicketList,
    answer_ticket,
    claim_ticket,
    close_ticket,
    open_consultation,
    pass_ticket,
    ticket_page,
    ticket_queue,
)
from requests_db.services.errors import Conflict, InvalidInput, NotFound, NotPermitted
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker


async def ask(
    units: Units, agency: AgencyProfile, text: str = "道路施工什么时候结束？", kind: str = "question"
) -> tuple[Ticket, int]:
    citizen = await factories.make_conversation(units)
    conversation_id = citizen.conversation_id or 0
    async with units.writing() as unit:
        command = OpenConsultation(conversation_id=conversation_id, agency_id=agency.id, text=text, kind=kind)
        ticket = await open_consultation(unit, command, citizen)
        await unit.commit()
    return ticket, conversation_id


async def test_question_goes_to_the_unit_whose_matter_it_is_and_its_answer_into_the_chat(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    ticket, conversation_id = await ask(units, agency)
    handler = await staff("handler", unit="roads")

    async with units.writing() as unit:
        queue = await ticket_queue(unit, handler, TicketFilter(name=TicketList.UNIT))
        await claim_ticket(unit, ticket.id, handler)
        await answer_ticket(unit, ticket.id, "本月底结束。", handler)
        await unit.commit()
    async with units.reading() as unit:
        said = await conversations.replies_after(unit, conversation_id)
        page = await ticket_page(unit, handler, ticket.id)

    assert [line.id for line in queue.rows] == [ticket.id]
    assert queue.rows[0].remaining_working_days == 3
    assert said[-1].body["notice"] == "ticket.answered"
    assert said[-1].body["facts"] == {"ref": ticket.ref, "text": "本月底结束。"}
    assert (page.answer, page.may_answer) == ("本月底结束。", False)


async def test_question_of_nobodys_matter_goes_to_the_office(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    ticket, _ = await ask(units, agency, "你们几点上班？")
    handler = await staff("handler", unit="roads")
    registrar = await staff("registrar")

    async with units.writing() as unit:
        with pytest.raises(NotFound):
            await ticket_page(unit, handler, ticket.id)
        assert (await ticket_page(unit, registrar, ticket.id)).line.unit_name == "公开办（示例）"
        roads = next(u.id for u in agency.units if u.code == "roads")
        await pass_ticket(unit, ticket.id, roads, registrar)
        assert (await ticket_page(unit, handler, ticket.id)).line.unit_name == "道路科（示例）"


async def test_answered_question_cannot_be_answered_again(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    ticket, _ = await ask(units, agency)
    handler = await staff("handler", unit="roads")

    async with units.writing() as unit:
        seen = (await ticket_page(unit, handler, ticket.id)).version
        with pytest.raises(InvalidInput):
            await answer_ticket(unit, ticket.id, " ", handler)
        await answer_ticket(unit, ticket.id, "好", handler, expected_version=seen)
        with pytest.raises(NotPermitted):
            await answer_ticket(unit, ticket.id, "好", handler)
        with pytest.raises(Conflict):
            await answer_ticket(unit, ticket.id, "好", handler, expected_version=seen)


async def test_supervisor_sees_but_does_not_answer(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    ticket, _ = await ask(units, agency)
    supervisor = await staff("supervisor")

    async with units.writing() as unit:
        page = await ticket_page(unit, supervisor, ticket.id)
        with pytest.raises(NotPermitted):
            await claim_ticket(unit, ticket.id, supervisor)

    assert not page.may_answer


async def test_a_complaint_goes_to_the_office_not_to_the_unit_whose_matter_it_is(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    ticket, _ = await ask(units, agency, "投诉道路施工队伍乱收费", kind="complaint")
    registrar, handler = await staff("registrar"), await staff("handler", unit="roads")

    async with units.reading() as unit:
        page = await ticket_page(unit, registrar, ticket.id)
        with pytest.raises(NotFound):
            await ticket_page(unit, handler, ticket.id)

    office = next(one.id for one in agency.units if one.is_office)
    assert page.line.unit_id == office
    assert not page.may_close


async def test_a_complaint_is_not_closed_without_an_answer(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    ticket, conversation_id = await ask(units, agency, "投诉道路施工扰民", kind="complaint")
    registrar = await staff("registrar")

    async with units.writing() as unit:
        with pytest.raises(NotPermitted):
            await close_ticket(unit, ticket.id, registrar)
        await answer_ticket(unit, ticket.id, "夜间施工由示例机关管，请向它反映。", registrar)
        await unit.commit()

    async with units.reading() as unit:
        said = await conversations.replies_after(unit, conversation_id)
    assert said[-1].body["notice"] == "ticket.answered"
