"""No case is ever without an open limit, a pause with a reason, or an end, whatever people do."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from requests_db.statute.limits import LimitKey
from requests_db.statute.workflow import (
    END_STATES,
    TRANSITIONS,
    Effect,
    ReviewSwitches,
    Role,
    State,
    Transition,
    permitted,
)

# A waiting state is a pause with a reason: what the applicant was asked for.
WAITING = {State.AWAITING_CORRECTION, State.AWAITING_REASONS, State.AWAITING_PAYMENT}
BIRTHS = [row for row in TRANSITIONS if not row.from_states]


class CaseWalk(RuleBasedStateMachine):
    """One case, driven at random through every row of the table."""

    def __init__(self) -> None:
        super().__init__()
        self.state: State | None = None
        self.open_limits: set[LimitKey] = set()
        self.switches = ReviewSwitches()

    def go(self, row: Transition) -> None:
        self.open_limits -= set(row.closes)
        if Effect.CLOSE_ALL_LIMITS in row.effects:
            self.open_limits.clear()
        self.open_limits |= set(row.opens)
        self.state = row.to_state or self.state

    @initialize(birth=st.sampled_from(BIRTHS), review=st.booleans(), sign_off=st.booleans())
    def begin(self, birth: Transition, review: bool, sign_off: bool) -> None:
        self.switches = ReviewSwitches(review=review, sign_off=sign_off)
        self.go(birth)

    @precondition(lambda self: self.state is not None)
    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        rows = permitted(self.state, list(Role), self.switches)
        self.go(data.draw(st.sampled_from(rows)))

    @invariant()
    def something_holds_the_case(self) -> None:
        if self.state is None or self.state in END_STATES:
            return
        assert self.open_limits or self.state in WAITING

    @invariant()
    def handling_always_has_the_reply_period(self) -> None:
        handled = {State.RECEIVED, State.ASSIGNED, State.HANDLING, State.IN_REVIEW, State.AWAITING_SIGN_OFF}
        if self.state in handled | {State.READY_TO_SEND, State.AWAITING_REASONS}:
            assert LimitKey.REPLY in self.open_limits


CaseWalk.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestCaseWalk = CaseWalk.TestCase
