"""Lists as workbooks, one sheet for each list; a text is never a formula."""

import io
from collections.abc import Sequence

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from handlers.papers.sheets import Sheet, plain

HEAD_FILL = PatternFill("solid", fgColor="E3EFF4")
FONT = "宋体"
NARROWEST, WIDEST = 8, 48  # characters of a column
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))  # in the name of a sheet
LONGEST_NAME = 31  # of a sheet


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook with one sheet for each list; a text is never a formula."""
    workbook = openpyxl.Workbook()
    for number, sheet in enumerate(sheets):
        made = workbook.active if number == 0 else workbook.create_sheet()
        _fill(made, sheet)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _fill(made: Worksheet, sheet: Sheet) -> None:
    made.title = sheet.name.translate(FORBIDDEN)[:LONGEST_NAME]
    for row, line in enumerate((sheet.heads, *sheet.lines), start=1):
        for column, value in enumerate(line, start=1):
            cell = made.cell(row, column)
            shown = plain(value)
            cell.value = shown
            cell.data_type = "s" if isinstance(shown, str) else "n"  # a text that begins with = is no formula
            cell.font = Font(name=FONT, bold=row == 1)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if row == 1:
                cell.fill = HEAD_FILL
    made.freeze_panes = "A2"
    for column in range(1, len(sheet.heads) + 1):
        texts = [str(plain(line[column - 1])) for line in (sheet.heads, *sheet.lines)]
        width = min(WIDEST, max(NARROWEST, *(2 * len(text) for text in texts)))
        made.column_dimensions[get_column_letter(column)].width = width
