import json

import pytest

from handlers.papers.annual_report import render_report
from handlers.papers.report_reading import UnreadableReport, read_report
from requests_db.services.annual_report import AnnualReport
from requests_db.statute.report_format import ReportForm
from requests_db.statute.report_tables import table_four, table_three

COUNTS = {
    "new": {"natural": 12, "research": 1},
    "carry_in": {"other": 2},
    "granted": {"natural": 7, "other": 1},
    "n1_petition": {"natural": 2},
    "o3_other": {"research": 1},
}
T3, T4 = table_three(COUNTS), table_four({"direct": {"open": 4}, "after": {"other": 1}})


def report(year: int) -> AnnualReport:
    return AnnualReport(
        agency_id=1,
        agency_name="示例市公共服务局",
        is_sample=False,
        year=year,
        t2={},
        t3=T3,
        t4=T4,
        fee_notices=0,
        fee_yuan=0,
        faults=(),
        entered=(),
    )


@pytest.mark.parametrize("form", ["xlsx", "docx", "html", "json"])
@pytest.mark.parametrize(("year", "printed"), [(2020, ReportForm.FORM_2019), (2026, ReportForm.FORM_2021)])
def test_published_report_is_read_back_number_for_number(form: str, year: int, printed: ReportForm) -> None:
    read = read_report(render_report(report(year), form), form)

    assert (read.form, read.t3, read.t4, read.faults) == (printed, T3, T4, ())


def test_blank_cells_count_as_nought_and_broken_identities_are_told() -> None:
    page = (
        render_report(report(2026), "html")
        .decode()
        .replace("<td>0</td>", "<td> </td>")
        .replace("<td>12</td>", "<td>13</td>")
    )

    read = read_report(page.encode(), "html")

    assert read.t3["new"][0] == 13
    assert read.t3["d1_state_secret"] == [0] * 7
    assert any("自然人列" in fault for fault in read.faults)


def test_page_without_the_table_names_what_is_missing() -> None:
    with pytest.raises(UnreadableReport) as fault:
        read_report("<table><tr><td>示例</td></tr></table>".encode(), "html")

    assert "缺少“一、本年新收政府信息公开申请数量”一行的7个数" in fault.value.faults


@pytest.mark.parametrize("form", ["xlsx", "docx", "json"])
def test_damaged_file_is_refused(form: str) -> None:
    with pytest.raises(UnreadableReport, match="文件损坏"):
        read_report(b"\x00 not a report", form)


def test_report_without_a_row_is_refused_in_json_too() -> None:
    with pytest.raises(UnreadableReport):
        read_report(json.dumps({"t3": {}, "t4": {}}).encode(), "json")


def test_unknown_form_is_refused() -> None:
    with pytest.raises(UnreadableReport, match="pdf"):
        read_report(b"", "pdf")
