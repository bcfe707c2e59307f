"""What surrounds the date: conventions, today, provisional dates, reasons, and the command's lines."""

import json
from datetime import date
from typing import Any

import pytest

from requests_db.statute.deadlines import (
    Ask,
    ClockState,
    Conventions,
    Question,
    UnreadableHistory,
    check_history,
    due,
    due_brief,
    due_day,
    parse_event,
    read_clock_line,
    to_json,
)
from requests_db.statute.limits import LimitKey, with_amounts
from tests.statute.case_entries import CALENDAR, HOUSE, ask, day_of, letter, on, opinion, received, sent


@pytest.mark.parametrize(
    ("entries", "conventions", "expected"),
    [
        (
            [received("2025-03-03"), sent("2025-03-06"), opinion("2025-03-14")],
            Conventions(dispatch_day_excluded=True),
            "2025-04-10",
        ),
        ([received("2025-03-03"), sent("2025-03-31")], Conventions(dispatch_day_excluded=True), "2025-03-31"),
        (
            [
                received("2025-03-03"),
                sent("2025-03-04"),
                opinion("2025-03-06"),
                on("correction_requested", "2025-03-10"),
                on("correction_received", "2025-03-17"),
            ],
            Conventions(restart_drops_pauses=False),
            "2025-04-17",
        ),
        (
            [
                received("2025-03-03"),
                sent("2025-03-06"),
                on("correction_requested", "2025-03-10"),
                on("correction_received", "2025-03-17"),
            ],
            Conventions(restart_drops_pauses=False),
            "paused",
        ),
        (
            [
                received("2025-03-03"),
                on("extended", "2025-03-06", working_days=5),
                on("correction_requested", "2025-03-10"),
                on("correction_received", "2025-03-17"),
            ],
            Conventions(restart_drops_extension=False),
            "2025-04-22",
        ),
        ([received("2019-03-01")], Conventions(repealed_law_for_old_cases=True), "2019-03-22"),
        ([received("2019-03-01")], HOUSE, "2019-03-29"),
        ([received("2019-05-15")], Conventions(repealed_law_for_old_cases=True), "2019-06-13"),
    ],
)
def test_conventions_where_the_text_is_silent(entries: list[dict[str, Any]], conventions: Conventions, expected: str):
    assert day_of(Ask.REPLY_DUE, *entries, conventions=conventions) == expected


def test_interpretation_period_is_a_setting():
    events = [parse_event(on("policy_published", "2025-09-26"))]
    limits = with_amounts({LimitKey.INTERPRETATION: 5})

    answer = due(events, Ask.INTERPRETATION_DUE, CALENDAR, today=events[0].on, limits=limits)

    assert answer.due_on == date(2025, 10, 10)


def test_remaining_days_and_lateness_depend_on_today():
    case = [received("2025-03-03")]

    assert ask(Ask.REPLY_DUE, *case).remaining_working_days == 20
    assert ask(Ask.REPLY_DUE, *case, today="2025-03-28").remaining_working_days == 1
    assert ask(Ask.REPLY_DUE, *case, today="2025-03-31").remaining_working_days == 0
    late = ask(Ask.REPLY_DUE, *case, today="2025-04-07")
    assert late.remaining_working_days == -4
    assert late.is_overdue(date(2025, 4, 7))
    assert not late.is_overdue(date(2025, 3, 31))


def test_a_date_past_the_last_notice_is_provisional_and_says_so():
    answer = ask(Ask.REPLY_DUE, received("2026-12-04"))

    assert answer.provisional
    assert answer.due_on == date(2027, 1, 4)
    assert "暂定" in answer.because[-1].text


def test_a_pause_that_lapses_in_an_unsettled_year_makes_the_date_provisional():
    answer = ask(Ask.REPLY_DUE, received("2026-12-01"), sent("2026-12-02"), letter("2026-12-20"))

    assert answer.provisional
    assert answer.state is ClockState.RUNNING


def test_a_late_correction_notice_is_accepted_and_flagged():
    answer = ask(
        Ask.REPLY_DUE,
        received("2025-03-03"),
        on("correction_requested", "2025-03-20"),
        on("correction_received", "2025-03-24"),
    )

    assert answer.due_on == date(2025, 4, 22)
    assert any("逾期告知" in reason.text for reason in answer.because)


def test_a_standing_clock_says_until_when():
    answer = ask(Ask.REPLY_DUE, received("2025-03-03"), sent("2025-03-06"), letter("2025-03-07"))

    assert answer.state is ClockState.RUNNING
    assert answer.stopped_until == date(2025, 3, 28)


def test_brief_has_at_most_six_lines_and_ends_with_the_day():
    answer = ask(
        Ask.REPLY_DUE,
        received("2025-03-03"),
        *[
            entry
            for number in range(6)
            for entry in (sent("2025-03-06", f"{number}"), opinion("2025-03-14", f"{number}"))
        ],
    )

    lines = due_brief(answer)

    assert len(lines) == 6
    assert lines[-1] == "届满日为2025-04-09（周三）。"


def test_reasons_count_every_working_day_once():
    answer = ask(Ask.REPLY_DUE, received("2025-09-25"), sent("2025-09-28"), opinion("2025-10-11"))

    counted = [reason.counted for reason in answer.because if reason.counted is not None]

    assert counted == sorted(counted)
    assert counted[-1] == 20
    assert any("征求意见期间" in reason.text for reason in answer.because)


def test_reasons_name_rule_holiday_and_make_up_day():
    text = "\n".join(reason.text for reason in ask(Ask.REPLY_DUE, received("2025-09-25")).because)

    assert "《政府信息公开条例》第三十一条" in text
    assert "《政府信息公开条例》第三十三条第二款" in text
    assert "国庆节、中秋节放假" in text
    assert "2025-09-28，调休上班（国庆节、中秋节）：第2个工作日" in text


def test_bare_reckoning_agrees_with_the_worded_answer():
    events = [parse_event(entry) for entry in (received("2025-03-03"), sent("2025-03-06"), opinion("2025-03-14"))]

    bare = due_day(events, Ask.REPLY_DUE, CALENDAR)

    assert bare.due is not None
    assert bare.due.on == ask(Ask.REPLY_DUE, received("2025-03-03"), sent("2025-03-06"), opinion("2025-03-14")).due_on


def test_json_of_an_answer_has_the_promised_keys():
    printed = to_json(ask(Ask.REPLY_DUE, received("2025-03-03"), today="2025-03-31"))

    assert {key: printed[key] for key in ("asked", "state", "due_on", "provisional", "remaining_working_days")} == {
        "asked": "reply_due",
        "state": "running",
        "due_on": "2025-03-31",
        "provisional": False,
        "remaining_working_days": 0,
    }
    assert all(isinstance(line, str) for line in printed["because"])
    json.dumps(printed)


def test_a_clock_line_is_read_with_its_question():
    line = json.dumps([received("2025-03-03"), {"type": "ask", "what": "third_party_opinion_due", "id": "甲"}])

    events, question = read_clock_line(line)

    assert [event.on for event in events] == [date(2025, 3, 3)]
    assert question == Question(what=Ask.THIRD_PARTY_OPINION_DUE, id="甲")


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "{}",
        "[1]",
        "[]",
        '[{"type": "ask", "what": "when"}]',
        '[{"type": "ask", "what": "reply_due"}, {"type": "ask", "what": "reply_due"}]',
        '[{"type": "submitted", "date": "2025-02-30", "channel": "fax"}, {"type": "ask", "what": "reply_due"}]',
        '[{"type": "submitted", "date": "1999-12-31", "channel": "fax"}, {"type": "ask", "what": "reply_due"}]',
        '[{"type": "submitted", "date": "9999-12-31", "channel": "fax"}, {"type": "ask", "what": "reply_due"}]',
        '[{"type":"correction_requested","date":"2025-02-03","working_days":0},{"type":"ask","what":"reply_due"}]',
        '[{"type": "submitted", "date": "20250203", "channel": "fax"}, {"type": "ask", "what": "reply_due"}]',
        '[{"type": "submitted", "date": 20250203, "channel": "fax"}, {"type": "ask", "what": "reply_due"}]',
        '[{"type": "submitted", "date": "2025-02-03", "channel": "pigeon"}, {"type": "ask", "what": "reply_due"}]',
        '[{"type": "submitted", "date": "2025-02-03"}, {"type": "ask", "what": "reply_due"}]',
        '[{"type": "celebrated", "date": "2025-02-03"}, {"type": "ask", "what": "reply_due"}]',
        '[{"type": ["a"], "date": "2025-02-03"}, {"type": "ask", "what": "reply_due"}]',
        '[{"type": "extended", "date": "2025-02-03"}, {"type": "ask", "what": "reply_due"}]',
        '[{"type": "extended", "date": "2025-02-03", "working_days": true}, {"type": "ask", "what": "reply_due"}]',
        '[{"type": "consult_reply_received", "date": "2025-02-03", "id": 7}, {"type": "ask", "what": "reply_due"}]',
    ],
)
def test_an_unreadable_line_is_refused_in_chinese(line: str):
    with pytest.raises(UnreadableHistory) as refused:
        read_clock_line(line)

    assert refused.value.code == "unreadable"
    assert refused.value.as_json()["error"]["message"]


def test_a_readable_history_passes_the_check():
    check_history([parse_event(received("2025-03-03"))], CALENDAR, recorded_on=date(2025, 3, 3))
