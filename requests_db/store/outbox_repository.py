"""Statements on deliveries, leases and cursors."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, cast, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from requests_db.store.base import AnyRow
from requests_db.store.conversation_repository import CONVERSATIONS, OUTBOX
from requests_db.store.conversation_views import Claimant, Delivery
from requests_db.store.tables_agency import AgencyRow
from requests_db.store.tables_cases import CaseFollowerRow, CaseRow, ConsultationRow, FileRow, TaskRow
from requests_db.store.tables_conversations import ConversationRow, CursorRow, LeaseRow, OutboxRow

ITEM = (
    OutboxRow.id,
    OutboxRow.conversation_id,
    OutboxRow.number,
    OutboxRow.kind,
    OutboxRow.case_id,
    OutboxRow.body_sealed,
    OutboxRow.sent_parts,
    OutboxRow.attempt_count,
    OutboxRow.created_at,
    ConversationRow.channel,
    ConversationRow.key,
)


class OutboxRepository:
    """Claims and marks what is to be delivered."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lease_due(
        self, claimant: Claimant, *, now: datetime, until: datetime, limit: int, channels: Collection[str]
    ) -> Sequence[AnyRow]:
        """Claim due rows of `channels`, the first waiting one of each conversation, so that order is kept."""
        earlier = aliased(OutboxRow)
        waits = (
            select(earlier.id)
            .where(
                earlier.conversation_id == OutboxRow.conversation_id,
                earlier.state == Delivery.PENDING.value,
                earlier.number < OutboxRow.number,
                # what merely waits for the morning, never tried yet, holds up no answer to somebody who writes at night
                or_(earlier.next_attempt_at <= now, earlier.attempt_count > 0, earlier.error != ""),
            )
            .exists()
        )
        due = (
            select(*ITEM)
            .join(ConversationRow, ConversationRow.id == OutboxRow.conversation_id)
            .where(
                OutboxRow.state == Delivery.PENDING.value,
                OutboxRow.next_attempt_at <= now,
                _is_free(claimant, now),
                ConversationRow.channel.in_(channels),
                ~waits,
            )
            .order_by(OutboxRow.next_attempt_at, OutboxRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=OutboxRow)
        )
        rows = (await self._session.execute(due)).all()
        if rows:
            claim = update(OUTBOX).where(OutboxRow.id.in_([row.id for row in rows]))
            await self._session.execute(claim.values(lease_until_at=until, leased_by=claimant.name))
        return rows

    async def is_due(self, claimant: Claimant, now: datetime) -> bool:
        """Return whether something waits that `claimant` may claim."""
        due = select(OutboxRow.id).where(
            OutboxRow.state == Delivery.PENDING.value, OutboxRow.next_attempt_at <= now, _is_free(claimant, now)
        )
        return (await self._session.scalars(due.limit(1))).first() is not None

    async def mark(self, item_id: int, *, worker: str, **values: object) -> bool:
        """Change a row that `worker` has leased and that still waits; return whether it does."""
        change = (
            update(OUTBOX)
            .where(
                OutboxRow.id == item_id,
                OutboxRow.leased_by == worker,
                OutboxRow.state == Delivery.PENDING.value,
            )
            .values(**values)
            .returning(OutboxRow.id)
        )
        return (await self._session.execute(change)).scalar_one_or_none() is not None

    async def accepted(self, case_id: int, channel: str) -> Sequence[AnyRow]:
        """Return what `channel` took over about a case, the latest first: body_sealed, sent_at, answer."""
        found = await self._session.execute(
            select(OutboxRow.body_sealed, OutboxRow.sent_at, OutboxRow.answer)
            .join(ConversationRow, ConversationRow.id == OutboxRow.conversation_id)
            .where(
                OutboxRow.case_id == case_id,
                OutboxRow.state == Delivery.SENT.value,
                ConversationRow.channel == channel,
            )
            .order_by(OutboxRow.id.desc())
        )
        return found.all()

    async def counts(self) -> AnyRow:
        """Return how many rows wait or were refused, and the age of the oldest waiting one."""
        is_pending = OutboxRow.state == Delivery.PENDING.value
        counted = select(
            func.count(OutboxRow.id).filter(is_pending).label("pending"),
            func.count(OutboxRow.id).filter(OutboxRow.state == Delivery.REFUSED.value).label("refused"),
            func.min(OutboxRow.created_at).filter(is_pending).label("oldest"),
        ).where(OutboxRow.state.in_([Delivery.PENDING.value, Delivery.REFUSED.value]))
        return (await self._session.execute(counted)).one()

    async def refused_without_task(self, kind: str, *, prefix: str, limit: int) -> Sequence[AnyRow]:
        """Return refused notices that no task, whose key is `prefix` and the row's id, asks anybody to act on."""
        found = (
            select(OutboxRow.id, OutboxRow.conversation_id, OutboxRow.case_id, OutboxRow.error)
            .where(OutboxRow.state == Delivery.REFUSED.value, OutboxRow.kind == kind)
            .where(~select(TaskRow.id).where(TaskRow.key == literal(prefix) + cast(OutboxRow.id, String)).exists())
            .limit(limit)
        )
        return (await self._session.execute(found)).all()

    async def block(self, conversation_id: int, at: datetime) -> None:
        """Remember that the channel refuses this conversation until the person speaks again."""
        change = update(CONVERSATIONS).where(ConversationRow.id == conversation_id).values(blocked_at=at)
        await self._session.execute(change)

    async def followers(self, case_id: int) -> Sequence[int]:
        """Return the conversations that follow a case, in a fixed order so that two units cannot wait in a ring."""
        found = select(CaseFollowerRow.conversation_id).where(CaseFollowerRow.case_id == case_id)
        return (await self._session.scalars(found.order_by(CaseFollowerRow.conversation_id))).all()

    async def staff_chats(self, staff_id: int) -> Sequence[AnyRow]:
        """Return id and channel of the chats a member of staff has linked."""
        found = select(ConversationRow.id, ConversationRow.channel).where(ConversationRow.staff_id == staff_id)
        return (await self._session.execute(found.order_by(ConversationRow.id))).all()

    async def agency_of(self, conversation_id: int | None, case_id: int | None) -> int | None:
        """Return the agency answerable for a notice: of its case, else of the last consultation, else the first."""
        by_case = select(CaseRow.agency_id).where(CaseRow.id == case_id)
        by_ticket = (
            select(ConsultationRow.agency_id)
            .where(ConsultationRow.conversation_id == conversation_id)
            .order_by(ConsultationRow.id.desc())
            .limit(1)
        )
        for question in (by_case, by_ticket, select(AgencyRow.id).order_by(AgencyRow.id).limit(1)):
            agency_id = (await self._session.scalars(question)).first()
            if agency_id is not None:
                return agency_id
        return None

    async def add_task(self, **values: object) -> bool:
        """Open a task unless one with the same key was opened before; return whether it is new."""
        known = select(TaskRow.id).where(TaskRow.key == values["key"])
        if (await self._session.scalars(known)).first() is not None:
            return False
        await self._session.execute(insert(TaskRow).values(**values))
        return True

    async def files(self, tokens: Sequence[str]) -> Sequence[AnyRow]:
        """Return token, sealed name, media type and size of files."""
        found = select(FileRow.token, FileRow.name_sealed, FileRow.media_type, FileRow.size)
        return (await self._session.execute(found.where(FileRow.token.in_(tokens)))).all()


class LeaseRepository:
    """Rights held by one process at a time, and positions in other people's streams."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def take(self, name: str, holder: str, *, now: datetime, until: datetime) -> bool:
        """Take or prolong the right if it is free, run out or already ours; return whether it is ours."""
        change = (
            update(LeaseRow)
            .where(LeaseRow.name == name, or_(LeaseRow.holder == holder, LeaseRow.until_at < now))
            .values(holder=holder, until_at=until)
            .returning(LeaseRow.name)
        )
        if (await self._session.execute(change)).scalar_one_or_none() is not None:
            return True
        if (await self._session.scalars(select(LeaseRow.name).where(LeaseRow.name == name))).first() is not None:
            return False
        await self._session.execute(insert(LeaseRow).values(name=name, holder=holder, until_at=until))
        return True

    async def holder(self, name: str) -> AnyRow | None:
        """Return holder and end of the right."""
        found = select(LeaseRow.holder, LeaseRow.until_at).where(LeaseRow.name == name)
        return (await self._session.execute(found)).one_or_none()

    async def give_back(self, name: str, holder: str, at: datetime) -> None:
        """Let the right run out now, if it is `holder`'s."""
        change = update(LeaseRow).where(LeaseRow.name == name, LeaseRow.holder == holder).values(until_at=at)
        await self._session.execute(change)

    async def cursor(self, name: str) -> str | None:
        """Return the stored position."""
        return (await self._session.scalars(select(CursorRow.value).where(CursorRow.name == name))).first()

    async def move_cursor(self, name: str, value: str, at: datetime) -> None:
        """Store the position."""
        change = update(CursorRow).where(CursorRow.name == name).values(value=value, moved_at=at)
        if (await self._session.execute(change.returning(CursorRow.name))).scalar_one_or_none() is None:
            await self._session.execute(insert(CursorRow).values(name=name, value=value, moved_at=at))


def _is_free(claimant: Claimant, now: datetime) -> ColumnElement[bool]:
    """Whether nobody living holds the row: no claim, one that ran out, or one of a predecessor of the same name."""
    return or_(
        OutboxRow.lease_until_at.is_(None),
        OutboxRow.lease_until_at < now,
        and_(OutboxRow.leased_by == claimant.name, OutboxRow.id.not_in(claimant.in_hand)),
    )
