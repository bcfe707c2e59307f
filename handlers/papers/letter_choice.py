"""Which papers an action calls for, and the facts of a computed fee: what the desk offers beside each button."""

from collections.abc import Mapping

from handlers.papers.letter_values import Fact
from requests_db.statute.events import ConsultKind
from requests_db.statute.fees import BASIS_LABELS, UNIT_WORDS, Fee
from requests_db.statute.outcomes import OUTCOMES
from requests_db.statute.workflow import Action

OPINION_LETTERS: Mapping[ConsultKind, tuple[str, ...]] = {
    ConsultKind.THIRD_PARTY: ("third_party_letter", "third_party_confirmation"),
    ConsultKind.JOINT_AGENCY: ("joint_agency_letter",),
    ConsultKind.OTHER_AGENCY: ("other_agency_letter",),
}
ACTION_LETTERS: Mapping[Action, tuple[str, ...]] = {
    Action.REGISTER: ("application_form", "register_entry"),
    Action.CONFIRM_RECEIPT: ("receipt",),
    Action.REQUEST_CORRECTION: ("correction_notice",),
    Action.LAPSE_CORRECTION: ("o1_correction_lapsed",),
    Action.ASK_REASONS: ("reasons_request",),
    Action.RECEIVE_REASONS: ("delay_notice",),
    Action.ASK_ASSISTANCE: ("assistance_letter",),
    Action.SEND_OPINION_LETTER: ("consultation_notice",),
    Action.OVERRIDE_OPINION: ("third_party_release",),
    Action.CONSENT_EXTENSION: ("extension_notice",),
    Action.NOTIFY_FEE: ("fee_notice",),
    Action.LAPSE_PAYMENT: ("o2_fee_unpaid",),
    Action.SUBMIT_FOR_REVIEW: ("review_sheet",),
    Action.RECORD_SERVICE: ("proof_of_service",),
    Action.WITHDRAW: ("withdrawn",),
    Action.ARCHIVE: ("register_entry", "transfer_list"),
}
DECIDING = (Action.ANSWER, Action.DISPATCH, Action.REISSUE)


def letters_for(action: Action, *, outcome: str = "", consulted: ConsultKind | None = None) -> tuple[str, ...]:
    """Return the kinds of letter an action calls for, the one that must go out first.

    Args:
        action: the step taken.
        outcome: for an answer, the outcome decided on.
        consulted: for an opinion letter, whose opinion is asked.
    """
    if action in DECIDING:
        return (outcome,) if outcome in OUTCOMES and OUTCOMES[outcome].letter else ()
    letters = ACTION_LETTERS.get(action, ())
    return (*OPINION_LETTERS[consulted], *letters) if consulted and action is Action.SEND_OPINION_LETTER else letters


def fee_details(fee: Fee) -> dict[str, Fact]:
    """Return what a fee notice says of a computed fee: nobody types the sum."""
    return {
        "fee_basis": BASIS_LABELS[fee.basis],
        "fee_quantity": f"{fee.quantity}{UNIT_WORDS[fee.basis]}",
        "calculation": fee.because,
        "amount": fee.yuan,
    }
