"""The annual report counted from the register: published tables come out as printed, as on 31 December."""

from datetime import UTC, date, datetime

import pytest

from requests_db.clock import FrozenClock
from requests_db.services.actors import operator
from requests_db.services.agency import AgencyProfile
from requests_db.services.annual_report import AnnualReport, annual_report, cases_behind, enter_figures, figure_keys
from requests_db.services.errors import InvalidInput
from requests_db.services.register_import import import_register
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.statute.report_format import COLUMN_LABELS, RESULT_ROWS, ROW_KEYS
from requests_db.statute.workflow import Action
from requests_db.store.repositories import cases
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker
from tests.register_files import OldRegister, line, register_text

NATURAL, BUSINESS, RESEARCH, CHARITY, LEGAL, OTHER = range(6)

# Figures of three published reports, blank cells left out: 平潭综合实验区 2021 to 2023, pingtan.gov.cn, pages
# t20220208_80613, t20230220_80629 and t20240308_87885; 上海市人民政府办公厅 2019, published 2020-01-31.
PINGTAN = {
    2021: {
        "new": {NATURAL: 64, CHARITY: 2, OTHER: 4},
        "granted": {NATURAL: 27, CHARITY: 2, OTHER: 1},
        "partial": {NATURAL: 5},
        "d5_internal_affairs": {NATURAL: 1},
        "d7_enforcement_file": {NATURAL: 6},
        "d8_admin_query": {NATURAL: 1},
        "u1_not_held": {NATURAL: 22, OTHER: 3},
        "o3_other": {NATURAL: 1},
    },
    2022: {
        "new": {NATURAL: 71, BUSINESS: 3},
        "carry_in": {NATURAL: 1},
        "granted": {NATURAL: 21},
        "partial": {NATURAL: 8, BUSINESS: 1},
        "d5_internal_affairs": {NATURAL: 1},
        "d6_process": {NATURAL: 2},
        "d7_enforcement_file": {NATURAL: 1},
        "u1_not_held": {NATURAL: 37},
        "o1_correction_lapsed": {NATURAL: 2},
        "o3_other": {BUSINESS: 2},
    },
    2023: {
        "new": {NATURAL: 80, BUSINESS: 1},
        "granted": {NATURAL: 22},
        "partial": {NATURAL: 19, BUSINESS: 1},
        "d4_third_party": {NATURAL: 1},
        "d6_process": {NATURAL: 1},
        "d7_enforcement_file": {NATURAL: 1},
        "d8_admin_query": {NATURAL: 2},
        "u1_not_held": {NATURAL: 31},
        "n2_repeat": {NATURAL: 1},
        "o1_correction_lapsed": {NATURAL: 1},
        "o3_other": {NATURAL: 1},
    },
}
SHANGHAI = {
    2019: {
        "new": {NATURAL: 821, BUSINESS: 35, LEGAL: 2, OTHER: 1},
        "carry_in": {NATURAL: 18},
        "granted": {NATURAL: 258, BUSINESS: 12, LEGAL: 1, OTHER: 1},
        "partial": {NATURAL: 3},
        "d1_state_secret": {NATURAL: 14},
        "d5_internal_affairs": {NATURAL: 5},
        "d6_process": {NATURAL: 3, BUSINESS: 1},
        "d8_admin_query": {NATURAL: 10, BUSINESS: 2},
        "u1_not_held": {NATURAL: 252, BUSINESS: 12, LEGAL: 1},
        "u2_needs_creation": {NATURAL: 44, BUSINESS: 3},
        "u3_still_unclear": {NATURAL: 25},
        "n1_petition": {NATURAL: 148, BUSINESS: 1},
        "n2_repeat": {NATURAL: 5, BUSINESS: 4},
    }
}
TOTALS = {2019: (859, 805, 72), 2021: (70, 69, 1), 2022: (74, 75, 0), 2023: (81, 81, 0)}  # new, results, carried out


def whole_table(counts: dict[str, dict[int, int]]) -> dict[str, list[int]]:
    """Return table three as printed: every row, seven columns."""
    table = {}
    for row in ("new", "carry_in", *RESULT_ROWS):
        cells = [counts.get(row, {}).get(column, 0) for column in range(6)]
        table[row] = [*cells, sum(cells)]
    table["result_total"] = [sum(table[row][column] for row in RESULT_ROWS) for column in range(7)]
    table["carry_out"] = [
        table["new"][column] + table["carry_in"][column] - table["result_total"][column] for column in range(7)
    ]
    return {row: table[row] for row in ROW_KEYS}


async def report_of(units: Units, year: int) -> AnnualReport:
    async with units.reading() as unit:
        return await annual_report(unit, year)


async def bring_in(units: Units, text: str) -> None:
    async with units.writing() as unit:
        await import_register(unit, text, operator())
        await unit.commit()


async def do(units: Units, ref: str, *steps: Step) -> None:
    async with units.writing() as unit:
        case = await cases.case_by_ref(unit.session, ref, hold=True)
        assert case is not None
        for step, actor in zip(steps[::2], steps[1::2], strict=True):
            await apply(unit, case, step, actor)
        await unit.commit()


@pytest.mark.parametrize("published", [PINGTAN, SHANGHAI], ids=["three years in a row", "format of 2019"])
async def test_a_register_with_published_counts_gives_the_published_tables(
    units: Units, agency: AgencyProfile, published: dict[int, dict[str, dict[int, int]]]
) -> None:
    register = OldRegister()
    tables = {year: whole_table(counts) for year, counts in published.items()}
    for year, table in tables.items():
        register.add_year(year, table)

    await bring_in(units, register.text())

    for year, table in tables.items():
        report = await report_of(units, year)
        new, results, carried = TOTALS[year]
        assert report.t3 == table
        assert (report.t3["new"][-1], report.t3["result_total"][-1], report.t3["carry_out"][-1]) == (
            new,
            results,
            carried,
        )
        assert report.faults == ()


async def test_every_number_names_the_requests_behind_it(units: Units, agency: AgencyProfile) -> None:
    register = OldRegister()
    for year, counts in PINGTAN.items():
        register.add_year(year, whole_table(counts))
    await bring_in(units, register.text())

    report = await report_of(units, 2022)

    async with units.reading() as unit:
        for row, cells in report.t3.items():
            for column, number in zip(COLUMN_LABELS, cells, strict=True):
                assert len(await cases_behind(unit, 2022, row, column)) == number, (row, column)
        (carried,) = await cases_behind(unit, 2022, "carry_in", "natural")
        with pytest.raises(InvalidInput) as refused:
            await cases_behind(unit, 2022, "nonsense", "nobody")
    assert carried.received_on.year == 2021
    assert set(refused.value.fields) == {"row", "column"}


async def test_a_request_answered_after_the_year_is_carried_out_of_it_and_into_the_next(
    units: Units, agency: AgencyProfile
) -> None:
    await bring_in(
        units,
        register_text([line(ref="旧1", received_on="2025-12-30", outcome="granted", answered_on="2026-01-05")]),
    )

    before, after = await report_of(units, 2025), await report_of(units, 2026)

    assert (before.t3["new"][-1], before.t3["granted"][-1], before.t3["carry_out"][-1]) == (1, 0, 1)
    assert (after.t3["new"][-1], after.t3["carry_in"][-1], after.t3["granted"][-1]) == (0, 1, 1)


async def test_a_request_opened_again_in_a_later_year_stays_counted_where_it_was(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    head = await staff("head")
    await bring_in(
        units,
        register_text([line(ref="旧1", received_on="2025-03-03", outcome="d6_process", answered_on="2025-03-20")]),
    )

    await do(units, "旧1", Step(action=Action.REOPEN, on=date(2026, 3, 2), reason="复议撤销"), head)

    before, after = await report_of(units, 2025), await report_of(units, 2026)
    assert before.t3["d6_process"][-1] == 1
    assert before.t3["carry_out"][-1] == after.t3["carry_in"][-1] == after.t3["carry_out"][-1] == 0


async def test_a_request_opened_again_in_its_year_counts_by_its_last_answer(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    head, handler = await staff("head"), await staff("handler", "registrar")
    await bring_in(
        units,
        register_text([line(ref="旧1", received_on="2026-01-05", outcome="d6_process", answered_on="2026-01-20")]),
    )

    await do(units, "旧1", Step(action=Action.REOPEN, on=date(2026, 3, 2), reason="自行纠正"), head)
    reopened = await report_of(units, 2026)
    clock.move_to(datetime(2026, 3, 9, 2, tzinfo=UTC))
    await do(units, "旧1", Step(action=Action.ANSWER, on=date(2026, 3, 9), outcome="granted"), handler)

    answered = await report_of(units, 2026)
    assert (reopened.t3["d6_process"][-1], reopened.t3["carry_out"][-1]) == (0, 1)
    assert (answered.t3["granted"][-1], answered.t3["carry_out"][-1]) == (1, 0)


async def test_table_four_counts_pending_and_concluded_proceedings_by_year(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    head = await staff("head")
    finished = {"outcome": "d6_process", "answered_on": "2025-03-20"}
    await bring_in(units, register_text([line(ref=f"旧{n}", received_on="2025-03-03", **finished) for n in (1, 2)]))

    def remedy(on: date, procedure: str, result: str) -> Step:
        facts = {"procedure": procedure, "result": result}
        why = {"late_reason": "文书后到"}
        return Step(action=Action.RECORD_REMEDY, on=on, clock_events=(), facts=facts, private=why)

    await do(
        units,
        "旧1",
        remedy(date(2025, 5, 6), "review", "open"),
        head,
        remedy(date(2026, 1, 6), "review", "upheld"),
        head,
        remedy(date(2026, 1, 8), "review", "corrected"),  # corrects the line before
        head,
        remedy(date(2026, 2, 6), "after", "open"),
        head,
    )
    await do(units, "旧2", remedy(date(2025, 6, 3), "direct", "other"), head)

    before, after = await report_of(units, 2025), await report_of(units, 2026)

    assert before.t4 == {"review": [0, 0, 0, 1, 1], "direct": [0, 0, 1, 0, 1], "after": [0, 0, 0, 0, 0]}
    assert after.t4 == {"review": [0, 1, 0, 0, 1], "direct": [0, 0, 0, 0, 0], "after": [0, 0, 0, 1, 1]}


async def test_figures_no_case_tells_are_entered_and_stand_in_the_tables(units: Units, agency: AgencyProfile) -> None:
    figures = {"t2.rules.1": "2", "t2.fees.1": "0.0380", "t4.review.upheld": "3", "fee.notices": "1", "fee.yuan": "380"}

    async with units.writing() as unit:
        await enter_figures(unit, agency.id, 2025, figures, operator())
        await unit.commit()

    report = await report_of(units, 2025)
    assert report.t2 == {"rules": ["2", "", ""], "fees": ["0.0380"]}
    assert report.t4["review"] == [3, 0, 0, 0, 3]
    assert (report.fee_notices, report.fee_yuan) == (1, 380)
    assert set(report.entered) == set(figures) <= set(figure_keys(2025))


async def test_a_figure_that_is_none_is_refused_by_name(units: Units, agency: AgencyProfile) -> None:
    figures = {"t2.rules.1": "many", "t4.review.upheld": "1.5", "t2.rules.2": "-1", "t9.nothing": "1"}

    async with units.writing() as unit:
        with pytest.raises(InvalidInput) as refused:
            await enter_figures(unit, agency.id, 2025, figures, operator())

    assert set(refused.value.fields) == set(figures)


async def test_fees_are_unknown_for_a_register_brought_in_and_none_where_all_requests_were_filed_here(
    units: Units, agency: AgencyProfile
) -> None:
    await bring_in(units, register_text([line(ref="旧1", received_on="2025-03-03")]))
    await factories.file_request(units, agency, await factories.make_conversation(units))

    assert (await report_of(units, 2025)).fee_yuan is None
    assert (await report_of(units, 2024)).fee_yuan == 0
    assert (await report_of(units, 2024)).is_sample
