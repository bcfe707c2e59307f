"""Lists as files that a spreadsheet opens as text, whatever people have typed into them: here as CSV.

Workbooks are written by `workbooks.py`, whose library is loaded with the first of them.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

Value = str | int | date | datetime | None

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# A spreadsheet takes a text that begins so for a formula, full-width signs included.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r"}  # what a workbook cannot hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One list: a name, the heads of its columns, its lines."""

    name: str
    heads: Sequence[str]
    lines: Sequence[Sequence[Value]]


def write_csv(sheet: Sheet) -> bytes:
    """Return a list as UTF-8 with a mark that spreadsheets know; what looks like a formula is quoted as text."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_disarmed(head) for head in sheet.heads])
    writer.writerows([_disarmed(plain(value)) for value in line] for line in sheet.lines)
    return buffer.getvalue().encode("utf-8-sig")


def plain(value: Value) -> str | int:
    """Return a value as it stands in a list: days and instants written out, nothing a file cannot hold."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return value.translate(CONTROL) if isinstance(value, str) else "" if value is None else value


def _disarmed(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value
