"""Read tables three and four back from a published report: this format's or the one of 2019, XLSX, DOCX, HTML or JSON.

Last year's report is needed for the carry-over. Rows are found by their labels, whatever stands around the table.
"""

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from zipfile import BadZipFile

import docx
import openpyxl

from requests_db.statute.report_format import (
    COLUMN_LABELS,
    OTHERS_2019,
    ROW_KEYS,
    TABLE_FOUR_COLUMNS,
    TABLE_FOUR_PARTS,
    TABLE_THREE_ROWS,
    ReportForm,
)
from requests_db.statute.report_tables import Table, check_identities, check_table_four

JSON = "json"
OTHER_ENDS = "o3_other"  # where the single row of 2019 is kept
_NOT_LABEL = re.compile(r"[\s“”\"'‘’，、,.．。（）()：:]")
_WIDTH = len(COLUMN_LABELS)
_WIDTH_FOUR = len(TABLE_FOUR_COLUMNS) * len(TABLE_FOUR_PARTS)

Line = Sequence[str]


class UnreadableReport(ValueError):
    """A file is no annual report that can be read; every missing row is named (无法读取的年度报告)."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("；".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """The tables of a published report."""

    form: ReportForm
    t3: Table
    t4: Table | None  # None where the file has no table four
    faults: tuple[str, ...]  # identities that do not hold, in Chinese: published tables do break them


def read_report(content: bytes, form: str) -> ReadReport:
    """Return the tables of a published report.

    Args:
        content: the file.
        form: xlsx, docx, html or json.

    Raises:
        UnreadableReport: the file cannot be opened, or rows of table three are missing.
    """
    if form != JSON and form not in _READERS:
        raise UnreadableReport((f"不能读取 {form} 格式的年度报告",))
    try:
        if form == JSON:
            return _from_json(content)
        lines = [[cell.strip() for cell in line] for line in _READERS[form](content)]
    except UnreadableReport:
        raise
    except (BadZipFile, KeyError, TypeError, ValueError) as fault:
        raise UnreadableReport((f"文件损坏或者不是 {form} 格式",)) from fault
    return _from_lines(lines)


def _from_json(content: bytes) -> ReadReport:
    stored = json.loads(content)
    table = {key: [int(number) for number in stored["t3"][key]] for key in ROW_KEYS}
    four = {part: [int(number) for number in stored["t4"][part]] for part in TABLE_FOUR_PARTS}
    return _checked(ReportForm(stored.get("format", ReportForm.FORM_2021)), table, four)


def _from_lines(lines: Sequence[Line]) -> ReadReport:
    found = _rows_by_label(lines)
    is_old = OTHERS_2019.key in found and OTHER_ENDS not in found
    if is_old:
        found |= {key: [0] * _WIDTH for key in ROW_KEYS if key.startswith("o")} | {
            OTHER_ENDS: found[OTHERS_2019.key],
        }
    missing = tuple(f"缺少“{row.label}”一行的{_WIDTH}个数" for row in TABLE_THREE_ROWS if row.key not in found)
    if missing:
        raise UnreadableReport(missing)
    form = ReportForm.FORM_2019 if is_old else ReportForm.FORM_2021
    return _checked(form, {key: found[key] for key in ROW_KEYS}, _table_four(lines))


def _checked(form: ReportForm, table: Table, four: Table | None) -> ReadReport:
    faults = (*check_identities(table), *(check_table_four(four) if four else ()))
    return ReadReport(form=form, t3=table, t4=four, faults=faults)


def _rows_by_label(lines: Sequence[Line]) -> Table:
    labels = {_bare(row.label): row.key for row in (*TABLE_THREE_ROWS, OTHERS_2019)}
    found: Table = {}
    for line in lines:
        numbers = _numbers(line[-_WIDTH:])
        if len(line) <= _WIDTH or numbers is None:
            continue
        # The row's own label is the last one before its numbers; headings stand further left.
        key = next((labels[bare] for cell in reversed(line[:-_WIDTH]) if (bare := _bare(cell)) in labels), None)
        if key is not None:
            found.setdefault(key, numbers)
    return found


def _table_four(lines: Sequence[Line]) -> Table | None:
    for line in reversed(lines):
        numbers = _numbers(line[-_WIDTH_FOUR:]) if len(line) >= _WIDTH_FOUR else None
        if numbers is not None and any(line):
            width = len(TABLE_FOUR_COLUMNS)
            return {part: numbers[place * width : (place + 1) * width] for place, part in enumerate(TABLE_FOUR_PARTS)}
    return None


def _numbers(cells: Sequence[str]) -> list[int] | None:
    """Return cells as numbers, blank ones as 0; None where one is neither."""
    plain = [cell.replace(",", "").removesuffix(".0") for cell in cells]
    if not all(cell == "" or cell.isdecimal() for cell in plain):
        return None
    return [int(cell) if cell else 0 for cell in plain]


def _bare(label: str) -> str:
    return _NOT_LABEL.sub("", label)


def _xlsx_lines(content: bytes) -> Iterator[Line]:
    workbook = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield ["" if value is None else str(value) for value in row]


def _docx_lines(content: bytes) -> Iterator[Line]:
    for table in docx.Document(io.BytesIO(content)).tables:
        for row in table.rows:
            yield [cell.text for cell in row.cells]


def _html_lines(content: bytes) -> Iterator[Line]:
    page = _Rows()
    page.feed(content.decode("utf-8"))
    return iter(page.lines)


class _Rows(HTMLParser):
    """Collects the cells of every table row; a cell merged from above stands only in its first row."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.lines.append([])
        elif tag in {"td", "th"} and self.lines:
            self.lines[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.lines[-1][-1] += data


_READERS: Mapping[str, Callable[[bytes], Iterator[Line]]] = {
    "xlsx": _xlsx_lines,
    "docx": _docx_lines,
    "html": _html_lines,
}
