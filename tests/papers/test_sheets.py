import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from handlers.papers.sheets import Sheet, write_csv
from handlers.papers.workbooks import write_xlsx

NASTY = ("=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "＝1", '=HYPERLINK("http://x")')


@pytest.mark.parametrize("text", NASTY)
def test_no_text_becomes_a_formula(text: str) -> None:
    sheet = Sheet(name="清单", heads=["甲"], lines=[[text]])

    (_, (cell,)) = csv.reader(io.StringIO(write_csv(sheet).decode("utf-8-sig")))
    stored = openpyxl.load_workbook(io.BytesIO(write_xlsx([sheet])))["清单"]["A2"]

    assert cell == f"'{text}"
    assert (stored.data_type, stored.value) == ("s", text)


def test_days_numbers_and_gaps_are_written_plainly() -> None:
    day, at = date(2026, 3, 2), datetime(2026, 3, 2, 2, tzinfo=UTC)
    sheet = Sheet(name="清单", heads=["日", "时", "数", "空"], lines=[[day, at, -5, None]])

    text = write_csv(sheet).decode("utf-8")

    assert text == "\ufeff日,时,数,空\r\n2026-03-02,2026-03-02 02:00,-5,\r\n"


def test_a_workbook_has_a_sheet_for_each_list_whatever_their_names() -> None:
    sheets = [
        Sheet(name="单位：道路科/[甲]" * 5, heads=["一"], lines=[["控\x00制"]]),
        Sheet(name="二", heads=["二"], lines=[]),
    ]

    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(sheets)))

    assert book.sheetnames[1] == "二"
    assert book.worksheets[0]["A2"].value == "控制"
