"""Bringing in an older register: all of it or nothing, any number of times (导入旧登记簿).

Cases enter by the workflow's own rows for imports and get the same history, periods and warnings as any other case;
they are written many at a time because a city's register has thousands of lines a year.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from string import Formatter
from typing import Any

from requests_db.services.actors import Actor
from requests_db.services.agency import agencies as agencies_in_service
from requests_db.services.agency import agency as agency_profile
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.audit import RegisterKind, append_register, plain
from requests_db.services.calendars import calendar_for
from requests_db.services.case_clock import ImpossibleEvent, main_ask, pause_reason, read_day
from requests_db.services.case_figures import IMPORT_BATCH, LONGEST_SHORT_TEXT
from requests_db.services.case_limits import ClockContext, date_limit
from requests_db.services.chain_hashes import form_digests
from requests_db.services.errors import NotFound, NotPermitted
from requests_db.services.history import Line, append_lines
from requests_db.services.outcome_rules import re_review_day
from requests_db.services.progress import Progress, quietly
from requests_db.services.register_file import COLUMNS, Fault, RegisterFaults, RegisterRow, read_register
from requests_db.services.reminders import plan_reminders
from requests_db.services.request_form import Applicant, Wanted
from requests_db.services.search_index import search_entries
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import DueDate, Event, EventType
from requests_db.statute.history import RECEIPT_EVENT
from requests_db.statute.workflow import OPEN_STATES, Action, Transition, permitted
from requests_db.store.repositories import agencies, importing
from requests_db.store.repositories import limits as limit_rows
from requests_db.store.repositories.bulk import insert_rows
from requests_db.store.secrets import canonical
from requests_db.store.tables_cases import CaseLimitRow, CaseRow, CaseSearchRow
from requests_db.store.unit_of_work import UnitOfWork

__all__ = ["COLUMNS", "Fault", "ImportReport", "RegisterFaults", "import_register"]

OPEN, FINISHED = "open", "finished"  # variants of the workflow's row for imports
NUMBER_FIELD = "number"
IMPORTED_ROW = "imported_row"  # in history: tells whether the same line is brought in again


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What bringing in a register came to."""

    created: int
    known: int  # lines whose request was brought in before, word for word the same
    unknown_units: tuple[str, ...]  # units named in the file that this agency does not have; kept in the history


@dataclass(frozen=True, slots=True, kw_only=True)
class _Office:
    profile: AgencyProfile
    calendar: WorkingCalendar
    units: Mapping[str, int]  # by code and by name
    rows: Mapping[str, Transition]  # by variant


async def import_register(
    unit: UnitOfWork, text: str, actor: Actor, *, agency_id: int | None = None, tell: Progress = quietly
) -> ImportReport:
    """Bring in the requests of an older register; the caller commits.

    A request known by the same number and content is left as it is; nothing is loaded where any line has a fault.
    A unit this agency does not have is no fault, offices are renamed over the years: its name stays in the history,
    and an open request of such a unit waits at the registry.

    Args:
        unit: a writing unit; its session keeps nothing loaded before.
        text: the file, columns in `COLUMNS`.
        actor: who brings it in.
        agency_id: whose register it is; None: the actor's agency, else the first in service.
        tell: is told how far it has come.

    Raises:
        RegisterFaults: with every fault and its line.
        NotPermitted: the actor may not import.
    """
    office = await _office(unit, actor, agency_id)
    rows, faults = read_register(text, today=unit.today)
    fresh, known, clashes = await _sorted_out(unit, rows)
    faults += [*clashes, *_clock_faults(fresh, office, unit.today)]
    if faults:
        raise RegisterFaults(faults)
    done = 0
    for batch in _batches(fresh):
        await _create(unit, batch, office, actor)
        unit.session.expunge_all()
        done += len(batch)
        tell(done, len(fresh))
    await _keep_numbers_apart(unit, office.profile, fresh)
    named = {row.unit for row in fresh if row.unit}
    report = ImportReport(
        created=len(fresh), known=known, unknown_units=tuple(sorted(name for name in named if name not in office.units))
    )
    facts = {"created": report.created, "known": known, "file": hashlib.sha256(text.encode()).hexdigest()}
    await append_register(unit, RegisterKind.IMPORT, f"agency:{office.profile.id}", actor, facts)
    return report


async def _office(unit: UnitOfWork, actor: Actor, agency_id: int | None) -> _Office:
    wanted = agency_id or actor.agency_id
    if wanted is None:
        in_service = await agencies_in_service(unit)
        if not in_service:
            raise NotFound("agency.unknown")
        wanted = in_service[0].id
    profile = await agency_profile(unit, wanted)
    rows = {
        row.variant: row for row in permitted(None, actor.roles, profile.review) if row.action is Action.IMPORT_CASE
    }
    if not rows:
        raise NotPermitted("case.import")
    found = await agencies.units_of(unit.session, [profile.id])
    inactive_first = sorted(found, key=lambda each: each.is_active)
    return _Office(
        profile=profile,
        calendar=await calendar_for(unit, profile),
        units={name: each.id for each in inactive_first for name in (each.name, each.code)},
        rows=rows,
    )


async def _sorted_out(unit: UnitOfWork, rows: Sequence[RegisterRow]) -> tuple[list[RegisterRow], int, list[Fault]]:
    """Return the requests to create, how many are known already, and numbers that stand for something else."""
    taken: dict[str, dict[str, Any]] = {}
    for batch in _batches(rows):
        taken |= await importing.first_facts(unit.session, [row.ref for row in batch])
    fresh: dict[str, RegisterRow] = {}
    known, faults = 0, []
    for row in rows:
        twin = fresh.get(row.ref)
        if row.ref in taken and taken[row.ref].get(IMPORTED_ROW) != _digest(unit, row):
            message = f"编号 {row.ref} 已在登记簿中，内容与本行不同"
            faults.append(Fault(line=row.line, message=message))
        elif twin is not None and twin.content_key != row.content_key:
            message = f"编号 {row.ref} 与第 {twin.line} 行相同，内容不同"
            faults.append(Fault(line=row.line, message=message))
        elif row.ref in taken or twin is not None:
            known += 1
        else:
            fresh[row.ref] = row
    return list(fresh.values()), known, faults


def _clock_faults(rows: Sequence[RegisterRow], office: _Office, today: date) -> Iterator[Fault]:
    for row in rows:
        try:
            _context_and_reading(row, office, today)
        except ImpossibleEvent as fault:
            yield Fault(line=row.line, message=str(fault.facts["message"]))


async def _create(unit: UnitOfWork, batch: Sequence[RegisterRow], office: _Office, actor: Actor) -> None:
    """Write the cases of a batch with history, search, periods and warnings."""
    made = [_case(unit, row, office) for row in batch]
    await insert_rows(unit.session, [case for case, _ in made])
    ids = await importing.ids_of(unit.session, [row.ref for row in batch])
    pairs = [(row, case, forms) for row, (case, forms) in zip(batch, made, strict=True)]
    search = [
        CaseSearchRow(case_id=ids[row.ref], field=field, digest=digest)
        for row, _, (wanted, applicant) in pairs
        for field, digest in search_entries(unit.digester, wanted, applicant)
    ]
    await insert_rows(unit.session, search)
    lines = {ids[row.ref]: _line(unit, row, case, forms, office) for row, case, forms in pairs}
    await append_lines(unit, lines, actor)
    opened = [limit for row in batch for limit in _open_limits(unit, row, ids[row.ref], office)]
    await unit.session.flush()
    await plan_reminders(unit, opened, office.profile.reminders, office.calendar)


def _case(unit: UnitOfWork, row: RegisterRow, office: _Office) -> tuple[CaseRow, tuple[dict[str, Any], dict[str, Any]]]:
    forms = _forms(row)
    wanted, applicant = forms
    context, reading = _context_and_reading(row, office, unit.today)
    state = _row(row, office).to_state
    if state is None:
        raise LookupError("importing makes a case, so its row names the state")
    case = CaseRow(
        agency_id=office.profile.id,
        ref=row.ref,
        state=state.value,
        is_open=state in OPEN_STATES,
        channel=row.channel.value,
        applicant_kind=row.applicant_kind,
        submitted_on=row.received_on,
        received_on=row.received_on,
        law_on=row.received_on,
        due_on=reading.due_on,
        due_provisional=reading.provisional,
        clock_state=reading.state.value,
        pause_reason=pause_reason(context.events, reading),
        stopped_until=reading.stopped_until,
        calendar_version=office.calendar.version,
        unit_id=office.units.get(row.unit),
        outcome=row.outcome or None,
        answered_on=row.answered_on,
        closed_on=row.answered_on,
        re_review_on=_re_review(row, office.profile),
        is_imported=True,
        created_at=unit.now,
        wanted_sealed=unit.cipher.seal(wanted),
        applicant_sealed=unit.cipher.seal(applicant),
    )
    return case, forms


def _forms(row: RegisterRow) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is asked for and who asks, in their stored form."""
    is_long = len(row.content) > LONGEST_SHORT_TEXT
    wanted = Wanted(features=row.content) if is_long else Wanted(name=row.content)
    applicant = Applicant(kind=row.applicant_kind, name=row.applicant_name)
    return plain(asdict(wanted)), {**plain(asdict(applicant)), "consented_at": None}


def _row(row: RegisterRow, office: _Office) -> Transition:
    return office.rows[FINISHED if row.answered_on else OPEN]


def _events(row: RegisterRow) -> tuple[Event, ...]:
    """Return submission and receipt, both on the day the old register gives (Art. 31)."""
    submitted = Event(type=EventType.SUBMITTED, on=row.received_on, channel=row.channel)
    receipt = RECEIPT_EVENT[row.channel]
    return (submitted,) if receipt is EventType.SUBMITTED else (submitted, Event(type=receipt, on=row.received_on))


def _context_and_reading(row: RegisterRow, office: _Office, today: date) -> tuple[ClockContext, DueDate]:
    events = _events(row)
    context = ClockContext(calendar=office.calendar, agency=office.profile, events=events, today=today)
    return context, read_day(events, main_ask(events), office.calendar, office.profile, today=today)


def _re_review(row: RegisterRow, profile: AgencyProfile) -> date | None:
    return re_review_day(row.outcome, row.answered_on, profile.re_review_months) if row.answered_on else None


def _line(
    unit: UnitOfWork,
    row: RegisterRow,
    case: CaseRow,
    forms: tuple[dict[str, Any], dict[str, Any]],
    office: _Office,
) -> Line:
    wanted, applicant = forms
    facts = {
        **form_digests(unit.digester, wanted, applicant),
        IMPORTED_ROW: _digest(unit, row),
        "variant": _row(row, office).variant,
        "outcome": row.outcome,
        "answered_on": row.answered_on,
        "unit_id": case.unit_id,
        "unit_name": row.unit,
    }
    return Line(
        action=Action.IMPORT_CASE,
        on=row.answered_on or row.received_on,
        article=_row(row, office).article,
        state_before="",
        state_after=case.state,
        due_before=None,
        due_after=case.due_on,
        clock_events=_events(row),
        facts={key: value for key, value in facts.items() if value},
    )


def _open_limits(unit: UnitOfWork, row: RegisterRow, case_id: int, office: _Office) -> Iterator[CaseLimitRow]:
    context, _ = _context_and_reading(row, office, unit.today)
    for key in _row(row, office).opens:
        limit = limit_rows.add_limit(
            unit.session, key=key.value, subject="", opened_on=row.received_on, case_id=case_id
        )
        date_limit(limit, row.received_on, context)
        yield limit


async def _keep_numbers_apart(unit: UnitOfWork, profile: AgencyProfile, rows: Sequence[RegisterRow]) -> None:
    """Let this year's numbers go on after those brought in, so that no number is given twice."""
    year = unit.today.year
    pattern = re.compile("".join(_pieces(profile, year)))
    matches = [found for row in rows if (found := pattern.fullmatch(row.ref))]
    used = [int(found[NUMBER_FIELD]) for found in matches]
    if used:
        await agencies.advance_numbers(unit.session, profile.id, year, max(used) + 1)


def _pieces(profile: AgencyProfile, year: int) -> Iterator[str]:
    """Yield the agency's number pattern as a regular expression for one year."""
    values: Mapping[str, object] = {"prefix": profile.ref_prefix, "year": year}
    seen = False
    for literal, name, form, _ in Formatter().parse(profile.number_pattern):
        yield re.escape(literal)
        if name == NUMBER_FIELD:
            yield f"(?P={NUMBER_FIELD})" if seen else f"(?P<{NUMBER_FIELD}>[0-9]{{1,12}})"
            seen = True
        elif name is not None:
            yield re.escape(format(values[name], form or ""))


def _digest(unit: UnitOfWork, row: RegisterRow) -> str:
    return unit.digester.of("import_row", canonical(row.content_key)).hex()


def _batches(rows: Sequence[RegisterRow]) -> Iterator[list[RegisterRow]]:
    source = iter(rows)
    while batch := list(islice(source, IMPORT_BATCH)):
        yield batch
