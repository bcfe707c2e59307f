"""The register's own chain: one line for every case event and every act of administration, each sealing the one before.

Lines are digests under a key that is itself sealed: who can write to the tables but does not hold SECRET_KEYS cannot
make a chain that verifies. Personal data never enters a line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from requests_db.services.actors import Actor
from requests_db.services.audit_check import Fault, verify
from requests_db.services.chain_hashes import event_hash, facts_digest, plain, register_hash
from requests_db.store.repositories import chains
from requests_db.store.repositories.bulk import insert_rows
from requests_db.store.tables_cases import RegisterEntryRow
from requests_db.store.unit_of_work import UnitOfWork

__all__ = [
    "Entry",
    "Fault",
    "RegisterKind",
    "append_entries",
    "append_register",
    "event_hash",
    "plain",
    "record_access",
    "record_download",
    "verify",
]


class RegisterKind(StrEnum):
    """What a line of the register is about (台账类别)."""

    CASE_EVENT = "case_event"
    ACCESS = "access"
    DOWNLOAD = "download"
    SIGN_IN = "sign_in"
    STAFF = "staff"
    CALENDAR = "calendar"
    SETTINGS = "settings"
    IMPORT = "import"
    CONSULTATION = "consultation"
    ERASURE = "erasure"
    TASK = "task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line about to enter the register."""

    kind: RegisterKind | str
    subject: str  # identity of the thing, e.g. "case:12"
    facts: Mapping[str, object]  # no personal data
    digest: bytes | None = None  # hash of the case event it stands for; None: of the facts


async def append_register(
    unit: UnitOfWork,
    kind: RegisterKind | str,
    subject: str,
    actor: Actor,
    facts: Mapping[str, object],
    *,
    digest: bytes | None = None,
) -> None:
    """Add a line to the register.

    Args:
        unit: the unit of work in which the thing itself happens.
        kind: what the line is about.
        subject: identity of the thing, e.g. "case:12".
        actor: who did it.
        facts: plain values without personal data.
        digest: hash of the case event the line stands for; of the facts where not given.
    """
    await append_entries(unit, [Entry(kind=kind, subject=subject, facts=facts, digest=digest)], actor)


async def append_entries(unit: UnitOfWork, entries: Iterable[Entry], actor: Actor) -> None:
    """Add several lines to the register in their order, holding the end of the chain once."""
    head = await chains.hold_register_head(unit.session)
    rows = []
    for entry in entries:
        plain_facts = plain(entry.facts)
        row = RegisterEntryRow(
            seq=head.seq + 1,
            kind=str(entry.kind),
            subject=entry.subject,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            at=unit.now,
            facts=plain_facts,
            digest=entry.digest or facts_digest(unit.digester, plain_facts),
            prev_hash=head.hash,
        )
        row.hash = register_hash(unit.digester, row)
        head.seq, head.hash = row.seq, row.hash
        rows.append(row)
    await unit.session.flush()
    await insert_rows(unit.session, rows)


async def record_access(unit: UnitOfWork, actor: Actor, case_id: int, *, what: str) -> None:
    """Record that somebody looked at what is not shown to everybody who sees the case.

    The reason may name people; it lies sealed in the history of the case.
    """
    await append_register(unit, RegisterKind.ACCESS, f"case:{case_id}", actor, {"what": what})


async def record_download(unit: UnitOfWork, actor: Actor, token: str, case_id: int | None) -> None:
    """Record that a member of staff fetched a file."""
    subject = f"case:{case_id}" if case_id is not None else "file"
    await append_register(unit, RegisterKind.DOWNLOAD, subject, actor, {"file": token})
