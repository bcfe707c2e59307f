"""Statements on conversations, inbox and outbox bodies. Sealing and rules are the services' part."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.base import AnyRow
from requests_db.store.tables_conversations import ConversationRow, InboxRow, OutboxRow

# Plain tables: the mapper's own way of changing rows costs several times as much, and no row is ever loaded here.
CONVERSATIONS = cast("Table", ConversationRow.__table__)
INBOX = cast("Table", InboxRow.__table__)
OUTBOX = cast("Table", OutboxRow.__table__)
CONVERSATION = (
    ConversationRow.id,
    ConversationRow.channel,
    ConversationRow.key,
    ConversationRow.dialogue_sealed,
    ConversationRow.version,
    ConversationRow.staff_id,
    ConversationRow.last_number,
)
SAID = (OutboxRow.number, OutboxRow.kind, OutboxRow.case_id, OutboxRow.body_sealed, OutboxRow.created_at)


class ConversationRepository:
    """Reads and writes conversations within one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def by_key(self, channel: str, key: str, *, lock: bool = False) -> AnyRow | None:
        """Return the conversation's columns; with `lock`, others wait until this unit ends."""
        found = select(*CONVERSATION).where(ConversationRow.channel == channel, ConversationRow.key == key)
        return (await self._session.execute(found.with_for_update() if lock else found)).one_or_none()

    async def by_token(self, token_digest: bytes) -> AnyRow | None:
        """Return the columns of the web conversation the token opens."""
        found = select(*CONVERSATION).where(ConversationRow.token_digest == token_digest)
        return (await self._session.execute(found)).one_or_none()

    async def by_id(self, conversation_id: int) -> AnyRow | None:
        """Return the conversation's columns."""
        found = select(*CONVERSATION).where(ConversationRow.id == conversation_id)
        return (await self._session.execute(found)).one_or_none()

    async def add(self, *, channel: str, key: str, token_digest: bytes | None, at: datetime) -> int:
        """Add a conversation and return its id."""
        new = insert(CONVERSATIONS).values(
            channel=channel, key=key, token_digest=token_digest, last_number=0, created_at=at, active_at=at, version=1
        )
        return (await self._session.execute(new.returning(ConversationRow.id))).scalar_one()

    async def save_dialogue(self, conversation_id: int, *, version: int, sealed: bytes, at: datetime) -> bool:
        """Store the dialogue if it is still at `version`; return whether it was."""
        change = (
            update(CONVERSATIONS)
            .where(ConversationRow.id == conversation_id, ConversationRow.version == version)
            .values(dialogue_sealed=sealed, version=version + 1, active_at=at, blocked_at=None)
            .returning(ConversationRow.id)
        )
        return (await self._session.execute(change)).scalar_one_or_none() is not None

    async def take_numbers(self, conversation_id: int, count: int) -> tuple[str, int] | None:
        """Reserve `count` numbers; return the channel and the first of them, none for an unknown conversation."""
        change = (
            update(CONVERSATIONS)
            .where(ConversationRow.id == conversation_id)
            .values(last_number=ConversationRow.last_number + count)
            .returning(ConversationRow.channel, ConversationRow.last_number)
        )
        row = (await self._session.execute(change)).one_or_none()
        return None if row is None else (row.channel, row.last_number - count + 1)

    async def add_said(self, rows: Sequence[dict[str, Any]]) -> None:
        """Add outbox rows."""
        await self._session.execute(insert(OUTBOX), list(rows))

    async def inbox_row(self, conversation_id: int, message_id: str) -> AnyRow | None:
        """Return what was stored of a message received before."""
        found = select(InboxRow.id, InboxRow.body_digest, InboxRow.first_number, InboxRow.last_number).where(
            InboxRow.conversation_id == conversation_id, InboxRow.message_id == message_id
        )
        return (await self._session.execute(found)).one_or_none()

    async def add_inbox(
        self, *, conversation_id: int, message_id: str, digest: bytes, sealed: bytes, at: datetime
    ) -> int:
        """Add a message and return its id; the unique key refuses a second one."""
        new = insert(INBOX).values(
            conversation_id=conversation_id,
            message_id=message_id,
            body_digest=digest,
            body_sealed=sealed,
            received_at=at,
            first_number=0,
            last_number=0,
        )
        return (await self._session.execute(new.returning(InboxRow.id))).scalar_one()

    async def set_inbox_numbers(self, inbox_id: int, first: int, last: int) -> None:
        """Remember which numbers answered a message."""
        change = update(INBOX).where(InboxRow.id == inbox_id).values(first_number=first, last_number=last)
        await self._session.execute(change)

    async def heard(self, conversation_id: int) -> Sequence[AnyRow]:
        """Return first_number and body_sealed of every message received, in order."""
        chosen = select(InboxRow.first_number, InboxRow.body_sealed).where(InboxRow.conversation_id == conversation_id)
        return (await self._session.execute(chosen.order_by(InboxRow.id))).all()

    async def said(self, conversation_id: int, *, after: int, until: int | None = None) -> Sequence[AnyRow]:
        """Return what was said after number `after`, up to and including `until`."""
        found = select(*SAID).where(OutboxRow.conversation_id == conversation_id, OutboxRow.number > after)
        if until is not None:
            found = found.where(OutboxRow.number <= until)
        return (await self._session.execute(found.order_by(OutboxRow.number))).all()
