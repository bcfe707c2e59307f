"""What a case already knows of the facts a letter asks: dates from its history, searches, fees, the applicant's form.

Staff are asked only for the rest, and what they type stands over what is found here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from handlers.papers.letter_choice import OPINION_LETTERS, fee_details
from handlers.papers.letter_values import Fact, LetterFacts, LetterFault
from requests_db.services.agency_settings import AgencyProfile
from requests_db.statute.events import ConsultKind
from requests_db.statute.fees import FeeBasis, fee
from requests_db.statute.limits import LimitKey
from requests_db.statute.workflow import Action
from requests_db.store.case_views import ApplicantView, CasePage, HistoryLine

FEE_NOTICE, FEE_LAPSE = "fee_notice", "o2_fee_unpaid"
EXTENSION_NOTICE, RECEIPT = "extension_notice", "receipt"
THIRD_PARTY_RELEASE = "third_party_release"
ASKED_BY: Mapping[str, str] = {  # whose opinion a letter is about
    **{paper: who.value for who, papers in OPINION_LETTERS.items() for paper in papers},
    THIRD_PARTY_RELEASE: ConsultKind.THIRD_PARTY.value,
}
# The day of the latest such step, by the places that ask for it.
STEP_DAYS: Mapping[Action, tuple[str, ...]] = {
    Action.REQUEST_CORRECTION: ("notice_on",),
    Action.RECEIVE_CORRECTION: ("corrected_on", "corrected_again_on"),
    Action.ASK_REASONS: ("reasons_asked_on",),
    Action.RECEIVE_REASONS: ("reasons_received_on",),
    Action.SEND_OPINION_LETTER: ("consulted_on", "sent_on"),
    Action.RECORD_LETTER_RECEIVED: ("letter_received_on",),
    Action.RECORD_PAYMENT: ("paid_on",),
    Action.RECORD_SEARCH: ("searched_on",),
    Action.DISPATCH: ("posted_on",),
    Action.WITHDRAW: ("withdrawn_on",),
    Action.ARCHIVE: ("archived_on",),
}
# What was written at a step, by place.
STEP_TEXTS: Mapping[Action, Mapping[str, str]] = {
    Action.REQUEST_CORRECTION: {"points": "reason"},
    Action.RECEIVE_REASONS: {"reasons_given": "text"},
    Action.NOTIFY_FEE: {"how_to_pay": "how_to_pay"},
    Action.ASK_ASSISTANCE: {"help_wanted": "text"},
    Action.SEND_OPINION_LETTER: {"why_concerned": "text"},
    Action.RECORD_SEARCH: {"searched_in": "places", "searched_by": "words", "search": "found"},
}
# The last day of a period given to somebody outside, by the letter that names it.
WINDOWS: Mapping[str, LimitKey] = {
    "correction_notice": LimitKey.CORRECTION_WINDOW,
    "o1_correction_lapsed": LimitKey.CORRECTION_WINDOW,
    "reasons_request": LimitKey.REASONS_WINDOW,
    FEE_LAPSE: LimitKey.FEE_PAYMENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody whose opinion was asked."""

    letter: str  # identity of the letter that asked
    name: str


def case_facts(
    kind: str,
    page: CasePage,
    agency: AgencyProfile,
    applicant: ApplicantView,
    *,
    issued_on: date,
    document_number: str = "",
    addressee: str = "",
    grounds: tuple[str, ...] = (),
    party: str = "",
    typed: Mapping[str, Fact] | None = None,
) -> LetterFacts:
    """Return the facts of a letter about a case.

    Args:
        kind: the letter.
        page: the case as staff see it.
        agency: whose letter it is.
        applicant: who asks, opened and not masked: a letter names its addressee.
        issued_on: the day under the seal.
        document_number: number of the paper; empty for a preview.
        addressee: where the letter goes to somebody else.
        grounds: keys in `statute.articles` added to the outcome's own.
        party: the letter that asked whom this one goes to, where staff chose among several.
        typed: what staff wrote; it stands over what the case knows.

    Raises:
        LetterFault: the applicant's data is masked.
    """
    if applicant.is_masked:
        msg = "a letter cannot be written from masked personal data"
        raise LetterFault(msg)
    details = {**_known_details(kind, page, applicant, party), **(typed or {})}
    return LetterFacts(
        agency=agency,
        issued_on=issued_on,
        document_number=document_number,
        ref=page.line.ref,
        applicant=applicant.name,
        applicant_kind=applicant.kind,
        addressee=addressee,
        wanted=_wanted(page.wanted),
        received_on=page.line.received_on,
        due_on=_due_on(kind, page),
        due_is_provisional=page.line.provisional,
        is_open=page.line.is_open,
        grounds=grounds,
        details={name: fact for name, fact in details.items() if fact not in ("", None)},
    )


def _known_details(kind: str, page: CasePage, applicant: ApplicantView, party: str) -> dict[str, Fact]:
    return {
        **_form_details(page, applicant),
        **_history_details(page),
        **_letter_details(kind, page),
        **_opinion_details(kind, page, party),
    }


def _due_on(kind: str, page: CasePage) -> date | None:
    """Return the last day a letter names: a receipt the first one counted, an extension notice the one before it.

    Of a case answered while its clock stood it is the last one counted before.
    """
    extension = _latest(page, Action.CONSENT_EXTENSION)
    if kind == EXTENSION_NOTICE and extension:
        return extension.due_before
    counted = [line.due_after for line in sorted(page.history, key=lambda line: line.seq) if line.due_after]
    if kind == RECEIPT:
        return next(iter(counted), page.line.due_on)
    return page.line.due_on or (next(reversed(counted), None) if page.reply else None)


def _latest(page: CasePage, action: Action) -> HistoryLine | None:
    return max((line for line in page.history if line.action is action), key=lambda line: line.seq, default=None)


def _history_details(page: CasePage) -> dict[str, Fact]:
    details: dict[str, Fact] = {}
    for action, places in STEP_DAYS.items():
        if line := _latest(page, action):
            details |= dict.fromkeys(places, line.on)
    for action, texts in STEP_TEXTS.items():
        if line := _latest(page, action):
            details |= {place: str(line.texts.get(name, "")) for place, name in texts.items()}
    extension = _latest(page, Action.CONSENT_EXTENSION)
    if extension and (until := extension.due_after or page.line.due_on):
        details["extended_until"] = details["new_due_on"] = until
        details["working_days"] = int(extension.facts.get("working_days", 0)) or ""
    return details


def _letter_details(kind: str, page: CasePage) -> dict[str, Fact]:
    result = "" if page.has_former_outcome else page.line.outcome_label  # the overturned one is not proposed anew
    details: dict[str, Fact] = {"reasons": str(page.draft.get("grounds", "")), "result": result}
    if page.re_review_on:
        details["re_review_on"] = page.re_review_on
    proposal = _latest(page, Action.PROPOSE_EXTENSION)
    if kind == EXTENSION_NOTICE and proposal:
        details["reasons"] = str(proposal.texts.get("reason", ""))
    if until := _window(kind, page):
        details["until_on"] = until
    notice = _latest(page, Action.NOTIFY_FEE)
    if notice and notice.facts.get("basis"):
        details |= fee_details(fee(FeeBasis(notice.facts["basis"]), int(notice.facts["quantity"])))
        details |= {"notice_on": notice.on} if kind == FEE_LAPSE else {}
        details |= {"reasons": str(notice.texts.get("reason", ""))} if kind == FEE_NOTICE else {}
    return details


def parties_of(kind: str, page: CasePage) -> tuple[Party, ...]:
    """Return everybody to whom a letter about an opinion may go, the first asked first; else nobody."""
    return tuple(_party(line) for line in _sent(kind, page))


def asked_of(kind: str, page: CasePage, party: str = "") -> Party | None:
    """Return to whom a letter about an opinion goes: the party chosen, told of a release, or asked last; else nobody.

    Before a release is recorded nobody is taken for its addressee while several were asked.
    """
    asking = _asking(kind, page, party)
    return _party(asking) if asking else None


def _party(line: HistoryLine) -> Party:
    return Party(letter=str(line.facts.get("letter", "")), name=str(line.texts.get("addressee", "")))


def _sent(kind: str, page: CasePage) -> list[HistoryLine]:
    """Return the steps that asked for the opinions a letter is about, in their order."""
    asked = ASKED_BY.get(kind)
    sent = (line for line in page.history if line.action is Action.SEND_OPINION_LETTER)
    return sorted((line for line in sent if asked and line.facts.get("kind") == asked), key=lambda line: line.seq)


def _asking(kind: str, page: CasePage, party: str) -> HistoryLine | None:
    """Return the step that asked whom a letter goes to: several may be asked, each reads of its own matter alone."""
    sent = _sent(kind, page)
    told = _latest(page, Action.OVERRIDE_OPINION) if kind == THIRD_PARTY_RELEASE else None
    letter = party or (told.facts.get("letter") if told else None)
    named = [line for line in sent if letter and line.facts.get("letter") == letter]
    is_open_question = not named and kind == THIRD_PARTY_RELEASE and len(sent) > 1
    return None if is_open_question else next(reversed(named or sent), None)


def _opinion_details(kind: str, page: CasePage, party: str) -> dict[str, Fact]:
    """Return what a letter asking for an opinion, or telling of a release against one, takes from the case."""
    if kind not in ASKED_BY:
        return {}
    asked = asked_of(kind, page, party)
    details: dict[str, Fact] = {"concerned": _wanted(page.wanted), "third_party": asked.name if asked else ""}
    if kind == THIRD_PARTY_RELEASE:
        details |= _release_details(page, party)
    return details


def _release_details(page: CasePage, party: str) -> dict[str, Fact]:
    """Return what a third party is told of its own opinion and of the release against it."""
    asking = _asking(THIRD_PARTY_RELEASE, page, party)
    if asking is None:
        return dict.fromkeys(("consulted_on", "opinion", "open_part", "reasons"), "")
    letter = asking.facts.get("letter")
    answers = (line for line in page.history if line.action is Action.RECORD_OPINION)
    said = next((line for line in answers if line.facts.get("letter") == letter), None)  # asked once, answers once
    details: dict[str, Fact] = {
        "consulted_on": asking.on,
        "opinion": str(said.texts.get("remark", "")) if said else "",
    }
    if told := _released(page, letter):
        details |= {"open_part": str(told.texts.get("open_part", "")), "reasons": str(told.texts.get("reason", ""))}
    return details


def _released(page: CasePage, letter: object) -> HistoryLine | None:
    """Return the release told to the party a letter asked; one that names nobody was told to all."""
    told = [line for line in page.history if line.action is Action.OVERRIDE_OPINION]
    own = [line for line in told if line.facts.get("letter") in (None, "", letter)]
    return max(own, key=lambda line: line.seq, default=None)


def _window(kind: str, page: CasePage) -> date | None:
    wanted = WINDOWS.get(kind)
    ends = [limit.due_on for limit in page.limits if limit.key == wanted and limit.due_on]
    return max(ends, default=None)


def _form_details(page: CasePage, applicant: ApplicantView) -> dict[str, Fact]:
    wanted = {name: str(value) for name, value in page.wanted.items() if isinstance(value, str)}
    return {
        "wanted_name": wanted.get("name", ""),
        "wanted_number": wanted.get("document_number", ""),
        "wanted_features": wanted.get("features", ""),
        "supply_form": wanted.get("supply_form", ""),
        "obtain_by": wanted.get("obtain_by", ""),
        "help_needed": wanted.get("help_needed", ""),
        "accepts_other": "yes" if page.wanted.get("accept_other") else "no",
        "identity": applicant.identity_number,
        "phone": applicant.phone,
        "email": applicant.email,
        "postal_address": f"{applicant.address} {applicant.postcode}".strip(),
        "contact_person": applicant.contact_person,
        "legal_representative": applicant.legal_representative,
        "agent": f"{applicant.agent_name} {applicant.agent_identity}".strip(),
        "submitted_on": page.line.submitted_on,
        "unit": page.line.unit_name,
    }


def _wanted(wanted: Mapping[str, object]) -> str:
    parts = (str(wanted.get(name) or "").strip() for name in ("name", "document_number", "features"))
    return "；".join(dict.fromkeys(part for part in parts if part))  # a chat tells name and features in one
