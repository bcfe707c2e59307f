"""The annual report as one HTML page that prints well and needs nothing else."""

from collections.abc import Callable
from html import escape

from handlers.papers.report_paper import Cell, Grid, Prose, ReportPaper, Section

_STYLE = """
body { font: 16px/1.75 "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, serif; color: #1a1a1a;
  background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { text-align: center; font-size: 1.6rem; }
h2 { font-size: 1.2rem; margin-top: 2rem; }
p { text-indent: 2em; }
p.draft { border-left: 4px solid #8a5a00; padding-left: .75rem; }
p.warning { border-left: 4px solid #b00020; padding-left: .75rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .9rem; line-height: 1.4; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { border: 1px solid #444; padding: .35rem .5rem; vertical-align: middle; }
th { font-weight: normal; background: #f3f3f0; }
td { text-align: right; font-variant-numeric: tabular-nums; }
@media print { body { margin: 0; max-width: none; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
"""


def report_html(paper: ReportPaper) -> bytes:
    """Return the report as a UTF-8 page; every text is escaped."""
    title = escape(paper.title)
    body = "".join(_section(section) for section in paper.sections)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>\n"
    ).encode()


def grid_html(grid: Grid, link: Callable[[str, str], str] | None = None) -> str:
    """Return a grid as an HTML table with merged cells.

    Args:
        grid: the table.
        link: from row key and column key to the address of the cases behind a figure; empty where there is none.
    """
    rows = []
    for number in range(grid.height):
        cells = sorted((cell for cell in grid.cells if cell.row == number), key=lambda cell: cell.column)
        rows.append(f"<tr>{''.join(_cell(cell, link) for cell in cells)}</tr>")
    table = f"<table><caption>{escape(grid.caption)}</caption>{''.join(rows)}</table>"
    return f'<div class="scroll" tabindex="0">{table}</div>'


def _section(section: Section) -> str:
    blocks = (_prose(block) if isinstance(block, Prose) else grid_html(block) for block in section.blocks)
    return f"<section><h2>{escape(section.heading)}</h2>{''.join(blocks)}</section>"


def _prose(prose: Prose) -> str:
    css = ' class="warning"' if prose.is_warning else ' class="draft"' if prose.is_draft else ""
    return f"<p{css}>{escape(prose.text)}</p>"


def _cell(cell: Cell, link: Callable[[str, str], str] | None) -> str:
    tag = "th" if cell.is_head else "td"
    spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
        f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    )
    address = link(*cell.counts) if link and cell.counts else ""
    text = escape(str(cell.text))
    inner = f'<a href="{escape(address)}">{text}</a>' if address else text
    return f"<{tag}{spans}>{inner}</{tag}>"
