"""Tables three and four: exact rows, totals, carry-over, and the identities of a sound table."""

from datetime import date

import pytest

from requests_db.statute.report_format import (
    RESULT_ROWS,
    ROW_KEYS,
    SECTIONS,
    TABLE_TWO_2019,
    TABLE_TWO_2021,
    ApplicantKind,
    ReportForm,
    form_for,
    report_due_on,
    table_three_rows,
)
from requests_db.statute.report_tables import (
    RegisterLine,
    check_identities,
    check_table_four,
    table_four,
    table_three,
    tally,
)


def line(received: str, row: str | None = None, ended: str | None = None, kind: str = "natural") -> RegisterLine:
    return RegisterLine(
        received_on=date.fromisoformat(received),
        applicant_kind=ApplicantKind(kind),
        report_row=row,
        ended_on=date.fromisoformat(ended) if ended else None,
    )


REGISTER = [
    line("2024-12-20", "granted", "2025-01-10"),
    line("2024-12-30", "d6_process", "2024-12-31"),  # ended the year before: not ours
    line("2025-02-03", "granted", "2025-02-20", "business"),
    line("2025-06-03", "n2_repeat", "2025-06-10"),
    line("2025-12-01", "partial", "2026-01-05"),  # open on 31 December
    line("2025-12-20"),
    line("2026-01-04"),  # next year's
]


def test_figures_stand_as_on_31_december():
    table = table_three(tally(REGISTER, 2025))

    assert table["new"] == [3, 1, 0, 0, 0, 0, 4]
    assert table["carry_in"] == [1, 0, 0, 0, 0, 0, 1]
    assert table["granted"] == [1, 1, 0, 0, 0, 0, 2]
    assert table["partial"] == [0] * 7
    assert table["result_total"] == [2, 1, 0, 0, 0, 0, 3]
    assert table["carry_out"] == [2, 0, 0, 0, 0, 0, 2]


def test_this_years_carry_in_is_last_years_carry_out():
    before, after = table_three(tally(REGISTER, 2025)), table_three(tally(REGISTER, 2026))

    assert after["carry_in"] == before["carry_out"]
    assert check_identities(after, before) == ()


def test_a_computed_table_satisfies_every_identity_and_has_25_rows():
    table = table_three(tally(REGISTER, 2025))

    assert tuple(table) == ROW_KEYS
    assert len(table) == 25
    assert check_identities(table) == ()


def test_every_broken_identity_is_named():
    table = table_three(tally(REGISTER, 2025))
    table["new"] = [9, 1, 0, 0, 0, 0, 4]
    table["granted"] = [1, 1, 0, 0, 0, 0, 3]

    faults = check_identities(table, {"carry_out": [0] * 7})

    assert any("自然人列：第一项加第二项之和10不等于第三项加第四项之和4" in fault for fault in faults)
    assert any("总计列：（七）总计3不等于各办理结果之和4" in fault for fault in faults)
    assert any("“（一）予以公开”行：总计3不等于各列之和2" in fault for fault in faults)
    assert any("上年结转1不等于上年报告结转下年度0" in fault for fault in faults)


def test_a_missing_row_is_named_before_anything_else():
    faults = check_identities({"new": [0] * 7})

    assert len(faults) == len(ROW_KEYS) - 1
    assert faults[0].startswith("缺少“二、上年结转")


def test_an_unknown_result_is_refused():
    with pytest.raises(ValueError, match="not_exist"):
        tally([line("2025-02-03", "not_exist", "2025-02-20")], 2025)


def test_table_four_totals_are_the_four_before_them():
    table = table_four({"review": {"upheld": 25, "corrected": 3, "other": 8}, "direct": {"upheld": 3, "corrected": 3}})

    assert table == {"review": [25, 3, 8, 0, 36], "direct": [3, 3, 0, 0, 6], "after": [0, 0, 0, 0, 0]}
    assert check_table_four(table) == ()
    assert check_table_four({**table, "after": [1, 0, 0, 0, 0]}) == ("行政诉讼：复议后起诉：总计0不等于前四项之和1",)
    assert check_table_four({}) != ()


def test_the_2019_form_has_one_row_for_other_ends():
    keys = [row.key for row in table_three_rows(ReportForm.FORM_2019)]

    assert keys[-3:] == ["others", "result_total", "carry_out"]
    assert len(keys) == 23
    assert [row.key for row in table_three_rows()][2:-2] == list(RESULT_ROWS)


def test_forms_by_year():
    assert form_for(2020) is ReportForm.FORM_2019
    assert form_for(2021) is ReportForm.FORM_2021
    assert [block.heading for block in TABLE_TWO_2021] == [f"第二十条第（{number}）项" for number in "一五六八"]
    assert TABLE_TWO_2019[-1].heading == "第二十条第（九）项"
    assert len(SECTIONS) == 6


@pytest.mark.parametrize(
    ("kind", "day"),
    [("department", date(2026, 1, 31)), ("government", date(2026, 3, 31)), ("county", date(2026, 2, 20))],
)
def test_report_days_are_fixed_and_never_rolled(kind: str, day: date):
    assert report_due_on(kind, 2025) == day
