"""Histories that cannot have happened are refused, with the rule that forbids them."""

from datetime import date
from typing import Any

import pytest

from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import Ask, ImpossibleHistory, check_history, due_day, parse_event

CALENDAR = WorkingCalendar.national()


def on(type_: str, day: str, **more: Any) -> dict[str, Any]:
    return {"type": type_, "date": day, **more}


RECEIVED = on("submitted", "2025-03-03", channel="in_person")
SENT = on("consult_sent", "2025-03-06", id="甲", kind="third_party")
ASKED = on("correction_requested", "2025-03-10")
CORRECTED = on("correction_received", "2025-03-17")
NOTIFIED = on("fee_notice_received", "2025-03-10")

IMPOSSIBLE = {
    "extension after expiry": ([RECEIVED, on("extended", "2025-04-01", working_days=5)], "extension_after_expiry"),
    "extension after expiry of a restarted period": (
        [RECEIVED, ASKED, CORRECTED, on("extended", "2025-04-16", working_days=5)],
        "extension_after_expiry",
    ),
    "extension after expiry of the period before a restart": (
        [RECEIVED, on("extended", "2025-04-07", working_days=5), {**NOTIFIED, "date": "2025-04-08"}],
        "extension_after_expiry",
    ),
    "extension beyond 20": ([RECEIVED, on("extended", "2025-03-28", working_days=21)], "extension_too_long"),
    "extension of nothing": ([RECEIVED, on("extended", "2025-03-28", working_days=0)], "extension_too_long"),
    "extension beyond 20, no receipt in the list": (
        [on("extended", "2025-03-28", working_days=30)],
        "extension_too_long",
    ),
    "extensions beyond 20 together": (
        [
            RECEIVED,
            on("extended", "2025-03-20", working_days=15),
            on("extended", "2025-03-21", working_days=6),
        ],
        "extension_too_long",
    ),
    "second and different correction notice": (
        [RECEIVED, ASKED, {**ASKED, "date": "2025-03-11"}],
        "second_correction_notice",
    ),
    "correction received before requested": (
        [RECEIVED, ASKED, {**CORRECTED, "date": "2025-03-07"}],
        "correction_not_requested",
    ),
    "correction received, never requested": ([RECEIVED, CORRECTED], "correction_not_requested"),
    "correction lapsed, never requested": (
        [RECEIVED, on("correction_period_lapsed", "2025-03-31")],
        "lapse_without_notice",
    ),
    "correction lapsed on the day of notice": (
        [RECEIVED, ASKED, on("correction_period_lapsed", "2025-03-10")],
        "lapse_too_early",
    ),
    "correction lapsed before the time the notice gave": (
        [RECEIVED, {**ASKED, "working_days": 10}, on("correction_period_lapsed", "2025-03-21")],
        "lapse_too_early",
    ),
    "correction lapsed after it was received": (
        [RECEIVED, ASKED, CORRECTED, on("correction_period_lapsed", "2025-03-31")],
        "lapse_after_correction",
    ),
    "reply from a party never asked": (
        [RECEIVED, SENT, on("consult_reply_received", "2025-03-14", id="乙")],
        "never_asked",
    ),
    "receipt of a letter never sent": ([RECEIVED, on("consult_letter_received", "2025-03-14", id="甲")], "never_asked"),
    "reply before the letter": ([RECEIVED, SENT, on("consult_reply_received", "2025-03-05", id="甲")], "before_letter"),
    "same consultation sent twice": ([RECEIVED, SENT, {**SENT, "date": "2025-03-07"}], "consultation_sent_twice"),
    "event before receipt": ([RECEIVED, {**SENT, "date": "2025-02-28"}], "before_receipt"),
    "reply served before receipt": ([RECEIVED, on("reply_served", "2025-02-28")], "before_receipt"),
    "signed for before it was sent": (
        [on("submitted", "2025-03-03", channel="registered_mail"), on("signed_for", "2025-03-02")],
        "receipt_before_submission",
    ),
    "confirmed before the letter arrived": (
        [
            on("submitted", "2025-03-03", channel="ordinary_mail"),
            on("arrived", "2025-03-06"),
            on("confirmed", "2025-03-05"),
        ],
        "confirmed_before_arrival",
    ),
    "submitted twice": ([RECEIVED, {**RECEIVED, "date": "2025-03-04"}], "second_submission"),
    "paid without a notice": ([RECEIVED, on("fee_paid", "2025-03-14")], "fee_not_notified"),
    "paid before the notice": ([RECEIVED, NOTIFIED, on("fee_paid", "2025-03-07")], "fee_not_notified"),
    "fee lapsed a day before the last permitted one": (
        [RECEIVED, NOTIFIED, on("fee_period_lapsed", "2025-04-07")],
        "lapse_too_early",
    ),
    "fee lapsed after payment": (
        [RECEIVED, NOTIFIED, on("fee_paid", "2025-03-14"), on("fee_period_lapsed", "2025-04-08")],
        "lapse_after_payment",
    ),
    "handling after abandonment": (
        [
            RECEIVED,
            ASKED,
            on("correction_period_lapsed", "2025-03-31"),
            {**SENT, "date": "2025-04-01"},
        ],
        "after_abandonment",
    ),
}


@pytest.mark.parametrize(("entries", "code"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
@pytest.mark.parametrize("what", [Ask.REPLY_DUE, Ask.RECONSIDERATION_DUE])
def test_impossible_histories_are_refused_whatever_is_asked(entries: list[dict[str, Any]], code: str, what: Ask):
    events = [parse_event(entry) for entry in entries]

    with pytest.raises(ImpossibleHistory) as refused:
        due_day(events, what, CALENDAR)

    assert refused.value.code == code
    assert refused.value.article.startswith("《")
    assert set(refused.value.as_json()["error"]) == {"code", "message", "article"}


POSSIBLE = {
    "the same event twice": [RECEIVED, RECEIVED],
    "the same correction notice twice": [RECEIVED, ASKED, ASKED],
    "extension on the last day": [RECEIVED, on("extended", "2025-03-31", working_days=20)],
    "extension while the correction is awaited": [RECEIVED, ASKED, on("extended", "2025-04-10", working_days=5)],
    "extension while an opinion is awaited": [RECEIVED, SENT, on("extended", "2025-04-10", working_days=5)],
    "correction on the day it was asked for": [RECEIVED, ASKED, {**CORRECTED, "date": "2025-03-10"}],
    "fee lapsed on the last permitted day": [RECEIVED, NOTIFIED, on("fee_period_lapsed", "2025-04-08")],
    "a policy published before the application": [RECEIVED, on("policy_published", "2025-02-03")],
    "a consultation without a receipt in the list": [SENT, on("consult_reply_received", "2025-03-14", id="甲")],
    "an opinion without an id where one party was asked": [RECEIVED, SENT, on("consult_reply_received", "2025-03-14")],
    "abandonment is notified": [
        RECEIVED,
        ASKED,
        on("correction_period_lapsed", "2025-03-31"),
        on("reply_served", "2025-04-03"),
    ],
}


@pytest.mark.parametrize("entries", POSSIBLE.values(), ids=POSSIBLE)
def test_what_can_happen_is_accepted(entries: list[dict[str, Any]]):
    check_history([parse_event(entry) for entry in entries], CALENDAR)


def test_a_future_date_is_refused_only_when_recorded_in_a_case():
    events = [parse_event(RECEIVED)]

    check_history(events, CALENDAR)
    with pytest.raises(ImpossibleHistory) as refused:
        check_history(events, CALENDAR, recorded_on=date(2025, 3, 2))

    assert refused.value.code == "future_date"
