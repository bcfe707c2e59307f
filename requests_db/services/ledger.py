"""The ledger of everything sent: what, to whom, by which way, whether it arrived, how often tried (发送台账)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from requests_db.services.actors import Actor
from requests_db.services.case_figures import PAGE_SIZE
from requests_db.services.visibility import visible_cases
from requests_db.store.base import AnyRow
from requests_db.store.conversation_views import Delivery
from requests_db.store.repositories import agencies, ledger
from requests_db.store.repositories.ledger import TO_STAFF, LedgerWish
from requests_db.store.repositories.staff_notices import DESK
from requests_db.store.unit_of_work import UnitOfWork
from requests_db.store.views import Page

__all__ = ["LEDGER_TO", "Fate", "LedgerLine", "LedgerWish", "every_line", "ledger_page"]

EXPORT_LIMIT = 20_000  # lines of one file
LEDGER_TO = 10_000  # how far back its pages go; older lines are found by narrowing, or in the file


class Fate(StrEnum):
    """How far something sent has come (送达情况)."""

    ARRIVED = "arrived"  # accepted by the channel
    SEEN = "seen"  # at the desk, on the reader's screen
    UNSEEN = "unseen"
    KEPT = "kept"  # waits on the chat page for who comes back
    WAITING = "waiting"
    RETRYING = "retrying"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One thing sent by one way; of what was said only the kind is shown."""

    at: datetime
    case_id: int | None
    ref: str  # empty where it is about no case
    notice: str  # wording key, e.g. case.request_correction
    staff_name: str  # empty: to the applicant, who is not named
    way: str  # desk, or the channel
    fate: Fate
    attempts: int  # made so far that are known of
    arrived_at: datetime | None
    error: str  # class of the last failure
    answer: str  # what the channel's server said on accepting it


async def ledger_page(unit: UnitOfWork, actor: Actor, wish: LedgerWish, page: int = 1) -> Page[LedgerLine]:
    """Return one page of what was sent about the cases in sight, the newest first; LEDGER_TO lines back at most.

    Raises:
        NotFound: the actor is no member of staff.
    """
    sight = visible_cases(actor)
    total = await ledger.count(unit.session, sight, wish, most=LEDGER_TO)
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    rows = await ledger.listed(unit.session, sight, wish, offset=(shown - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    return Page(rows=await _shown(unit, rows), total=total, page=shown, pages=pages)


async def every_line(unit: UnitOfWork, actor: Actor, wish: LedgerWish) -> tuple[LedgerLine, ...]:
    """Return all lines for a file, up to the longest one allowed."""
    rows = await ledger.listed(unit.session, visible_cases(actor), wish, offset=0, limit=EXPORT_LIMIT)
    return await _shown(unit, rows)


async def _shown(unit: UnitOfWork, rows: Sequence[AnyRow]) -> tuple[LedgerLine, ...]:
    told = sorted({row.staff_id for row in rows if row.staff_id is not None})
    names = await agencies.staff_names(unit.session, told) if told else {}
    return tuple(_line(unit, row, names) for row in rows)


def _line(unit: UnitOfWork, row: AnyRow, names: dict[int, str]) -> LedgerLine:
    fate = _fate(row)
    failed = row.attempt_count or 0
    return LedgerLine(
        at=row.created_at,
        case_id=row.case_id,
        ref=row.ref or "",
        notice=row.notice or unit.cipher.open(row.body_sealed).get("notice", ""),
        staff_name=names.get(row.staff_id, "") if row.whom == TO_STAFF else "",
        way=row.way,
        fate=fate,
        attempts=failed + int(fate in (Fate.ARRIVED, Fate.REFUSED)),
        arrived_at=row.arrived_at,
        error="" if fate is Fate.ARRIVED else row.error or "",
        answer=row.answer or "",
    )


def _fate(row: AnyRow) -> Fate:
    if row.way == DESK:
        return Fate.SEEN if row.arrived_at is not None else Fate.UNSEEN
    if row.state == Delivery.PENDING.value:
        return Fate.RETRYING if row.attempt_count else Fate.WAITING
    known = {Delivery.SENT.value: Fate.ARRIVED, Delivery.KEPT.value: Fate.KEPT}
    return known.get(row.state, Fate.REFUSED)
