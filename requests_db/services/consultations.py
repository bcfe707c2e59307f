"""A citizen's question that waits for a person: opened in a unit's queue, answered back into the chat (咨询工单)."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from requests_db.services import outbox
from requests_db.services.actors import Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.agency import suggested_unit
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.audit import RegisterKind, append_register
from requests_db.services.calendars import calendar_for
from requests_db.services.case_figures import LONGEST_TEXT, PAGE_SIZE, SUBJECT_LENGTH
from requests_db.services.errors import Conflict, InvalidInput, NotFound, NotPermitted
from requests_db.services.reminders import plan_reminders
from requests_db.services.staff_notices import StaffNotice, notify
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.limits import LimitKey
from requests_db.statute.workflow import Role
from requests_db.store.repositories import agencies
from requests_db.store.repositories import consultations as rows
from requests_db.store.repositories import limits as limit_rows
from requests_db.store.repositories.consultations import TicketState
from requests_db.store.tables_cases import ConsultationRow
from requests_db.store.unit_of_work import UnitOfWork
from requests_db.store.views import Page

COMPLAINT = "complaint"
KINDS = ("question", COMPLAINT, "suggestion", "feedback")
WAITING_LABEL = "待答复的咨询"
PLACEHOLDER_BYTES = 16  # of the number a ticket has until its row does
NUMBER = "咨询{year}-{number:05d}"
SEES_ALL = (Role.REGISTRAR, Role.HEAD, Role.SUPERVISOR)
ANSWERS = (Role.REGISTRAR, Role.HANDLER, Role.HEAD)
SHOWN_STATES = {
    "open": (TicketState.OPEN,),
    "mine": (TicketState.OPEN,),
    "unit": (TicketState.OPEN,),
    "closed": (TicketState.ANSWERED, TicketState.CLOSED),
}


class TicketList(StrEnum):
    """A list of questions at the desk."""

    OPEN = "open"
    MINE = "mine"
    UNIT = "unit"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenConsultation:
    """A question to be passed on to a person."""

    conversation_id: int
    agency_id: int
    text: str
    kind: str = "question"  # question, complaint, suggestion, feedback
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What the citizen is told of it."""

    id: int
    ref: str
    due_on: date | None  # the house's target


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Which questions somebody asks for."""

    name: TicketList = TicketList.OPEN
    holder_id: int | None = None  # only what this person holds


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLine:
    """A question as a list shows it."""

    id: int
    ref: str
    kind: str
    state: TicketState
    summary: str
    unit_id: int | None
    unit_name: str
    holder_id: int | None
    holder_name: str
    opened_on: date
    due_on: date | None
    remaining_working_days: int | None  # negative when late; None once answered
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPage:
    """Everything one page shows of a question."""

    line: TicketLine
    text: str
    topic: str
    answer: str
    answered_at: datetime | None
    may_claim: bool
    may_answer: bool
    may_close: bool
    version: int


async def open_consultation(unit: UnitOfWork, command: OpenConsultation, actor: Actor) -> Ticket:
    """Put a question into the queue of the unit whose matter it is, else of the disclosure office.

    A complaint goes to the office, which passes it on: the unit whose matter it is may be the one complained of.

    Raises:
        InvalidInput: the question is empty or too long, or of no known kind.
        NotFound: no such agency.
    """
    text = command.text.strip()
    if not text or len(text) > LONGEST_TEXT or command.kind not in KINDS:
        raise InvalidInput({"text": "required" if not text else "too_long"})
    profile = await agency_profile(unit, command.agency_id)
    calendar = await calendar_for(unit, profile)
    row = ConsultationRow(
        agency_id=profile.id,
        ref=secrets.token_hex(PLACEHOLDER_BYTES),
        conversation_id=command.conversation_id,
        kind=command.kind,
        state=TicketState.OPEN,
        unit_id=_unit_for(profile, command.kind, f"{command.topic} {text}"),
        question_sealed=unit.cipher.seal({"text": text, "topic": command.topic}),
        opened_on=unit.today,
        due_on=calendar.add(unit.today, profile.consultation_days).on,
        created_at=unit.now,
    )
    unit.session.add(row)
    await unit.session.flush()
    row.ref = NUMBER.format(year=unit.today.year, number=row.id)
    limit = limit_rows.add_limit(
        unit.session, key=LimitKey.CONSULTATION.value, subject="", opened_on=unit.today, consultation_id=row.id
    )
    limit.due_on = row.due_on
    await unit.session.flush()
    await plan_reminders(unit, [limit], profile.reminders, calendar)
    await _record(unit, row, actor, "opened")
    await _tell_unit(unit, row, actor)
    return Ticket(id=row.id, ref=row.ref, due_on=row.due_on)


async def claim_ticket(unit: UnitOfWork, ticket_id: int, actor: Actor, *, expected_version: int | None = None) -> None:
    """Take a question up.

    Raises:
        NotFound: unknown or out of sight.
        NotPermitted: it is answered, or the actor's roles do not answer.
        Conflict: somebody changed it first.
    """
    row = await _open_ticket(unit, ticket_id, actor, expected_version)
    row.holder_id = actor.staff_id
    row.unit_id = actor.unit_id or row.unit_id
    await _changed(unit, row, actor, "claimed")


async def pass_ticket(
    unit: UnitOfWork, ticket_id: int, unit_id: int, actor: Actor, *, expected_version: int | None = None
) -> None:
    """Give a question to another unit. Errors as `give_ticket`."""
    await give_ticket(unit, ticket_id, unit_id, None, actor, expected_version=expected_version)


async def give_ticket(
    unit: UnitOfWork,
    ticket_id: int,
    unit_id: int,
    holder_id: int | None,
    actor: Actor,
    *,
    expected_version: int | None = None,
) -> None:
    """Give a question to a unit, and to one of its people where named. Errors as `claim_ticket`.

    Raises:
        InvalidInput: a unit of another agency, or a person who does not answer for that unit.
    """
    row = await _open_ticket(unit, ticket_id, actor, expected_version)
    place = await agencies.unit_by_id(unit.session, unit_id)
    if place is None or place.agency_id != row.agency_id or not place.is_active:
        raise InvalidInput({"unit_id": "unknown"})
    if holder_id is not None:
        await _require_answering(unit, row, unit_id, holder_id)
    row.unit_id, row.holder_id = unit_id, holder_id
    await _changed(unit, row, actor, "passed")
    await _tell_unit(unit, row, actor)


async def answer_ticket(
    unit: UnitOfWork, ticket_id: int, text: str, actor: Actor, *, expected_version: int | None = None
) -> None:
    """Answer a question; the answer goes back into the citizen's chat. Errors as `claim_ticket`.

    Raises:
        InvalidInput: the answer is empty or too long.
    """
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise InvalidInput({"text": "too_long" if text.strip() else "required"})
    row = await _open_ticket(unit, ticket_id, actor, expected_version)
    row.state, row.answered_at = TicketState.ANSWERED, unit.now
    row.holder_id = row.holder_id or actor.staff_id
    row.answer_sealed = unit.cipher.seal({"text": text.strip()})
    await _end_limit(unit, row)
    await _changed(unit, row, actor, "answered")
    facts = {"ref": row.ref, "text": text.strip()}
    await outbox.say_notice(unit, row.conversation_id, "ticket.answered", facts)


async def close_ticket(unit: UnitOfWork, ticket_id: int, actor: Actor, *, expected_version: int | None = None) -> None:
    """Close a question that needs no answer, e.g. one asked twice. Errors as `claim_ticket`.

    Raises:
        NotPermitted: it is a complaint too; whoever complains is told the right channel at least.
    """
    row = await _open_ticket(unit, ticket_id, actor, expected_version)
    if row.kind == COMPLAINT:
        raise NotPermitted("ticket.complaint", ref=row.ref)
    row.state, row.answered_at = TicketState.CLOSED, unit.now
    await _end_limit(unit, row)
    await _changed(unit, row, actor, "closed")


async def ticket_queue(unit: UnitOfWork, actor: Actor, asked: TicketFilter, page: int = 1) -> Page[TicketLine]:
    """Return one page of questions, the earliest due first; only those the actor sees."""
    if actor.agency_id is None or actor.staff_id is None:
        raise NotFound("ticket.unknown")
    own_unit = asked.name is TicketList.UNIT or not actor.has(*SEES_ALL)
    unit_id = (actor.unit_id or 0) if own_unit and asked.name is not TicketList.MINE else None
    holder_ids = (actor.staff_id, *actor.stands_for) if asked.name is TicketList.MINE else ()
    if asked.holder_id is not None:
        holder_ids = (asked.holder_id,)
    wish = rows.TicketWish(
        agency_id=actor.agency_id, states=SHOWN_STATES[asked.name], unit_id=unit_id, holder_ids=holder_ids
    )
    total = await rows.count(unit.session, wish)
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(page, 1), pages)
    found = await rows.page(unit.session, wish, offset=(shown - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    profile = await agency_profile(unit, actor.agency_id)
    lines = await _lines(unit, found, profile)
    return Page(rows=lines, total=total, page=shown, pages=pages)


async def ticket_page(unit: UnitOfWork, actor: Actor, ticket_id: int) -> TicketPage:
    """Return everything one page shows of a question.

    Raises:
        NotFound: unknown or out of sight.
    """
    row = await _visible(unit, ticket_id, actor)
    asked: dict[str, Any] = unit.cipher.open(row.question_sealed)
    may_answer = row.state == TicketState.OPEN and actor.has(*ANSWERS)
    return TicketPage(
        line=(await _lines(unit, [row], await agency_profile(unit, row.agency_id)))[0],
        text=asked["text"],
        topic=asked["topic"],
        answer=unit.cipher.open(row.answer_sealed)["text"] if row.answer_sealed else "",
        answered_at=row.answered_at,
        may_claim=may_answer and row.holder_id != actor.staff_id,
        may_answer=may_answer,
        may_close=may_answer and row.kind != COMPLAINT,
        version=row.version,
    )


def _unit_for(profile: AgencyProfile, kind: str, text: str) -> int | None:
    office = next((each.id for each in profile.units if each.is_office), None)
    matter = suggested_unit(profile, text)
    return office or matter if kind == COMPLAINT else matter or office


async def _visible(unit: UnitOfWork, ticket_id: int, actor: Actor, *, hold: bool = False) -> ConsultationRow:
    row = await rows.by_id(unit.session, ticket_id, hold=hold)
    if row is None or row.agency_id != actor.agency_id:
        raise NotFound("ticket.unknown")
    if not (
        actor.has(*SEES_ALL) or row.holder_id in (actor.staff_id, *actor.stands_for) or row.unit_id == actor.unit_id
    ):
        raise NotFound("ticket.unknown")
    return row


async def _open_ticket(unit: UnitOfWork, ticket_id: int, actor: Actor, expected_version: int | None) -> ConsultationRow:
    row = await _visible(unit, ticket_id, actor, hold=True)
    if expected_version is not None and row.version != expected_version:
        holder = await agencies.staff_names(unit.session, [row.holder_id or 0])
        changed_at = row.answered_at or row.created_at
        raise Conflict(changed_by=holder.get(row.holder_id or 0, ""), changed_at=changed_at)
    if row.state != TicketState.OPEN or not actor.has(*ANSWERS):
        raise NotPermitted("ticket.closed" if row.state != TicketState.OPEN else "ticket.role", ref=row.ref)
    return row


async def _require_answering(unit: UnitOfWork, row: ConsultationRow, unit_id: int, holder_id: int) -> None:
    """Refuse a person who is not of the unit, has left, or answers no questions."""
    holder = await agencies.staff_by_id(unit.session, holder_id)
    if holder is None or holder.agency_id != row.agency_id or not holder.is_active:
        raise InvalidInput({"holder_id": "unknown"})
    if holder.unit_id != unit_id:
        raise InvalidInput({"holder_id": "other_unit"})
    if set(ANSWERS).isdisjoint(holder.roles):
        raise InvalidInput({"holder_id": "no_handler"})


async def _changed(unit: UnitOfWork, row: ConsultationRow, actor: Actor, what: str) -> None:
    row.version += 1
    await unit.session.flush()
    await _record(unit, row, actor, what)


async def _record(unit: UnitOfWork, row: ConsultationRow, actor: Actor, what: str) -> None:
    facts = {"what": what, "unit_id": row.unit_id, "holder_id": row.holder_id}
    await append_register(unit, RegisterKind.CONSULTATION, f"ticket:{row.id}", actor, facts)


async def _end_limit(unit: UnitOfWork, row: ConsultationRow) -> None:
    limit = await limit_rows.consultation_limit(unit.session, row.id)
    if limit is None:
        return
    limit.status, limit.closed_on = limit_rows.MET, unit.today
    profile = await agency_profile(unit, row.agency_id)
    await plan_reminders(unit, [limit], profile.reminders, await calendar_for(unit, profile))


async def _tell_unit(unit: UnitOfWork, row: ConsultationRow, actor: Actor) -> None:
    facts = {"ref": row.ref, "state_label": WAITING_LABEL, "due_on": row.due_on}
    told = [
        one.id
        for one in await agencies.staff_of(unit.session, row.agency_id)
        if one.unit_id == row.unit_id and one.id != actor.staff_id and not set(ANSWERS).isdisjoint(one.roles)
        if row.holder_id in (None, one.id)
    ]
    await notify(unit, told, StaffNotice(agency_id=row.agency_id, key="staff.ticket_opened", facts=facts))


async def _lines(unit: UnitOfWork, found: Sequence[ConsultationRow], profile: AgencyProfile) -> tuple[TicketLine, ...]:
    holders = [row.holder_id for row in found if row.holder_id is not None]
    names = await agencies.staff_names(unit.session, holders) if holders else {}
    calendar = await calendar_for(unit, profile)
    return tuple(_line(unit, row, profile, names, calendar) for row in found)


def _line(
    unit: UnitOfWork, row: ConsultationRow, profile: AgencyProfile, names: Mapping[int, str], calendar: WorkingCalendar
) -> TicketLine:
    text = " ".join(unit.cipher.open(row.question_sealed)["text"].split())
    is_open = row.state == TicketState.OPEN
    return TicketLine(
        id=row.id,
        ref=row.ref,
        kind=row.kind,
        state=TicketState(row.state),
        summary=text[:SUBJECT_LENGTH],
        unit_id=row.unit_id,
        unit_name=next((each.name for each in profile.units if each.id == row.unit_id), ""),
        holder_id=row.holder_id,
        holder_name=names.get(row.holder_id or 0, ""),
        opened_on=row.opened_on,
        due_on=row.due_on,
        remaining_working_days=_remaining(unit.today, row.due_on, calendar) if is_open and row.due_on else None,
        version=row.version,
    )


def _remaining(today: date, due_on: date, calendar: WorkingCalendar) -> int:
    left = calendar.count(today, due_on)
    return left if due_on >= today else min(-1, left)
