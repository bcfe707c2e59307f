"""Who speaks with us, what came in, what was said: the memory behind every channel (会话).

Texts and dialogue state are sealed here and opened here; nothing below sees them, nothing above sees rows.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from requests_db.services.errors import NotFound
from requests_db.store.conversation_repository import ConversationRepository
from requests_db.store.conversation_views import (
    ConversationView,
    Delivery,
    Heard,
    Received,
    Said,
    SaidKind,
    WebSession,
)
from requests_db.store.secrets import canonical
from requests_db.store.unit_of_work import UnitOfWork, WriteConflict

WEB = "web"  # the one channel whose client fetches by itself

__all__ = [
    "ConversationView",
    "Heard",
    "Received",
    "Said",
    "WebSession",
    "conversation",
    "conversation_by_token",
    "find",
    "find_or_create",
    "heard",
    "link_numbers",
    "new_web_session",
    "receive",
    "replies_after",
    "replies_between",
    "save_dialogue",
    "say",
    "was_received",
]


async def find_or_create(unit: UnitOfWork, channel: str, key: str) -> ConversationView:
    """Return the conversation of `channel` known there as `key`; the unit holds it until it ends."""
    rows = ConversationRepository(unit.session)
    row = await rows.by_key(channel, key, lock=True)
    if row is not None:
        return _view(unit, row)
    conversation_id = await rows.add(channel=channel, key=key, token_digest=None, at=unit.now)
    return ConversationView(
        id=conversation_id, channel=channel, key=key, dialogue=None, version=1, staff_id=None, last_number=0
    )


async def find(unit: UnitOfWork, channel: str, key: str) -> ConversationView | None:
    """Return the conversation if there is one, without holding it."""
    row = await ConversationRepository(unit.session).by_key(channel, key)
    return None if row is None else _view(unit, row)


async def conversation(unit: UnitOfWork, conversation_id: int) -> ConversationView:
    """Return the conversation with this id.

    Raises:
        NotFound: there is none.
    """
    row = await ConversationRepository(unit.session).by_id(conversation_id)
    if row is None:
        raise NotFound("conversation.unknown")
    return _view(unit, row)


async def new_web_session(unit: UnitOfWork) -> WebSession:
    """Open a web conversation; only the digest of its token is kept."""
    key, token = secrets.token_hex(), secrets.token_urlsafe()
    conversation_id = await ConversationRepository(unit.session).add(
        channel=WEB, key=key, token_digest=unit.digester.of("web_token", token), at=unit.now
    )
    return WebSession(conversation_id=conversation_id, conversation_key=key, token=token)


async def conversation_by_token(unit: UnitOfWork, token: str) -> ConversationView | None:
    """Return the web conversation that `token` opens, none for a wrong token."""
    row = await ConversationRepository(unit.session).by_token(unit.digester.of("web_token", token))
    return None if row is None else _view(unit, row)


async def was_received(unit: UnitOfWork, conversation_id: int, message_id: str) -> bool:
    """Return whether the message is in the inbox already."""
    return await ConversationRepository(unit.session).inbox_row(conversation_id, message_id) is not None


async def receive(unit: UnitOfWork, conversation_id: int, message_id: str, body: Mapping[str, Any]) -> Received:
    """Put a message into the inbox, or recognise it as a repeat.

    Args:
        unit: the unit of work the turn happens in.
        conversation_id: whose message it is.
        message_id: the channel's or client's own identity of the message.
        body: the content as JSON; a repeat with another body is told apart by its digest.
    """
    rows = ConversationRepository(unit.session)
    digest = unit.digester.of("inbox", canonical(body))
    known = await rows.inbox_row(conversation_id, message_id)
    if known is not None:
        return Received(
            inbox_id=known.id,
            is_repeat=True,
            same_body=secrets.compare_digest(known.body_digest, digest),
            first_number=known.first_number,
            last_number=known.last_number,
        )
    inbox_id = await rows.add_inbox(
        conversation_id=conversation_id,
        message_id=message_id,
        digest=digest,
        sealed=unit.cipher.seal(body),
        at=unit.now,
    )
    return Received(inbox_id=inbox_id, is_repeat=False, same_body=True)


async def say(
    unit: UnitOfWork,
    conversation_id: int,
    bodies: Sequence[Mapping[str, Any]],
    *,
    kind: SaidKind | str = SaidKind.REPLY,
    case_id: int | None = None,
    not_before: datetime | None = None,
) -> tuple[int, ...]:
    """Put replies or notices into the outbox and return their numbers in the conversation.

    A web client fetches them by itself; for every other channel they wait for delivery, at least until `not_before`.

    Raises:
        NotFound: there is no such conversation.
    """
    if not bodies:
        return ()
    rows = ConversationRepository(unit.session)
    taken = await rows.take_numbers(conversation_id, len(bodies))
    if taken is None:
        raise NotFound("conversation.unknown")
    channel, first = taken
    state = Delivery.KEPT if channel == WEB else Delivery.PENDING
    now = unit.now
    await rows.add_said(
        [
            {
                "conversation_id": conversation_id,
                "number": number,
                "kind": SaidKind(kind).value,
                "case_id": case_id,
                "body_sealed": unit.cipher.seal(dict(body)),
                "state": state.value,
                "next_attempt_at": max(now, not_before or now),
                "created_at": now,
            }
            for number, body in enumerate(bodies, start=first)
        ]
    )
    return tuple(range(first, first + len(bodies)))


async def link_numbers(unit: UnitOfWork, inbox_id: int, *, first: int, last: int) -> None:
    """Remember that what was said with the numbers `first` to `last` answers the message.

    Notices that the message brought about to its own conversation are among them.
    """
    await ConversationRepository(unit.session).set_inbox_numbers(inbox_id, first, last)


async def replies_between(unit: UnitOfWork, conversation_id: int, first: int, last: int) -> tuple[Said, ...]:
    """Return what was said with the numbers `first` to `last`; nothing while `last` is 0."""
    if not last:
        return ()
    rows = await ConversationRepository(unit.session).said(conversation_id, after=first - 1, until=last)
    return tuple(_said(unit, row) for row in rows)


async def replies_after(unit: UnitOfWork, conversation_id: int, after: int = 0) -> tuple[Said, ...]:
    """Return everything said after number `after`; all of it for 0."""
    rows = await ConversationRepository(unit.session).said(conversation_id, after=after)
    return tuple(_said(unit, row) for row in rows)


async def heard(unit: UnitOfWork, conversation_id: int) -> tuple[Heard, ...]:
    """Return every message received in the conversation, in order."""
    rows = await ConversationRepository(unit.session).heard(conversation_id)
    return tuple(Heard(first_number=row.first_number, body=unit.cipher.open(row.body_sealed)) for row in rows)


async def save_dialogue(unit: UnitOfWork, view: ConversationView, dialogue: Mapping[str, Any]) -> None:
    """Store where the dialogue stands now.

    Raises:
        WriteConflict: another message of the conversation was handled meanwhile; the turn may be tried again.
    """
    saved = await ConversationRepository(unit.session).save_dialogue(
        view.id, version=view.version, sealed=unit.cipher.seal(dict(dialogue)), at=unit.now
    )
    if not saved:
        raise WriteConflict("dialogue")


def _view(unit: UnitOfWork, row: Any) -> ConversationView:  # noqa: ANN401 - a result row
    return ConversationView(
        id=row.id,
        channel=row.channel,
        key=row.key,
        dialogue=None if row.dialogue_sealed is None else unit.cipher.open(row.dialogue_sealed),
        version=row.version,
        staff_id=row.staff_id,
        last_number=row.last_number,
    )


def _said(unit: UnitOfWork, row: Any) -> Said:  # noqa: ANN401 - a result row
    return Said(
        number=row.number,
        kind=SaidKind(row.kind),
        case_id=row.case_id,
        body=unit.cipher.open(row.body_sealed),
        created_at=row.created_at,
    )
