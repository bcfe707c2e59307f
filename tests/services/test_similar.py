"""Near requests of one person, from whatever channel: shown at the desk, to those who may see them."""

from dataclasses import asdict, replace
from datetime import date

from requests_db.clock import FrozenClock
from requests_db.services.agency import AgencyProfile
from requests_db.services.intake import register_request
from requests_db.services.queries import case_page
from requests_db.services.request_form import Applicant, Contact, Identity, RegisterRequest, Wanted
from requests_db.services.similar import is_same_person
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.visibility import require_case
from requests_db.statute.workflow import Action
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker

NEAR = Wanted(name="示例路的道路施工许可文件")
OTHER = Wanted(name="2025 年部门预算")


async def refs_beside(units: Units, actor: object, case_id: int) -> list[str]:
    async with units.reading() as unit:
        return [one.ref for one in (await case_page(unit, actor, case_id)).similar]


async def on_paper(
    units: Units, agency: AgencyProfile, registrar: object, *, applicant: Applicant = factories.APPLICANT
) -> int:
    command = RegisterRequest(
        agency_id=agency.id, wanted=NEAR, applicant=applicant, channel="in_person", submitted_on=date(2026, 3, 2)
    )
    async with units.writing() as unit:
        receipt = await register_request(unit, command, registrar)
        await unit.commit()
    return receipt.case_id


async def test_a_near_request_of_the_same_number_is_shown_whatever_the_channel(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    chat = await factories.make_conversation(units)
    first = await factories.file_request(units, agency, chat, submit_key="k1")
    await factories.file_request(units, agency, chat, submit_key="k2", wanted=OTHER)
    registrar = await staff("registrar")

    paper_id = await on_paper(units, agency, registrar)

    assert await refs_beside(units, registrar, paper_id) == [first.ref]
    assert await refs_beside(units, registrar, first.case_id) == ["示公开2026-00003"]


async def test_another_persons_near_request_is_not_shown(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    first = await factories.file_request(units, agency, await factories.make_conversation(units))
    registrar = await staff("registrar")
    namesake = replace(factories.APPLICANT, identity=Identity(kind="passport", number="E00000001"))

    paper_id = await on_paper(units, agency, registrar, applicant=namesake)

    assert await refs_beside(units, registrar, paper_id) == await refs_beside(units, registrar, first.case_id) == []


def test_without_a_number_name_and_phone_tell_the_person() -> None:
    known = asdict(factories.APPLICANT)
    pictured = replace(factories.APPLICANT, identity=Identity(), contact=Contact(phone="000-12345678"))
    namesake = replace(pictured, contact=Contact(phone="000-87654321"))

    assert is_same_person(known, asdict(pictured))
    assert not is_same_person(known, asdict(namesake))


async def test_a_case_the_reader_may_not_see_is_not_named(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    first = await factories.file_request(units, agency, await factories.make_conversation(units))
    registrar, head = await staff("registrar"), await staff("head")
    paper_id = await on_paper(units, agency, registrar)
    async with units.writing() as unit:
        case = await require_case(unit, head, first.case_id, hold=True)
        await apply(unit, case, Step(action=Action.RESTRICT, on=date(2026, 3, 2), reason="涉密疑点"), head)
        await unit.commit()

    assert await refs_beside(units, registrar, paper_id) == []
    assert await refs_beside(units, head, paper_id) == [first.ref]


async def test_a_case_is_shown_for_a_year_after_its_end(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    chat, registrar = await factories.make_conversation(units), await staff("registrar")
    first = await factories.file_request(units, agency, chat)
    async with units.writing() as unit:
        case = await require_case(unit, registrar, first.case_id, hold=True)
        await apply(unit, case, Step(action=Action.WITHDRAW, on=date(2026, 3, 2), reason="不需要了"), chat)
        await unit.commit()
    paper_id = await on_paper(units, agency, registrar)

    seen_now = await refs_beside(units, registrar, paper_id)
    clock.move_to(factories.at("2027-03-04T02:00:00"))
    seen_later = await refs_beside(units, registrar, paper_id)

    assert (seen_now, seen_later) == ([first.ref], [])
