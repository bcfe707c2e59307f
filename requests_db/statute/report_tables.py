"""Filling tables three and four from counts, and checking the identities a published table must satisfy (勾稽关系)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from requests_db.statute.report_format import (
    COLUMN_LABELS,
    RESULT_ROWS,
    ROW_KEYS,
    TABLE_FOUR_COLUMNS,
    TABLE_FOUR_PARTS,
    TABLE_THREE_ROWS,
    ApplicantKind,
)

Table = dict[str, list[int]]

_LABELS = {row.key: row.label for row in TABLE_THREE_ROWS}
_COLUMNS = tuple(COLUMN_LABELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One application as the report counts it (登记簿一行)."""

    received_on: date
    applicant_kind: ApplicantKind
    report_row: str | None = None  # row key of its outcome; None while open
    ended_on: date | None = None  # the day of reply or other end; None while open


def tally(lines: Iterable[RegisterLine], year: int) -> dict[str, dict[str, int]]:
    """Count register lines into the rows of table three for `year`, by kind of applicant.

    Figures stand as on 31 December: a case answered later is carried over.

    Args:
        lines: every application received up to the end of `year`; later ones are passed over.
        year: the report year.

    Raises:
        ValueError: an ended line has no row, or one that table three does not know.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    counts: dict[str, dict[str, int]] = {
        key: dict.fromkeys(ApplicantKind, 0) for key in ("new", "carry_in", *RESULT_ROWS)
    }
    for line in lines:
        if line.received_on > last or (line.ended_on is not None and line.ended_on < first):
            continue
        counts["new" if line.received_on >= first else "carry_in"][line.applicant_kind] += 1
        if line.ended_on is not None and line.ended_on <= last:
            if line.report_row not in RESULT_ROWS:
                msg = f"办理结果{line.report_row!r}不在年度报告表三之列"
                raise ValueError(msg)
            counts[line.report_row][line.applicant_kind] += 1
    return counts


def table_three(counts: Mapping[str, Mapping[str, int]]) -> Table:
    """Return table three complete: seven columns for every row, totals and carry-over computed.

    Args:
        counts: for `new`, `carry_in` and the result rows, numbers by kind of applicant; blank cells mean 0.
    """
    table: Table = {}
    for key in ("new", "carry_in", *RESULT_ROWS):
        cells = [counts.get(key, {}).get(kind, 0) for kind in ApplicantKind]
        table[key] = [*cells, sum(cells)]
    table["result_total"] = [sum(table[key][column] for key in RESULT_ROWS) for column in range(len(_COLUMNS))]
    table["carry_out"] = [
        new + carried - done
        for new, carried, done in zip(table["new"], table["carry_in"], table["result_total"], strict=True)
    ]
    return {key: table[key] for key in ROW_KEYS}


def check_identities(
    table: Mapping[str, list[int]], previous: Mapping[str, list[int]] | None = None
) -> tuple[str, ...]:
    """Return every identity that table three breaks, in Chinese; empty if it is sound.

    Args:
        table: row key to seven numbers.
        previous: last year's table; then this year's row two must be its row four, column by column.
    """
    missing = tuple(f"缺少“{_LABELS[key]}”一行的7个数" for key in ROW_KEYS if len(table.get(key, ())) != len(_COLUMNS))
    if missing:
        return missing
    faults: list[str] = []
    for position, column in enumerate(_COLUMNS):
        name = COLUMN_LABELS[column]
        cell = {key: table[key][position] for key in ROW_KEYS}
        total = sum(cell[key] for key in RESULT_ROWS)
        if cell["result_total"] != total:
            faults.append(f"{name}列：（七）总计{cell['result_total']}不等于各办理结果之和{total}")
        brought, carried = cell["new"] + cell["carry_in"], cell["result_total"] + cell["carry_out"]
        if brought != carried:
            faults.append(f"{name}列：第一项加第二项之和{brought}不等于第三项加第四项之和{carried}")
        if previous is not None and cell["carry_in"] != previous["carry_out"][position]:
            faults.append(
                f"{name}列：上年结转{cell['carry_in']}不等于上年报告结转下年度{previous['carry_out'][position]}"
            )
    faults += [
        f"“{_LABELS[key]}”行：总计{table[key][-1]}不等于各列之和{sum(table[key][:-1])}"
        for key in ROW_KEYS
        if table[key][-1] != sum(table[key][:-1])
    ]
    faults += [f"“{_LABELS[key]}”行有负数" for key in ROW_KEYS if min(table[key]) < 0]
    return tuple(faults)


def table_four(counts: Mapping[str, Mapping[str, int]]) -> Table:
    """Return table four complete: fifteen numbers, each total being the four before it.

    Args:
        counts: for `review`, `direct`, `after`: numbers for `upheld`, `corrected`, `other`, `open`; blank means 0.
    """
    results = tuple(TABLE_FOUR_COLUMNS)[:-1]
    table: Table = {}
    for part in TABLE_FOUR_PARTS:
        cells = [counts.get(part, {}).get(result, 0) for result in results]
        table[part] = [*cells, sum(cells)]
    return table


def check_table_four(table: Mapping[str, list[int]]) -> tuple[str, ...]:
    """Return every identity that table four breaks, in Chinese."""
    faults = []
    for part, name in TABLE_FOUR_PARTS.items():
        cells = table.get(part, [])
        if len(cells) != len(TABLE_FOUR_COLUMNS):
            faults.append(f"{name}：应有{len(TABLE_FOUR_COLUMNS)}个数")
        elif cells[-1] != sum(cells[:-1]):
            faults.append(f"{name}：总计{cells[-1]}不等于前四项之和{sum(cells[:-1])}")
    return tuple(faults)
