"""The workflow as one table and three questions: what may be done, by whom, and what follows.

Buttons, permissions and letters are read from the same rows that judge the press.
"""

from collections.abc import Iterable, Set

from requests_db.statute.events import ConsultKind, EventType
from requests_db.statute.history import History
from requests_db.statute.reply_period import open_waits
from requests_db.statute.workflow_decision import DECISION, STANDING
from requests_db.statute.workflow_handling import EXCHANGE, INTAKE
from requests_db.statute.workflow_labels import ACTION_LABELS, ROLE_LABELS, STATE_LABELS, label
from requests_db.statute.workflow_terms import (
    END_STATES,
    OPEN_STATES,
    STAFF_ROLES,
    Action,
    Effect,
    Fact,
    ReviewSwitches,
    Role,
    State,
    Transition,
)

__all__ = [
    "ACTION_LABELS",
    "END_STATES",
    "OPEN_STATES",
    "ROLE_LABELS",
    "STATE_LABELS",
    "TRANSITIONS",
    "Action",
    "Effect",
    "Fact",
    "ReviewSwitches",
    "STAFF_ROLES",
    "Role",
    "State",
    "Transition",
    "UnknownTransition",
    "clock_facts",
    "label",
    "permitted",
    "transition",
]

TRANSITIONS: tuple[Transition, ...] = INTAKE + EXCHANGE + DECISION + STANDING

ALL_STEPS = ReviewSwitches()


class UnknownTransition(LookupError):
    """No row of the workflow allows this action in this state (没有这条办理规则)."""


def is_offered(row: Transition, state: State | None, switches: ReviewSwitches) -> bool:
    """Return whether `row` applies in `state` (None: before the case exists) under the agency's switches."""
    if (state is None) != (not row.from_states) or (state is not None and state not in row.from_states):
        return False
    return row.if_review in (None, switches.review) and row.if_sign_off in (None, switches.sign_off)


def permitted(
    state: State | None,
    roles: Iterable[Role],
    switches: ReviewSwitches = ALL_STEPS,
    *,
    facts: Set[Fact] | None = None,
) -> tuple[Transition, ...]:
    """Return what somebody holding `roles` may do in `state`, in the order of the table.

    Args:
        state: where the case stands; None asks what makes a new case.
        roles: every role the person holds.
        switches: the internal steps the agency uses.
        facts: what is the case; rows that need more are left out. None leaves no row out.
    """
    held = frozenset(roles)
    return tuple(
        row
        for row in TRANSITIONS
        if is_offered(row, state, switches)
        and held.intersection(row.roles)
        and (facts is None or facts >= set(row.needs))
    )


def clock_facts(history: History) -> frozenset[Fact]:
    """Return the facts that a case's clock events show; the others are the case's own."""
    facts: set[Fact] = set()
    waiting = [one for one in history.consultations if one.replied_on is None]
    if waiting:
        facts.add(Fact.CONSULTATION_OPEN)
    if any(one.received_on is None for one in waiting):
        facts.add(Fact.LETTER_UNDELIVERED)
    if any(one.kind is ConsultKind.THIRD_PARTY for one in history.consultations):
        facts.add(Fact.THIRD_PARTY_ASKED)
    delivered = EventType.FEE_NOTICE_RECEIVED in open_waits(history)
    facts.add(Fact.FEE_NOTICE_DELIVERED if delivered else Fact.FEE_NOTICE_UNDELIVERED)
    return frozenset(facts)


def transition(
    action: Action, state: State | None, switches: ReviewSwitches = ALL_STEPS, *, variant: str = ""
) -> Transition:
    """Return the row for `action` in `state`.

    Args:
        action: what is to be done.
        state: where the case stands; None for an action that makes a case.
        switches: the internal steps the agency uses.
        variant: tells rows of one action apart, e.g. `on_the_spot` for an answer without review.

    Raises:
        UnknownTransition: no row allows it.
    """
    for row in TRANSITIONS:
        if row.action is action and row.variant == variant and is_offered(row, state, switches):
            return row
    msg = f"{label(action)}：{label(state) if state else '新件'}状态下不能进行此操作"
    raise UnknownTransition(msg)
