"""Make the Word layouts of `handlers/wording/letters/*.docx`: `python -m handlers.papers.layouts FOLDER`.

The measures follow GB/T 9704-2012 (layout of official papers): A4, type area 156 × 225 mm, body in size 3 (16 pt),
28 pt lines, two characters' indent. Offices edit the resulting files in Word; this module is how the house's own came
to be, and its test holds the committed files to it.
"""

import io
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from handlers.papers.packing import repacked

TITLE_FONT, BODY_FONT, LABEL_FONT = "宋体", "仿宋", "黑体"
TITLE_SIZE, BODY_SIZE, FORM_SIZE, SMALL_SIZE = Pt(22), Pt(16), Pt(12), Pt(10.5)
LINE_PITCH, FORM_PITCH, SMALL_PITCH = Pt(28), Pt(20), Pt(16)
CHINESE = "zh-CN"
INDENT = Pt(32)  # two characters of the body size
TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
LABEL_WIDTH, TEXT_WIDTH = Mm(50), Mm(106)
LIST_WIDTHS = (Mm(14), Mm(72), Mm(18), Mm(18), Mm(34))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a line of text looks (字体格式)."""

    font: str = BODY_FONT
    size: Length = BODY_SIZE
    pitch: Length = LINE_PITCH  # from line to line
    align: WD_ALIGN_PARAGRAPH | None = None
    indent: bool = False  # first line by two characters
    bold: bool = False
    before: Length = Pt(0)  # space above
    keeps: bool = False  # stays on the page of the next line: a seal never stands alone on a page


CENTER, RIGHT_HAND = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
BODY, PROSE = Look(), Look(indent=True)
SIGNED = Look(align=RIGHT_HAND, keeps=True)
TITLE = Look(font=TITLE_FONT, size=TITLE_SIZE, pitch=Pt(36), align=CENTER, bold=True)
SMALL = Look(size=SMALL_SIZE, pitch=SMALL_PITCH)
CELL = Look(size=FORM_SIZE, pitch=FORM_PITCH)
LABEL = replace(CELL, font=LABEL_FONT)


def letter_layout() -> bytes:
    """Return the layout of letters: heading, addressee, paragraphs, enclosures, signature."""
    document = _page()
    _heading(document)
    _line(document, "{%p if letter.addressee %}")
    _line(document, "{{ letter.addressee }}：")
    _line(document, "{%p endif %}")
    _repeated(document, "letter.paragraphs", PROSE)
    _line(document, "{%p if letter.enclosures %}")
    _line(document, "附件：")
    _repeated(document, "letter.enclosures", PROSE, text="{{ loop.index }}. {{ line }}")
    _line(document, "{%p endif %}")
    _signature(document)
    return _saved(document)


def form_layout() -> bytes:
    """Return the layout of forms: a table of label and text, then notes."""
    document = _page()
    _heading(document)
    _label_table(document)
    _notes(document)
    return _saved(document)


def list_layout() -> bytes:
    """Return the layout of lists: a table of label and text, then a table of items, then notes."""
    document = _page()
    _heading(document)
    _label_table(document)
    _line(document, "", SMALL)
    table = _table(document, LIST_WIDTHS)
    for column, cell in enumerate(table.rows[0].cells):
        _fill(cell, f"{{{{ letter.columns[{column}] }}}}", replace(LABEL, align=CENTER))
    _fill(table.add_row().cells[0], "{%tr for item in letter.items %}")
    for column, cell in enumerate(table.add_row().cells):
        _fill(cell, f"{{{{ item[{column}] }}}}")
    _fill(table.add_row().cells[0], "{%tr endfor %}")
    _notes(document)
    return _saved(document)


LAYOUTS: Mapping[str, Callable[[], bytes]] = {"letter": letter_layout, "form": form_layout, "list": list_layout}


def write_layouts(folder: Path) -> tuple[Path, ...]:
    """Write every layout into `folder` and return the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, make in LAYOUTS.items():
        path = folder / f"{name}.docx"
        path.write_bytes(make())
        written.append(path)
    return tuple(written)


def set_fonts(document: Document, font: str, size: Length) -> None:
    """Set the running font of a document for Latin and East Asian text alike, and Chinese as its language.

    By the language Word chooses the shapes of marks and characters where the font itself is missing.
    """
    style = document.styles["Normal"]
    style.font.name, style.font.size = font, size
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), CHINESE)


def write_in(paragraph: Paragraph, text: str, look: Look) -> None:
    """Write `text` into a paragraph with the given look."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = look.font, look.size, look.bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), look.font)
    form = paragraph.paragraph_format
    form.space_before, form.space_after = look.before, Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, look.pitch
    form.alignment = look.align
    form.keep_with_next = look.keeps or None
    if look.indent:
        form.first_line_indent = INDENT


def _page() -> Document:
    document = docx.Document()
    set_fonts(document, BODY_FONT, BODY_SIZE)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = TOP, BOTTOM, LEFT, RIGHT
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", "", ""
    return document


def _heading(document: Document) -> None:
    _line(document, "{%p if letter.is_sample %}")
    _line(document, "{{ sample_mark }}", replace(SMALL, align=CENTER))
    _line(document, "{%p endif %}")
    _line(document, "{{ letter.agency }}", TITLE)
    _line(document, "{{ letter.title }}", TITLE)
    _line(document, "{%p if letter.document_number %}")
    _line(document, "{{ letter.document_number }}", replace(BODY, align=CENTER))
    _line(document, "{%p endif %}")
    _line(document, "", replace(SMALL, pitch=Pt(9)))


def _signature(document: Document) -> None:
    _line(document, "", replace(BODY, keeps=True))
    _line(document, "{{ letter.agency }}（印章）", SIGNED)
    _line(document, "{{ letter.issued }}", SIGNED)
    _line(document, "{%p if letter.contact %}")
    _line(document, "{{ letter.contact }}", replace(SMALL, before=Pt(6)))
    _line(document, "{%p endif %}")


def _notes(document: Document) -> None:
    _repeated(document, "letter.notes", SMALL)


def _repeated(document: Document, source: str, look: Look, *, text: str = "{{ line }}") -> None:
    _line(document, f"{{%p for line in {source} %}}")
    _line(document, "{%p if loop.last %}")
    _line(document, text, replace(look, keeps=True))
    _line(document, "{%p else %}")
    _line(document, text, look)
    _line(document, "{%p endif %}")
    _line(document, "{%p endfor %}")


def _line(document: Document, text: str, look: Look = BODY) -> None:
    write_in(document.add_paragraph(), text, look)


def _label_table(document: Document) -> None:
    table = _table(document, (LABEL_WIDTH, TEXT_WIDTH))
    _fill(table.rows[0].cells[0], "{%tr for row in letter.rows %}")
    label, text = table.add_row().cells
    _fill(label, "{{ row.label }}", LABEL)
    _fill(text, "{{ row.text }}")
    _fill(table.add_row().cells[0], "{%tr endfor %}")


def _table(document: Document, widths: tuple[Length, ...]) -> Table:
    table = document.add_table(rows=1, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _fill(cell: _Cell, text: str, look: Look = CELL) -> None:
    write_in(cell.paragraphs[0], text, look)


def _saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


if __name__ == "__main__":
    for layout in write_layouts(Path(sys.argv[1])):
        sys.stdout.write(f"{layout}\n")
