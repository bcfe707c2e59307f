"""Rows whose sealed content is lawfully erased; their digests stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.conversation_views import Delivery
from requests_db.store.tables_cases import CaseEventRow, CaseFollowerRow, CaseRow, CaseSearchRow, FileRow
from requests_db.store.tables_conversations import ConversationRow, InboxRow, OutboxRow

FIRST = 1
MATERIAL = "material"  # erased where the applicant sent it, kept where the office put it in
MAIL = "email"
HERE = {"synchronize_session": False}
_OWN = or_(CaseFollowerRow.is_applicant.is_(True), ConversationRow.channel == MAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From when to when a conversation was about one case; None: without bound."""

    after: datetime | None = None
    until: datetime | None = None


async def erase_search(session: AsyncSession, case_id: int, fields: Sequence[str]) -> None:
    """Take a case out of the blind index of some fields."""
    await session.execute(
        delete(CaseSearchRow).where(CaseSearchRow.case_id == case_id, CaseSearchRow.field.in_(fields))
    )


async def erase_first_private(session: AsyncSession, case_id: int) -> list[int]:
    """Erase the sealed part of the first line of a history, which holds the access code; return its number."""
    erased = await session.scalars(
        update(CaseEventRow)
        .where(CaseEventRow.case_id == case_id, CaseEventRow.seq == FIRST, CaseEventRow.private_sealed.is_not(None))
        .values(private_sealed=None)
        .returning(CaseEventRow.seq)
        .execution_options(**HERE)
    )
    return sorted(erased.all())


async def erase_files(session: AsyncSession, case_id: int, kinds: Sequence[str], *, name_sealed: bytes) -> list[str]:
    """Erase content and name of a case's files of some kinds, and of material from a chat; return their tokens."""
    from_chat = and_(FileRow.kind == MATERIAL, FileRow.conversation_id.is_not(None))
    erased = await session.scalars(
        update(FileRow)
        .where(FileRow.case_id == case_id, or_(FileRow.kind.in_(kinds), from_chat), FileRow.content_sealed.is_not(None))
        .values(content_sealed=None, name_sealed=name_sealed)
        .returning(FileRow.token)
        .execution_options(**HERE)
    )
    return sorted(erased.all())


async def filing_conversations(session: AsyncSession, case_id: int) -> Sequence[int]:
    """Return the conversations a case was filed from, and the mail that tells its applicant."""
    found = (
        select(CaseFollowerRow.conversation_id)
        .join(ConversationRow, ConversationRow.id == CaseFollowerRow.conversation_id)
        .where(CaseFollowerRow.case_id == case_id, _OWN)
    )
    return (await session.scalars(found.order_by(CaseFollowerRow.conversation_id))).all()


async def stretch_of(session: AsyncSession, conversation_id: int, case_id: int) -> Stretch:
    """Return when a conversation was about a case alone: all the time, or between two filings."""
    filed = (
        select(CaseRow.id, CaseRow.created_at)
        .join(CaseFollowerRow, CaseFollowerRow.case_id == CaseRow.id)
        .where(CaseFollowerRow.conversation_id == conversation_id, CaseFollowerRow.is_applicant.is_(True))
        .order_by(CaseRow.created_at, CaseRow.id)
    )
    rows = (await session.execute(filed)).all()
    place = next((number for number, row in enumerate(rows) if row.id == case_id), 0)
    if len(rows) <= 1:
        return Stretch()
    return Stretch(after=rows[place - 1].created_at if place else None, until=rows[place].created_at)


async def erase_messages(
    session: AsyncSession, conversation_id: int, stretch: Stretch, *, inbox: bytes, outbox: bytes
) -> int:
    """Put `inbox` and `outbox` in the place of what was heard and said in a stretch; return how many there were."""
    heard = update(InboxRow).where(InboxRow.conversation_id == conversation_id)
    said = update(OutboxRow).where(OutboxRow.conversation_id == conversation_id)
    if stretch.after is not None:
        heard, said = (
            heard.where(InboxRow.received_at > stretch.after),
            said.where(OutboxRow.created_at > stretch.after),
        )
    if stretch.until is not None:
        heard, said = (
            heard.where(InboxRow.received_at <= stretch.until),
            said.where(OutboxRow.created_at <= stretch.until),
        )
    count = 0
    for change in (
        heard.values(body_sealed=inbox).returning(InboxRow.id),
        said.values(body_sealed=outbox).returning(OutboxRow.id),
    ):
        count += len((await session.execute(change.execution_options(**HERE))).all())
    return count


async def erase_said_of_case(session: AsyncSession, conversation_id: int, case_id: int, *, outbox: bytes) -> int:
    """Put `outbox` in the place of everything said under a case's number; return how many there were."""
    change = (
        update(OutboxRow)
        .where(OutboxRow.conversation_id == conversation_id, OutboxRow.case_id == case_id)
        .values(body_sealed=outbox)
        .returning(OutboxRow.id)
        .execution_options(**HERE)
    )
    return len((await session.execute(change)).all())


async def forget_dialogue(session: AsyncSession, conversation_id: int) -> None:
    """Let the next message of a conversation begin anew."""
    await session.execute(
        update(ConversationRow)
        .where(ConversationRow.id == conversation_id)
        .values(dialogue_sealed=None, version=ConversationRow.version + 1)
        .execution_options(**HERE)
    )


async def untie(session: AsyncSession, case_id: int) -> None:
    """Let no conversation follow a case any more."""
    await session.execute(delete(CaseFollowerRow).where(CaseFollowerRow.case_id == case_id))


async def pending_deliveries(session: AsyncSession, case_id: int) -> int:
    """Return how much is still on its way to the conversations a case was filed from."""
    counted = (
        select(func.count(OutboxRow.id))
        .join(CaseFollowerRow, CaseFollowerRow.conversation_id == OutboxRow.conversation_id)
        .join(ConversationRow, ConversationRow.id == OutboxRow.conversation_id)
        .where(
            CaseFollowerRow.case_id == case_id,
            _OWN,
            OutboxRow.state == Delivery.PENDING.value,
        )
    )
    return await session.scalar(counted) or 0
