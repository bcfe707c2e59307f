import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from requests_db.services.actors import SYSTEM
from requests_db.services.agency import AgencyProfile
from requests_db.services.errors import InvalidInput, NotFound, NotPermitted
from requests_db.services.intake import confirm_receipt, register_request, submit_request
from requests_db.services.request_form import Applicant, Contact, RegisterRequest, Wanted
from requests_db.services.resubmission import OtherContent
from requests_db.services.retrying import in_unit
from requests_db.statute.deadlines import ClockState
from requests_db.store.repositories import cases, chains
from requests_db.store.repositories.limits import live_limits
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker


def mailed(agency: AgencyProfile, **changes: object) -> RegisterRequest:
    given: dict[str, object] = {
        "agency_id": agency.id,
        "wanted": factories.WANTED,
        "applicant": factories.APPLICANT,
        "channel": "registered_mail",
        "submitted_on": date(2026, 2, 25),
        "received_on": date(2026, 3, 2),
    }
    return RegisterRequest(**{**given, **changes})


async def test_online_request_is_received_the_day_it_is_confirmed_by_receipt(
    units: Units, agency: AgencyProfile
) -> None:
    citizen = await factories.make_conversation(units)

    receipt = await factories.file_request(units, agency, citizen)

    assert receipt.ref == "示公开2026-00001"
    assert receipt.received_on == date(2026, 3, 2)
    assert receipt.due.due_on == date(2026, 3, 30)
    assert receipt.is_sample
    assert receipt.brief


async def test_same_submission_twice_is_one_case_with_one_receipt(units: Units, agency: AgencyProfile) -> None:
    citizen = await factories.make_conversation(units)

    first = await factories.file_request(units, agency, citizen)
    second = await factories.file_request(units, agency, citizen)

    assert second == first


async def test_numbers_are_unique_when_many_file_at_once(units: Units, agency: AgencyProfile) -> None:
    citizen = await factories.make_conversation(units)

    async def file(number: int) -> str:
        command = factories.submission(agency.id, submit_key=f"k{number}")
        return (await in_unit(units, lambda unit: submit_request(unit, command, citizen))).ref

    refs = await asyncio.gather(*(file(number) for number in range(8)))

    assert sorted(refs) == [f"示公开2026-{number:05d}" for number in range(1, 9)]


async def test_request_without_description_or_identity_is_refused_field_by_field(
    units: Units, agency: AgencyProfile
) -> None:
    citizen = await factories.make_conversation(units)
    nobody = Applicant(kind="king", name=" ", contact=Contact())

    with pytest.raises(InvalidInput) as caught:
        await factories.file_request(units, agency, citizen, wanted=Wanted(), applicant=nobody)

    assert caught.value.fields == {
        "wanted": "required",
        "applicant.kind": "unknown",
        "applicant.name": "required",
        "applicant.identity": "required",
        "applicant.contact": "required",
    }


async def test_staff_confirmation_leaves_the_clock_standing_until_confirmed(units: Units) -> None:
    agency = await factories.make_agency(units, receipt_confirmation="staff")
    citizen = await factories.make_conversation(units)
    registrar = await factories.make_staff(units, agency, "registrar")

    waiting = await factories.file_request(units, agency, citizen)
    async with units.writing() as unit:
        confirmed = await confirm_receipt(unit, waiting.case_id, date(2026, 3, 2), registrar)
        await unit.commit()

    assert (waiting.received_on, waiting.due.state) == (None, ClockState.NOT_STARTED)
    assert (confirmed.received_on, confirmed.due.due_on) == (date(2026, 3, 2), date(2026, 3, 30))


async def test_registered_mail_is_received_the_day_it_is_signed_for(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    registrar = await staff("registrar")

    async with units.writing() as unit:
        receipt = await register_request(unit, mailed(agency), registrar)
        await unit.commit()

    assert receipt.submitted_on == date(2026, 2, 25)
    assert receipt.received_on == date(2026, 3, 2)


async def test_oral_request_is_received_the_day_it_is_taken_down(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    registrar = await staff("registrar")
    oral = mailed(agency, channel="oral", submitted_on=date(2026, 3, 2), received_on=None, taken_down_by="示例登记员")

    async with units.writing() as unit:
        receipt = await register_request(unit, oral, registrar)
        await unit.commit()

    assert receipt.received_on == date(2026, 3, 2)


async def test_ordinary_letter_waits_until_its_sender_is_reached(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    registrar = await staff("registrar")
    letter = mailed(agency, channel="ordinary_mail", received_on=None, arrived_on=date(2026, 2, 27))

    async with units.writing() as unit:
        receipt = await register_request(unit, letter, registrar)
        await unit.commit()

    assert receipt.received_on is None


async def test_days_in_the_future_are_refused_when_registering(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    registrar = await staff("registrar")

    async with units.writing() as unit:
        with pytest.raises(InvalidInput) as caught:
            await register_request(unit, mailed(agency, received_on=date(2026, 3, 3)), registrar)

    assert caught.value.fields == {"received_on": "future"}


async def test_handler_may_not_register(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    handler = await staff("handler", unit="roads")

    async with units.writing() as unit:
        with pytest.raises(NotPermitted):
            await register_request(unit, mailed(agency), handler)


async def test_foreign_file_cannot_be_attached(units: Units, agency: AgencyProfile) -> None:
    citizen = await factories.make_conversation(units)

    with pytest.raises(NotFound):
        await factories.file_request(units, agency, citizen, material_tokens=("guessed",))


async def test_filing_opens_the_periods_of_the_law_and_writes_history(units: Units, agency: AgencyProfile) -> None:
    citizen = await factories.make_conversation(units)

    receipt = await factories.file_request(units, agency, citizen)

    async with units.reading() as unit:
        limits = {limit.key: limit.due_on for limit in await live_limits(unit.session, receipt.case_id)}
        events = await chains.events_of(unit.session, receipt.case_id)
        case = await cases.case_by_id(unit.session, receipt.case_id)
        assert limits["reply"] == date(2026, 3, 30)
        assert limits["correction_notice"] == date(2026, 3, 11)
        assert [(event.action, event.state_before, event.state_after) for event in events] == [
            ("submit", "", "awaiting_confirmation"),
            ("confirm_receipt", "awaiting_confirmation", "received"),
        ]
        assert events[1].actor_kind == SYSTEM.kind.value
        assert case is not None
        assert (case.due_on, case.is_open) == (date(2026, 3, 30), True)


async def test_no_personal_value_is_stored_readable(units: Units, agency: AgencyProfile) -> None:
    citizen = await factories.make_conversation(units)
    applicant = replace(factories.APPLICANT, name="示例可识别姓名")

    receipt = await factories.file_request(units, agency, citizen, applicant=applicant)

    async with units.reading() as unit:
        events = await chains.events_of(unit.session, receipt.case_id)
        case = await cases.case_by_id(unit.session, receipt.case_id)
        assert case is not None
        readable = repr([(e.facts, e.clock_events, e.actor_label) for e in events])
        assert "示例可识别姓名" not in readable
        assert receipt.access_code not in readable
        assert unit.cipher.open(case.applicant_sealed)["name"] == "示例可识别姓名"


async def test_refused_submission_leaves_nothing_although_the_unit_commits(units: Units, agency: AgencyProfile) -> None:
    citizen = await factories.make_conversation(units)
    foreign = factories.submission(agency.id, material_tokens=("guessed",))

    async with units.writing() as unit:
        with pytest.raises(NotFound):
            await submit_request(unit, foreign, citizen)
        await unit.commit()
    kept = await factories.file_request(units, agency, citizen)

    async with units.reading() as unit:
        assert [case.id for case in await cases.followed_cases(unit.session, citizen.conversation_id, limit=9)] == [
            kept.case_id
        ]
    assert kept.ref == "示公开2026-00001"


async def test_other_content_under_a_used_key_is_refused_and_named(units: Units, agency: AgencyProfile) -> None:
    citizen = await factories.make_conversation(units)
    first = await factories.file_request(units, agency, citizen)

    with pytest.raises(OtherContent) as caught:
        await factories.file_request(units, agency, citizen, wanted=replace(factories.WANTED, name="另一件事"))

    assert caught.value.ref == first.ref


@pytest.mark.parametrize(
    "changes",
    [
        {"wanted": replace(factories.WANTED, features="别的特征")},
        {"applicant": replace(factories.APPLICANT, name="另一位示例申请人")},
        {"submitted_on": date(2026, 2, 26)},
        {"received_on": date(2026, 3, 1)},
        {"channel": "ordinary_mail"},
    ],
)
async def test_second_paper_request_under_a_used_key_is_not_lost(
    units: Units, agency: AgencyProfile, staff: StaffMaker, changes: dict[str, Any]
) -> None:
    registrar = await staff("registrar")
    async with units.writing() as unit:
        first = await register_request(unit, mailed(agency, submit_key="desk:1"), registrar)
        await unit.commit()
    async with units.writing() as unit:
        assert (await register_request(unit, mailed(agency, submit_key="desk:1"), registrar)).ref == first.ref
        with pytest.raises(OtherContent):
            await register_request(unit, mailed(agency, submit_key="desk:1", **changes), registrar)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"submitted_on": date(1990, 1, 1)}, {"submitted_on": "not_this_century"}),
        (
            {"channel": "in_person", "submitted_on": date(2026, 2, 25), "received_on": date(2026, 2, 26)},
            {"received_on": "received_when_handed_over"},
        ),
        (
            {"channel": "oral", "submitted_on": date(2026, 3, 2), "received_on": None},
            {"taken_down_by": "required"},
        ),
    ],
)
async def test_arrival_that_cannot_be_is_told_at_its_field(
    units: Units, agency: AgencyProfile, staff: StaffMaker, changes: dict[str, Any], fault: dict[str, str]
) -> None:
    registrar = await staff("registrar")

    async with units.writing() as unit:
        with pytest.raises(InvalidInput) as caught:
            await register_request(unit, mailed(agency, **changes), registrar)

    assert caught.value.fields == fault
