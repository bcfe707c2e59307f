"""What members of staff are told: at the desk always, and in every chat they have linked (工作提醒).

Each way is a row of its own, so that the ledger can say what arrived and what did not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from requests_db.services import outbox
from requests_db.services.actors import Actor
from requests_db.services.case_figures import PAGE_SIZE
from requests_db.services.errors import NotFound
from requests_db.services.stand_ins import with_stand_ins
from requests_db.store.conversation_views import Delivery
from requests_db.store.repositories import agencies
from requests_db.store.repositories import staff_notices as rows
from requests_db.store.repositories.bulk import insert_rows
from requests_db.store.tables_board import StaffNoticeRow
from requests_db.store.unit_of_work import UnitOfWork
from requests_db.store.views import Page

DESK = rows.DESK


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffNotice:
    """Something to be told to members of staff: a wording key with facts that name nobody from outside."""

    agency_id: int
    key: str  # e.g. staff.overdue
    facts: Mapping[str, object]
    case_id: int | None = None
    reminder_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNotice:
    """Something the reader was told at the desk."""

    id: int
    case_id: int | None
    key: str
    facts: Mapping[str, Any]
    created_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How the last warning about a case fared with one person by one way (提醒送达情况)."""

    key: str
    staff_name: str
    way: str
    created_at: datetime
    arrived_at: datetime | None  # accepted by the channel, or seen at the desk
    is_refused: bool


async def notify(unit: UnitOfWork, staff_ids: Iterable[int], notice: StaffNotice) -> int:
    """Tell some members of staff and who stands in for them; return in how many chats besides the desk."""
    chats = 0
    for staff_id in await with_stand_ins(unit, staff_ids):
        sent = await outbox.tell_chats(unit, staff_id, notice.key, notice.facts, case_id=notice.case_id)
        told = [_row(unit, staff_id, notice)] + [_row(unit, staff_id, notice, one) for one in sent]
        chats += len(sent)
        await insert_rows(unit.session, told)
    return chats


async def own_notices(unit: UnitOfWork, actor: Actor, page: int = 1) -> Page[OwnNotice]:
    """Return a page of what the actor was told, the newest first; it counts as seen, the caller commits.

    Raises:
        NotFound: the actor is no member of staff.
    """
    staff_id = _reader(actor)
    total = await rows.count_own(unit.session, staff_id)
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    found = await rows.own(unit.session, staff_id, offset=(shown - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    unseen = [row.id for row in found if row.seen_at is None]
    if unseen:
        await rows.note_seen(unit.session, staff_id, unseen, unit.now)
    return Page(rows=tuple(_own(row) for row in found), total=total, page=shown, pages=pages)


async def note_case_opened(unit: UnitOfWork, actor: Actor, case_id: int) -> None:
    """Note that the actor opened a case: whatever they were told of it has arrived. The caller commits."""
    staff_id = _reader(actor)
    unseen = await rows.unseen_of_case(unit.session, staff_id, case_id)
    if unseen:
        await rows.note_seen(unit.session, staff_id, unseen, unit.now)


async def unseen_count(unit: UnitOfWork, actor: Actor) -> int:
    """Return how many notices wait for the actor's eyes.

    Raises:
        NotFound: the actor is no member of staff.
    """
    return await rows.count_own(unit.session, _reader(actor), only_unseen=True)


async def arrivals_of(unit: UnitOfWork, case_ids: Sequence[int]) -> dict[int, tuple[Arrival, ...]]:
    """Return for each case whether its last warning arrived, by person and way; cases never warned of are missing."""
    found = await rows.last_warnings(unit.session, case_ids)
    names = await agencies.staff_names(unit.session, sorted({row.staff_id for row in found}))
    arrivals: dict[int, list[Arrival]] = {}
    for row in found:
        one = Arrival(
            key=row.key,
            staff_name=names.get(row.staff_id, ""),
            way=row.way,
            created_at=row.created_at,
            arrived_at=row.seen_at if row.way == DESK else row.sent_at,
            is_refused=row.state == Delivery.REFUSED.value,
        )
        arrivals.setdefault(row.case_id, []).append(one)
    return {case_id: tuple(each) for case_id, each in arrivals.items()}


def _row(unit: UnitOfWork, staff_id: int, notice: StaffNotice, sent: outbox.ChatNumber | None = None) -> StaffNoticeRow:
    return StaffNoticeRow(
        agency_id=notice.agency_id,
        staff_id=staff_id,
        case_id=notice.case_id,
        reminder_id=notice.reminder_id,
        key=notice.key,
        facts=outbox.notice_body(notice.key, notice.facts)["facts"],
        way=sent.channel if sent else DESK,
        conversation_id=sent.conversation_id if sent else None,
        number=sent.number if sent else None,
        created_at=unit.now,
        seen_at=None,
    )


def _own(row: Any) -> OwnNotice:  # noqa: ANN401 - a result row
    return OwnNotice(
        id=row.id,
        case_id=row.case_id,
        key=row.key,
        facts=row.facts,
        created_at=row.created_at,
        is_new=row.seen_at is None,
    )


def _reader(actor: Actor) -> int:
    if actor.staff_id is None:
        raise NotFound("staff.unknown")
    return actor.staff_id
