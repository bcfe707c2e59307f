"""Lists as files: a workbook or a CSV that a spreadsheet opens as text, whatever people have typed into it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | date | datetime | None

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# A spreadsheet takes a text that begins so for a formula, full-width signs included.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
HEAD_FILL = PatternFill("solid", fgColor="E3EFF4")
FONT = "宋体"
NARROWEST, WIDEST = 8, 48  # characters of a column
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))  # in the name of a sheet
LONGEST_NAME = 31  # of a sheet
CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r"}  # what a workbook cannot hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One list: a name, the heads of its columns, its lines."""

    name: str
    heads: Sequence[str]
    lines: Sequence[Sequence[Value]]


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook with one sheet for each list; a text is never a formula."""
    workbook = openpyxl.Workbook()
    for number, sheet in enumerate(sheets):
        made = workbook.active if number == 0 else workbook.create_sheet()
        _fill(made, sheet)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def write_csv(sheet: Sheet) -> bytes:
    """Return a list as UTF-8 with a mark that spreadsheets know; what looks like a formula is quoted as text."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_disarmed(head) for head in sheet.heads])
    writer.writerows([_disarmed(_plain(value)) for value in line] for line in sheet.lines)
    return buffer.getvalue().encode("utf-8-sig")


def _fill(made: Worksheet, sheet: Sheet) -> None:
    made.title = sheet.name.translate(FORBIDDEN)[:LONGEST_NAME]
    for row, line in enumerate((sheet.heads, *sheet.lines), start=1):
        for column, value in enumerate(line, start=1):
            cell = made.cell(row, column)
            plain = _plain(value)
            cell.value = plain
            cell.data_type = "s" if isinstance(plain, str) else "n"  # a text that begins with = is no formula
            cell.font = Font(name=FONT, bold=row == 1)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if row == 1:
                cell.fill = HEAD_FILL
    made.freeze_panes = "A2"
    for column in range(1, len(sheet.heads) + 1):
        texts = [str(_plain(line[column - 1])) for line in (sheet.heads, *sheet.lines)]
        width = min(WIDEST, max(NARROWEST, *(2 * len(text) for text in texts)))
        made.column_dimensions[get_column_letter(column)].width = width


def _plain(value: Value) -> str | int:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return value.translate(CONTROL) if isinstance(value, str) else "" if value is None else value


def _disarmed(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value
