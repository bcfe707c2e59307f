"""The workflow table: complete, unambiguous, and equal to the golden matrix of permissions.

The matrix is in workflow_matrix.txt: one line for each role and state, with the complete list of permitted actions.
A change of the table that changes a permission changes a line there, for a person to read in review.
"""

from itertools import product
from pathlib import Path

import pytest

from requests_db.statute.articles import cite
from requests_db.statute.deadlines import parse_event
from requests_db.statute.events import EventType
from requests_db.statute.history import read_history
from requests_db.statute.outcomes import OUTCOMES
from requests_db.statute.workflow import (
    ACTION_LABELS,
    END_STATES,
    OPEN_STATES,
    ROLE_LABELS,
    STATE_LABELS,
    TRANSITIONS,
    Action,
    Fact,
    ReviewSwitches,
    Role,
    State,
    UnknownTransition,
    clock_facts,
    label,
    permitted,
    transition,
)
from tests.statute.test_history import NOTIFIED, RECEIVED, SENT, on

ASKED = Fact.THIRD_PARTY_ASKED
MATRIX = Path(__file__).with_name("workflow_matrix.txt")
SWITCHES = {
    "review and sign-off": ReviewSwitches(),
    "sign-off only": ReviewSwitches(review=False),
    "review only": ReviewSwitches(sign_off=False),
    "neither": ReviewSwitches(review=False, sign_off=False),
}


def matrix() -> str:
    """Role by state, every permitted action; a variant after a dot, the new state after an arrow."""
    lines: list[str] = []
    for name, switches in SWITCHES.items():
        lines.append(f"== {name} ==")
        for role, state in product(Role, (None, *State)):
            rows = permitted(state, [role], switches)
            words = [
                row.action.value
                + (f".{row.variant}" if row.variant else "")
                + (f" > {row.to_state.value}" if row.to_state else "")
                for row in rows
            ]
            lines.append(f"{role.value} / {state.value if state else 'new'}: {', '.join(words) or '-'}")
    return "\n".join(lines) + "\n"


def test_golden_matrix_of_role_and_state():
    assert matrix() == MATRIX.read_text("utf-8")


@pytest.mark.parametrize("switches", SWITCHES.values(), ids=SWITCHES)
@pytest.mark.parametrize("state", [None, *State])
def test_an_action_has_one_row_for_each_state_and_variant(state: State | None, switches: ReviewSwitches):
    rows = [(row.action, row.variant) for row in permitted(state, list(Role), switches)]

    assert len(rows) == len(set(rows))


def test_every_action_state_and_role_has_a_row_and_a_label():
    assert {row.action for row in TRANSITIONS} == set(Action) == set(ACTION_LABELS)
    assert set(STATE_LABELS) == set(State) == {*OPEN_STATES, *END_STATES}
    assert set(ROLE_LABELS) == set(Role) == {role for row in TRANSITIONS for role in row.roles}
    assert label(State.HANDLING) == "办理中"
    assert label(Role.REGISTRAR) == "登记"
    assert label(Action.SIGN_OFF) == "签发"


def test_every_article_and_outcome_named_in_a_row_exists():
    for row in TRANSITIONS:
        cite(row.article)
        assert set(row.outcomes) <= set(OUTCOMES)


def test_every_state_is_reached_and_only_the_archive_rests():
    reached = {row.to_state for row in TRANSITIONS}

    assert set(State) <= reached
    for state in set(State) - {State.ARCHIVED}:
        assert any(row.to_state not in (None, state) for row in permitted(state, list(Role)))


@pytest.mark.parametrize("switches", SWITCHES.values(), ids=SWITCHES)
def test_a_case_can_be_answered_under_every_setting(switches: ReviewSwitches):
    seen, frontier = set(), {State.HANDLING}
    while frontier:
        seen |= frontier
        frontier = {
            row.to_state for state in frontier for row in permitted(state, list(Role), switches) if row.to_state
        } - seen

    assert State.ANSWERED in seen


def test_review_cannot_be_passed_by_while_it_is_switched_on():
    direct = [row for row in permitted(State.HANDLING, list(Role)) if row.to_state is State.ANSWERED]

    assert [row.variant for row in direct] == ["on_the_spot"]
    assert direct[0].outcomes == ("already_public",)


def test_only_the_head_consents_to_an_extension_and_signs():
    for action in (Action.CONSENT_EXTENSION, Action.SIGN_OFF, Action.REOPEN):
        assert {row.roles for row in TRANSITIONS if row.action is action} == {(Role.HEAD,)}


def test_the_system_never_decides_that_somebody_gave_up():
    lapses = [row for row in TRANSITIONS if row.to_state is State.ABANDONED]

    assert all(Role.SYSTEM not in row.roles for row in lapses)


def test_several_roles_add_up_in_the_order_of_the_table():
    both = permitted(State.HANDLING, [Role.HANDLER, Role.HEAD])

    assert set(both) == {*permitted(State.HANDLING, [Role.HANDLER]), *permitted(State.HANDLING, [Role.HEAD])}
    assert list(both) == sorted(both, key=TRANSITIONS.index)


def test_an_unknown_step_is_refused_in_chinese():
    with pytest.raises(UnknownTransition, match="签发：待分办状态下不能进行此操作"):
        transition(Action.SIGN_OFF, State.RECEIVED)
    assert transition(Action.ANSWER, State.RECEIVED, variant="on_the_spot").to_state is State.ANSWERED
    assert transition(Action.IMPORT_CASE, None, variant="open").to_state is State.RECEIVED


def test_an_action_is_offered_only_while_its_facts_are_the_case():
    def offered(*facts: Fact) -> set[Action]:
        return {row.action for row in permitted(State.HANDLING, list(Role), facts=set(facts))}

    assert Action.RECORD_OPINION not in offered()
    assert Action.RECORD_OPINION in offered(Fact.CONSULTATION_OPEN)
    assert Action.CONSENT_EXTENSION not in offered()
    assert Action.CONSENT_EXTENSION in offered(Fact.EXTENSION_PROPOSED)
    assert Action.CLAIM not in offered(*Fact)


@pytest.mark.parametrize(
    ("entries", "facts"),
    [
        ([RECEIVED], {Fact.FEE_NOTICE_UNDELIVERED}),
        ([RECEIVED, SENT], {ASKED, Fact.CONSULTATION_OPEN, Fact.LETTER_UNDELIVERED, Fact.FEE_NOTICE_UNDELIVERED}),
        (
            [RECEIVED, SENT, on("consult_letter_received", "2025-03-10", id="甲")],
            {ASKED, Fact.CONSULTATION_OPEN, Fact.FEE_NOTICE_UNDELIVERED},
        ),
        ([RECEIVED, SENT, on("consult_reply_received", "2025-03-10", id="甲")], {ASKED, Fact.FEE_NOTICE_UNDELIVERED}),
        ([RECEIVED, NOTIFIED], {Fact.FEE_NOTICE_DELIVERED}),
        ([RECEIVED, NOTIFIED, on("fee_paid", "2025-03-14")], {Fact.FEE_NOTICE_UNDELIVERED}),
    ],
)
def test_facts_follow_from_the_events(entries: list[dict[str, object]], facts: set[Fact]):
    assert clock_facts(read_history(parse_event(entry) for entry in entries)) == facts


def test_rows_write_the_clock_events_of_their_rules():
    written = {row.action: row.clock_event for row in TRANSITIONS if row.clock_event}

    assert written[Action.CONSENT_EXTENSION] is EventType.EXTENDED
    assert written[Action.RECEIVE_CORRECTION] is EventType.CORRECTION_RECEIVED
    assert written[Action.RECORD_SERVICE] is EventType.REPLY_SERVED
    assert Action.NOTIFY_FEE not in written  # the notice counts from the day it reaches the applicant
