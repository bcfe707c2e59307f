"""What the register counts for a year: requests by their end, remedies by their result, fees; pure but for reading.

Figures stand as on 31 December (国办公开办函〔2021〕30号): what happens to a request later changes no earlier year.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from requests_db.services.outcome_rules import outcome_of
from requests_db.statute.report_format import TABLE_FOUR_COLUMNS, TABLE_FOUR_PARTS, TOTAL, ApplicantKind
from requests_db.statute.report_tables import RegisterLine
from requests_db.statute.workflow import OPEN_STATES, TRANSITIONS, Action
from requests_db.store.base import AnyRow
from requests_db.store.repositories import chains, reporting
from requests_db.store.tables_cases import CaseEventRow
from requests_db.store.unit_of_work import UnitOfWork

ROW_WITHOUT_OUTCOME = "o3_other"
PENDING = "open"  # column of table four
# Ends that follow from the action itself, e.g. a lapse.
IMPLIED_OUTCOME = {row.action: row.outcomes[0] for row in TRANSITIONS if len(row.outcomes) == 1 and not row.variant}


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedCase:
    """One request as the report counts it."""

    case_id: int
    ref: str
    line: RegisterLine
    outcome: str  # key of statute.outcomes; empty while open
    is_imported: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proceeding:
    """One reconsideration or lawsuit about a request, as far as recorded (复议、诉讼)."""

    case_id: int
    part: str  # of table four
    result: str  # column of table four
    on: date  # of the result, or of the filing while pending

    def counts_in(self, year: int) -> bool:
        """Return whether the table of `year` shows it: concluded in the year, or pending at its end."""
        return self.result == PENDING or self.on.year == year


@dataclass(frozen=True, slots=True, kw_only=True)
class Fees:
    """Fee notices sent and fees received in a year (信息处理费)."""

    notices: int
    yuan: int


def year_span(year: int) -> tuple[date, date]:
    """Return the first and the last day of a year."""
    return date(year, 1, 1), date.max.replace(year=year)


async def counted_cases(unit: UnitOfWork, agency_id: int, year: int) -> tuple[CountedCase, ...]:
    """Return the requests that the report for `year` counts somewhere, by day of receipt."""
    first, last = year_span(year)
    reopened = await reporting.cases_with(unit.session, agency_id, Action.REOPEN.value)
    rows = await reporting.counted_cases(unit.session, agency_id, first=first, last=last, also=reopened)
    ends = {
        case_id: fixed_end(events) for case_id, events in (await chains.events_of_many(unit.session, reopened)).items()
    }
    counted = (_counted(row, *ends.get(row.id, (row.closed_on, row.outcome))) for row in rows)
    return tuple(one for one in counted if one.line.ended_on is None or one.line.ended_on >= first)


def fixed_end(events: Sequence[CaseEventRow]) -> tuple[date | None, str | None]:
    """Return the end by which a request that was opened again is counted: as it stood on the first 31 December.

    A request answered in one year and opened again in the next stays counted in the first.
    """
    ended_on: date | None = None
    outcome: str | None = None
    for event in sorted(events, key=lambda each: (each.on_day, each.seq)):
        if ended_on is not None and event.on_day.year > ended_on.year:
            break
        outcome = event.facts.get("outcome") or IMPLIED_OUTCOME.get(Action(event.action)) or outcome
        if event.state_after in OPEN_STATES:
            ended_on = None
        elif ended_on is None:
            ended_on = event.on_day
    return ended_on, outcome


async def proceedings(unit: UnitOfWork, agency_id: int, year: int) -> tuple[Proceeding, ...]:
    """Return every reconsideration and lawsuit as it stood at the end of `year`.

    A result recorded over a result corrects it; a pending one recorded after a result begins another.
    """
    last = year_span(year)[-1]
    rows = await reporting.events_named(unit.session, agency_id, [Action.RECORD_REMEDY.value], last=last)
    closed: list[Proceeding] = []
    current: dict[tuple[int, str], Proceeding] = {}
    for row in rows:
        part, result = row.facts.get("procedure"), row.facts.get("result")
        if part not in TABLE_FOUR_PARTS or result not in TABLE_FOUR_COLUMNS or result == TOTAL:
            continue
        known = current.get((row.case_id, part))
        if known is not None and known.result != PENDING and result == PENDING:
            closed.append(known)
        current[row.case_id, part] = Proceeding(case_id=row.case_id, part=part, result=result, on=row.on_day)
    return (*closed, *current.values())


def remedy_counts(found: Iterable[Proceeding], year: int) -> dict[str, dict[str, int]]:
    """Return table four's counts for `year` without totals."""
    counts = {part: {column: 0 for column in TABLE_FOUR_COLUMNS if column != TOTAL} for part in TABLE_FOUR_PARTS}
    for one in found:
        if one.counts_in(year):
            counts[one.part][one.result] += 1
    return counts


async def fees_of(unit: UnitOfWork, agency_id: int, year: int) -> Fees:
    """Return how many fee notices went out in `year`, and what was paid in it by the sums of those notices."""
    first, last = year_span(year)
    actions = [Action.NOTIFY_FEE.value, Action.RECORD_PAYMENT.value]
    rows = await reporting.events_named(unit.session, agency_id, actions, last=last)
    notices, yuan = 0, 0
    asked: dict[int, int] = {}
    for row in rows:
        if row.action == Action.NOTIFY_FEE:
            asked[row.case_id] = int(row.facts.get("yuan", 0))
            notices += int(row.on_day >= first)
        elif row.on_day >= first:
            yuan += asked.get(row.case_id, 0)
    return Fees(notices=notices, yuan=yuan)


def _counted(row: AnyRow, ended_on: date | None, outcome: str | None) -> CountedCase:
    known = outcome_of(outcome)
    report_row = known.report_row if known else ROW_WITHOUT_OUTCOME
    line = RegisterLine(
        received_on=row.received_on,
        applicant_kind=ApplicantKind(row.applicant_kind),
        report_row=report_row if ended_on is not None else None,
        ended_on=ended_on,
    )
    return CountedCase(
        case_id=row.id,
        ref=row.ref,
        line=line,
        outcome=(outcome or "") if ended_on is not None else "",
        is_imported=row.is_imported,
    )
