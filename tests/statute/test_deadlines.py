"""The clock, one rule a row: what the events say, and which day follows from them."""

import json
from datetime import date
from typing import Any

import pytest

from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import (
    Ask,
    ClockState,
    Conventions,
    DueDate,
    Question,
    UnreadableHistory,
    check_history,
    due,
    due_brief,
    due_day,
    latest_day,
    parse_event,
    read_clock_line,
    to_json,
)
from requests_db.statute.limits import LimitKey, with_amounts

CALENDAR = WorkingCalendar.national()
HOUSE = Conventions()


def received(on: str) -> dict[str, Any]:
    return {"type": "submitted", "date": on, "channel": "in_person"}


def on(type_: str, day: str, **more: Any) -> dict[str, Any]:
    return {"type": type_, "date": day, **more}


def sent(day: str, id_: str = "甲", kind: str = "third_party") -> dict[str, Any]:
    return on("consult_sent", day, id=id_, kind=kind)


def letter(day: str, id_: str = "甲") -> dict[str, Any]:
    return on("consult_letter_received", day, id=id_)


def opinion(day: str, id_: str = "甲") -> dict[str, Any]:
    return on("consult_reply_received", day, id=id_)


def ask(
    what: Ask, *entries: dict[str, Any], id_: str | None = None, conventions: Conventions = HOUSE, today: str = ""
) -> DueDate:
    events = [parse_event(entry) for entry in entries]
    read_on = date.fromisoformat(today) if today else latest_day(events) or date(2025, 1, 1)
    return due(events, Question(what=what, id=id_), CALENDAR, today=read_on, conventions=conventions)


def day_of(what: Ask, *entries: dict[str, Any], **more: Any) -> str:
    answer = ask(what, *entries, **more)
    return answer.due_on.isoformat() if answer.due_on else answer.state.value


RECEIPT_ROWS = {
    "Art. 31, in person: the day it is handed over": ([received("2025-03-03")], "2025-03-31"),
    "Art. 31, registered mail: the day of signature": (
        [on("submitted", "2025-02-27", channel="registered_mail"), on("signed_for", "2025-03-03")],
        "2025-03-31",
    ),
    "Art. 31, ordinary mail: the day of confirmation, not of arrival": (
        [
            on("submitted", "2025-02-20", channel="ordinary_mail"),
            on("arrived", "2025-02-26"),
            on("confirmed", "2025-03-03"),
        ],
        "2025-03-31",
    ),
    "Art. 31, online: the day both sides confirm": (
        [on("submitted", "2025-03-01", channel="online"), on("confirmed", "2025-03-03")],
        "2025-03-31",
    ),
    "Art. 31, fax: the day both sides confirm": (
        [on("submitted", "2025-03-02", channel="fax"), on("confirmed", "2025-03-03")],
        "2025-03-31",
    ),
    "registered mail not signed for has not started": (
        [on("submitted", "2025-02-27", channel="registered_mail")],
        "not_started",
    ),
    "ordinary mail that arrived but is not confirmed has not started": (
        [on("submitted", "2025-02-20", channel="ordinary_mail"), on("arrived", "2025-02-26")],
        "not_started",
    ),
    "online without confirmation has not started": ([on("submitted", "2025-03-01", channel="online")], "not_started"),
    "a confirmation changes nothing for what was handed over": (
        [received("2025-03-03"), on("confirmed", "2025-03-07")],
        "2025-03-31",
    ),
    "no receipt in the list": ([on("policy_published", "2025-03-03")], "not_started"),
}


@pytest.mark.parametrize(("entries", "expected"), RECEIPT_ROWS.values(), ids=RECEIPT_ROWS)
def test_receipt_by_channel(entries: list[dict[str, Any]], expected: str):
    assert day_of(Ask.REPLY_DUE, *entries) == expected


REPLY_ROWS = {
    "Art. 33: make-up days count": ([received("2024-09-20")], "2024-10-23"),
    "Art. 33: a receipt on a day off is day 0 all the same": ([received("2025-10-03")], "2025-11-04"),
    "Art. 30: the corrected application restarts": (
        [received("2025-03-03"), on("correction_requested", "2025-03-10"), on("correction_received", "2025-03-17")],
        "2025-04-15",
    ),
    "Art. 30: waiting for the correction": (
        [received("2025-03-03"), on("correction_requested", "2025-03-10")],
        "paused",
    ),
    "Art. 30: no correction in time, deemed abandoned": (
        [
            received("2025-03-03"),
            on("correction_requested", "2025-03-10"),
            on("correction_period_lapsed", "2025-03-31"),
        ],
        "closed",
    ),
    "109号 Art. 7: waiting for payment": (
        [received("2025-03-03"), on("fee_notice_received", "2025-03-10")],
        "paused",
    ),
    "109号 Art. 7: paid, counted anew from the next day": (
        [received("2025-03-03"), on("fee_notice_received", "2025-03-10"), on("fee_paid", "2025-03-17")],
        "2025-04-15",
    ),
    "109号 Art. 7: not paid, deemed abandoned": (
        [received("2025-03-03"), on("fee_notice_received", "2025-03-10"), on("fee_period_lapsed", "2025-04-08")],
        "closed",
    ),
    "a second fee notice opens the wait again": (
        [
            received("2025-03-03"),
            on("fee_notice_received", "2025-03-10"),
            on("fee_paid", "2025-03-12"),
            on("fee_notice_received", "2025-03-17"),
        ],
        "paused",
    ),
    "Art. 33: extended by 20": (
        [received("2025-03-03"), on("extended", "2025-03-31", working_days=20)],
        "2025-04-28",
    ),
    "Art. 33: extended twice, together no more than 20": (
        [
            received("2025-03-03"),
            on("extended", "2025-03-20", working_days=10),
            on("extended", "2025-04-10", working_days=10),
        ],
        "2025-04-28",
    ),
    "a restart drops an earlier extension": (
        [
            received("2025-03-03"),
            on("extended", "2025-03-06", working_days=10),
            on("correction_requested", "2025-03-10"),
            on("correction_received", "2025-03-17"),
        ],
        "2025-04-15",
    ),
    "an extension after a restart adds to the restarted period": (
        [
            received("2025-03-03"),
            on("correction_requested", "2025-03-10"),
            on("correction_received", "2025-03-17"),
            on("extended", "2025-04-10", working_days=5),
        ],
        "2025-04-22",
    ),
    "Art. 33(3): from the day after dispatch to the opinion": (
        [received("2025-03-03"), sent("2025-03-06"), letter("2025-03-07"), opinion("2025-03-14")],
        "2025-04-09",
    ),
    "Art. 32: silence ends the pause after 15 working days": (
        [received("2025-03-03"), sent("2025-03-06"), letter("2025-03-07")],
        "2025-04-23",
    ),
    "Art. 32: an opinion after the lapse does not lengthen the pause": (
        [received("2025-03-03"), sent("2025-03-06"), letter("2025-03-07"), opinion("2025-04-14")],
        "2025-04-23",
    ),
    "Art. 34: silence of a co-producer ends the pause likewise": (
        [received("2025-03-03"), sent("2025-03-06", kind="joint_agency"), letter("2025-03-07")],
        "2025-04-23",
    ),
    "Art. 33(3): another agency has no lapse": (
        [received("2025-03-03"), sent("2025-03-06", kind="other_agency"), letter("2025-03-07")],
        "paused",
    ),
    "Art. 33(3): another agency's opinion ends the pause": (
        [
            received("2025-03-03"),
            sent("2025-03-06", kind="other_agency"),
            letter("2025-03-07"),
            opinion("2025-04-14"),
        ],
        "2025-05-09",
    ),
    "a letter not yet delivered keeps the date open": ([received("2025-03-03"), sent("2025-03-06")], "paused"),
    "a letter on the last day leaves the date unchanged": (
        [received("2025-03-03"), sent("2025-03-31"), letter("2025-04-01")],
        "2025-03-31",
    ),
    "a letter after the last day leaves the date unchanged": (
        [received("2025-03-03"), sent("2025-04-07"), letter("2025-04-08")],
        "2025-03-31",
    ),
    "a letter sent and answered on one day leaves nothing out": (
        [received("2025-03-03"), sent("2025-03-06"), letter("2025-03-06"), opinion("2025-03-06")],
        "2025-03-31",
    ),
    "overlapping pauses are merged": (
        [
            received("2025-03-03"),
            sent("2025-03-06", "甲"),
            opinion("2025-03-14", "甲"),
            sent("2025-03-10", "乙"),
            opinion("2025-03-13", "乙"),
        ],
        "2025-04-09",
    ),
    "a restart drops a pause that began before it, though the opinion is still out": (
        [
            received("2025-03-03"),
            sent("2025-03-06"),
            on("correction_requested", "2025-03-10"),
            on("correction_received", "2025-03-17"),
        ],
        "2025-04-15",
    ),
    "a letter sent after the restart stops the restarted period": (
        [
            received("2025-03-03"),
            on("correction_requested", "2025-03-10"),
            on("correction_received", "2025-03-17"),
            sent("2025-03-20"),
            opinion("2025-03-26"),
        ],
        "2025-04-21",
    ),
    "letters without an id are told apart by their order": (
        [
            received("2025-03-03"),
            on("consult_sent", "2025-03-06", kind="third_party"),
            on("consult_reply_received", "2025-03-10"),
            on("consult_sent", "2025-03-12", kind="joint_agency"),
            on("consult_reply_received", "2025-03-14"),
        ],
        "2025-04-07",
    ),
    "a restart drops an earlier pause": (
        [
            received("2025-03-03"),
            sent("2025-03-04"),
            opinion("2025-03-07"),
            on("correction_requested", "2025-03-10"),
            on("correction_received", "2025-03-17"),
        ],
        "2025-04-15",
    ),
}


@pytest.mark.parametrize(("entries", "expected"), REPLY_ROWS.values(), ids=REPLY_ROWS)
def test_reply_due(entries: list[dict[str, Any]], expected: str):
    assert day_of(Ask.REPLY_DUE, *entries) == expected


OTHER_ROWS = {
    "Art. 30: correction notice within 7 working days": (
        Ask.CORRECTION_NOTICE_DUE,
        [received("2025-09-25")],
        "2025-10-11",
    ),
    "Art. 33: notice of extension by the last day of the first period": (
        Ask.EXTENSION_NOTICE_DUE,
        [received("2025-03-03"), on("extended", "2025-03-20", working_days=20)],
        "2025-03-31",
    ),
    "Art. 33: pauses move the notice of extension too": (
        Ask.EXTENSION_NOTICE_DUE,
        [received("2025-03-03"), sent("2025-03-06"), opinion("2025-03-14")],
        "2025-04-09",
    ),
    "Art. 32: third party has 15 working days from the letter": (
        Ask.THIRD_PARTY_OPINION_DUE,
        [sent("2025-09-10"), letter("2025-09-15")],
        "2025-10-11",
    ),
    "Art. 32: a letter not delivered starts nothing": (
        Ask.THIRD_PARTY_OPINION_DUE,
        [sent("2025-09-10")],
        "not_started",
    ),
    "Art. 34: co-producer has 15 working days": (
        Ask.JOINT_AGENCY_OPINION_DUE,
        [sent("2025-09-10", kind="joint_agency"), letter("2025-09-15")],
        "2025-10-11",
    ),
    "109号 Art. 7: 20 working days to pay": (
        Ask.FEE_PAYMENT_DUE,
        [on("fee_notice_received", "2025-03-03")],
        "2025-03-31",
    ),
    "Art. 26: 20 working days to publish": (
        Ask.PROACTIVE_PUBLICATION_DUE,
        [on("information_formed", "2025-03-03")],
        "2025-03-31",
    ),
    "3 working days to explain": (Ask.INTERPRETATION_DUE, [on("policy_published", "2025-09-26")], "2025-09-30"),
    "法释8 Art. 11: 20 working days after the judgment": (
        Ask.COURT_ORDERED_DISCLOSURE_DUE,
        [on("judgment_effective", "2025-06-03")],
        "2025-07-01",
    ),
    "复议法 Art. 20: 60 days": (Ask.RECONSIDERATION_DUE, [on("reply_served", "2025-03-03")], "2025-05-06"),
    "行诉法 Art. 46: six months to the same day number": (
        Ask.LAWSUIT_DUE_6M,
        [on("reply_served", "2025-03-03")],
        "2025-09-03",
    ),
    "民法典 Art. 202: no such day number, the month's last day": (
        Ask.LAWSUIT_DUE_6M,
        [on("reply_served", "2023-08-30")],
        "2024-02-29",
    ),
    "行诉法 Art. 45: 15 days after the review decision": (
        Ask.LAWSUIT_AFTER_REVIEW_DUE,
        [on("review_decision_served", "2025-03-03")],
        "2025-03-18",
    ),
    "行诉解释 Art. 66: six months after the reply period ran out": (
        Ask.LAWSUIT_NONREPLY_DUE,
        [received("2025-03-03")],
        "2025-09-30",
    ),
    "no non-reply while the clock stands": (
        Ask.LAWSUIT_NONREPLY_DUE,
        [received("2025-03-03"), on("correction_requested", "2025-03-10")],
        "paused",
    ),
    "no reply served, nothing to count from": (Ask.RECONSIDERATION_DUE, [received("2025-03-03")], "not_started"),
}


@pytest.mark.parametrize(("what", "entries", "expected"), OTHER_ROWS.values(), ids=OTHER_ROWS)
def test_other_limits(what: Ask, entries: list[dict[str, Any]], expected: str):
    assert day_of(what, *entries) == expected


def test_the_ask_means_the_latest_consultation_unless_it_names_one():
    letters = [
        sent("2025-09-01", "甲"),
        letter("2025-09-02", "甲"),
        sent("2025-09-10", "乙"),
        letter("2025-09-15", "乙"),
    ]

    assert day_of(Ask.THIRD_PARTY_OPINION_DUE, *letters) == "2025-10-11"
    assert day_of(Ask.THIRD_PARTY_OPINION_DUE, *letters, id_="甲") == "2025-09-23"
    assert day_of(Ask.JOINT_AGENCY_OPINION_DUE, *letters) == "not_started"


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
