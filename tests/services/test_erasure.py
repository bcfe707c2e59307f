from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from requests_db.clock import FrozenClock
from requests_db.services import conversations
from requests_db.services.agency import AgencyProfile
from requests_db.services.audit import verify
from requests_db.services.decisions import AnswerCase, answer_case
from requests_db.services.erasure import erase_applicant, erasure_view
from requests_db.services.errors import InvalidInput, NotFound, NotPermitted
from requests_db.services.files import open_file, store_file
from requests_db.services.intake import withdraw_request
from requests_db.services.queries import QueueFilter, case_page, queue
from requests_db.services.request_form import Applicant, Identity
from requests_db.statute.desk_queues import QueueName
from requests_db.store.secrets import canonical
from requests_db.store.tables_cases import CaseFollowerRow
from requests_db.store.tables_conversations import OutboxRow
from requests_db.store.unit_of_work import UnitOfWork, Units
from tests import factories
from tests.conftest import StaffMaker


async def test_erased_applicant_is_nowhere_and_history_still_verifies(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    head, registrar = await staff("head"), await staff("registrar")
    async with units.writing() as unit:
        paper = await store_file(
            unit, b"%PDF-1\n1 0 obj endobj\n%%EOF", "证件.pdf", "identity", conversation_id=citizen.conversation_id
        )
        await unit.commit()
    applicant = Applicant(
        kind="natural",
        name="示例将被删除",
        identity=Identity(number="X1234567", file_tokens=(paper.token,)),
        contact=factories.APPLICANT.contact,
    )
    receipt = await factories.file_request(units, agency, citizen, applicant=applicant)

    async with units.writing() as unit:
        with pytest.raises(NotPermitted):
            await erase_applicant(unit, receipt.case_id, "asked", head)
        await withdraw_request(unit, receipt.ref, "", citizen)
        with pytest.raises(NotPermitted):
            await erase_applicant(unit, receipt.case_id, "asked", registrar)
        await erase_applicant(unit, receipt.case_id, "asked", head)
        await unit.commit()

    async with units.writing() as unit:
        page = await case_page(unit, head, receipt.case_id)
        found = await queue(unit, head, QueueFilter(name=QueueName.ALL, query="示例将被删除"))
        with pytest.raises(NotFound):
            await open_file(unit, paper.token, conversation_id=citizen.conversation_id)
    async with units.reading() as unit:
        assert await verify(unit) == ()
    assert (page.applicant.name, page.applicant.identity_number, page.applicant.kind) == ("", "", "natural")
    assert page.wanted["name"] == factories.WANTED.name
    assert found.total == 0


async def test_emptied_form_without_a_recorded_erasure_is_found(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    head = await staff("head")
    first = await factories.file_request(units, agency, citizen, submit_key="a")
    second = await factories.file_request(units, agency, citizen, submit_key="b")
    async with units.writing() as unit:
        await withdraw_request(unit, first.ref, "", citizen)
        await erase_applicant(unit, first.case_id, "asked", head)
        await unit.commit()

    async with units.engine.begin() as connection:
        await connection.execute(
            text(
                "UPDATE cases SET applicant_sealed ="
                " (SELECT applicant_sealed FROM cases WHERE id = :one) WHERE id = :two"
            ),
            {"one": first.case_id, "two": second.case_id},
        )

    async with units.reading() as unit:
        assert [fault.subject for fault in await verify(unit)] == [second.ref]


async def heard_and_said(unit: UnitOfWork, conversation_id: int) -> str:
    heard = await conversations.heard(unit, conversation_id)
    said = await conversations.replies_after(unit, conversation_id)
    return canonical([dict(one.body) for one in (*heard, *said)]).decode()


async def test_the_chat_that_filed_nothing_else_is_emptied(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    chat, head = citizen.conversation_id or 0, await staff("head")
    async with units.writing() as unit:
        await conversations.receive(unit, chat, "m1", {"text": "我叫示例将被删除"})
        await conversations.say(unit, chat, [{"text": "示例将被删除，您好", "status": "info"}])
        view = await conversations.conversation(unit, chat)
        await conversations.save_dialogue(unit, view, {"slots": {"name": "示例将被删除"}})
        await unit.commit()
    receipt = await factories.file_request(units, agency, citizen)

    async with units.writing() as unit:
        await withdraw_request(unit, receipt.ref, "", citizen)
        await erase_applicant(unit, receipt.case_id, "asked", head)
        await unit.commit()

    async with units.reading() as unit:
        left = await heard_and_said(unit, chat)
        view = await conversations.conversation(unit, chat)
        follows = (await unit.session.scalars(select(CaseFollowerRow.id))).all()
        assert await verify(unit) == ()
    assert "示例将被删除" not in left
    assert "erased" in left
    assert view.dialogue is None
    assert follows == []


async def test_other_requests_of_the_chat_keep_their_words(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    chat, head = citizen.conversation_id or 0, await staff("head")

    async def type_and_file(words: str) -> str:
        clock.advance(timedelta(minutes=5))
        async with units.writing() as unit:
            await conversations.receive(unit, chat, words, {"text": words})
            await unit.commit()
        clock.advance(timedelta(minutes=5))
        return (await factories.file_request(units, agency, citizen, submit_key=words)).ref

    refs = [await type_and_file(words) for words in ("第一件", "第二件", "第三件")]
    async with units.writing() as unit:
        await withdraw_request(unit, refs[1], "", citizen)
        await erase_applicant(unit, 2, "asked", head)
        await unit.commit()

    async with units.reading() as unit:
        left = await heard_and_said(unit, chat)
    assert ("第一件" in left, "第二件" in left, "第三件" in left) == (True, False, True)


async def test_nothing_is_erased_while_the_reply_may_be_contested_or_a_notice_is_on_its_way(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units, channel="telegram")
    head, officer = await staff("head"), await staff("registrar", "handler")
    receipt = await factories.file_request(units, agency, citizen)
    async with units.writing() as unit:
        await answer_case(unit, AnswerCase(case_id=receipt.case_id, outcome="granted", text="公开"), officer)
        await unit.commit()

    async with units.reading() as unit:
        view = await erasure_view(unit, head, receipt.case_id)
    assert view.pending_count
    assert not view.is_due
    async with units.writing() as unit:
        await unit.session.execute(update(OutboxRow).values(state="sent"))
        await unit.commit()
    async with units.writing() as unit:
        with pytest.raises(NotPermitted):
            await erase_applicant(unit, receipt.case_id, "asked", officer)
        if view.earliest_on is not None and view.earliest_on > unit.today:
            with pytest.raises(NotPermitted):
                await erase_applicant(unit, receipt.case_id, "asked", head)
    assert view.earliest_on is not None
    clock.advance((view.earliest_on - clock.today()) + timedelta(days=1))
    async with units.writing() as unit:
        with pytest.raises(InvalidInput):
            await erase_applicant(unit, receipt.case_id, "because", head)
        await erase_applicant(unit, receipt.case_id, "retention_over", head)
        with pytest.raises(NotPermitted):
            await erase_applicant(unit, receipt.case_id, "retention_over", head)
        await unit.commit()
