"""Everything sent, to staff and to those who follow a case, as one list: what, to whom, by which way, how it fared."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    LargeBinary,
    Select,
    String,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from requests_db.store.base import AnyRow, BigId
from requests_db.store.conversation_views import Delivery, SaidKind
from requests_db.store.repositories.case_lists import Sight, in_sight
from requests_db.store.repositories.staff_notices import DESK, in_outbox
from requests_db.store.tables_board import StaffNoticeRow
from requests_db.store.tables_cases import CaseRow, ConsultationRow
from requests_db.store.tables_conversations import ConversationRow, OutboxRow

TO_STAFF, TO_CITIZEN = "staff", "citizen"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerWish:
    """Which lines of the ledger somebody asks for."""

    ref: str = ""  # the number of a case, whole
    staff_id: int | None = None
    only_failed: bool = False
    only_waiting: bool = False


async def count(session: AsyncSession, sight: Sight, wish: LedgerWish, *, most: int) -> int:
    """Return how many lines there are, or `most` where there are more."""
    lines = _lines(sight, wish, most=most).subquery()
    found = await session.scalar(select(func.count()).select_from(lines)) or 0
    return min(found, most)


async def listed(session: AsyncSession, sight: Sight, wish: LedgerWish, *, offset: int, limit: int) -> Sequence[AnyRow]:
    """Return lines, the newest first.

    Columns: whom, id, created_at, case_id, ref, staff_id, way, notice (key), body_sealed, state, attempt_count,
    arrived_at, error, answer.
    """
    lines = _lines(sight, wish, most=offset + limit).subquery()
    found = await session.execute(
        select(lines, CaseRow.ref)
        .outerjoin(CaseRow, CaseRow.id == lines.c.case_id)
        .order_by(lines.c.created_at.desc(), lines.c.whom, lines.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return found.all()


def _lines(sight: Sight, wish: LedgerWish, *, most: int) -> CompoundSelect[*tuple[object, ...]]:
    """Return the newest lines to citizens and to staff, at most so many of each: rows are numbered as they come."""
    citizens = _to_citizens(sight).where(*_narrowed(OutboxRow.case_id, wish))
    staff = _to_staff(sight).where(*_narrowed(StaffNoticeRow.case_id, wish))
    if wish.staff_id is not None:
        staff = staff.where(StaffNoticeRow.staff_id == wish.staff_id)
        citizens = citizens.where(literal(value=False))
    if wish.only_failed:
        failed = or_(OutboxRow.state == Delivery.REFUSED.value, OutboxRow.error != "")
        staff, citizens = staff.where(failed), citizens.where(failed)
    if wish.only_waiting:
        unseen = (StaffNoticeRow.way == DESK) & StaffNoticeRow.seen_at.is_(None)
        waits = OutboxRow.state == Delivery.PENDING.value
        staff, citizens = staff.where(or_(unseen, waits)), citizens.where(waits)
    newest_of_staff = staff.order_by(StaffNoticeRow.id.desc()).limit(most).subquery()
    newest_of_citizens = citizens.order_by(OutboxRow.id.desc()).limit(most).subquery()
    return union_all(select(newest_of_staff), select(newest_of_citizens))


def _to_staff(sight: Sight) -> Select[*tuple[object, ...]]:
    return (
        select(
            literal(TO_STAFF).label("whom"),
            StaffNoticeRow.id,
            StaffNoticeRow.created_at,
            StaffNoticeRow.case_id,
            StaffNoticeRow.staff_id,
            StaffNoticeRow.way,
            StaffNoticeRow.key.label("notice"),
            cast(null(), LargeBinary).label("body_sealed"),
            OutboxRow.state,
            OutboxRow.attempt_count,
            func.coalesce(OutboxRow.sent_at, StaffNoticeRow.seen_at).label("arrived_at"),
            OutboxRow.error,
            OutboxRow.answer,
        )
        .outerjoin(OutboxRow, in_outbox())
        .where(
            StaffNoticeRow.agency_id == sight.agency_id,
            or_(StaffNoticeRow.case_id.is_(None), _is_seen(StaffNoticeRow.case_id, sight)),
        )
    )


def _to_citizens(sight: Sight) -> Select[*tuple[object, ...]]:
    is_staffs = select(StaffNoticeRow.id).where(in_outbox()).exists()
    of_agency = select(ConsultationRow.conversation_id).where(ConsultationRow.agency_id == sight.agency_id)
    return (
        select(
            literal(TO_CITIZEN).label("whom"),
            OutboxRow.id,
            OutboxRow.created_at,
            OutboxRow.case_id,
            cast(null(), BigId).label("staff_id"),
            ConversationRow.channel.label("way"),
            cast(null(), String).label("notice"),
            OutboxRow.body_sealed,
            OutboxRow.state,
            OutboxRow.attempt_count,
            OutboxRow.sent_at.label("arrived_at"),
            OutboxRow.error,
            OutboxRow.answer,
        )
        .join(ConversationRow, ConversationRow.id == OutboxRow.conversation_id)
        .where(
            OutboxRow.kind == SaidKind.NOTICE.value,
            ~is_staffs,
            or_(
                _is_seen(OutboxRow.case_id, sight),
                OutboxRow.case_id.is_(None) & OutboxRow.conversation_id.in_(of_agency),
            ),
        )
    )


def _is_seen(case_id: InstrumentedAttribute[int | None], sight: Sight) -> ColumnElement[bool]:
    return exists().where(CaseRow.id == case_id, in_sight(sight))


def _narrowed(column: InstrumentedAttribute[int | None], wish: LedgerWish) -> list[ColumnElement[bool]]:
    return [column.in_(select(CaseRow.id).where(CaseRow.ref == wish.ref))] if wish.ref else []
