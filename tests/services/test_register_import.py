"""Bringing in an older register: every fault with its line, all or nothing, the same file twice is one register."""

from datetime import date

import pytest
from sqlalchemy import func, select

from requests_db.services.actors import Actor, operator
from requests_db.services.agency import AgencyProfile
from requests_db.services.audit import verify
from requests_db.services.errors import NotPermitted
from requests_db.services.history import clock_events_of
from requests_db.services.register_import import ImportReport, RegisterFaults, import_register
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import Ask, due
from requests_db.statute.workflow import Action, State
from requests_db.store.repositories import cases, chains
from requests_db.store.tables_cases import CaseLimitRow, CaseRow, ReminderRow
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker
from tests.register_files import line, register_text


async def bring_in(units: Units, text: str, actor: Actor | None = None) -> ImportReport:
    async with units.writing() as unit:
        report = await import_register(unit, text, actor or operator())
        await unit.commit()
        return report


async def faults_of(units: Units, text: str) -> list[tuple[int, str]]:
    with pytest.raises(RegisterFaults) as refused:
        await bring_in(units, text)
    return [(fault.line, fault.message) for fault in refused.value.faults]


async def count(units: Units) -> int:
    async with units.reading() as unit:
        return await unit.session.scalar(select(func.count()).select_from(CaseRow)) or 0


FINISHED = line(
    ref="旧2025-7",
    received_on="2025-03-03",
    outcome="d6_process",
    answered_on="2025-03-20",
    applicant_name="示例申请人",
)


async def test_an_open_request_gets_history_a_day_a_period_and_warnings(units: Units, agency: AgencyProfile) -> None:
    await bring_in(units, register_text([line(ref="旧1", received_on="2026-02-24", unit="roads")]))

    async with units.reading() as unit:
        case = await cases.case_by_ref(unit.session, "旧1")
        assert case is not None
        (event,) = await chains.events_of(unit.session, case.id)
        events = await clock_events_of(unit, case.id)
        limits = (await unit.session.scalars(select(CaseLimitRow))).all()
        warnings = await unit.session.scalar(select(func.count()).select_from(ReminderRow))
        expected = due(events, Ask.REPLY_DUE, WorkingCalendar.national(), today=unit.today).due_on
        roads = next(each.id for each in agency.units if each.code == "roads")
        assert (case.state, case.is_open, case.received_on) == (State.RECEIVED, True, date(2026, 2, 24))
        assert (case.due_on, case.unit_id, case.is_imported) == (expected, roads, True)
        assert (event.action, event.state_after, event.due_after) == (Action.IMPORT_CASE, State.RECEIVED, expected)
        assert [(limit.key, limit.due_on, limit.status) for limit in limits] == [("reply", expected, "open")]
        assert warnings


async def test_a_finished_request_is_archived_with_outcome_and_day_of_looking_again(
    units: Units, agency: AgencyProfile
) -> None:
    await bring_in(units, register_text([FINISHED]))

    async with units.reading() as unit:
        case = await cases.case_by_ref(unit.session, "旧2025-7")
        assert case is not None
        assert (case.state, case.is_open, case.outcome) == (State.ARCHIVED, False, "d6_process")
        assert case.answered_on == case.closed_on == date(2025, 3, 20)
        assert case.re_review_on == date(2026, 3, 20)
        assert await unit.session.scalar(select(func.count()).select_from(CaseLimitRow)) == 0


async def test_what_is_asked_and_by_whom_is_sealed_and_the_chain_holds(units: Units, agency: AgencyProfile) -> None:
    await bring_in(units, register_text([FINISHED, line(ref="旧2")]))

    async with units.reading() as unit:
        assert await verify(unit) == ()
        case = await cases.case_by_ref(unit.session, "旧2025-7")
        assert case is not None
        assert unit.cipher.open(case.applicant_sealed)["name"] == "示例申请人"
        assert unit.cipher.open(case.wanted_sealed)["name"] == FINISHED["content"]
        (event,) = await chains.events_of(unit.session, case.id)
        assert "示例申请人" not in str(event.facts)


async def test_the_same_file_again_changes_nothing(units: Units, agency: AgencyProfile) -> None:
    text = register_text([FINISHED, line(ref="旧2")])
    first = await bring_in(units, text)

    second = await bring_in(units, text)

    assert (first.created, first.known, second.created, second.known) == (2, 0, 0, 2)
    assert await count(units) == 2


async def test_a_number_that_stands_for_something_else_is_a_fault(units: Units, agency: AgencyProfile) -> None:
    await bring_in(units, register_text([line(ref="旧1")]))
    changed = register_text([line(ref="旧1", content="另一件事"), line(ref="旧2"), line(ref="旧2", channel="fax")])

    faults = await faults_of(units, changed)

    assert [number for number, _ in faults] == [2, 4]
    assert await count(units) == 1


async def test_a_number_of_a_request_filed_here_is_a_fault(units: Units, agency: AgencyProfile) -> None:
    receipt = await factories.file_request(units, agency, await factories.make_conversation(units))

    faults = await faults_of(units, register_text([line(ref=receipt.ref)]))

    assert [number for number, _ in faults] == [2]


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"ref": ""}, "ref"),
        ({"content": " "}, "content"),
        ({"received_on": ""}, "received_on"),
        ({"received_on": "2026/02/02"}, "2026/02/02"),
        ({"received_on": "2026-02-30"}, "2026-02-30"),
        ({"received_on": "2026-03-03"}, "2026-03-03"),
        ({"channel": "pigeon"}, "pigeon"),
        ({"applicant_kind": "person"}, "person"),
        ({"outcome": "new", "answered_on": "2026-02-20"}, "new"),
        ({"outcome": "result_total", "answered_on": "2026-02-20"}, "result_total"),
        ({"outcome": "granted"}, "answered_on"),
        ({"answered_on": "2026-02-20"}, "outcome"),
        ({"outcome": "granted", "answered_on": "2026-02-01"}, "2026-02-01"),
        ({"outcome": "granted", "answered_on": "2026-03-03"}, "2026-03-03"),
        ({"ref": "x" * 61}, "ref"),
    ],
)
async def test_each_fault_is_named_with_its_line_and_nothing_is_loaded(
    units: Units, agency: AgencyProfile, values: dict[str, str], named: str
) -> None:
    faults = await faults_of(units, register_text([line(ref="旧1"), line(**{"ref": "旧2", **values})]))

    assert [number for number, _ in faults] == [3]
    assert named in faults[0][1]
    assert await count(units) == 0


async def test_all_faults_are_named_at_once_in_the_order_of_the_file(units: Units, agency: AgencyProfile) -> None:
    rows = [line(ref="旧1", channel="x", applicant_kind="y"), line(ref="旧2"), line(ref="旧3", received_on="z")]

    assert [number for number, _ in await faults_of(units, register_text(rows))] == [2, 2, 4]


async def test_a_line_keeps_its_number_behind_text_of_several_lines(units: Units, agency: AgencyProfile) -> None:
    rows = [line(ref="旧1", content="第一段\n第二段\n第三段"), line(ref="旧2", channel="x")]

    assert [number for number, _ in await faults_of(units, register_text(rows))] == [5]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "空"),
        ("ref,received_on,channel,applicant_kind\n", "content"),
        ("ref,received_on,channel,applicant_kind,content,colour\n", "colour"),
        ("ref,ref,received_on,channel,applicant_kind,content\n", "多次"),
        ('ref,received_on,channel,applicant_kind,content\n旧1,2026-02-02,fax,natural,"未完\n', "引号"),
        ("ref,received_on,channel,applicant_kind,content\n旧1,2026-02-02,fax,natural\n", "列"),
    ],
)
async def test_a_file_that_is_no_register_is_refused(
    units: Units, agency: AgencyProfile, text: str, named: str
) -> None:
    assert named in " ".join(message for _, message in await faults_of(units, text))


async def test_columns_may_stand_in_any_order_and_empty_ones_may_be_missing(
    units: Units, agency: AgencyProfile
) -> None:
    text = "\ufeffcontent,ref,applicant_kind,channel,received_on\n示例事项,旧1,natural,fax,2026-02-02\n\n"

    assert (await bring_in(units, text)).created == 1


async def test_a_unit_is_known_by_code_or_name_and_an_unknown_one_is_kept_in_the_history(
    units: Units, agency: AgencyProfile
) -> None:
    rows = [line(ref="旧1", unit="roads"), line(ref="旧2", unit="财务科（示例）"), line(ref="旧3", unit="已撤销的科")]

    report = await bring_in(units, register_text(rows))

    codes = {each.id: each.code for each in agency.units}
    async with units.reading() as unit:
        found = [await cases.case_by_ref(unit.session, row["ref"]) for row in rows]
        third = found[-1]
        assert third is not None
        (event,) = await chains.events_of(unit.session, third.id)
        assert [codes.get(case.unit_id or 0) for case in found if case] == ["roads", "finance", None]
        assert event.facts["unit_name"] == "已撤销的科"
    assert report.unknown_units == ("已撤销的科",)


async def test_new_numbers_go_on_after_those_brought_in(units: Units, agency: AgencyProfile) -> None:
    await bring_in(units, register_text([line(ref=agency.case_ref(2026, 41)), line(ref="别的编号")]))

    receipt = await factories.file_request(units, agency, await factories.make_conversation(units))

    assert receipt.ref == agency.case_ref(2026, 42)


async def test_only_an_administrator_may_bring_in_a_register(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    with pytest.raises(NotPermitted):
        await bring_in(units, register_text([line()]), await staff("handler"))

    assert (await bring_in(units, register_text([line()]), await staff("administrator"))).created == 1


async def test_more_requests_than_one_batch_keep_one_chain(units: Units, agency: AgencyProfile) -> None:
    rows = [line(ref=f"旧{number}") for number in range(1, 1102)]

    report = await bring_in(units, register_text(rows))

    async with units.reading() as unit:
        assert await verify(unit) == ()
    assert report.created == await count(units) == 1101


async def test_progress_is_told_after_every_batch(units: Units, agency: AgencyProfile, monkeypatch) -> None:
    monkeypatch.setattr("requests_db.services.register_import.IMPORT_BATCH", 2)
    told: list[tuple[int, int | None]] = []
    async with units.writing() as unit:
        await import_register(
            unit,
            register_text([line(ref=f"旧{at}") for at in range(3)]),
            operator(),
            tell=lambda *one: told.append(one),
        )

    assert told == [(2, 3), (3, 3)]
