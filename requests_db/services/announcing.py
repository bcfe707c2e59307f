"""What must be said with the end of a request, and with what its applicant is asked (告知事项).

The decision carries its legal basis, its reasons, who decided and when, and the remedies (复议法 Art. 23(2)); a request
to correct or to pay carries the last day and what follows from missing it (条例 Art. 30, 收费办法 Art. 7).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.outcome_rules import outcome_label, outcome_of
from requests_db.statute.articles import printed
from requests_db.statute.fees import BASIS_LABELS, UNIT_WORDS, FeeBasis, fee
from requests_db.statute.limits import LimitKey, limit_of
from requests_db.statute.remedies import REVIEWERS, AgencyKind, remedy_notice
from requests_db.statute.workflow import Action
from requests_db.store.case_views import Announcement, OpenAsk
from requests_db.store.tables_cases import CaseLimitRow, CaseRow

ANY_COURT = "有管辖权的人民法院"
ANY_REVIEWER = "有管辖权的行政复议机关"
ASKING_ACTIONS = (Action.REQUEST_CORRECTION, Action.ASK_REASONS, Action.NOTIFY_FEE)
LIMIT_OF_ASKING = {
    Action.REQUEST_CORRECTION: LimitKey.CORRECTION_WINDOW,
    Action.ASK_REASONS: LimitKey.REASONS_WINDOW,
    Action.NOTIFY_FEE: LimitKey.FEE_PAYMENT,
}


def announcement_of(case: CaseRow, agency: AgencyProfile, *, reasons: str = "") -> Announcement | None:
    """Return what must be announced with the end of a case; None while it goes on, or where the applicant ended it.

    Args:
        case: the case, its outcome and days already set.
        agency: who decided.
        reasons: the grounds given (理由).
    """
    known, ended_on = outcome_of(case.outcome), case.answered_on or case.closed_on
    if known is None or ended_on is None:
        return None
    body, court = reviewing_body(agency), agency.court.strip() or ANY_COURT
    notice = remedy_notice(known, review_body=body, court=court)
    if not notice.sentences:
        return None
    return Announcement(
        outcome_label=outcome_label(case.outcome),
        basis=printed(known.articles),
        reasons=reasons,
        agency_name=agency.name,
        on=ended_on,
        remedies=notice.text,
        remedies_basis=printed(notice.articles),
        reviewing_body=body,
        court=court,
    )


def reviewing_body(agency: AgencyProfile) -> str:
    """Return who reconsiders: the body named in the agency's settings, else the one its kind implies (复议法24至28)."""
    if agency.reviewing_body.strip():
        return agency.reviewing_body.strip()
    return REVIEWERS[AgencyKind(agency.kind)].body if agency.kind in set(AgencyKind) else ANY_REVIEWER


def ask_of(  # noqa: PLR0913 - one line of a history and what dates it
    action: Action,
    on: date,
    facts: Mapping[str, Any],
    private: Mapping[str, Any],
    limits: Sequence[CaseLimitRow],
    agency: AgencyProfile,
) -> OpenAsk | None:
    """Return what the applicant is asked by a step; None where the step asks nothing.

    Args:
        action: of the step.
        on: its day.
        facts: its open part: how a fee is counted.
        private: its sealed part: what is to be corrected or explained, how a fee is paid.
        limits: the live periods of the case, from which the last day is read.
        agency: who asks.
    """
    if action not in ASKING_ACTIONS:
        return None
    key = LIMIT_OF_ASKING.get(action)
    limit = next((one for one in limits if key is not None and one.key == key), None)
    counted = _fee_of(facts, private) if action is Action.NOTIFY_FEE else {}
    return OpenAsk(
        action=action,
        on=on,
        reasons=str(private.get("reason") or ""),
        until_on=limit.due_on if limit is not None else None,
        provisional=limit.provisional if limit is not None else False,
        fee_period=limit_of(LimitKey.FEE_PAYMENT).span,
        contact="，".join(filter(None, (agency.name, agency.contact.phone, agency.contact.address))),
        **counted,
    )


def _fee_of(facts: Mapping[str, Any], private: Mapping[str, Any]) -> dict[str, Any]:
    """Return all a fee notice says of the sum and how it is paid; empty where the step does not say how it counts."""
    if facts.get("basis") not in set(FeeBasis) or not isinstance(facts.get("quantity"), int):
        return {}
    counted = fee(FeeBasis(facts["basis"]), facts["quantity"])
    return {
        "yuan": counted.yuan,
        "fee_basis": BASIS_LABELS[counted.basis],
        "fee_quantity": f"{counted.quantity}{UNIT_WORDS[counted.basis]}",
        "fee_because": "；".join(counted.because),
        "fee_way": str(private.get("how_to_pay") or ""),
    }
