"""Frozen views of cases: for the applicant, for lists, for the page of one case, for the board."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from requests_db.statute.deadlines import DueDate, SegmentKind
from requests_db.statute.workflow import Action, State
from requests_db.store.views import FileView, LimitView, ReminderView


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressStep:
    """One thing that happened, as the applicant may read it."""

    on: date
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What must be said with the end of a request (告知事项), in Simplified Chinese."""

    outcome_label: str
    basis: str  # provisions of the outcome; empty where the law names none
    reasons: str  # the grounds given; empty where none are needed
    agency_name: str  # who decided
    on: date
    remedies: str  # the sentence on reconsideration, suit and complaint, with bodies and periods
    remedies_basis: str
    reviewing_body: str
    court: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReply:
    """The answer to a request."""

    outcome: str  # key of statute.outcomes
    outcome_label: str
    text: str
    files: tuple[FileView, ...]
    basis: str = ""  # provisions of the outcome
    reasons: str = ""  # the grounds given
    remedies: str = ""  # the sentence on remedies
    announcement: Announcement | None = None  # None: the outcome is not one of the statute's


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAsk:
    """What the office asks of the applicant, with the last day and how a fee is counted (待申请人办理)."""

    action: Action
    on: date
    reasons: str  # what is unclear, or why reasons are asked
    until_on: date | None  # the last day; None while it cannot be stated
    provisional: bool
    fee_period: str  # within how long a fee is to be paid
    contact: str  # whom to ask
    yuan: int | None = None  # None: no fee
    fee_basis: str = ""  # 按件 or 按量
    fee_quantity: str = ""  # with its unit
    fee_because: str = ""  # the sum written out, with its article
    fee_way: str = ""  # how it is paid; empty where the notice did not say


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseProgress:
    """How a request stands, as its applicant may know it (办理进度)."""

    ref: str
    subject: str
    agency_name: str
    state: State
    state_label: str
    is_open: bool
    submitted_on: date
    received_on: date | None
    due: DueDate | None  # None once the case is closed
    brief: tuple[str, ...]
    paused_because: str  # key; empty while the clock runs
    steps: tuple[ProgressStep, ...]
    asked: str  # what the office last asked of the applicant, where it awaits that
    reply: CaseReply | None
    may: tuple[Action, ...]
    ask: OpenAsk | None = None  # the same with its last day
    ending: Announcement | None = None  # of a request that ended without a reply


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case as a list shows it."""

    id: int
    ref: str
    subject: str
    state: State
    state_label: str
    is_open: bool
    channel: str
    applicant_kind: str
    submitted_on: date
    received_on: date | None
    due_on: date | None
    provisional: bool
    remaining_working_days: int | None  # negative when overdue; None while no date can be stated, or once closed
    paused_because: str  # key; empty while the clock runs
    unit_id: int | None
    unit_name: str
    holder_id: int | None
    holder_name: str
    outcome_label: str
    is_restricted: bool
    is_opened: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """One page of a list; a place is the text by which an address asks for the page before or after."""

    rows: tuple[CaseLine, ...]
    total: int
    is_longer: bool = False  # there are more than `total`, uncounted
    before: str = ""  # empty: this is the beginning
    after: str = ""  # empty: this is the end


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One line of a case's history, as staff read it."""

    seq: int
    at: datetime
    on: date
    action: Action
    label: str
    actor_kind: str
    actor_label: str
    article: str  # Chinese citation, empty for a house rule
    state_label: str  # after the step
    due_before: date | None
    due_after: date | None
    facts: Mapping[str, Any]
    texts: Mapping[str, Any]  # what was written; the access code and personal data are never among them


@dataclass(frozen=True, slots=True, kw_only=True)
class PermittedAction:
    """Something the reader may do to the case now: a button."""

    action: Action
    variant: str
    label: str
    article: str  # Chinese citation, empty for a house rule
    requires: tuple[str, ...]  # effects that ask for input, e.g. require_reason
    outcomes: tuple[str, ...]  # the only outcomes allowed; empty: any


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantView:
    """Who asks, opened with a reason or masked."""

    kind: str
    name: str
    identity_kind: str
    identity_number: str
    phone: str
    email: str
    address: str
    postcode: str
    contact_person: str
    legal_representative: str
    agent_name: str
    agent_identity: str
    agent_phone: str
    consented_at: str
    is_masked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarCase:
    """Another case of the same applicant that asks for nearly the same (相近申请)."""

    id: int
    ref: str
    subject: str
    state_label: str
    is_open: bool
    channel: str
    submitted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSegment:
    """A stretch of the reply period, for drawing and for reading aloud."""

    kind: SegmentKind
    from_on: date
    to_on: date
    days: int  # natural days
    working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """Who acts in a holder's place while they are away (AB角)."""

    name: str
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Everything one page shows of a case."""

    line: CaseLine
    wanted: Mapping[str, Any]
    applicant: ApplicantView  # masked
    due: DueDate
    brief: tuple[str, ...]
    history: tuple[HistoryLine, ...]
    limits: tuple[LimitView, ...]
    reminders: tuple[ReminderView, ...]
    files: tuple[FileView, ...]
    permitted: tuple[PermittedAction, ...]
    draft: Mapping[str, Any]  # outcome, grounds and text written so far
    reply: CaseReply | None
    similar: tuple[SimilarCase, ...]  # within what the reader sees
    suggested_unit_id: int | None
    re_review_on: date | None
    version: int
    time_line: tuple[DrawnSegment, ...] = ()  # empty before receipt, and where nothing is counted any more
    how_to_pay: str = ""  # how the agency takes a processing fee
    lacking: tuple[str, ...] = ()  # what a paper came without and nobody asked for or brought yet
    notice_due: DueDate | None = None  # until when that is to be told (Art. 30); None: it cannot be asked now
    stand_in: StandIn | None = None  # who looks after it today in the holder's place

    @property
    def has_former_outcome(self) -> bool:
        """Whether the outcome on record is that of an earlier reply: the case was taken up again (重新办理)."""
        told = [line.seq for line in self.history if line.facts.get("outcome")]
        reopened = [line.seq for line in self.history if line.action is Action.REOPEN]
        return self.line.is_open and max(reopened, default=0) > max(told, default=0)
