"""Columns are compared with what a case's lines make of them, whatever the lines say."""

from requests_db.services.cached_columns import altered_columns
from requests_db.store.tables_cases import CaseEventRow, CaseRow


def test_a_line_of_a_step_the_workflow_no_longer_has_is_told_not_stumbled_over():
    retired = CaseEventRow(action="retired_step", facts={}, state_before="received", state_after="received")

    assert list(altered_columns(CaseRow(), [retired])) == ["step"]


def test_a_line_that_ends_in_a_state_its_step_does_not_lead_to_is_told():
    wrong = CaseEventRow(action="claim", facts={}, state_before="received", state_after="nowhere")

    assert list(altered_columns(CaseRow(), [wrong])) == ["step"]
