"""The history of a case: append a line, read the lines back. History is the truth; columns are a cache of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from requests_db.services.actors import Actor
from requests_db.services.audit import Entry, RegisterKind, append_entries
from requests_db.services.chain_hashes import event_hash, plain, private_digest
from requests_db.statute.deadlines import Event, parse_event
from requests_db.statute.workflow import Action
from requests_db.store.repositories import chains
from requests_db.store.repositories.bulk import insert_rows
from requests_db.store.secrets import FieldCipher
from requests_db.store.tables_cases import CaseEventRow, CaseRow
from requests_db.store.unit_of_work import UnitOfWork

HASH_BYTES = 32
FIRST_HASH = bytes(HASH_BYTES)
NO_END = (0, FIRST_HASH)  # of a history that has no line yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line about to enter the history of a case."""

    action: Action
    on: date
    article: str
    state_before: str
    state_after: str
    due_before: date | None
    due_after: date | None
    clock_events: Sequence[Event] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    private: Mapping[str, object] = field(default_factory=dict)


async def append_line(unit: UnitOfWork, case: CaseRow, line: Line, actor: Actor) -> None:
    """Add a line to the history of a case and to the register; the caller holds the case."""
    await append_lines(unit, {case.id: line}, actor)


async def append_lines(unit: UnitOfWork, lines: Mapping[int, Line], actor: Actor) -> None:
    """Add one line to the history of each of several cases, by case id, and all to the register in that order."""
    ends = await chains.ends_of(unit.session, list(lines))
    rows = [_event_row(unit, case_id, line, actor, ends.get(case_id, NO_END)) for case_id, line in lines.items()]
    await unit.session.flush()
    await insert_rows(unit.session, rows)
    entries = (
        Entry(
            kind=RegisterKind.CASE_EVENT,
            subject=f"case:{row.case_id}",
            facts={"seq": row.seq, "action": row.action},
            digest=row.hash,
        )
        for row in rows
    )
    await append_entries(unit, entries, actor)


def _event_row(unit: UnitOfWork, case_id: int, line: Line, actor: Actor, end: tuple[int, bytes]) -> CaseEventRow:
    """Return the row of a line that follows `end`, the number and hash of the line before."""
    private = plain(line.private)
    row = CaseEventRow(
        case_id=case_id,
        seq=end[0] + 1,
        action=line.action.value,
        actor_kind=actor.kind.value,
        actor_id=actor.id,
        actor_label=actor.label,
        at=unit.now,
        on_day=line.on,
        article=line.article,
        clock_events=[event_to_json(event) for event in line.clock_events],
        facts=plain(line.facts),
        private_sealed=unit.cipher.seal(private) if private else None,
        private_digest=private_digest(unit.digester, private) if private else None,
        state_before=line.state_before,
        state_after=line.state_after,
        due_before=line.due_before,
        due_after=line.due_after,
        prev_hash=end[1],
    )
    row.hash = event_hash(unit.digester, row)
    return row


async def clock_events_of(unit: UnitOfWork, case_id: int) -> tuple[Event, ...]:
    """Return the events of a case's statutory clock, in the order they were recorded."""
    stored = await chains.clock_facts_of(unit.session, [case_id])
    return events_from_json(stored[case_id])


def private_part(cipher: FieldCipher, row: CaseEventRow) -> dict[str, Any]:
    """Return the sealed part of a line; empty where there is none or it was lawfully erased."""
    opened: dict[str, Any] = cipher.open(row.private_sealed) if row.private_sealed else {}
    return opened


def event_to_json(event: Event) -> dict[str, Any]:
    """Return the stored form of a clock event, in the words of the event list of the command line."""
    stored: dict[str, Any] = {"type": event.type.value, "date": event.on.isoformat()}
    for name in ("channel", "id", "kind", "working_days"):
        value = getattr(event, name)
        if value is not None:
            stored[name] = plain(value)
    return stored


def events_from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Event, ...]:
    """Return clock events from their stored form."""
    return tuple(parse_event(item) for item in stored)
