from datetime import UTC, date, datetime

import pytest

from requests_db.clock import FrozenClock
from requests_db.services.agency import AgencyProfile
from requests_db.services.decisions import AnswerCase, SearchRecord, answer_case, dispatch_reply
from requests_db.services.errors import Conflict, InvalidInput, NotFound, NotPermitted
from requests_db.services.files import open_file, store_file
from requests_db.services.queries import case_progress, my_cases
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.triage import assign, claim, return_to_registry
from requests_db.services.visibility import require_case
from requests_db.statute.workflow import Action, State
from requests_db.store.repositories import cases
from requests_db.store.repositories.limits import live_limits
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker

PDF = b"%PDF-1.7 sample\n1 0 obj endobj\n%%EOF"


async def answer(units: Units, command: AnswerCase, actor) -> State:
    async with units.writing() as unit:
        state = await answer_case(unit, command, actor)
        await unit.commit()
        return state


async def do(units: Units, case_id: int, step: Step, actor) -> State:
    async with units.writing() as unit:
        state = await apply(unit, await require_case(unit, actor, case_id, hold=True), step, actor)
        await unit.commit()
        return state


async def test_answer_reaches_the_applicant_with_its_files(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    officer = await staff("registrar", "handler")
    async with units.writing() as unit:
        kept = await store_file(unit, PDF, "答复书.pdf", "reply", uploaded_by="示例")
        await unit.commit()

    state = await answer(
        units,
        AnswerCase(case_id=receipt.case_id, outcome="granted", text="现予以公开。", file_tokens=(kept.token,)),
        officer,
    )

    async with units.reading() as unit:
        (progress,) = await my_cases(unit, citizen.conversation_id)
        opened = await open_file(unit, kept.token, conversation_id=citizen.conversation_id)
    assert state is State.ANSWERED
    assert progress.reply is not None
    assert (progress.reply.outcome_label, progress.reply.text) == ("予以公开", "现予以公开。")
    assert [file.name for file in progress.reply.files] == ["答复书.pdf"]
    assert opened.content == PDF
    assert progress.may == ()


async def test_reply_files_stay_with_the_office_until_the_reply_is_given(units: Units) -> None:
    agency = await factories.make_agency(units, review=True)
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    officer = await factories.make_staff(units, agency, "registrar", "handler")
    reviewer = await factories.make_staff(units, agency, "reviewer")
    head = await factories.make_staff(units, agency, "head")
    async with units.writing() as unit:
        kept = await store_file(unit, PDF, "答复书.pdf", "reply")
        await unit.commit()
    command = AnswerCase(case_id=receipt.case_id, outcome="granted", text="现予以公开。", file_tokens=(kept.token,))

    assert await answer(units, command, officer) is State.IN_REVIEW
    async with units.reading() as unit:
        with pytest.raises(NotFound):
            await open_file(unit, kept.token, conversation_id=citizen.conversation_id)
    await do(units, receipt.case_id, Step(action=Action.PASS_REVIEW, on=date(2026, 3, 2)), reviewer)
    await do(units, receipt.case_id, Step(action=Action.SIGN_OFF, on=date(2026, 3, 2)), head)
    async with units.writing() as unit:
        state = await dispatch_reply(unit, receipt.case_id, officer)
        await unit.commit()

    async with units.reading() as unit:
        (progress,) = await my_cases(unit, citizen.conversation_id)
        opened = await open_file(unit, kept.token, conversation_id=citizen.conversation_id)
    assert state is State.ANSWERED
    assert progress.reply is not None
    assert progress.reply.text == "现予以公开。"
    assert opened.name == "答复书.pdf"


async def test_refusal_needs_grounds_and_gets_a_day_for_looking_again(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    officer = await staff("registrar", "handler")
    bare = AnswerCase(case_id=receipt.case_id, outcome="d6_process", text="不予公开。")

    with pytest.raises(InvalidInput) as caught:
        await answer(units, bare, officer)
    grounded = AnswerCase(case_id=receipt.case_id, outcome="d6_process", text="不予公开。", grounds="属于讨论记录。")
    await answer(units, grounded, officer)

    assert caught.value.fields == {"grounds": "required"}
    async with units.reading() as unit:
        case = await cases.case_by_id(unit.session, receipt.case_id)
        assert case is not None
        assert (case.re_review_on, case.answered_on) == (date(2027, 3, 2), date(2026, 3, 2))


async def test_reply_that_nothing_exists_rests_on_a_search(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    officer = await staff("registrar", "handler")
    command = AnswerCase(case_id=receipt.case_id, outcome="not_exist", text="不存在。", grounds="经检索未查到。")
    searched = AnswerCase(
        case_id=receipt.case_id,
        outcome="not_exist",
        text="不存在。",
        grounds="经检索未查到。",
        search_record=SearchRecord(places="档案系统", words="示例路", found="无"),
    )

    with pytest.raises(InvalidInput) as caught:
        await answer(units, command, officer)
    state = await answer(units, searched, officer)

    assert caught.value.fields == {"search_record": "required"}
    assert state is State.ANSWERED


async def test_second_of_two_who_saw_the_same_version_is_told_who_was_first(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    first, second = await staff("registrar", username="a"), await staff("registrar", username="b")
    roads = next(u.id for u in agency.units if u.code == "roads")
    async with units.reading() as unit:
        seen = (await require_case(unit, first, receipt.case_id)).version
    async with units.writing() as unit:
        await assign(unit, receipt.case_id, roads, None, first, expected_version=seen)
        await unit.commit()

    async with units.writing() as unit:
        with pytest.raises(Conflict) as caught:
            await assign(unit, receipt.case_id, roads, None, second, expected_version=seen)

    assert caught.value.changed_by == first.label


async def test_unit_sees_what_was_assigned_to_it_and_may_return_it_with_a_reason(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    registrar, handler = await staff("registrar"), await staff("handler", unit="roads")
    roads = next(u.id for u in agency.units if u.code == "roads")
    async with units.writing() as unit:
        with pytest.raises(NotFound):
            await claim(unit, receipt.case_id, handler)
        await assign(unit, receipt.case_id, roads, None, registrar)
        await claim(unit, receipt.case_id, handler)
        with pytest.raises(InvalidInput):
            await return_to_registry(unit, receipt.case_id, " ", handler)
        state = await return_to_registry(unit, receipt.case_id, "不属于本单位", handler)
        await unit.commit()

    assert state is State.RECEIVED


async def test_correction_stops_the_clock_and_restarts_it_whole(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    from requests_db.services.intake import receive_correction

    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    officer = await staff("registrar", "handler")

    clock.move_to(datetime(2026, 3, 5, 2, tzinfo=UTC))
    await do(
        units,
        receipt.case_id,
        Step(
            action=Action.REQUEST_CORRECTION, on=date(2026, 3, 5), reason="内容不明确", private={"text": "请补充年份"}
        ),
        officer,
    )
    async with units.reading() as unit:
        (waiting,) = await my_cases(unit, citizen.conversation_id)
    clock.move_to(datetime(2026, 3, 10, 2, tzinfo=UTC))
    async with units.writing() as unit:
        await receive_correction(unit, receipt.ref, "2025 年", (), citizen)
        await unit.commit()
        (resumed,) = await my_cases(unit, citizen.conversation_id)

    assert (waiting.paused_because, waiting.asked) == ("等待申请人补正", "请补充年份")
    assert Action.RECEIVE_CORRECTION in waiting.may
    assert waiting.due is not None
    assert waiting.due.due_on is None
    assert resumed.due is not None
    assert resumed.due.due_on == date(2026, 4, 8)


async def test_closed_case_has_no_live_limit_of_the_office(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    officer = await staff("registrar", "handler")

    await answer(units, AnswerCase(case_id=receipt.case_id, outcome="granted", text="见附件"), officer)

    async with units.reading() as unit:
        assert list(await live_limits(unit.session, receipt.case_id)) == []


async def test_foreign_number_unknown_number_and_wrong_code_are_told_alike(units: Units, agency: AgencyProfile) -> None:
    citizen = await factories.make_conversation(units)
    stranger = await factories.make_conversation(units, key="c2")
    receipt = await factories.file_request(units, agency, citizen)

    told = []
    for ref, code in ((receipt.ref, ""), (receipt.ref, "ABCD-EFGH"), ("示公开2026-99999", receipt.access_code)):
        async with units.writing() as unit:
            with pytest.raises(NotFound) as caught:
                await case_progress(unit, ref, conversation_id=stranger.conversation_id, access_code=code)
            await unit.commit()
        told.append((caught.value.key, caught.value.facts))
    async with units.writing() as unit:
        found = await case_progress(
            unit,
            receipt.ref,
            conversation_id=stranger.conversation_id,
            access_code=receipt.access_code.lower().replace("-", " "),
        )
        await unit.commit()

    assert told == [("case.unknown", {})] * 3
    assert found.ref == receipt.ref


async def test_guessing_codes_is_stopped(units: Units, agency: AgencyProfile) -> None:
    citizen = await factories.make_conversation(units)
    stranger = await factories.make_conversation(units, key="c2")
    receipt = await factories.file_request(units, agency, citizen)

    keys = []
    for _ in range(11):
        async with units.writing() as unit:
            with pytest.raises((NotFound, Exception)) as caught:
                await case_progress(unit, receipt.ref, conversation_id=stranger.conversation_id, access_code="x")
            await unit.commit()
        keys.append(caught.value.key)

    assert keys == ["case.unknown"] * 10 + ["case.too_many_tries"]


async def test_restricted_case_is_out_of_sight_of_registrars(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    registrar, head = await staff("registrar"), await staff("head")

    await do(units, receipt.case_id, Step(action=Action.RESTRICT, on=date(2026, 3, 2), reason="涉密疑点"), head)

    async with units.reading() as unit:
        with pytest.raises(NotFound):
            await require_case(unit, registrar, receipt.case_id)
        assert (await require_case(unit, head, receipt.case_id)).is_restricted


async def test_supervisor_may_not_answer(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    supervisor = await staff("supervisor")

    with pytest.raises(NotPermitted):
        await answer(units, AnswerCase(case_id=receipt.case_id, outcome="granted", text="x"), supervisor)
