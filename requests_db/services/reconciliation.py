"""Reconciling messages, cases, periods and notices: what should be there and is not becomes one task (对账).

Every turn, step and notice commits as a whole, so a gap means a fault: of a program, of a person at the database, or of
somebody's leaving. It is found within the hour and told to a person; found again, it is not told again; once it is
healed, its task is closed.
"""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from requests_db.services import outbox, sending_apart, tasks
from requests_db.services.agency import agencies as agencies_in_service
from requests_db.statute.desk_queues import QUEUE_STATES, QueueName
from requests_db.statute.limits import LIMITS
from requests_db.store.base import AnyRow
from requests_db.store.repositories import gaps
from requests_db.store.repositories import limits as limit_rows
from requests_db.store.unit_of_work import UnitOfWork

GRACE = timedelta(minutes=10)  # what is younger may still be under way on another machine
LOOK_BACK = timedelta(days=2)  # messages and filings; every hour looks over what the last ones saw
WARNING_GRACE = timedelta(hours=1)
DELIVERY_GRACE = timedelta(hours=24)
MOST = 1000  # of each kind at one time
OUTSIDE = "outside"  # holder of a period that staff are not warned of
ON_THE_DAY = 0  # the warning every period has, where the agency warns on the last day at all
WARNED = sorted({row.key.value for row in LIMITS if row.holder != OUTSIDE})

REGISTRY = [state.value for state in QUEUE_STATES[QueueName.NEW]]

MESSAGE, RECEIPT, KEEPER, IMPORTED = "gap_message", "gap_receipt", "gap_keeper", "gap_imported"
PERIOD, WARNING, LATE_WARNING, NOTICE = "gap_period", "gap_warning", "gap_late_warning", "gap_notice"
HEALING = (KEEPER, IMPORTED, PERIOD, WARNING, LATE_WARNING, NOTICE)  # kinds whose gap can close by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that should be there and is not (缺口)."""

    kind: str
    key: str  # identity: found twice, told once
    case_id: int | None = None
    conversation_id: int | None = None
    agency_id: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


async def reconcile(unit: UnitOfWork) -> int:
    """Open a task for every gap that has none, close those healed and those overtaken; the caller commits.

    Returns:
        How many tasks were opened.
    """
    found = [gap async for gap in _every_gap(unit)]
    opened = [
        await tasks.open_task(
            unit,
            kind=gap.kind,
            key=gap.key,
            facts=gap.facts,
            agency_id=gap.agency_id,
            case_id=gap.case_id,
            conversation_id=gap.conversation_id,
        )
        for gap in found
    ]
    await _close_healed(unit, found)
    await sending_apart.end_overtaken(unit)
    return sum(opened) + await outbox.open_delivery_gaps(unit)


async def _every_gap(unit: UnitOfWork) -> AsyncIterator[Gap]:
    for look in (_messages, _receipts, _keepers, _imports, _periods, _warnings, _late_warnings, _notices):
        for gap in await look(unit):
            yield gap


async def _messages(unit: UnitOfWork) -> Sequence[Gap]:
    """Every message received has its replies."""
    rows = await gaps.unanswered_messages(unit.session, since=unit.now - LOOK_BACK, until=unit.now - GRACE, limit=MOST)
    return [
        Gap(
            kind=MESSAGE,
            key=f"{MESSAGE}:{row.id}",
            conversation_id=row.conversation_id,
            facts={"conversation_id": row.conversation_id},
        )
        for row in rows
    ]


async def _receipts(unit: UnitOfWork) -> Sequence[Gap]:
    """Every request filed in a conversation was acknowledged there."""
    rows = await gaps.unreceipted_cases(unit.session, since=unit.now - LOOK_BACK, until=unit.now - GRACE, limit=MOST)
    return [_of_case(RECEIPT, row, f"{row.id}") for row in rows]


async def _keepers(unit: UnitOfWork) -> Sequence[Gap]:
    """Every open case is in the hands of somebody who is there, or of a queue."""
    rows = await gaps.unkept_cases(unit.session, REGISTRY, limit=MOST)
    return [_of_case(KEEPER, row, f"{row.id}:{row.unit_id}:{row.holder_id}:{row.version}") for row in rows]


async def _imports(unit: UnitOfWork) -> Sequence[Gap]:
    """Cases brought in from an older register are in some queue; one task tells of all that are not."""
    return [
        Gap(
            kind=IMPORTED,
            key=f"{IMPORTED}:{row.agency_id}:{row.number}",
            agency_id=row.agency_id,
            facts={"count": row.number},
        )
        for row in await gaps.unkept_imports(unit.session, REGISTRY)
    ]


async def _periods(unit: UnitOfWork) -> Sequence[Gap]:
    """On every open case a period runs or pauses."""
    rows = await gaps.unlimited_cases(unit.session, limit=MOST)
    return [_of_case(PERIOD, row, f"{row.id}:{row.version}") for row in rows]


async def _warnings(unit: UnitOfWork) -> Sequence[Gap]:
    """Every running period that staff must keep has its warnings planned."""
    found: list[Gap] = []
    for profile in await agencies_in_service(unit):
        if ON_THE_DAY in profile.reminders.before_working_days:
            rows = await gaps.unwarned_limits(unit.session, profile.id, WARNED, unit.today, limit=MOST)
            found += [_beside_case(WARNING, row, f"{row.id}:{row.due_on}", agency_id=profile.id) for row in rows]
    return found


async def _late_warnings(unit: UnitOfWork) -> Sequence[Gap]:
    """Every warning that is due was given."""
    rows = await gaps.late_reminders(unit.session, unit.now - WARNING_GRACE, limit=MOST)
    return [_beside_case(LATE_WARNING, row, f"{row.id}", agency_id=row.agency_id) for row in rows]


async def _notices(unit: UnitOfWork) -> Sequence[Gap]:
    """Every notice was delivered, or a person knows; a refused one has a task already."""
    rows = await gaps.stuck_notices(unit.session, unit.now - DELIVERY_GRACE, limit=MOST)
    return [
        Gap(
            kind=NOTICE,
            key=f"{NOTICE}:{row.id}",
            case_id=row.case_id,
            conversation_id=row.conversation_id,
            facts={"ref": row.ref or ""},
        )
        for row in rows
    ]


async def _close_healed(unit: UnitOfWork, found: Sequence[Gap]) -> None:
    """Close the tasks of gaps that are gone; a kind of which more were found than looked for is left alone."""
    standing = {gap.key for gap in found}
    counted = Counter(gap.kind for gap in found)
    whole = [kind for kind in HEALING if counted[kind] < MOST]
    for key in await gaps.open_gap_keys(unit.session, whole):
        if key not in standing:
            await limit_rows.resolve_task_by_key(unit.session, key, None, unit.now)


def _beside_case(kind: str, row: AnyRow, identity: str, *, agency_id: int | None) -> Gap:
    """Return the gap of a period or a warning, which may be a case's."""
    facts = {"ref": row.ref or ""}
    return Gap(kind=kind, key=f"{kind}:{identity}", case_id=row.case_id, agency_id=agency_id, facts=facts)


def _of_case(kind: str, row: AnyRow, identity: str) -> Gap:
    return Gap(kind=kind, key=f"{kind}:{identity}", case_id=row.id, agency_id=row.agency_id, facts={"ref": row.ref})
