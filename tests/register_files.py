"""Older registers for tests: CSV text built so that it holds exactly the counts of given tables three."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from requests_db.statute.report_format import RESULT_ROWS, ApplicantKind

COLUMNS = (
    "ref",
    "received_on",
    "channel",
    "applicant_kind",
    "content",
    "unit",
    "outcome",
    "answered_on",
    "applicant_name",
)
CHANNELS = ("online", "in_person", "registered_mail", "ordinary_mail", "fax")

Table = Mapping[str, Sequence[int]]


class OldRegister:
    """Requests numbered in order; carried from year to year while open."""

    def __init__(self, prefix: str = "旧") -> None:
        self._prefix = prefix
        self._rows: list[dict[str, str]] = []
        self._open: dict[ApplicantKind, list[dict[str, str]]] = {kind: [] for kind in ApplicantKind}

    def add_year(self, year: int, table: Table) -> None:
        """Add the requests that the table of `year` counts; those carried in are those left open, or older ones."""
        for column, kind in enumerate(ApplicantKind):
            waiting = self._open[kind]
            while len(waiting) < table["carry_in"][column]:
                waiting.append(self._receive(kind, date(year - 1, 12, 1) + timedelta(days=len(waiting) % 31)))
            for number in range(table["new"][column]):
                waiting.append(self._receive(kind, date(year, 1, 1) + timedelta(days=number % 365)))
            for row in RESULT_ROWS:
                for _ in range(table[row][column]):
                    request = waiting.pop(0)
                    received_on = date.fromisoformat(request["received_on"])
                    answered_on = min(max(received_on + timedelta(days=14), date(year, 1, 4)), date(year, 12, 31))
                    request |= {"outcome": row, "answered_on": answered_on.isoformat()}

    def text(self) -> str:
        """Return the register as a file."""
        return register_text(self._rows)

    def _receive(self, kind: ApplicantKind, on: date) -> dict[str, str]:
        number = len(self._rows) + 1
        row = line(
            ref=f"{self._prefix}{number:05d}",
            received_on=on.isoformat(),
            channel=CHANNELS[number % len(CHANNELS)],
            applicant_kind=kind.value,
            content=f"示例事项{number}",
        )
        self._rows.append(row)
        return row


def line(**values: str) -> dict[str, str]:
    """Return one line of a register; `values` replace parts of an open request by post."""
    given = {
        "ref": "旧00001",
        "received_on": "2026-02-02",
        "channel": "registered_mail",
        "applicant_kind": "natural",
        "content": "示例路道路施工许可文件",
    }
    return {name: {**given, **values}.get(name, "") for name in COLUMNS}


def register_text(rows: Sequence[Mapping[str, str]]) -> str:
    """Return lines as a file with its header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
