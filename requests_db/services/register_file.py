"""Reading an older register from CSV: every line judged on its own, every fault named with its line (旧登记簿)."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from requests_db.services.case_figures import LONGEST_REF, LONGEST_SHORT_TEXT, LONGEST_TEXT
from requests_db.services.request_form import APPLICANT_KINDS
from requests_db.statute.deadlines import Channel
from requests_db.statute.outcomes import OUTCOMES

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
REQUIRED = ("ref", "received_on", "channel", "applicant_kind", "content")
LIMITS = {"ref": LONGEST_REF, "content": LONGEST_TEXT, "unit": LONGEST_SHORT_TEXT, "applicant_name": LONGEST_SHORT_TEXT}
CLOSED_LISTS: Mapping[str, Sequence[str]] = {
    "channel": tuple(Channel),
    "applicant_kind": APPLICANT_KINDS,
    "outcome": tuple(OUTCOMES),
}
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of a register file."""

    line: int  # counted from 1
    message: str  # Simplified Chinese


class RegisterFaults(Exception):
    """The register file cannot be loaded; `faults` holds every reason with its line, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(f"{fault.line}: {fault.message}" for fault in self.faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One request of an older register."""

    line: int
    ref: str
    received_on: date
    channel: Channel
    applicant_kind: str
    content: str
    unit: str  # code or name, as written; empty: not shared out
    outcome: str  # key of statute.outcomes; empty while open
    answered_on: date | None
    applicant_name: str

    @property
    def content_key(self) -> dict[str, str]:
        """Everything the row says, the line number apart: equal for the same request brought in again."""
        return {
            "ref": self.ref,
            "received_on": self.received_on.isoformat(),
            "channel": self.channel.value,
            "applicant_kind": self.applicant_kind,
            "content": self.content,
            "unit": self.unit,
            "outcome": self.outcome,
            "answered_on": self.answered_on.isoformat() if self.answered_on else "",
            "applicant_name": self.applicant_name,
        }


def read_register(text: str, *, today: date) -> tuple[list[RegisterRow], list[Fault]]:
    """Return the rows of a register file that can be used, and the faults of those that cannot.

    Args:
        text: CSV with a line of column names on top, in any order.
        today: days after it are faults.
    """
    rows: list[RegisterRow] = []
    faults: list[Fault] = []
    lines = _lines(text.lstrip("\ufeff"), faults)
    at, names = next(lines, (1, []))
    header = [name.strip().lower() for name in names]
    faults.extend(Fault(line=at, message=message) for message in _header_faults(header))
    if faults:
        return rows, faults
    for number, cells in lines:
        if len(cells) != len(header):
            message = f"应有 {len(header)} 列，现有 {len(cells)} 列（内容里有逗号的，请用英文双引号括起来）"
            faults.append(Fault(line=number, message=message))
            continue
        values = {name: "" for name in COLUMNS} | {n: c.strip() for n, c in zip(header, cells, strict=True)}
        found = list(_value_faults(values, today))
        if found:
            faults.extend(Fault(line=number, message=message) for message in found)
        else:
            rows.append(_row(number, values))
    return rows, faults


def _lines(text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the number of its first line, blank ones left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            faults.append(Fault(line=first, message="不是有效的 CSV：请检查这一行起的英文双引号是否成对"))
            return
        if any(cell.strip() for cell in cells):
            yield first, cells


def _header_faults(header: Sequence[str]) -> Iterator[str]:
    if not header:
        yield "文件是空的，第一行应为列名"
        return
    for name in sorted(set(header) - set(COLUMNS)):
        yield f"不认识的列“{name}”；可用：{'、'.join(COLUMNS)}"
    for name in REQUIRED:
        if name not in header:
            yield f"缺少“{name}”列"
    for name in sorted({name for name in header if header.count(name) > 1}):
        yield f"“{name}”列出现多次"


def _value_faults(values: Mapping[str, str], today: date) -> Iterator[str]:
    for name in REQUIRED:
        if not values[name]:
            yield f"{name} 不能为空"
    for name, longest in LIMITS.items():
        if len(values[name]) > longest:
            yield f"{name} 太长（最多 {longest} 字）"
    for name, words in CLOSED_LISTS.items():
        if values[name] and values[name] not in words:
            yield f"{name} 应为 {'、'.join(words)} 之一，现为“{values[name]}”"
    yield from _day_faults(values, today)


def _day_faults(values: Mapping[str, str], today: date) -> Iterator[str]:
    days = {name: _day(values[name]) for name in ("received_on", "answered_on")}
    for name, day in days.items():
        if values[name] and day is None:
            yield f"{name} 不是有效日期，请写成 {today.isoformat()} 的形式，现为“{values[name]}”"
        elif day is not None and day > today:
            yield f"{name} {day} 还没有到"
    received_on, answered_on = days["received_on"], days["answered_on"]
    if received_on and answered_on and answered_on < received_on:
        yield f"答复日期 {answered_on} 早于收到日期 {received_on}"
    if values["answered_on"] and not values["outcome"]:
        yield "有答复日期，但没有办理结果（outcome）"
    if values["outcome"] and not values["answered_on"]:
        yield "有办理结果，但没有答复日期（answered_on）"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None


def _row(line: int, values: Mapping[str, str]) -> RegisterRow:
    return RegisterRow(
        line=line,
        ref=values["ref"],
        received_on=date.fromisoformat(values["received_on"]),
        channel=Channel(values["channel"]),
        applicant_kind=values["applicant_kind"],
        content=values["content"],
        unit=values["unit"],
        outcome=values["outcome"],
        answered_on=_day(values["answered_on"]),
        applicant_name=values["applicant_name"],
    )
