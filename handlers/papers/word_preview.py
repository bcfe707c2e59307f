"""A filled Word file as an HTML fragment for screens: heads, text, tables and feet as the office laid them out.

Shown are order, alignment, weight, size and red print, by classes of the desk's own sheet; pictures are named, not
shown. Every text is escaped.
"""

import io
from collections.abc import Iterator
from html import escape

import docx
from docx.shared import Length, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LARGE, SMALL = Pt(20), Pt(11)
RED_FROM, RED_REST = 160, 90  # a colour is red with much of red and little of the others
PICTURE = "〔图片〕"
ALIGNED = {  # the file's own words: office programs write some that the library has no name for
    "center": "letter-center",
    "right": "letter-right",
    "end": "letter-right",
}


def shown_html(content: bytes) -> str:
    """Return a Word file as HTML; what Word computes when printing, such as page numbers, is left out."""
    document = docx.Document(io.BytesIO(content))
    section = document.sections[0]
    first = section.different_first_page_header_footer
    head = section.first_page_header if first else section.header
    foot = section.first_page_footer if first else section.footer
    parts = [*_blocks(head.iter_inner_content()), *_blocks(document.iter_inner_content())]
    parts += _blocks(foot.iter_inner_content())
    return f'<article class="letter letter--own" lang="zh-CN">{"".join(parts)}</article>'


def _blocks(blocks: Iterator[Paragraph | Table]) -> Iterator[str]:
    for block in blocks:
        yield _table(block) if isinstance(block, Table) else _paragraph(block)


def _paragraph(paragraph: Paragraph) -> str:
    text = "".join(_run(run) for run in paragraph.runs)
    if not text.strip():
        return ""
    css = next((ALIGNED[word] for word in paragraph._p.xpath("./w:pPr/w:jc/@w:val") if word in ALIGNED), "")  # noqa: SLF001
    return f'<p class="{css}">{text}</p>' if css else f"<p>{text}</p>"


def _run(run: Run) -> str:
    picture = PICTURE if run._r.xpath(".//w:drawing | .//w:pict") else ""  # noqa: SLF001 - the library names no picture
    text = escape(run.text + picture).replace("\n", "<br>")
    if not text:
        return ""
    names = " ".join(_looks(run))
    return f'<span class="{names}">{text}</span>' if names else text


def _looks(run: Run) -> Iterator[str]:
    if run.bold:
        yield "letter-bold"
    size = _size(run)
    if size is not None and size >= LARGE:
        yield "letter-large"
    if size is not None and size <= SMALL:
        yield "letter-small"
    colour = run.font.color.rgb
    if colour is not None and colour[0] >= RED_FROM and max(colour[1], colour[2]) <= RED_REST:
        yield "letter-red"


def _size(run: Run) -> Length | None:
    try:
        return run.font.size
    except ValueError:  # a size the library cannot read is left to the reader's own
        return None


def _table(table: Table) -> str:
    rows = "".join(f"<tr>{''.join(_cells(row.cells))}</tr>" for row in table.rows)
    return f'<table class="letter-form"><tbody>{rows}</tbody></table>'


def _cells(cells: tuple[_Cell, ...]) -> Iterator[str]:
    for place, cell in enumerate(cells):
        if place and cell._tc is cells[place - 1]._tc:  # noqa: SLF001 - a merged cell is listed once for each column
            continue
        yield f"<td>{''.join(_blocks(cell.iter_inner_content()))}</td>"
