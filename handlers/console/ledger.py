"""The ledger: what was sent, to whom, by which way, and whether it arrived; applicants are never named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from handlers.console.case_page import CASES
from handlers.console.deps import actor_of, deps_of
from handlers.console.listing import list_address, page_number
from handlers.console.pages import instant_text, render
from handlers.wording import Wording
from requests_db.services.ledger import LEDGER_TO, Fate, LedgerLine, LedgerWish, ledger_page
from requests_db.services.staff_accounts import list_staff
from requests_db.statute.workflow import ACTION_LABELS, Action

HERE = "/staff/board/ledger"
LONGEST_REF = 60
LONGEST_ID = 18  # digits
TONES = {
    Fate.ARRIVED: "ok",
    Fate.SEEN: "ok",
    Fate.UNSEEN: "warn",
    Fate.KEPT: "quiet",
    Fate.WAITING: "warn",
    Fate.RETRYING: "warn",
    Fate.REFUSED: "bad",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line of the ledger in words."""

    at: str
    ref: str
    address: str
    what: str
    whom: str
    way: str
    fate: str
    tone: str
    attempts: int
    arrived_at: str
    error: str
    answer: str


async def show(request: web.Request) -> web.Response:
    """Show the ledger, narrowed by case, person or fate."""
    deps, actor, wish = deps_of(request), actor_of(request), read_wish(request.query)
    async with deps.units.reading() as unit:
        page = await ledger_page(unit, actor, wish, page=page_number(request))
        people = await list_staff(unit, actor.agency_id or 0)
    return render(
        request,
        "ledger.html",
        wish=wish,
        people=[(one.id, one.display_name) for one in people],
        page=page,
        counted="total_many" if page.total == LEDGER_TO else "total",
        lines=[shown_line(line, deps.wording, lambda at: instant_text(at, deps)) for line in page.rows],
        page_address=lambda number: ledger_address(wish, page=number),
        files=[(form, ledger_address(wish, path=f"{HERE}/file/{form}")) for form in ("xlsx", "csv")],
    )


def read_wish(query: Mapping[str, str]) -> LedgerWish:
    """Return what an address asks for; what it does not understand it leaves out."""
    person, fate = query.get("person", ""), query.get("fate", "")
    is_id = person.isascii() and person.isdigit() and len(person) <= LONGEST_ID
    return LedgerWish(
        ref=query.get("ref", "").strip()[:LONGEST_REF],
        staff_id=int(person) if is_id else None,
        only_failed=fate == "failed",
        only_waiting=fate == "waiting",
    )


def ledger_address(wish: LedgerWish, *, path: str = HERE, page: int = 1) -> str:
    """Return the address that `read_wish` reads as `wish`."""
    fate = "failed" if wish.only_failed else "waiting" if wish.only_waiting else ""
    return list_address(path, ref=wish.ref, person=wish.staff_id, fate=fate, page=page)


def shown_line(line: LedgerLine, wording: Wording, shown_at: Callable[[datetime], str]) -> ShownLine:
    """Return a line of the ledger in words."""
    return ShownLine(
        at=shown_at(line.at),
        ref=line.ref,
        address=f"{CASES}/{line.case_id}" if line.case_id is not None else "",
        what=_what(line.notice, wording),
        whom=line.staff_name or wording.text("desk.ledger.applicant"),
        way=_word(wording, "way", line.way),
        fate=wording.text(f"desk.ledger.fate.{line.fate.value}"),
        tone=TONES[line.fate],
        attempts=line.attempts,
        arrived_at=shown_at(line.arrived_at) if line.arrived_at else "",
        error=line.error,
        answer=line.answer,
    )


def _what(notice: str, wording: Wording) -> str:
    """Return what kind of thing was said: the step it tells of, or the warning."""
    kind = notice.rpartition(".")[-1]
    if wording.has(f"desk.ledger.what.{kind}"):
        return wording.text(f"desk.ledger.what.{kind}")
    return ACTION_LABELS[Action(kind)] if kind in set(Action) else wording.text("desk.ledger.what.other")


def _word(wording: Wording, group: str, value: str) -> str:
    key = f"desk.ledger.{group}.{value}"
    return wording.text(key) if wording.has(key) else value
