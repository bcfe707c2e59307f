"""What should be there and is not: messages without replies, cases without keeper, period or warning, stuck notices."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from requests_db.store.base import AnyRow
from requests_db.store.conversation_views import Delivery, SaidKind
from requests_db.store.repositories.limits import FIRED, LIVE, OPEN, PLANNED
from requests_db.store.tables_agency import StaffRow, UnitRow
from requests_db.store.tables_cases import CaseEventRow, CaseFollowerRow, CaseLimitRow, CaseRow, ReminderRow, TaskRow
from requests_db.store.tables_conversations import InboxRow, OutboxRow


async def unanswered_messages(
    session: AsyncSession, *, since: datetime, until: datetime, limit: int
) -> Sequence[AnyRow]:
    """Return messages received between two instants of whose replies at least one is not in the outbox."""
    said = (
        select(func.count())
        .where(
            OutboxRow.conversation_id == InboxRow.conversation_id,
            OutboxRow.number.between(InboxRow.first_number, InboxRow.last_number),
        )
        .scalar_subquery()
    )
    is_missing = or_(InboxRow.last_number == 0, said < InboxRow.last_number - InboxRow.first_number + 1)
    found = await session.execute(
        select(InboxRow.id, InboxRow.conversation_id)
        .where(InboxRow.received_at.between(since, until), is_missing)
        .order_by(InboxRow.id)
        .limit(limit)
    )
    return found.all()


async def unreceipted_cases(session: AsyncSession, *, since: datetime, until: datetime, limit: int) -> Sequence[AnyRow]:
    """Return cases filed in a conversation between two instants to which nothing was said since."""
    told = exists().where(
        OutboxRow.conversation_id == CaseFollowerRow.conversation_id, OutboxRow.created_at >= CaseRow.created_at
    )
    found = await session.execute(
        select(CaseRow.id, CaseRow.ref, CaseRow.agency_id)
        .join(CaseFollowerRow, and_(CaseFollowerRow.case_id == CaseRow.id, CaseFollowerRow.is_applicant))
        .where(CaseRow.created_at.between(since, until), CaseRow.is_imported.is_(False), ~told)
        .order_by(CaseRow.id)
        .limit(limit)
    )
    return found.all()


async def unkept_cases(session: AsyncSession, registry_states: Sequence[str], *, limit: int) -> Sequence[AnyRow]:
    """Return open cases that are in nobody's hands: no queue holds them, or only somebody or a unit that is gone."""
    no_queue = and_(_in_no_queue(registry_states), CaseRow.is_imported.is_(False))
    is_gone = or_(StaffRow.is_active.is_(False), UnitRow.is_active.is_(False))
    found = await session.execute(
        select(CaseRow.id, CaseRow.ref, CaseRow.agency_id, CaseRow.holder_id, CaseRow.unit_id, CaseRow.version)
        .outerjoin(StaffRow, StaffRow.id == CaseRow.holder_id)
        .outerjoin(UnitRow, UnitRow.id == CaseRow.unit_id)
        .where(CaseRow.is_open.is_(True), or_(no_queue, is_gone))
        .order_by(CaseRow.id)
        .limit(limit)
    )
    return found.all()


async def unkept_imports(session: AsyncSession, registry_states: Sequence[str]) -> Sequence[AnyRow]:
    """Return how many open cases brought in from an older register no queue holds: agency_id, number."""
    found = await session.execute(
        select(CaseRow.agency_id, func.count().label("number"))
        .where(CaseRow.is_open.is_(True), CaseRow.is_imported.is_(True), _in_no_queue(registry_states))
        .group_by(CaseRow.agency_id)
        .order_by(CaseRow.agency_id)
    )
    return found.all()


async def unlimited_cases(session: AsyncSession, *, limit: int) -> Sequence[AnyRow]:
    """Return open cases on which no period runs or pauses: nothing would ever remind anybody of them."""
    has_period = exists().where(CaseLimitRow.case_id == CaseRow.id, CaseLimitRow.status.in_(LIVE))
    found = await session.execute(
        select(CaseRow.id, CaseRow.ref, CaseRow.agency_id, CaseRow.version)
        .where(CaseRow.is_open.is_(True), ~has_period)
        .order_by(CaseRow.id)
        .limit(limit)
    )
    return found.all()


async def unwarned_limits(
    session: AsyncSession, agency_id: int, keys: Sequence[str], today: date, *, limit: int
) -> Sequence[AnyRow]:
    """Return running periods of open cases, of some keys, whose last day is to come and has no warning planned."""
    is_warned = exists().where(
        ReminderRow.limit_id == CaseLimitRow.id,
        ReminderRow.due_on == CaseLimitRow.due_on,
        ReminderRow.status.in_((PLANNED, FIRED)),
    )
    found = await session.execute(
        select(CaseLimitRow.id, CaseRow.id.label("case_id"), CaseRow.ref, CaseLimitRow.due_on)
        .join(CaseRow, CaseRow.id == CaseLimitRow.case_id)
        .where(CaseRow.agency_id == agency_id, CaseRow.is_open.is_(True), CaseLimitRow.status == OPEN)
        .where(CaseLimitRow.key.in_(keys), CaseLimitRow.due_on >= today, ~is_warned)
        .order_by(CaseLimitRow.id)
        .limit(limit)
    )
    return found.all()


async def late_reminders(session: AsyncSession, before: datetime, *, limit: int) -> Sequence[AnyRow]:
    """Return warnings that should have been given before an instant and were not."""
    found = await session.execute(
        select(ReminderRow.id, CaseLimitRow.case_id, CaseRow.ref, CaseRow.agency_id)
        .join(CaseLimitRow, CaseLimitRow.id == ReminderRow.limit_id)
        .outerjoin(CaseRow, CaseRow.id == CaseLimitRow.case_id)
        .where(ReminderRow.status == PLANNED, ReminderRow.fire_at < before)
        .order_by(ReminderRow.id)
        .limit(limit)
    )
    return found.all()


async def stuck_notices(session: AsyncSession, before: datetime, *, limit: int) -> Sequence[AnyRow]:
    """Return notices that were said before an instant and still wait to be delivered."""
    found = await session.execute(
        select(OutboxRow.id, OutboxRow.conversation_id, OutboxRow.case_id, CaseRow.ref)
        .outerjoin(CaseRow, CaseRow.id == OutboxRow.case_id)
        .where(OutboxRow.state == Delivery.PENDING.value, OutboxRow.kind == SaidKind.NOTICE.value)
        .where(OutboxRow.created_at < before)
        .order_by(OutboxRow.id)
        .limit(limit)
    )
    return found.all()


async def open_gap_keys(session: AsyncSession, kinds: Sequence[str]) -> Sequence[str]:
    """Return the keys of the open tasks of some kinds."""
    found = await session.scalars(
        select(TaskRow.key).where(TaskRow.state == "open", TaskRow.kind.in_(kinds)).order_by(TaskRow.id)
    )
    return found.all()


def _in_no_queue(registry_states: Sequence[str]) -> ColumnElement[bool]:
    return and_(CaseRow.unit_id.is_(None), CaseRow.holder_id.is_(None), CaseRow.state.not_in(registry_states))


async def tasks_before_step(session: AsyncSession, kind: str, action: str) -> Sequence[AnyRow]:
    """Return the open tasks of a kind whose case saw a step since they were opened: key, case_id, answered_on.

    The cases are held until the unit ends; one in another's hands at the moment is left out.
    """
    stepped = exists().where(
        CaseEventRow.case_id == TaskRow.case_id, CaseEventRow.action == action, CaseEventRow.at >= TaskRow.opened_at
    )
    found = await session.execute(
        select(TaskRow.key, TaskRow.case_id, CaseRow.answered_on)
        .join(CaseRow, CaseRow.id == TaskRow.case_id)
        .where(TaskRow.kind == kind, TaskRow.state == OPEN, stepped)
        .order_by(TaskRow.id)
        .with_for_update(of=CaseRow, skip_locked=True)
    )
    return found.all()
