"""Tables two, three and four of the annual report with the merged cells the format prescribes.

Labels come from `statute.report_format`; this module only lays them out.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby

from handlers.papers.report_paper import Cell, Grid
from requests_db.statute.report_format import (
    APPLICANT_HEADING,
    COLUMN_LABELS,
    CORNER_NOTE,
    ORGANISATION_HEADING,
    SECTIONS,
    TABLE_FOUR_COLUMNS,
    TABLE_FOUR_PARTS,
    TABLE_TWO_2019,
    TABLE_TWO_2021,
    TOTAL,
    ApplicantKind,
    Block,
    ReportForm,
    ReportRow,
    table_three_rows,
)

LABELS = 3  # columns of labels at the left of table three
HEAD_ROWS = 3
TABLE_TWO_WIDTH = 4
PARTS = "："  # in a part's name of table four: heading, then sub-heading

Figures = Mapping[str, Sequence[int]]


def table_two_grid(figures: Mapping[str, Sequence[str]], form: ReportForm = ReportForm.FORM_2021) -> Grid:
    """Return table two: one block under the other; figures not known are left blank.

    Args:
        figures: row key to the numbers of its columns.
        form: which printed format applies.
    """
    blocks = TABLE_TWO_2021 if form is ReportForm.FORM_2021 else TABLE_TWO_2019
    cells: list[Cell] = []
    row = 0
    for block in blocks:
        cells.extend(_block(block, row, figures))
        row += 2 + len(block.rows)
    return Grid(name="表二", caption=SECTIONS[1], cells=tuple(cells))


def table_three_grid(table: Figures, form: ReportForm = ReportForm.FORM_2021) -> Grid:
    """Return table three: three columns of labels, seven of numbers.

    Args:
        table: row key to seven numbers.
        form: which printed format applies.
    """
    rows = table_three_rows(form)
    cells = (*_applicant_head(), *_row_labels(rows), *_numbers(rows, table))
    return Grid(name="表三", caption=SECTIONS[2], cells=cells, label_columns=LABELS)


def table_four_grid(table: Figures) -> Grid:
    """Return table four: fifteen numbers in one row under three parts."""
    cells: list[Cell] = []
    width = len(TABLE_FOUR_COLUMNS)
    for heading, parts in groupby(enumerate(TABLE_FOUR_PARTS.items()), key=lambda part: _split(part[1][1])[0]):
        named = list(parts)
        first = named[0][0] * width
        cells.append(Cell(row=0, column=first, text=heading, columns=width * len(named), is_head=True))
        for position, (key, label) in named:
            cells.extend(_part(key, _split(label)[1], position * width, table))
    return Grid(name="表四", caption=SECTIONS[3], cells=tuple(cells), label_columns=0)


def _block(block: Block, top: int, figures: Mapping[str, Sequence[str]]) -> Iterator[Cell]:
    yield Cell(row=top, column=0, text=block.heading, columns=TABLE_TWO_WIDTH, is_head=True)
    count = len(block.columns)

    def span(column: int) -> int:
        return TABLE_TWO_WIDTH - column if column == count - 1 else 1

    for column, label in enumerate(block.columns):
        yield Cell(row=top + 1, column=column, text=label, columns=span(column), is_head=True)
    for line, (key, label) in enumerate(block.rows, start=top + 2):
        yield Cell(row=line, column=0, text=label, is_head=True)
        known = figures.get(key, ())
        for column in range(1, count):
            value = known[column - 1] if column <= len(known) else ""
            yield Cell(row=line, column=column, text=_shown(value), columns=span(column))


def _shown(text: str) -> str | Decimal:
    """Return an entered figure as a number, so that a workbook can reckon with it; blank stays blank."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _applicant_head() -> Iterator[Cell]:
    yield Cell(row=0, column=0, text=CORNER_NOTE, rows=HEAD_ROWS, columns=LABELS, is_head=True)
    yield Cell(row=0, column=LABELS, text=APPLICANT_HEADING, columns=len(COLUMN_LABELS), is_head=True)
    columns = list(COLUMN_LABELS)
    alone = (ApplicantKind.NATURAL, TOTAL)
    organisations = [column for column in columns if column not in alone]
    yield Cell(
        row=1,
        column=LABELS + columns.index(organisations[0]),
        text=ORGANISATION_HEADING,
        columns=len(organisations),
        is_head=True,
    )
    for position, column in enumerate(columns, start=LABELS):
        is_alone = column in alone
        yield Cell(
            row=1 if is_alone else 2,
            column=position,
            text=COLUMN_LABELS[column],
            rows=2 if is_alone else 1,
            is_head=True,
        )


def _row_labels(rows: Sequence[ReportRow]) -> Iterator[Cell]:
    line = HEAD_ROWS
    for (section, group), members in groupby(rows, key=lambda row: (row.section, row.group)):
        named = list(members)
        left = 1 if section else 0
        if group:
            yield Cell(row=line, column=left, text=group, rows=len(named), is_head=True)
            left += 1
        for offset, row in enumerate(named):
            yield Cell(row=line + offset, column=left, text=row.label, columns=LABELS - left, is_head=True)
        line += len(named)
    sections = [row.section for row in rows]
    for section in dict.fromkeys(filter(None, sections)):
        first = sections.index(section)
        yield Cell(row=HEAD_ROWS + first, column=0, text=section, rows=sections.count(section), is_head=True)


def _numbers(rows: Sequence[ReportRow], table: Figures) -> Iterator[Cell]:
    for line, row in enumerate(rows, start=HEAD_ROWS):
        for position, (column, value) in enumerate(zip(COLUMN_LABELS, table[row.key], strict=True), start=LABELS):
            yield Cell(row=line, column=position, text=value, counts=(row.key, column))


def _part(key: str, label: str, left: int, table: Figures) -> Iterator[Cell]:
    if label:
        yield Cell(row=1, column=left, text=label, columns=len(TABLE_FOUR_COLUMNS), is_head=True)
    for offset, (column, name) in enumerate(TABLE_FOUR_COLUMNS.items()):
        top = 2 if label else 1
        yield Cell(row=top, column=left + offset, text=name, rows=HEAD_ROWS - top, is_head=True)
        yield Cell(row=HEAD_ROWS, column=left + offset, text=table[key][offset], counts=(key, column))


def _split(label: str) -> tuple[str, str]:
    heading, _, part = label.partition(PARTS)
    return heading, part
