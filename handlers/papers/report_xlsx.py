"""The annual report as a workbook: one sheet for the text, one for each table, numbers as numbers."""

import io
from decimal import Decimal

import openpyxl
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from handlers.papers.report_paper import Grid, Prose, ReportPaper

TEXT_SHEET = "正文"
FONT = "宋体"
TITLE_SIZE, BODY_SIZE = 16, 11  # points
TEXT_WIDTH, LABEL_WIDTH, NUMBER_WIDTH = 100, 22, 13  # characters
FIRST_GRID_ROW = 3  # caption above, one row free
DRAFT_FILL, HEAD_FILL = PatternFill("solid", fgColor="FFF4D6"), PatternFill("solid", fgColor="F3F3F0")
THIN = Side(style="thin", color="444444")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def report_xlsx(paper: ReportPaper) -> bytes:
    """Return the report as an XLSX workbook."""
    workbook = openpyxl.Workbook()
    text = workbook.active or workbook.create_sheet()
    text.title = TEXT_SHEET
    _write_text(text, paper)
    for grid in paper.grids():
        _write_grid(workbook.create_sheet(grid.name), grid)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _write_text(sheet: Worksheet, paper: ReportPaper) -> None:
    sheet.column_dimensions["A"].width = TEXT_WIDTH
    _put(sheet["A1"], paper.title, size=TITLE_SIZE, bold=True, horizontal="center")
    row = 2
    for section in paper.sections:
        row += 1
        _put(sheet.cell(row, 1), section.heading, bold=True)
        for block in section.blocks:
            row += 1
            if isinstance(block, Prose):
                cell = _put(sheet.cell(row, 1), block.text)
                if block.is_draft or block.is_warning:
                    cell.fill = DRAFT_FILL
            else:
                _put(sheet.cell(row, 1), f"见工作表“{block.name}”：{block.caption}")


def _write_grid(sheet: Worksheet, grid: Grid) -> None:
    _put(sheet.cell(1, 1), grid.caption, bold=True)
    for cell in grid.cells:
        top, left = cell.row + FIRST_GRID_ROW, cell.column + 1
        bottom, right = top + cell.rows - 1, left + cell.columns - 1
        for line in sheet.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right):
            for covered in line:
                covered.border = BOX
        horizontal = "center" if cell.is_head else "right"
        anchor = _put(sheet.cell(top, left), cell.text, horizontal=horizontal)
        if cell.is_head:
            anchor.fill = HEAD_FILL
        if (bottom, right) != (top, left):
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    for column in range(1, grid.width + 1):
        width = LABEL_WIDTH if column <= grid.label_columns else NUMBER_WIDTH
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _put(
    cell: SheetCell, value: str | int | Decimal, *, size: int = BODY_SIZE, bold: bool = False, horizontal: str = "left"
) -> SheetCell:
    cell.value = value
    cell.data_type = "s" if isinstance(value, str) else "n"  # a text that begins with = is no formula
    cell.font = Font(name=FONT, size=size, bold=bold)
    cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
    return cell
