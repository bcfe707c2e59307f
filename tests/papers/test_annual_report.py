import io
import json
import re
from dataclasses import replace
from html import unescape

import docx
import openpyxl
import pytest

from handlers.papers.annual_report import FILE_FORMS, render_report
from handlers.papers.report_grids import table_four_grid, table_three_grid, table_two_grid
from handlers.papers.report_html import grid_html
from handlers.papers.report_paper import Grid
from requests_db.services.annual_report import AnnualReport
from requests_db.statute.report_format import (
    COLUMN_LABELS,
    CORNER_NOTE,
    ROW_KEYS,
    SECTIONS,
    TABLE_THREE_ROWS,
    ReportForm,
)
from requests_db.statute.report_tables import check_identities, table_four, table_three

T3 = table_three(
    {
        "new": {"natural": 40, "business": 3, "charity": 2},
        "carry_in": {"natural": 2},
        "granted": {"natural": 20, "business": 1},
        "partial": {"natural": 5, "charity": 2},
        "d4_third_party": {"natural": 4},
        "d6_process": {"natural": 1, "business": 1},
        "u1_not_held": {"natural": 6},
        "n2_repeat": {"natural": 1},
        "o1_correction_lapsed": {"natural": 2},
        "o3_other": {"natural": 1},
    }
)
T4 = table_four(
    {"review": {"upheld": 2, "open": 1}, "direct": {"upheld": 1}, "after": {"corrected": 1}},
)


def counted(**changes: object) -> AnnualReport:
    plain = AnnualReport(
        agency_id=1,
        agency_name="示例市公共服务局",
        is_sample=False,
        year=2026,
        t2={},
        t3=T3,
        t4=T4,
        fee_notices=None,
        fee_yuan=None,
        faults=(),
        entered=(),
    )
    return replace(plain, **changes)


def as_json(report: AnnualReport) -> dict[str, object]:
    return json.loads(render_report(report, "json"))


def text_of(content: bytes, form: str) -> str:
    if form == "html":
        return unescape(re.sub("<[^>]+>", "\n", content.decode()))
    if form == "docx":
        document = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(
        str(value) for sheet in workbook for row in sheet.iter_rows(values_only=True) for value in row if value
    )


def test_json_holds_both_tables_under_their_keys() -> None:
    report = as_json(counted())

    assert list(report["t3"]) == list(ROW_KEYS)
    assert report["t3"] == T3
    assert report["t4"] == T4
    assert report["identities"] == {"hold": True, "faults": []}


@pytest.mark.parametrize("form", FILE_FORMS)
def test_file_has_the_six_headings_and_every_label(form: str) -> None:
    text = text_of(render_report(counted(), form), form)

    for label in (*SECTIONS, CORNER_NOTE, *COLUMN_LABELS.values(), *(row.label for row in TABLE_THREE_ROWS)):
        assert label in text
    for label in ("第二十条第（一）项", "行政规范性文件", "行政强制", "未经复议直接起诉", "复议后起诉", "尚未审结"):
        assert label in text


@pytest.mark.parametrize("form", FILE_FORMS)
def test_prose_is_a_marked_draft_with_the_figures_of_the_tables(form: str) -> None:
    text = text_of(render_report(counted(), form), form)

    assert "【草稿】依申请公开：本年新收政府信息公开申请45件，上年结转2件；" in text
    assert "本年办结44件，结转下年度继续办理3件。" in text
    assert "予以公开21件，部分公开7件，不予公开6件，无法提供6件，不予处理1件，其他处理3件。" in text
    assert "自然人申请40件，法人或者其他组织申请5件" in text
    assert "被申请行政复议3件" in text
    assert "被提起行政诉讼2件" in text


@pytest.mark.parametrize("form", FILE_FORMS)
def test_identity_that_does_not_hold_is_printed(form: str) -> None:
    wrong = {**T3, "carry_out": [0] * len(COLUMN_LABELS)}

    text = text_of(render_report(counted(t3=wrong, faults=check_identities(wrong)), form), form)

    assert "【请核实后再发布】自然人列：第一项加第二项之和42不等于第三项加第四项之和40" in text


@pytest.mark.parametrize("form", FILE_FORMS)
def test_report_of_the_sample_agency_says_that_it_must_not_be_published(form: str) -> None:
    assert "不得作为年度报告发布" in text_of(render_report(counted(is_sample=True), form), form)


def test_numbers_stay_numbers_in_the_workbook() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(render_report(counted(), "xlsx")))["表三"]
    grid = table_three_grid(T3)

    for cell in grid.cells:
        if cell.counts:
            row, column = cell.counts
            expected = T3[row][list(COLUMN_LABELS).index(column)]
            assert sheet.cell(cell.row + 3, cell.column + 1).value == expected


def test_merged_cells_of_the_workbook_are_those_of_the_format() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(render_report(counted(), "xlsx")))

    three, four = ({str(area) for area in workbook[name].merged_cells.ranges} for name in ("表三", "表四"))
    assert three >= {"A3:C5", "D3:J3", "E4:I4", "A8:A29", "B10:B17"}
    assert four >= {"A3:E3", "F3:O3", "F4:J4", "K4:O4"}


def test_document_repeats_the_table_cell_for_cell() -> None:
    document = docx.Document(io.BytesIO(render_report(counted(), "docx")))
    two, three, four = document.tables

    assert [cell.text for cell in three.rows[-1].cells][3:] == [str(value) for value in T3["carry_out"]]
    assert [cell.text for cell in four.rows[-1].cells] == [str(value) for part in T4.values() for value in part]
    assert two.rows[0].cells[0].text == "第二十条第（一）项"


def covered(grid: Grid) -> list[tuple[int, int]]:
    return [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    ]


@pytest.mark.parametrize(
    "grid",
    [
        table_two_grid({}),
        table_two_grid({}, ReportForm.FORM_2019),
        table_three_grid(T3),
        table_three_grid({**T3, "others": T3["o3_other"]}, ReportForm.FORM_2019),
        table_four_grid(T4),
    ],
    ids=["二", "二 2019", "三", "三 2019", "四"],
)
def test_every_place_of_a_table_is_covered_exactly_once(grid: Grid) -> None:
    places = covered(grid)

    assert len(places) == len(set(places)) == grid.height * grid.width


def test_report_of_2020_prints_one_row_for_other_ends() -> None:
    text = text_of(render_report(counted(year=2020), "html"), "html")
    sheet = openpyxl.load_workbook(io.BytesIO(render_report(counted(year=2020), "xlsx")))["表三"]
    rows = {row[1]: row[3:] for row in sheet.iter_rows(values_only=True)}

    assert "申请人逾期未按收费通知要求缴纳费用" not in text
    assert "政府集中采购" in text
    assert list(rows["（六）其他处理"]) == [3, 0, 0, 0, 0, 0, 3]


def test_entered_figures_fill_table_two_and_the_fee_sentence() -> None:
    entered = counted(t2={"rules": ("1", "", "9"), "fees": ("1.25",)}, fee_notices=2, fee_yuan=1100)

    text = text_of(render_report(entered, "html"), "html")
    two = openpyxl.load_workbook(io.BytesIO(render_report(entered, "xlsx")))["表二"]

    assert "本年发出收费通知2件，收取信息处理费1,100元" in text
    assert [two.cell(5, column).value for column in (2, 3, 4)] == [1, None, 9]
    assert two.cell(two.max_row, 2).value == 1.25
    assert as_json(entered)["t2"]["rules"] == ["1", "", "9"]
    assert as_json(entered)["fees"] == {"notices": 2, "yuan": 1100}


def test_fees_not_given_are_asked_for_and_never_invented() -> None:
    assert "收取信息处理费情况：〔请填写" in text_of(render_report(counted(), "html"), "html")


def test_name_that_looks_like_a_formula_or_markup_stays_text() -> None:
    odd = counted(agency_name="=1+1<b>")

    sheet = openpyxl.load_workbook(io.BytesIO(render_report(odd, "xlsx")))["正文"]

    assert sheet["A1"].data_type == "s"
    assert "<b>" not in render_report(odd, "html").decode()


def test_each_figure_can_open_the_cases_behind_it() -> None:
    page = grid_html(table_three_grid(T3), lambda row, column: f"/staff/cases?row={row}&kind={column}")

    assert '<a href="/staff/cases?row=granted&amp;kind=business">1</a>' in page


def test_same_report_gives_the_same_document() -> None:
    assert render_report(counted(), "docx") == render_report(counted(), "docx")


def test_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="no form of report pdf"):
        render_report(counted(), "pdf")
