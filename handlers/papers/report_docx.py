"""The annual report as a Word file with real merged tables, ready to be edited and published."""

import io

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

from handlers.papers.packing import repacked
from handlers.papers.report_paper import Cell, Grid, Prose, ReportPaper

BODY_FONT, HEADING_FONT = "仿宋", "黑体"
BODY_SIZE, TITLE_SIZE, CELL_SIZE = Pt(14), Pt(20), Pt(9)
INDENT = Pt(28)  # two characters of the body size
MARGIN = Mm(20)
DRAFT_COLOUR, WARNING_COLOUR = RGBColor(0x8A, 0x5A, 0x00), RGBColor(0xB0, 0x00, 0x20)


def report_docx(paper: ReportPaper) -> bytes:
    """Return the report as a DOCX file; the same report gives the same bytes."""
    document = docx.Document()
    _set_page(document)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(title.add_run(paper.title), HEADING_FONT, TITLE_SIZE)
    for section in paper.sections:
        _write(document.add_paragraph().add_run(section.heading), HEADING_FONT, BODY_SIZE)
        for block in section.blocks:
            if isinstance(block, Prose):
                _prose(document, block)
            else:
                _grid(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


def _set_page(document: Document) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    document.core_properties.author, document.core_properties.comments = "", ""


def _prose(document: Document, prose: Prose) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = INDENT
    run = paragraph.add_run(prose.text)
    _write(run, BODY_FONT, BODY_SIZE)
    if prose.is_warning:
        run.font.color.rgb = WARNING_COLOUR
    elif prose.is_draft:
        run.font.color.rgb = DRAFT_COLOUR


def _grid(document: Document, grid: Grid) -> None:
    table = document.add_table(rows=grid.height, cols=grid.width, style="Table Grid")
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    lines = [row.cells for row in table.rows]
    for cell in grid.cells:
        first = lines[cell.row][cell.column]
        last = lines[cell.row + cell.rows - 1][cell.column + cell.columns - 1]
        _cell(first.merge(last) if first is not last else first, cell)
    document.add_paragraph()


def _cell(target: _Cell, cell: Cell) -> None:
    paragraph = target.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    _write(paragraph.add_run(str(cell.text)), BODY_FONT, CELL_SIZE)


def _write(run: docx.text.run.Run, font: str, size: Pt) -> None:
    run.font.name, run.font.size = font, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
