"""The annual report's figures, counted from the register, and which requests stand behind each number (年度报告).

What no case tells, such as rules in force or licences granted, the office enters; an entered figure of table four
or of the fees stands in place of the counted one, because registers brought in from elsewhere hold neither.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from requests_db.services.actors import Actor
from requests_db.services.agency import agencies as agencies_in_service
from requests_db.services.agency import agency as agency_profile
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.audit import RegisterKind, append_register
from requests_db.services.case_figures import LONGEST_FIGURE
from requests_db.services.errors import InvalidInput, NotFound
from requests_db.services.outcome_rules import outcome_label
from requests_db.services.report_counting import (
    CountedCase,
    Fees,
    counted_cases,
    fees_of,
    proceedings,
    remedy_counts,
    year_span,
)
from requests_db.statute.report_format import (
    COLUMN_LABELS,
    FIRST_REPORT_YEAR,
    ROW_KEYS,
    TABLE_FOUR_COLUMNS,
    TABLE_FOUR_PARTS,
    TABLE_TWO_2019,
    TABLE_TWO_2021,
    TOTAL,
    ReportForm,
    form_for,
)
from requests_db.statute.report_tables import Table, check_identities, check_table_four, table_four, table_three, tally
from requests_db.store.repositories import agencies, reporting
from requests_db.store.unit_of_work import UnitOfWork

FEE_NOTICES, FEE_YUAN = "fee.notices", "fee.yuan"
WHOLE_NUMBERS = ("t4.", "fee.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualReport:
    """Everything counted for one agency and year, as on its 31 December."""

    agency_id: int
    agency_name: str
    is_sample: bool
    year: int
    t2: Mapping[str, Sequence[str]]  # row key of table two to its columns, as entered; rows without figures missing
    t3: Table  # row key to seven numbers
    t4: Table  # review, direct, after to five numbers
    fee_notices: int | None  # None: nobody knows, the year's requests were brought in from an older register
    fee_yuan: int | None  # fees received in the year, in yuan; None as above
    faults: tuple[str, ...]  # identities that do not hold, in Chinese
    entered: tuple[str, ...]  # keys of the figures somebody entered


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCase:
    """A request that a number of the report counts."""

    case_id: int
    ref: str
    applicant_kind: str
    received_on: date | None
    ended_on: date | None
    outcome_label: str


async def annual_report(unit: UnitOfWork, year: int, agency_id: int | None = None) -> AnnualReport:
    """Return the figures of a year.

    Args:
        unit: any unit.
        year: the report year.
        agency_id: whose report; None: the first agency in service.

    Raises:
        NotFound: there is no such agency, or no report for such a year.
    """
    if not FIRST_REPORT_YEAR <= year <= unit.today.year:
        raise NotFound("report.year", first=FIRST_REPORT_YEAR, last=unit.today.year)
    profile = await _agency(unit, agency_id)
    found = await counted_cases(unit, profile.id, year)
    table = table_three(tally((one.line for one in found), year))
    before = await counted_cases(unit, profile.id, year - 1)
    previous = table_three(tally((one.line for one in before), year - 1))
    entered = await agencies.annual_figures(unit.session, profile.id, year)
    remedies = remedy_counts(await proceedings(unit, profile.id, year), year)
    four = table_four(_with_entered(remedies, entered))
    fees = await fees_of(unit, profile.id, year)
    is_known = fees != Fees(notices=0, yuan=0) or not any(one.is_imported for one in found)
    return AnnualReport(
        agency_id=profile.id,
        agency_name=profile.name,
        is_sample=profile.is_sample,
        year=year,
        t2=dict(_table_two(entered, year)),
        t3=table,
        t4=four,
        fee_notices=_number(entered, FEE_NOTICES, fees.notices if is_known else None),
        fee_yuan=_number(entered, FEE_YUAN, fees.yuan if is_known else None),
        faults=(*check_identities(table, previous), *check_table_four(four), *_missing_outcomes(found)),
        entered=tuple(sorted(entered)),
    )


async def cases_behind(
    unit: UnitOfWork, year: int, row: str, column: str, agency_id: int | None = None
) -> tuple[CellCase, ...]:
    """Return the requests that one number of table three counts.

    Raises:
        InvalidInput: table three has no such row or column.
        NotFound: there is no such agency.
    """
    _require_known(row=(row, ROW_KEYS), column=(column, COLUMN_LABELS))
    profile = await _agency(unit, agency_id)
    is_in = _test_of(row, year)
    return tuple(
        CellCase(
            case_id=one.case_id,
            ref=one.ref,
            applicant_kind=one.line.applicant_kind.value,
            received_on=one.line.received_on,
            ended_on=one.line.ended_on,
            outcome_label=outcome_label(one.outcome),
        )
        for one in await counted_cases(unit, profile.id, year)
        if column in (TOTAL, one.line.applicant_kind) and is_in(one)
    )


def _require_known(**named: tuple[str, Container[str]]) -> None:
    """Refuse what a table has no row or column of."""
    faults = {name: "unknown" for name, (key, keys) in named.items() if key not in keys}
    if faults:
        raise InvalidInput(faults)


async def proceedings_behind(
    unit: UnitOfWork, year: int, part: str, column: str, agency_id: int | None = None
) -> tuple[CellCase, ...]:
    """Return the requests that one number of table four counts, once for each reconsideration or lawsuit.

    Raises:
        InvalidInput: table four has no such part or column.
        NotFound: there is no such agency.
    """
    _require_known(row=(part, TABLE_FOUR_PARTS), column=(column, TABLE_FOUR_COLUMNS))
    profile = await _agency(unit, agency_id)
    counted = [
        one.case_id
        for one in await proceedings(unit, profile.id, year)
        if one.part == part and column in (TOTAL, one.result) and one.counts_in(year)
    ]
    rows = {row.id: row for row in await reporting.cases_of(unit.session, sorted(set(counted)))}
    return tuple(
        CellCase(
            case_id=row.id,
            ref=row.ref,
            applicant_kind=row.applicant_kind,
            received_on=row.received_on,
            ended_on=row.closed_on,
            outcome_label=outcome_label(row.outcome),
        )
        for row in (rows[case_id] for case_id in sorted(counted))
    )


async def enter_figures(unit: UnitOfWork, agency_id: int, year: int, figures: Mapping[str, str], actor: Actor) -> None:
    """Keep figures that no case tells; entering one again replaces it, an empty one takes it back. The caller commits.

    Args:
        unit: a writing unit.
        agency_id: whose report.
        year: the report year.
        figures: decimal numbers by key, see `figure_keys`; empty for none.
        actor: who enters them; recorded.

    Raises:
        InvalidInput: unknown keys, values that are no number or negative, named each.
    """
    known = set(figure_keys(year))
    faults = {key: "unknown" for key in figures if key not in known}
    faults |= {
        key: "not_a_number"
        for key, value in figures.items()
        if key in known and value.strip() and not _is_figure(key, value)
    }
    if faults:
        raise InvalidInput(faults)
    await agencies.put_annual_figures(
        unit.session, agency_id, year, {key: text.strip() for key, text in figures.items()}
    )
    facts = {"report": year, "figures": dict(figures)}
    await append_register(unit, RegisterKind.SETTINGS, f"agency:{agency_id}", actor, facts)


def figure_keys(year: int) -> tuple[str, ...]:
    """Return the keys of figures that can be entered: `t2.<row>.<column from 1>`, `t4.<part>.<column>`, fees."""
    blocks = TABLE_TWO_2021 if form_for(year) is ReportForm.FORM_2021 else TABLE_TWO_2019
    two = [f"t2.{key}.{at}" for block in blocks for key, _ in block.rows for at in range(1, len(block.columns))]
    four = [f"t4.{part}.{column}" for part in TABLE_FOUR_PARTS for column in TABLE_FOUR_COLUMNS if column != TOTAL]
    return (*two, *four, FEE_NOTICES, FEE_YUAN)


async def _agency(unit: UnitOfWork, agency_id: int | None) -> AgencyProfile:
    if agency_id is not None:
        return await agency_profile(unit, agency_id)
    in_service = await agencies_in_service(unit)
    if not in_service:
        raise NotFound("agency.unknown")
    return in_service[0]


def _test_of(row: str, year: int) -> Callable[[CountedCase], bool]:
    """Return whether a request counted in `year` is counted in a row."""
    first, last = year_span(year)

    def is_ended(one: CountedCase) -> bool:
        return one.line.ended_on is not None and one.line.ended_on <= last

    tests: dict[str, Callable[[CountedCase], bool]] = {
        "new": lambda one: one.line.received_on >= first,
        "carry_in": lambda one: one.line.received_on < first,
        "result_total": is_ended,
        "carry_out": lambda one: not is_ended(one),
    }
    return tests.get(row) or (lambda one: is_ended(one) and one.line.report_row == row)


def _with_entered(counts: Mapping[str, Mapping[str, int]], entered: Mapping[str, str]) -> dict[str, dict[str, int]]:
    return {
        part: {column: int(entered.get(f"t4.{part}.{column}", count)) for column, count in columns.items()}
        for part, columns in counts.items()
    }


def _table_two(entered: Mapping[str, str], year: int) -> Iterator[tuple[str, list[str]]]:
    rows: dict[str, list[str]] = {}
    for key in figure_keys(year):
        table, _, rest = key.partition(".")
        if table == "t2":
            rows.setdefault(rest.rpartition(".")[0], []).append(entered.get(key, ""))
    yield from ((row, cells) for row, cells in rows.items() if any(cells))


def _number(entered: Mapping[str, str], key: str, counted: int | None) -> int | None:
    return int(entered[key]) if key in entered else counted


def _is_figure(key: str, text: str) -> bool:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return False
    if not value.is_finite() or value < 0 or len(text.strip()) > LONGEST_FIGURE:
        return False
    return text.strip().isdecimal() or not key.startswith(WHOLE_NUMBERS)


def _missing_outcomes(found: Sequence[CountedCase]) -> Iterator[str]:
    """Name finished requests without an outcome: the table counts them under 其他, somebody must look."""
    for one in found:
        if one.line.ended_on is not None and not one.outcome:
            yield f"{one.ref}已办结但没有办理结果，暂计入“其他”"
