"""The clock, one rule a row: what the events say, and which day follows from them."""

from typing import Any

import pytest

from requests_db.statute.deadlines import Ask
from tests.statute.case_entries import day_of, letter, on, opinion, received, sent

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
