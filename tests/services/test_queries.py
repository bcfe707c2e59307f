from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from requests_db.clock import FrozenClock
from requests_db.services.agency import AgencyProfile
from requests_db.services.errors import InvalidInput, NotFound, NotPermitted
from requests_db.services.queries import (
    QueueFilter,
    case_page,
    find_by_ref,
    my_cases,
    open_personal_data,
    queue,
    queue_counts,
    similar_open,
)
from requests_db.services.request_form import Wanted
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.triage import assign, claim
from requests_db.services.visibility import require_case
from requests_db.statute.desk_queues import QueueName
from requests_db.statute.workflow import Action
from requests_db.store.repositories import chains
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker


def unit_id(agency: AgencyProfile, code: str) -> int:
    return next(u.id for u in agency.units if u.code == code)


async def three_cases(units: Units, agency: AgencyProfile) -> list[int]:
    citizen = await factories.make_conversation(units)
    subjects = ("示例路道路施工许可", "2025 年部门预算", "示例桥检测报告")
    return [
        (
            await factories.file_request(
                units, agency, citizen, submit_key=f"k{at}", wanted=Wanted(name=subject, features=subject)
            )
        ).case_id
        for at, subject in enumerate(subjects)
    ]


async def test_queues_show_what_is_in_sight_and_counts_agree(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    ids = await three_cases(units, agency)
    registrar, handler = await staff("registrar"), await staff("handler", unit="roads")
    async with units.writing() as unit:
        await assign(unit, ids[0], unit_id(agency, "roads"), None, registrar)
        await claim(unit, ids[0], handler)
        await unit.commit()

    async with units.reading() as unit:
        new = await queue(unit, registrar, QueueFilter(name=QueueName.NEW))
        mine = await queue(unit, handler, QueueFilter(name=QueueName.MINE))
        of_handler = await queue(unit, handler, QueueFilter(name=QueueName.ALL))
        counts = await queue_counts(unit, registrar)

    assert [line.id for line in new.rows] == [ids[2], ids[1]]
    assert [line.id for line in mine.rows] == [line.id for line in of_handler.rows] == [ids[0]]
    assert mine.rows[0].holder_name == handler.label
    assert mine.rows[0].remaining_working_days == 20
    assert (counts[QueueName.NEW], counts[QueueName.OPEN], counts[QueueName.UNOPENED]) == (2, 3, 3)


async def test_search_finds_by_number_subject_piece_and_whole_personal_value(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    ids = await three_cases(units, agency)
    registrar = await staff("registrar")

    async def found(query: str) -> list[int]:
        async with units.reading() as unit:
            page = await queue(unit, registrar, QueueFilter(name=QueueName.ALL, query=query))
        return sorted(line.id for line in page.rows)

    assert await found("2026-00002") == [ids[1]]
    assert await found("道路施工") == [ids[0]]
    assert await found("部门预算") == [ids[1]]
    assert await found("11010519491231002x") == ids
    assert await found(factories.APPLICANT.name) == ids
    assert await found("示例申") == []
    assert await found("%") == []


async def test_overdue_and_due_soon_follow_the_calendar(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    await three_cases(units, agency)
    registrar = await staff("registrar")

    clock.move_to(datetime(2026, 3, 25, 2, tzinfo=UTC))
    async with units.reading() as unit:
        soon = await queue_counts(unit, registrar)
    clock.move_to(datetime(2026, 3, 31, 2, tzinfo=UTC))
    async with units.reading() as unit:
        late = await queue(unit, registrar, QueueFilter(name=QueueName.OVERDUE))

    assert (soon[QueueName.DUE_SOON], soon[QueueName.OVERDUE]) == (3, 0)
    assert late.total == 3
    assert {line.remaining_working_days for line in late.rows} == {-1}


async def test_case_page_masks_and_opens_personal_data_only_with_a_recorded_reason(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    (case_id, *_) = await three_cases(units, agency)
    registrar = await staff("registrar")

    async with units.writing() as unit:
        page = await case_page(unit, registrar, case_id)
        with pytest.raises(InvalidInput):
            await open_personal_data(unit, registrar, case_id, "  ")
    async with units.writing() as unit:
        opened = await open_personal_data(unit, registrar, case_id, "电话核实")
        await unit.commit()
        entries = [entry async for entry in chains.register_entries(unit.session)]
        told = [(entry.kind, dict(entry.facts)) for entry in entries]

    assert page.applicant.is_masked
    assert factories.APPLICANT.identity.number not in repr(page)
    assert factories.APPLICANT.name not in repr(page)
    assert opened.identity_number == factories.APPLICANT.identity.number
    assert ("access", {"what": "open_personal_data"}) in told
    assert "电话核实" not in repr(told)  # the reason may name people: it lies sealed in the case's history


async def test_case_page_offers_only_what_the_workflow_permits(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    (case_id, *_) = await three_cases(units, agency)
    registrar, supervisor = await staff("registrar"), await staff("supervisor")

    async with units.writing() as unit:
        by_registrar = {each.action for each in (await case_page(unit, registrar, case_id)).permitted}
        by_supervisor = {each.action for each in (await case_page(unit, supervisor, case_id)).permitted}

    assert Action.ASSIGN in by_registrar
    assert Action.SUPERVISE not in by_registrar
    assert by_supervisor == {Action.SUPERVISE, Action.NOTE, Action.OPEN_PERSONAL_DATA}


async def test_case_page_needs_at_most_seven_statements(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    (case_id, *_) = await three_cases(units, agency)
    registrar = await staff("registrar")
    async with units.writing() as unit:
        await case_page(unit, registrar, case_id)
        await unit.commit()
    statements: list[str] = []
    event.listen(
        units.engine.sync_engine,
        "before_cursor_execute",
        lambda _c, _cur, text, *_: statements.append(text) if text.startswith("SELECT") else None,
    )

    async with units.reading() as unit:
        await case_page(unit, registrar, case_id)

    assert len(statements) <= 7


async def test_looking_at_a_case_is_no_change_of_it(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    (case_id, *_) = await three_cases(units, agency)
    registrar = await staff("registrar")

    async with units.writing() as unit:
        before = (await case_page(unit, registrar, case_id)).version
        await unit.commit()
    async with units.reading() as unit:
        page = await case_page(unit, registrar, case_id)

    assert (page.version, page.line.is_opened) == (before, True)


async def test_other_agencys_staff_see_nothing(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    ids = await three_cases(units, agency)
    async with units.reading() as unit:
        ref = (await my_cases(unit, 1))[0].ref
    other = await factories.make_agency(units, code="other")
    stranger = await factories.make_staff(units, other, "head", "registrar", username="stranger")

    async with units.reading() as unit:
        page = await queue(unit, stranger, QueueFilter(name=QueueName.ALL))
        with pytest.raises(NotFound):
            await case_page(unit, stranger, ids[0])
        with pytest.raises(NotFound):
            await find_by_ref(unit, stranger, ref)

    assert page.total == 0


async def test_administrator_sees_no_case(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    await three_cases(units, agency)
    administrator = await staff("administrator")

    async with units.reading() as unit:
        page = await queue(unit, administrator, QueueFilter(name=QueueName.ALL))

    assert page.total == 0


async def test_restricted_case_is_in_no_list_search_or_count_of_others(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    (case_id, *_) = await three_cases(units, agency)
    registrar, head, reviewer = await staff("registrar"), await staff("head"), await staff("reviewer")
    async with units.writing() as unit:
        case = await require_case(unit, head, case_id, hold=True)
        await apply(unit, case, Step(action=Action.RESTRICT, on=date(2026, 3, 2), reason="涉密疑点"), head)
        await unit.commit()

    async with units.reading() as unit:
        for actor in (registrar, reviewer):
            shown = await queue(unit, actor, QueueFilter(name=QueueName.ALL, query="道路施工"))
            counts = await queue_counts(unit, actor)
            assert (shown.total, counts[QueueName.OPEN]) == (0, 2)
        assert (await queue(unit, head, QueueFilter(name=QueueName.ALL))).total == 3


async def test_near_duplicate_of_ones_own_open_request_is_pointed_out(units: Units, agency: AgencyProfile) -> None:
    await three_cases(units, agency)
    stranger = await factories.make_conversation(units, key="c9")
    wanted = Wanted(name="示例路的道路施工许可", features="示例路道路施工许可")

    async with units.reading() as unit:
        near = await similar_open(unit, conversation_id=1, wanted=wanted, applicant_name=factories.APPLICANT.name)
        other_person = await similar_open(unit, conversation_id=1, wanted=wanted, applicant_name="示例另一人")
        other_chat = await similar_open(
            unit,
            conversation_id=stranger.conversation_id,
            wanted=wanted,
            applicant_name=factories.APPLICANT.name,
            identity_number=factories.APPLICANT.identity.number,
        )

    assert [case.subject for case in near] == ["示例路道路施工许可"]
    assert other_person == other_chat == ()


async def test_reviewer_may_not_register_what_is_not_permitted(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    (case_id, *_) = await three_cases(units, agency)
    reviewer = await staff("reviewer")

    async with units.writing() as unit:
        case = await require_case(unit, reviewer, case_id, hold=True)
        with pytest.raises(NotPermitted):
            await apply(unit, case, Step(action=Action.CLAIM, on=date(2026, 3, 2)), reviewer)
