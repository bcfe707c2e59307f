"""Orders carried out: one service call each, inside the message's own unit of work.

A refusal of a service becomes a refused result, and the dialogue says why; everything else propagates.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from handlers.dialogue.messages import Attachment
from handlers.dialogue.order_kinds import (
    AddMaterial,
    Filed,
    FindMostAsked,
    FindSimilar,
    LinkStaff,
    ListCases,
    NoteQuestion,
    OpenTicket,
    Order,
    OrderResult,
    Refused,
    SendCorrection,
    SendReasons,
    ShowCase,
    SubmitForm,
    Withdraw,
)
from handlers.dialogue.request_command import applicant_of, submit_command, wanted_of
from handlers.dialogue.scene import AgencyCard, Answers, Surroundings
from handlers.wording import Wording
from knowledge.catalogue import Catalogue
from knowledge.questions import FeedbackKind
from requests_db.services import agency, consultations, files, intake, queries, staff_chats, supplements
from requests_db.services.actors import applicant
from requests_db.services.agency import AgencyProfile
from requests_db.services.conversations import ConversationView
from requests_db.services.errors import NotFound, Refusal
from requests_db.services.intake import Receipt
from requests_db.services.mail_notices import MailService
from requests_db.services.queries import CaseProgress
from requests_db.services.request_form import SubmitRequest
from requests_db.services.retrying import UnitOfWork
from requests_db.services.service_in_chat import note_reply_opened

WEEK = timedelta(days=7)
MOST_ASKED = 3  # entries shown to who wants to ask
OFTEN = 3  # questions from which an entry counts as often asked


class PrintReceipt(Protocol):
    """Makes the printable receipt; the paper's own module says what each part is."""

    def __call__(  # noqa: PLR0913 - the parts of one paper
        self,
        *,
        words: Mapping[str, str],
        facts: Mapping[str, str],
        reasons: Sequence[str],
        agency: str,
        is_sample: bool,
        printed_on: date,
    ) -> bytes:
        """Return the paper as a file."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDeps:
    """What orders need besides the unit of work; put together by the composition root."""

    wording: Wording
    answers: Callable[[], Answers]  # the index as it stands at the moment
    print_receipt: PrintReceipt


async def look_round(unit: UnitOfWork, deps: OrderDeps) -> Surroundings:
    """Return what is the same for everybody at this moment."""
    return Surroundings(
        answers=deps.answers(),
        wording=deps.wording,
        agencies=tuple(_card(profile) for profile in await agency.agencies(unit)),
        today=unit.today,
        sends_mail=unit.offers(MailService),
    )


async def perform(unit: UnitOfWork, conversation: ConversationView, order: Order, deps: OrderDeps) -> OrderResult:
    """Carry out one order for a conversation.

    Args:
        unit: the writing unit of the message.
        conversation: who orders.
        order: what is to be done.
        deps: everything else.
    """
    try:
        return OrderResult(value=await _ACTS[type(order)](unit, conversation, order, deps))
    except Refusal as refusal:
        return OrderResult(refusal=Refused(key=refusal.key, facts=refusal.facts))


async def _find_similar(unit: UnitOfWork, who: ConversationView, order: FindSimilar, _deps: OrderDeps) -> object:
    asking = applicant_of(order.form)
    return await queries.similar_open(
        unit,
        conversation_id=who.id,
        wanted=wanted_of(order.form),
        applicant_name=asking.name,
        identity_number=asking.identity.number,
    )


async def _submit(unit: UnitOfWork, who: ConversationView, order: SubmitForm, deps: OrderDeps) -> object:
    profile = await _agency_by_code(unit, order.agency_code)
    command = submit_command(order.form, agency_id=profile.id, submit_key=order.submit_key)
    receipt = await intake.submit_request(unit, command, applicant(who.id))
    page = _printed(receipt, command, unit, deps)
    kept = await files.store_file(
        unit,
        page,
        deps.wording.text("receipt.paper.file_name"),
        "receipt",
        conversation_id=who.id,
        case_id=receipt.case_id,
        visibility=files.FOR_APPLICANT,
    )
    printed = Attachment(token=kept.token, name=kept.name, media_type=kept.media_type, size=kept.size)
    return Filed(receipt=receipt, printed=printed)


async def _list_cases(unit: UnitOfWork, who: ConversationView, _order: ListCases, _deps: OrderDeps) -> object:
    return await queries.my_cases(unit, who.id)


async def _show_case(unit: UnitOfWork, who: ConversationView, order: ShowCase, _deps: OrderDeps) -> object:
    """Show a request; without a code only what the conversation follows, which counts as no wrong try.

    Raises:
        NotFound: not followed here, or the code does not fit: told alike.
    """
    if not order.access_code:
        for case in await queries.my_cases(unit, who.id):
            if case.ref == order.ref:
                return await _opened(unit, who, case)
        raise NotFound("case.unknown")
    return await queries.case_progress(unit, order.ref, conversation_id=who.id, access_code=order.access_code)


async def _opened(unit: UnitOfWork, who: ConversationView, case: CaseProgress) -> CaseProgress:
    """Return a case as it is shown; a reply seen where it was asked for is served thereby."""
    if case.reply is not None:
        await note_reply_opened(unit, case.ref, who.id)
    return case


async def _add_material(unit: UnitOfWork, who: ConversationView, order: AddMaterial, _deps: OrderDeps) -> object:
    return await supplements.add_material(unit, order.ref, order.text, order.files, applicant(who.id))


async def _send_correction(unit: UnitOfWork, who: ConversationView, order: SendCorrection, _deps: OrderDeps) -> object:
    return await supplements.receive_correction(unit, order.ref, order.text, order.files, applicant(who.id))


async def _send_reasons(unit: UnitOfWork, who: ConversationView, order: SendReasons, _deps: OrderDeps) -> object:
    return await supplements.receive_reasons(unit, order.ref, order.text, order.files, applicant(who.id))


async def _withdraw(unit: UnitOfWork, who: ConversationView, order: Withdraw, _deps: OrderDeps) -> object:
    return await supplements.withdraw_request(unit, order.ref, order.reason, applicant(who.id))


async def _open_ticket(unit: UnitOfWork, who: ConversationView, order: OpenTicket, _deps: OrderDeps) -> object:
    profile = await _agency_by_code(unit, order.agency_code)
    command = consultations.OpenConsultation(
        conversation_id=who.id, agency_id=profile.id, text=order.text, kind=order.kind, topic=order.topic
    )
    return await consultations.open_consultation(unit, command, applicant(who.id))


async def _link_staff(unit: UnitOfWork, who: ConversationView, order: LinkStaff, _deps: OrderDeps) -> object:
    return await staff_chats.link_chat(unit, order.code, who.id)


async def _note_question(unit: UnitOfWork, _who: ConversationView, order: NoteQuestion, _deps: OrderDeps) -> object:
    entry_id = order.entry_id if isinstance(order.entry_id, int) else None
    return await unit.companion(Catalogue).record_feedback(
        order.question, FeedbackKind(order.verdict), status=order.status, entry_id=entry_id
    )


async def _most_asked(unit: UnitOfWork, _who: ConversationView, _order: FindMostAsked, _deps: OrderDeps) -> object:
    return await unit.companion(Catalogue).most_asked(since=unit.now - WEEK, at_least=OFTEN, limit=MOST_ASKED)


_Act = Callable[[UnitOfWork, ConversationView, Any, OrderDeps], Awaitable[object]]
_ACTS: Mapping[type, _Act] = {
    FindSimilar: _find_similar,
    SubmitForm: _submit,
    ListCases: _list_cases,
    ShowCase: _show_case,
    AddMaterial: _add_material,
    SendCorrection: _send_correction,
    SendReasons: _send_reasons,
    Withdraw: _withdraw,
    OpenTicket: _open_ticket,
    LinkStaff: _link_staff,
    NoteQuestion: _note_question,
    FindMostAsked: _most_asked,
}


async def _agency_by_code(unit: UnitOfWork, code: str) -> AgencyProfile:
    """Return the agency with this code.

    Raises:
        NotFound: it was taken out of service since the form was begun.
    """
    for profile in await agency.agencies(unit):
        if profile.code == code:
            return profile
    raise NotFound("agency.unknown")


def _card(profile: AgencyProfile) -> AgencyCard:
    return AgencyCard(
        agency_id=profile.id,
        code=profile.code,
        name=profile.name,
        is_sample=profile.is_sample,
        region=profile.region,
        places=profile.places,
        ref_prefix=profile.ref_prefix,
        phone=profile.contact.phone,
        address=profile.contact.address,
        opening_hours=profile.opening_hours,
        retention=profile.retention,
        privacy_contact=profile.privacy_contact,
        consultation_days=profile.consultation_days,
    )


def _printed(receipt: Receipt, filed: SubmitRequest, unit: UnitOfWork, deps: OrderDeps) -> bytes:
    def word(key: str, **facts: object) -> str:
        return deps.wording.text(f"receipt.paper.{key}", **facts)

    def day(on: date) -> str:
        return deps.wording.text("receipt.receipt.day", year=on.year, month=on.month, day=on.day)

    facts = {
        word("ref"): receipt.ref,
        word("applicant"): filed.applicant.name,
        word("wanted"): filed.wanted.features,
        word("submitted"): day(receipt.submitted_on),
        word("received"): day(receipt.received_on) if receipt.received_on else word("unconfirmed"),
    }
    due = receipt.due
    if due.due_on is not None:
        on = day(due.due_on)
        facts[word("due")] = word("due_provisional", on=on) if due.provisional else on
    return deps.print_receipt(
        words={name: word(name) for name in ("title", "sample", "reasoning", "advice")},
        facts=facts,
        reasons=receipt.brief,
        agency=receipt.agency_name,
        is_sample=receipt.is_sample,
        printed_on=unit.today,
    )
