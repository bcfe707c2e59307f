"""Reading a holiday notice from a file: `date, kind, festival` lines under `#` lines that name notice and address.

A notice is taken whole or not at all; every fault is named at once with its line, in Chinese.
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from requests_db.statute.calendar_notice import CalendarYear
from requests_db.statute.festivals import LUNAR_DAYS, statutory_days
from requests_db.statute.foresight import SATURDAY

KINDS = ("off", "work")
HEADER = ("date", "kind", "festival")
TITLE_YEAR = re.compile(r"(20\d\d)年.{0,4}(?:节假日|放假)")
NUMBER_WORD = re.compile(r"[\u4e00-\u9fff]+〔\d{4}〕\d+号")
ADDRESS_WORD = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of a notice file."""

    line: int  # counted from 1; 0: the file as a whole
    text: str  # Simplified Chinese

    def __str__(self) -> str:
        return f"第{self.line}行：{self.text}" if self.line else self.text


class FaultyNotice(Exception):
    """The holiday notice contains impossible days (放假安排有误)."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("；".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    line: int
    on: date
    kind: str
    festival: str


def parse_notice(text: str, *, year: int | None = None) -> CalendarYear:
    """Read a notice file.

    Args:
        text: the file; lines that begin with `#` name the notice, its number and its address.
        year: the year of the notice; None takes it from the notice's name, else from most dates.

    Raises:
        FaultyNotice: with every fault of the file.
    """
    remarks = [line.lstrip("# ").strip() for line in text.splitlines() if line.lstrip("\ufeff").startswith("#")]
    rows, faults = _read_rows(text)
    year = year or _year_of(remarks, rows)
    if year is None:
        raise FaultyNotice((*faults, Fault(line=0, text="没有一行日期，也没有写明年份")))
    faults += _day_faults(rows, year)
    faults += _repeated(rows)
    faults += _missing_festivals(rows, year)
    if not any(remarks):
        faults.append(Fault(line=0, text="开头的#行应写明通知的名称和网址"))
    if faults:
        raise FaultyNotice(tuple(sorted(faults, key=lambda fault: (fault.line == 0, fault.line))))
    return CalendarYear(
        year=year,
        off=frozenset(row.on for row in rows if row.kind == "off"),
        work=frozenset(row.on for row in rows if row.kind == "work"),
        festivals=MappingProxyType({row.on: row.festival for row in rows}),
        notice=_name_of(remarks),
        sources=tuple(address for remark in remarks for address in ADDRESS_WORD.findall(remark)),
    )


def _name_of(remarks: list[str]) -> str:
    """Return the number of the notice, else the first remark that is no address."""
    number = next((found[0] for remark in remarks if (found := NUMBER_WORD.search(remark))), "")
    return number or next((remark for remark in remarks if remark and not ADDRESS_WORD.search(remark)), "")


def _read_rows(text: str) -> tuple[list[_Row], list[Fault]]:
    """Return the rows that can be read and the faults of those that cannot."""
    rows: list[_Row] = []
    faults: list[Fault] = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in next(csv.reader([line]))]
        if tuple(cell.lower() for cell in cells[:3]) == HEADER:
            continue
        found = _read_row(number, cells)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            rows.append(found)
    return rows, faults


def _read_row(number: int, cells: list[str]) -> _Row | Fault:
    """Return one row, or why it cannot be read."""
    if len(cells) != len(HEADER):
        return Fault(line=number, text=f"应为3列（date,kind,festival），现为{len(cells)}列")
    try:
        on = date.fromisoformat(cells[0])
    except ValueError:
        return Fault(line=number, text=f"日期{cells[0]!r}不存在或者写法不是2027-01-31这样的形式")
    if cells[1] not in KINDS:
        return Fault(line=number, text=f"kind应为off或者work，现为{cells[1]!r}")
    if not cells[2]:
        return Fault(line=number, text="没有写明节日")
    return _Row(line=number, on=on, kind=cells[1], festival=cells[2])


def _year_of(remarks: list[str], rows: list[_Row]) -> int | None:
    """Return the year the notice's name gives, else the year of most dates."""
    named = next((int(found[1]) for remark in remarks if (found := TITLE_YEAR.search(remark))), None)
    if named is not None or not rows:
        return named
    return Counter(row.on.year for row in rows).most_common(1)[0][0]


def _day_faults(rows: list[_Row], year: int) -> list[Fault]:
    """Return days outside the notice's reach and make-up days that are weekdays."""
    faults = []
    for row in rows:
        if row.on.year != year and (row.on.year, row.on.month) != (year - 1, 12):
            faults.append(Fault(line=row.line, text=f"{row.on}不属于{year}年（只有上一年12月的日子可以一并安排）"))
        if row.kind == "work" and row.on.weekday() < SATURDAY:
            faults.append(Fault(line=row.line, text=f"{row.on}本来就是工作日，不可能是调休上班日"))
    return faults


def _repeated(rows: list[_Row]) -> list[Fault]:
    """Return days listed twice, be it as off and worked or twice alike."""
    seen: dict[date, _Row] = {}
    faults = []
    for row in rows:
        first = seen.setdefault(row.on, row)
        if first is not row:
            how = "重复" if first.kind == row.kind else "既放假又上班"
            faults.append(Fault(line=row.line, text=f"{row.on}与第{first.line}行{how}"))
    return faults


def _missing_festivals(rows: list[_Row], year: int) -> list[Fault]:
    """Return statutory days off that the notice does not give: a weekday must be off, and none may be worked."""
    if not rows:
        return []
    off = {row.on for row in rows if row.kind == "off"}
    worked = {row.on: row.line for row in rows if row.kind == "work"}
    faults = []
    for festival, days in statutory_days(year).items():
        missing = [day for day in days if day.weekday() < SATURDAY and day not in off]
        if missing:
            names = "、".join(day.isoformat() for day in missing)
            faults.append(Fault(line=0, text=f"缺少法定节日：{festival}（{names}）"))
        faults += [
            Fault(line=worked[day], text=f"{day}是{festival}法定假日，不能上班") for day in days if day in worked
        ]
    if year not in LUNAR_DAYS:
        named = "".join(row.festival for row in rows)
        faults += [
            Fault(line=0, text=f"缺少法定节日：{name}")
            for name in ("春节", "清明节", "端午节", "中秋节")
            if name not in named
        ]
    return faults
