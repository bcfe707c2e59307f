"""Lawful erasure of an applicant's personal data from a finished case; the history chain stays whole (删除个人信息).

What was asked and answered remains, because the register must; who asked goes: the form, papers that name them, search
entries, the access code, the tie to their chat, and what was typed and said there about this case. Digests stay, so
that every line of history still verifies; what was taken away stands in the register, and anything else that is
missing is a fault.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from requests_db.services.actors import Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.audit import RegisterKind, append_register
from requests_db.services.chain_hashes import form_digests, plain
from requests_db.services.errors import InvalidInput, NotPermitted
from requests_db.services.outbox import notice_body
from requests_db.services.outcome_rules import months_after
from requests_db.services.search_index import WHOLE_FIELDS
from requests_db.services.visibility import require_case
from requests_db.statute.workflow import Role
from requests_db.store.repositories import erasing
from requests_db.store.repositories.limits import live_limits
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork

MAY_ERASE = (Role.HEAD,)
PERSONAL_FILES = ("identity", "authority", "receipt", "letter", "service_proof")
ERASED_ON = "erased_on"
ERASED_NOTICE = "erased"  # wording key of what stands in the place of something said


class ErasureReason(StrEnum):
    """Why personal data is erased (删除事由); chosen, not typed, because the register holds no personal data."""

    ASKED = "asked"
    RETENTION_OVER = "retention_over"
    ORDERED = "ordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureView:
    """Whether personal data of a case may be erased, and what hinders it."""

    ref: str
    is_open: bool
    is_erased: bool
    earliest_on: date | None  # first day on which it may be done; None while the case is open
    pending_count: int  # things said to the applicant that are still on their way
    is_due: bool


async def erasure_view(unit: UnitOfWork, actor: Actor, case_id: int) -> ErasureView:
    """Return how a case stands with the erasure of personal data.

    Raises:
        NotFound: unknown or out of sight.
        NotPermitted: the actor is not the head of the office.
    """
    case = await require_case(unit, actor, case_id)
    if not actor.has(*MAY_ERASE):
        raise NotPermitted("case.erase", ref=case.ref)
    return await _view(unit, case)


async def erase_applicant(unit: UnitOfWork, case_id: int, reason: str, actor: Actor) -> None:
    """Erase who asked; recorded in the register with its reason. The caller commits.

    Raises:
        NotFound: unknown or out of sight.
        NotPermitted: the actor is not the head of the office, the case is still open or within a period for
            contesting or keeping it, notices are on their way, or it was done before.
        InvalidInput: no known reason is given.
    """
    case = await require_case(unit, actor, case_id, hold=True)
    view = await _view(unit, case)
    if not actor.has(*MAY_ERASE) or not view.is_due:
        raise NotPermitted("case.erase", ref=case.ref)
    if reason not in set(ErasureReason):
        raise InvalidInput({"reason": "required"})
    form = erased_form(case.applicant_kind, plain(unit.today))
    case.applicant_sealed = unit.cipher.seal(form)
    case.access_digest = None
    await erasing.erase_search(unit.session, case.id, WHOLE_FIELDS)
    events = await erasing.erase_first_private(unit.session, case.id)
    name = unit.cipher.seal("")
    files = await erasing.erase_files(unit.session, case.id, PERSONAL_FILES, name_sealed=name)
    messages = await _erase_chats(unit, case)
    await unit.session.flush()
    digests = form_digests(unit.digester, unit.cipher.open(case.wanted_sealed), form)
    facts = {
        "reason": reason,
        "files": files,
        "events": events,
        "messages": messages,
        "applicant_digest": digests["applicant_digest"],
    }
    await append_register(unit, RegisterKind.ERASURE, f"case:{case.id}", actor, facts)


def erased_form(kind: str, erased_on: str) -> dict[str, object]:
    """Return the applicant's form with nothing left in it but the kind the annual report counts."""
    return {
        "kind": kind,
        "name": "",
        "identity": {"kind": "", "number": "", "file_tokens": []},
        "contact": {"phone": "", "email": "", "fax": "", "address": "", "postcode": "", "contact_person": ""},
        "legal_representative": "",
        "agent": None,
        "consented_at": None,
        ERASED_ON: erased_on,
    }


async def _view(unit: UnitOfWork, case: CaseRow) -> ErasureView:
    is_erased = bool(unit.cipher.open(case.applicant_sealed).get(ERASED_ON))
    earliest = await _earliest_day(unit, case)
    pending = await erasing.pending_deliveries(unit.session, case.id)
    is_due = earliest is not None and earliest <= unit.today and not pending and not is_erased
    return ErasureView(
        ref=case.ref,
        is_open=case.is_open,
        is_erased=is_erased,
        earliest_on=earliest,
        pending_count=pending,
        is_due=is_due,
    )


async def _earliest_day(unit: UnitOfWork, case: CaseRow) -> date | None:
    """Return the first day after the agency's own period and every period for contesting the reply."""
    if case.is_open:
        return None
    profile = await agency_profile(unit, case.agency_id)
    ended_on = case.closed_on or case.answered_on or case.submitted_on
    kept_until = months_after(ended_on, profile.retention_months)
    running = [limit.due_on for limit in await live_limits(unit.session, case.id) if limit.due_on is not None]
    return max([kept_until, *(day + timedelta(days=1) for day in running)])


async def _erase_chats(unit: UnitOfWork, case: CaseRow) -> int:
    """Erase what was typed and said about the case in the chats that filed it; return how many messages.

    A chat that filed nothing else is emptied. In one that filed other requests too, the stretch in which this one was
    filled in goes, and everything said later under its number.
    """
    blank = unit.cipher.seal({"text": "", "choice": "", "files": [], "edit": False})
    notice = unit.cipher.seal(notice_body(ERASED_NOTICE, {}))
    count = 0
    for conversation_id in await erasing.filing_conversations(unit.session, case.id):
        stretch = await erasing.stretch_of(unit.session, conversation_id, case.id)
        count += await erasing.erase_messages(unit.session, conversation_id, stretch, inbox=blank, outbox=notice)
        count += await erasing.erase_said_of_case(unit.session, conversation_id, case.id, outbox=notice)
        await erasing.forget_dialogue(unit.session, conversation_id)
    await erasing.untie(unit.session, case.id)
    return count
