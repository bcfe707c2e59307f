"""Reading what was typed into typed values or named faults."""

from datetime import date

import pytest

from handlers.console.action_forms import ACTION_FORMS, FieldKind, read_fields
from handlers.console.forms import LONG_TEXT_LIMIT, FormFaults, clean, make_form
from handlers.console.steps import make_step
from requests_db.statute.deadlines import Event, EventType
from requests_db.statute.workflow import TRANSITIONS, Action, Role

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("typed", ["2026-03-02", "2026/3/2", "2026年3月2日", " 2026-3-2 "])
def test_a_day_is_read_as_people_write_it(typed):
    assert make_form([("on", typed)]).day("on") == TODAY


@pytest.mark.parametrize("typed", ["2026-02-30", "02.03.2026", "tomorrow", "2026-13-01", "０"])
def test_an_impossible_day_is_a_fault(typed):
    form = make_form([("on", typed)])
    assert form.day("on") is None
    assert form.faults == {"on": "not_a_day"}


@pytest.mark.parametrize("typed", ["0", "21", "-1", "1.5", "一", "9" * 30])
def test_a_number_out_of_bounds_is_a_fault(typed):
    form = make_form([("n", typed)])
    assert form.number("n", least=1, most=20) is None
    assert form.faults == {"n": "not_a_number"}


def test_control_and_direction_marks_are_taken_out_and_lines_kept():
    assert clean("a\x00b\r\nc\u202ed\ufeff ") == "ab\ncd"


def test_a_text_too_long_is_a_fault_not_a_cut():
    form = make_form([("text", "长" * (LONG_TEXT_LIMIT + 1))])
    form.long_text("text")
    with pytest.raises(FormFaults):
        form.settle()


def test_the_first_fault_of_a_field_stands():
    form = make_form([])
    form.text("name", required=True)
    form.take({"name": "unknown"})
    assert form.faults == {"name": "required"}


def test_every_action_that_staff_may_take_on_a_case_has_a_form():
    outside = {Role.APPLICANT, Role.SYSTEM}
    by_staff = {row.action for row in TRANSITIONS if row.from_states and set(row.roles) - outside}
    assert by_staff == set(ACTION_FORMS)


def test_a_select_takes_only_what_is_offered():
    form = make_form([("outcome", "invented"), ("text", "答复")])
    read_fields(form, ACTION_FORMS[Action.ANSWER], {"outcomes": (("granted", "予以公开"),)})
    assert form.faults["outcome"] == "not_offered"


def test_files_are_not_read_as_text():
    fields = ACTION_FORMS[Action.ANSWER]
    typed = read_fields(make_form([]), fields, {})
    assert set(typed) == {field.name for field in fields if field.kind is not FieldKind.FILES}


def test_an_extension_carries_its_working_days_into_the_clock():
    step = make_step(Action.CONSENT_EXTENSION, {"on": TODAY, "working_days": 20}, today=TODAY)
    (event,) = step.clock_events
    assert (event.type, event.on, event.working_days) == (EventType.EXTENDED, TODAY, 20)


def test_a_fee_is_computed_never_typed():
    step = make_step(Action.NOTIFY_FEE, {"on": TODAY, "basis": "per_page", "quantity": 101}, today=TODAY)
    assert step.facts["yuan"] == 720  # 国办函〔2020〕109号 Art. 5: 70 pages at 10, one at 20


def test_texts_are_sealed_and_facts_are_not():
    typed = {"on": TODAY, "kind": "third_party", "addressee": "示例公司", "text": "内容"}
    step = make_step(Action.SEND_OPINION_LETTER, typed, today=TODAY)
    assert step.facts == {"kind": "third_party"}
    assert step.private == {"addressee": "示例公司", "text": "内容"}


def test_without_a_day_of_its_own_a_step_happens_today():
    assert make_step(Action.CLAIM, {}, today=TODAY).on == TODAY


def test_a_case_is_taken_up_again_by_the_fact_that_says_why():
    judged = make_step(Action.REOPEN, {"cause": "judgment_effective", "on": TODAY}, today=TODAY)
    reviewed = make_step(
        Action.REOPEN, {"cause": "review_decision", "on": TODAY, "allowed_working_days": 10}, today=TODAY
    )
    assert judged.clock_events == (Event(type=EventType.JUDGMENT_EFFECTIVE, on=TODAY),)
    assert reviewed.clock_events == (Event(type=EventType.REOPENED, on=TODAY, working_days=10),)
