"""What can happen to a statutory clock, and what can be asked of it, as values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EventType(StrEnum):
    """A fact with a legal day that moves a clock (事件)."""

    SUBMITTED = "submitted"
    SIGNED_FOR = "signed_for"
    ARRIVED = "arrived"
    CONFIRMED = "confirmed"
    CORRECTION_REQUESTED = "correction_requested"
    CORRECTION_RECEIVED = "correction_received"
    CORRECTION_PERIOD_LAPSED = "correction_period_lapsed"
    CONSULT_SENT = "consult_sent"
    CONSULT_LETTER_RECEIVED = "consult_letter_received"
    CONSULT_REPLY_RECEIVED = "consult_reply_received"
    EXTENDED = "extended"
    FEE_NOTICE_RECEIVED = "fee_notice_received"
    FEE_PAID = "fee_paid"
    FEE_PERIOD_LAPSED = "fee_period_lapsed"
    INFORMATION_FORMED = "information_formed"
    POLICY_PUBLISHED = "policy_published"
    JUDGMENT_EFFECTIVE = "judgment_effective"
    REPLY_SERVED = "reply_served"
    REVIEW_DECISION_SERVED = "review_decision_served"


class Ask(StrEnum):
    """A limit one can ask the clock about (所问期限)."""

    REPLY_DUE = "reply_due"
    CORRECTION_NOTICE_DUE = "correction_notice_due"
    THIRD_PARTY_OPINION_DUE = "third_party_opinion_due"
    JOINT_AGENCY_OPINION_DUE = "joint_agency_opinion_due"
    EXTENSION_NOTICE_DUE = "extension_notice_due"
    FEE_PAYMENT_DUE = "fee_payment_due"
    INTERPRETATION_DUE = "interpretation_due"
    PROACTIVE_PUBLICATION_DUE = "proactive_publication_due"
    COURT_ORDERED_DISCLOSURE_DUE = "court_ordered_disclosure_due"
    RECONSIDERATION_DUE = "reconsideration_due"
    LAWSUIT_DUE_6M = "lawsuit_due_6m"
    LAWSUIT_AFTER_REVIEW_DUE = "lawsuit_after_review_due"
    LAWSUIT_NONREPLY_DUE = "lawsuit_nonreply_due"


class Channel(StrEnum):
    """How an application reached the agency (申请渠道, Art. 31)."""

    IN_PERSON = "in_person"
    REGISTERED_MAIL = "registered_mail"
    ORDINARY_MAIL = "ordinary_mail"
    ONLINE = "online"
    FAX = "fax"


class ConsultKind(StrEnum):
    """Whose opinion is sought (征求意见对象, Arts 32 to 34)."""

    THIRD_PARTY = "third_party"
    JOINT_AGENCY = "joint_agency"
    OTHER_AGENCY = "other_agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact with its legal day; two events equal in every field are one event."""

    type: EventType
    on: date  # legal day in the authority's zone
    channel: Channel | None = None  # of `submitted`
    id: str | None = None  # ties letter, receipt and opinion of one consultation together
    kind: ConsultKind | None = None  # of `consult_sent`
    working_days: int | None = None  # of `extended`, 1 to 20
