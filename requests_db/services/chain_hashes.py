"""The hashes of history: what a line of a case or of the register must carry to follow the line before.

Keyed, so that who can write to the tables but does not hold SECRET_KEYS cannot make a chain that verifies.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from requests_db.store.secrets import Digester, canonical
from requests_db.store.tables_cases import CaseEventRow, RegisterEntryRow


def register_hash(digester: Digester, row: RegisterEntryRow) -> bytes:
    """Return the hash a register line must have."""
    content = {
        "seq": row.seq,
        "kind": row.kind,
        "subject": row.subject,
        "actor_kind": row.actor_kind,
        "actor_id": row.actor_id,
        "at": row.at.isoformat(),
        "facts": row.facts,
        "digest": row.digest.hex(),
    }
    return digester.of("register_entry", row.prev_hash + canonical(content))


def event_hash(digester: Digester, row: CaseEventRow) -> bytes:
    """Return the hash a line of a case's history must have."""
    content = {
        "case_id": row.case_id,
        "seq": row.seq,
        "action": row.action,
        "actor_kind": row.actor_kind,
        "actor_id": row.actor_id,
        "actor_label": row.actor_label,
        "at": row.at.isoformat(),
        "on": row.on_day.isoformat(),
        "article": row.article,
        "clock_events": row.clock_events,
        "facts": row.facts,
        "private": row.private_digest.hex() if row.private_digest else None,
        "state_before": row.state_before,
        "state_after": row.state_after,
        "due_before": row.due_before.isoformat() if row.due_before else None,
        "due_after": row.due_after.isoformat() if row.due_after else None,
    }
    return digester.of("case_event", row.prev_hash + canonical(content))


def facts_digest(digester: Digester, facts: Mapping[str, Any]) -> bytes:
    """Return the digest of a register line that stands for its own facts."""
    return digester.of("register_facts", canonical(facts))


def private_digest(digester: Digester, private: Mapping[str, Any]) -> bytes:
    """Return the digest by which the sealed part of a line is checked, and which survives its lawful erasure."""
    return digester.of("case_event_private", canonical(private))


def form_digests(digester: Digester, wanted: Mapping[str, Any], applicant: Mapping[str, Any]) -> dict[str, str]:
    """Return what history keeps of a request's form: digests that tell whether the sealed columns were altered."""
    return {
        "wanted_digest": digester.of("wanted", canonical(wanted)).hex(),
        "applicant_digest": digester.of("applicant", canonical(applicant)).hex(),
    }


def plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value, and days and instants besides
    """Return `value` with days, instants and words written out, ready to be stored and hashed as JSON."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(each) for each in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value
