import pytest
from sqlalchemy import text

from requests_db.services.agency import AgencyProfile
from requests_db.services.audit import verify
from requests_db.services.erasure import erase_applicant
from requests_db.services.errors import NotFound, NotPermitted
from requests_db.services.files import open_file, store_file
from requests_db.services.intake import withdraw_request
from requests_db.services.queries import QueueFilter, case_page, queue
from requests_db.services.request_form import Applicant, Identity
from requests_db.statute.desk_queues import QueueName
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker


async def test_erased_applicant_is_nowhere_and_history_still_verifies(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    head, registrar = await staff("head"), await staff("registrar")
    async with units.writing() as unit:
        paper = await store_file(unit, b"%PDF-1", "证件.pdf", "identity", conversation_id=citizen.conversation_id)
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
            await erase_applicant(unit, receipt.case_id, "本人要求", head)
        await withdraw_request(unit, receipt.ref, "", citizen)
        with pytest.raises(NotPermitted):
            await erase_applicant(unit, receipt.case_id, "本人要求", registrar)
        await erase_applicant(unit, receipt.case_id, "本人要求", head)
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
        await erase_applicant(unit, first.case_id, "本人要求", head)
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
