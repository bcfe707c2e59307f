"""Notices, and the delivery of everything said (发件): written with what caused it, sent afterwards, never lost.

A notice is stored as a wording key with facts; the channel's floor makes the sentence when it is delivered or fetched.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from requests_db.services import conversations, tasks
from requests_db.services.operating import (
    DELIVERY_BATCH,
    DELIVERY_LEASE,
    ERROR_LENGTH,
    FIRST_RETRY,
    GIVE_UP_AFTER,
    LONGEST_DOUBLING,
    LONGEST_RETRY,
)
from requests_db.services.quiet_hours import quiet_until
from requests_db.store.conversation_views import Claimant, Delivery, OutboxCounts, OutboxItem, SaidKind
from requests_db.store.outbox_repository import OutboxRepository
from requests_db.store.unit_of_work import UnitOfWork

UNDELIVERABLE = "undeliverable"  # kind of the task that a refused notice opens
GAP_PREFIX = f"{UNDELIVERABLE}:"  # with the outbox id: identity of the gap

__all__ = [
    "ChatNumber",
    "Claimant",
    "OutboxCounts",
    "OutboxItem",
    "SaidKind",
    "is_due",
    "lease_due",
    "mark_failed",
    "mark_part",
    "mark_refused",
    "mark_sent",
    "notice_body",
    "notify_followers",
    "open_delivery_gaps",
    "outbox_counts",
    "retry_after",
    "say_notice",
    "tell_chats",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatNumber:
    """Where something was said: a chat, its channel, and the number there."""

    conversation_id: int
    channel: str
    number: int


def notice_body(key: str, facts: Mapping[str, object], attachments: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Return the stored form of a notice: wording key, plain facts, attachments."""
    return {"notice": key, "facts": _plain(facts), "attachments": [dict(item) for item in attachments]}


async def say_notice(
    unit: UnitOfWork,
    conversation_id: int,
    key: str,
    facts: Mapping[str, object],
    *,
    case_id: int | None = None,
    file_tokens: Sequence[str] = (),
) -> int:
    """Put one notice into a conversation's outbox and return its number there; in quiet hours it waits to be sent."""
    body = notice_body(key, facts, await _attachments(unit, file_tokens))
    morning = await quiet_until(unit, conversation_id, case_id)
    (number,) = await conversations.say(
        unit, conversation_id, (body,), kind=SaidKind.NOTICE, case_id=case_id, not_before=morning
    )
    return number


async def notify_followers(
    unit: UnitOfWork,
    case_id: int,
    key: str,
    facts: Mapping[str, object],
    *,
    file_tokens: Sequence[str] = (),
    except_conversation: int | None = None,
) -> int:
    """Tell every conversation that follows the case; return how many were told. In quiet hours sending waits.

    Args:
        unit: the unit of work that changes the case.
        case_id: which case.
        key: wording key of the notice.
        facts: values for the sentence.
        file_tokens: files that go with it.
        except_conversation: the conversation that brought it about and is answered anyway.
    """
    body = notice_body(key, facts, await _attachments(unit, file_tokens))
    followers = await OutboxRepository(unit.session).followers(case_id)
    told = [each for each in followers if each != except_conversation]
    morning = await quiet_until(unit, None, case_id) if told else None
    for conversation_id in told:
        await conversations.say(
            unit, conversation_id, (body,), kind=SaidKind.NOTICE, case_id=case_id, not_before=morning
        )
    return len(told)


async def tell_chats(
    unit: UnitOfWork, staff_id: int, key: str, facts: Mapping[str, object], *, case_id: int | None = None
) -> tuple[ChatNumber, ...]:
    """Tell a member of staff in every chat they have linked; return under which numbers it stands there."""
    body = notice_body(key, facts)
    told = []
    for chat in await OutboxRepository(unit.session).staff_chats(staff_id):
        (number,) = await conversations.say(unit, chat.id, (body,), kind=SaidKind.NOTICE, case_id=case_id)
        told.append(ChatNumber(conversation_id=chat.id, channel=chat.channel, number=number))
    return tuple(told)


async def lease_due(
    unit: UnitOfWork,
    claimant: Claimant,
    limit: int = DELIVERY_BATCH,
    *,
    lasting: timedelta = DELIVERY_LEASE,
    channels: Collection[str] = ("telegram",),
) -> tuple[OutboxItem, ...]:
    """Claim what is due on `channels`, at most one item of each conversation, for `lasting`; commit before sending."""
    now = unit.now
    rows = await OutboxRepository(unit.session).lease_due(
        claimant, now=now, until=now + lasting, limit=limit, channels=channels
    )
    return tuple(
        OutboxItem(
            id=row.id,
            conversation_id=row.conversation_id,
            channel=row.channel,
            key=row.key,
            number=row.number,
            kind=SaidKind(row.kind),
            case_id=row.case_id,
            body=unit.cipher.open(row.body_sealed),
            sent_parts=row.sent_parts,
            attempt_count=row.attempt_count,
            created_at=row.created_at,
        )
        for row in rows
    )


async def is_due(unit: UnitOfWork, claimant: Claimant) -> bool:
    """Return whether anything waits to be delivered that `claimant` may claim; a cheap look before claiming."""
    return await OutboxRepository(unit.session).is_due(claimant, unit.now)


async def mark_part(
    unit: UnitOfWork, item: OutboxItem, worker: str, parts: int, *, lasting: timedelta = DELIVERY_LEASE
) -> bool:
    """Remember that the channel accepted `parts` parts so far, and prolong the claim; false: it is no longer ours."""
    return await OutboxRepository(unit.session).mark(
        item.id, worker=worker, sent_parts=parts, lease_until_at=unit.now + lasting
    )


async def mark_sent(unit: UnitOfWork, item: OutboxItem, worker: str, answer: str = "") -> bool:
    """Remember that the channel accepted it, and what its server `answer`ed; false: the claim is no longer ours."""
    return await OutboxRepository(unit.session).mark(
        item.id,
        worker=worker,
        state=Delivery.SENT.value,
        sent_at=unit.now,
        lease_until_at=None,
        error="",
        answer=answer[:ERROR_LENGTH],
    )


async def mark_failed(
    unit: UnitOfWork, item: OutboxItem, worker: str, error: str, *, wait: timedelta | None = None
) -> bool:
    """Plan another attempt, or give up and ask a person once the item has waited too long.

    Args:
        unit: a writing unit.
        item: what was claimed.
        worker: who claimed it.
        error: class of the failure, no content.
        wait: what the channel asked for (flood limit); such a wait is no failure of the item.
    """
    if wait is None and unit.now - item.created_at > GIVE_UP_AFTER:
        return await mark_refused(unit, item, worker, error, blocked=False)
    failed = item.attempt_count if wait is not None else item.attempt_count + 1
    return await OutboxRepository(unit.session).mark(
        item.id,
        worker=worker,
        attempt_count=failed,
        next_attempt_at=unit.now + (retry_after(failed) if wait is None else wait),
        lease_until_at=None,
        error=error[:ERROR_LENGTH],
    )


async def mark_refused(unit: UnitOfWork, item: OutboxItem, worker: str, error: str, *, blocked: bool = True) -> bool:
    """Remember that the channel will never take it; a notice becomes a task, because the duty to notify remains."""
    rows = OutboxRepository(unit.session)
    kept = await rows.mark(
        item.id, worker=worker, state=Delivery.REFUSED.value, lease_until_at=None, error=error[:ERROR_LENGTH]
    )
    if not kept:
        return False
    if blocked:
        await rows.block(item.conversation_id, unit.now)
    if item.kind is SaidKind.NOTICE or item.case_id is not None:
        await _open_gap(unit, item.id, item.conversation_id, item.case_id, error)
    return True


async def open_delivery_gaps(unit: UnitOfWork, limit: int = DELIVERY_BATCH) -> int:
    """Open the task of every refused notice that has none (sweeper); return how many were opened."""
    gaps = await OutboxRepository(unit.session).refused_without_task(
        SaidKind.NOTICE.value, prefix=GAP_PREFIX, limit=limit
    )
    opened = [await _open_gap(unit, gap.id, gap.conversation_id, gap.case_id, gap.error) for gap in gaps]
    return sum(opened)


async def outbox_counts(unit: UnitOfWork) -> OutboxCounts:
    """Return how much waits, how much was refused and since when the oldest waits."""
    row = await OutboxRepository(unit.session).counts()
    return OutboxCounts(pending=row.pending, refused=row.refused, oldest_pending_at=row.oldest)


def retry_after(failed_count: int) -> timedelta:
    """Return how long to wait after the `failed_count`-th failure: doubling, with a cap."""
    doublings = min(max(failed_count - 1, 0), LONGEST_DOUBLING)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)


async def _open_gap(unit: UnitOfWork, item_id: int, conversation_id: int, case_id: int | None, error: str) -> bool:
    return await tasks.open_task(
        unit,
        kind=UNDELIVERABLE,
        key=f"{GAP_PREFIX}{item_id}",
        facts={"conversation_id": conversation_id, "outbox_id": item_id, "error": error[:ERROR_LENGTH]},
        case_id=case_id,
        conversation_id=conversation_id,
    )


async def _attachments(unit: UnitOfWork, tokens: Sequence[str]) -> list[dict[str, Any]]:
    if not tokens:
        return []
    rows = {row.token: row for row in await OutboxRepository(unit.session).files(tokens)}
    return [
        {
            "token": token,
            "name": unit.cipher.open(rows[token].name_sealed),
            "media_type": rows[token].media_type,
            "size": rows[token].size,
        }
        for token in tokens
        if token in rows
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value, and days and instants besides
    """Return `value` with days and instants written out, ready to be stored as JSON."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date | datetime) else value
