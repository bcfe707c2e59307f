"""The words of the workflow: states, roles, actions, effects, and their Chinese labels.

Art. 45 of the disclosure regulations names the stages 登记、审核、办理、答复、归档.
"""

from dataclasses import dataclass
from enum import StrEnum

from requests_db.statute.events import EventType
from requests_db.statute.limits import LimitKey


class State(StrEnum):
    """Where a case stands (办理状态)."""

    AWAITING_CONFIRMATION = "awaiting_confirmation"
    RECEIVED = "received"
    ASSIGNED = "assigned"
    HANDLING = "handling"
    AWAITING_CORRECTION = "awaiting_correction"
    AWAITING_REASONS = "awaiting_reasons"
    AWAITING_PAYMENT = "awaiting_payment"
    IN_REVIEW = "in_review"
    AWAITING_SIGN_OFF = "awaiting_sign_off"
    READY_TO_SEND = "ready_to_send"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"


class Role(StrEnum):
    """In which capacity somebody acts (角色); one person may hold several."""

    APPLICANT = "applicant"
    REGISTRAR = "registrar"
    HANDLER = "handler"
    REVIEWER = "reviewer"
    HEAD = "head"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


STAFF_ROLES = tuple(role for role in Role if role not in (Role.APPLICANT, Role.SYSTEM))  # an account may hold these


class Action(StrEnum):
    """What can be done to a case (动作)."""

    SUBMIT = "submit"
    REGISTER = "register"
    IMPORT_CASE = "import_case"
    CONFIRM_RECEIPT = "confirm_receipt"
    ASSIGN = "assign"
    CLAIM = "claim"
    RELEASE = "release"
    HAND_OVER = "hand_over"
    RETURN_TO_REGISTRY = "return_to_registry"
    ASK_ASSISTANCE = "ask_assistance"
    REQUEST_CORRECTION = "request_correction"
    RECEIVE_CORRECTION = "receive_correction"
    LAPSE_CORRECTION = "lapse_correction"
    ASK_REASONS = "ask_reasons"
    RECEIVE_REASONS = "receive_reasons"
    SEND_OPINION_LETTER = "send_opinion_letter"
    RECORD_LETTER_RECEIVED = "record_letter_received"
    RECORD_OPINION = "record_opinion"
    LAPSE_OPINION = "lapse_opinion"
    OVERRIDE_OPINION = "override_opinion"
    PROPOSE_EXTENSION = "propose_extension"
    CONSENT_EXTENSION = "consent_extension"
    REFUSE_EXTENSION = "refuse_extension"
    NOTIFY_FEE = "notify_fee"
    FEE_NOTICE_RECEIVED = "fee_notice_received"
    RECORD_PAYMENT = "record_payment"
    LAPSE_PAYMENT = "lapse_payment"
    RECORD_SEARCH = "record_search"
    SAVE_DRAFT = "save_draft"
    SUBMIT_FOR_REVIEW = "submit_for_review"
    PASS_REVIEW = "pass_review"  # noqa: S105 an action, not a password
    RETURN_DRAFT = "return_draft"
    SIGN_OFF = "sign_off"
    ANSWER = "answer"
    DISPATCH = "dispatch"
    RECORD_SERVICE = "record_service"
    ADD_MATERIAL = "add_material"
    WITHDRAW = "withdraw"
    TRANSFER_ADVICE = "transfer_advice"
    ARCHIVE = "archive"
    REOPEN = "reopen"
    RECORD_REMEDY = "record_remedy"
    RESTRICT = "restrict"
    UNRESTRICT = "unrestrict"
    OPEN_PERSONAL_DATA = "open_personal_data"
    SUPERVISE = "supervise"
    ANSWER_SUPERVISION = "answer_supervision"
    NOTE = "note"
    REISSUE = "reissue"
    RECALCULATE = "recalculate"


class Effect(StrEnum):
    """What an action brings about besides the new state (效果)."""

    ISSUE_RECEIPT = "issue_receipt"
    NOTIFY_APPLICANT = "notify_applicant"
    NOTIFY_STAFF = "notify_staff"
    QUEUE_LETTER = "queue_letter"
    REQUIRE_REASON = "require_reason"
    REQUIRE_OUTCOME = "require_outcome"
    REQUIRE_PROOF = "require_proof"
    SET_UNIT = "set_unit"
    SET_HOLDER = "set_holder"
    CLEAR_HOLDER = "clear_holder"
    REQUIRE_HOLDER = "require_holder"
    OPEN_REMEDIES = "open_remedies"
    CLOSE_ALL_LIMITS = "close_all_limits"
    LOG_ACCESS = "log_access"


class Fact(StrEnum):
    """What must be the case, besides the state, before an action makes sense (前提)."""

    CONSULTATION_OPEN = "consultation_open"
    LETTER_UNDELIVERED = "letter_undelivered"
    OPINION_SILENT = "opinion_silent"  # the time for an opinion is over, and nobody has noted that nothing came
    THIRD_PARTY_ASKED = "third_party_asked"
    EXTENSION_PROPOSED = "extension_proposed"
    FEE_NOTICE_UNDELIVERED = "fee_notice_undelivered"
    FEE_NOTICE_DELIVERED = "fee_notice_delivered"
    SERVICE_UNPROVEN = "service_unproven"  # a paper was given after service was last recorded
    SUPERVISION_OPEN = "supervision_open"
    RESTRICTED = "restricted"
    UNRESTRICTED = "unrestricted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSwitches:
    """Which internal steps an agency uses (审核环节开关)."""

    review: bool = True  # 保密审查和法制审核, Art. 17
    sign_off: bool = True  # 负责人签发


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the workflow (办理规则)."""

    action: Action
    from_states: tuple[State, ...]  # empty: the action makes a new case
    to_state: State | None  # None: the state stays
    roles: tuple[Role, ...]
    article: str  # key in `articles`; empty for a house rule
    variant: str = ""  # tells two rows of one action apart where the same state allows both
    clock_event: EventType | None = None  # the event the action adds to the clock
    opens: tuple[LimitKey, ...] = ()
    closes: tuple[LimitKey, ...] = ()
    effects: tuple[Effect, ...] = ()
    if_review: bool | None = None  # offered only while the review step is on (True) or off (False)
    if_sign_off: bool | None = None  # offered only while the sign-off step is on (True) or off (False)
    needs: tuple[Fact, ...] = ()  # facts without which the action is not offered
    outcomes: tuple[str, ...] = ()  # the only outcomes allowed; empty: any
    note: str = ""  # limitation or reading


OPEN_STATES: tuple[State, ...] = (
    State.AWAITING_CONFIRMATION,
    State.RECEIVED,
    State.ASSIGNED,
    State.HANDLING,
    State.AWAITING_CORRECTION,
    State.AWAITING_REASONS,
    State.AWAITING_PAYMENT,
    State.IN_REVIEW,
    State.AWAITING_SIGN_OFF,
    State.READY_TO_SEND,
)
END_STATES: tuple[State, ...] = (State.ANSWERED, State.ABANDONED, State.WITHDRAWN, State.ARCHIVED)
ALL_STATES = OPEN_STATES + END_STATES

# Groups that rows share.
REGISTRY = (Role.REGISTRAR, Role.HEAD)
DESK = (Role.REGISTRAR, Role.HANDLER)
STAFF = (Role.REGISTRAR, Role.HANDLER, Role.REVIEWER, Role.HEAD, Role.SUPERVISOR)
WORKING = (State.RECEIVED, State.ASSIGNED, State.HANDLING)
ACCEPTED = tuple(state for state in OPEN_STATES if state is not State.AWAITING_CONFIRMATION)
HELD = tuple(state for state in ACCEPTED if state not in (State.RECEIVED, State.ASSIGNED))  # somebody holds it
CLOSED = (State.ABANDONED, State.WITHDRAWN)
REPLY_LIMITS = (
    LimitKey.REPLY,
    LimitKey.CORRECTION_NOTICE,
    LimitKey.EXTENSION_NOTICE,
    LimitKey.UNOPENED,
    LimitKey.REASONS_WINDOW,
)
