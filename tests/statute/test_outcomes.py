"""Outcomes, what their letters must say, and the remedies against them."""

import pytest

from requests_db.statute.articles import cite
from requests_db.statute.outcomes import OUTCOMES, RemedyKind, choices, outcome
from requests_db.statute.remedies import REVIEWERS, AgencyKind, basis_of, remedy_notice
from requests_db.statute.report_format import RESULT_ROWS


def test_every_row_of_table_three_is_an_outcome_and_every_outcome_has_a_row():
    assert {one.report_row for one in OUTCOMES.values()} == set(RESULT_ROWS)
    for row in RESULT_ROWS:
        assert outcome(row).report_row == row


def test_every_article_of_an_outcome_is_registered():
    for one in OUTCOMES.values():
        assert all(cite(key) for key in one.articles)


@pytest.mark.parametrize(
    ("key", "remedy"),
    [
        ("d1_state_secret", RemedyKind.REVIEW_FIRST),
        ("d4_third_party", RemedyKind.REVIEW_FIRST),
        ("d7_enforcement_file", RemedyKind.REVIEW_FIRST),
        ("partial", RemedyKind.REVIEW_FIRST),
        ("d8_admin_query", RemedyKind.NOT_SUABLE),
        ("not_exist", RemedyKind.EITHER),
        ("not_agency", RemedyKind.EITHER),
        ("granted", RemedyKind.EITHER),
        ("n2_repeat", RemedyKind.NOT_SUABLE),
        ("n4_bulk_repetitive", RemedyKind.EITHER),
        ("withdrawn", RemedyKind.NONE),
    ],
)
def test_remedy_by_outcome(key: str, remedy: RemedyKind):
    assert outcome(key).remedy is remedy


def test_reconsideration_comes_first_exactly_for_refusals_under_arts_14_to_16():
    review_first = {one.key for one in OUTCOMES.values() if one.remedy is RemedyKind.REVIEW_FIRST}

    assert review_first == {
        "partial",
        "d1_state_secret",
        "d2_law_forbids",
        "d3_three_securities_one_stability",
        "d4_third_party",
        "d5_internal_affairs",
        "d6_process",
        "d7_enforcement_file",
    }
    assert all(outcome(key).requires_reasons and outcome(key).requires_re_review for key in review_first)


def test_does_not_exist_needs_a_search_record():
    assert outcome("not_exist").requires_search_record
    assert not outcome("granted").requires_search_record


def test_lapses_and_withdrawals_are_never_chosen_for_a_reply():
    chosen = {one.key for one in choices()}

    assert chosen.isdisjoint({"o1_correction_lapsed", "o2_fee_unpaid", "withdrawn", "u1_not_held"})
    assert next(iter(choices())).report_row == "granted"


def test_a_refusal_announces_reconsideration_first():
    text = remedy_notice(outcome("d6_process"), review_body="示例市人民政府").text

    assert text.startswith("如对本答复不服，应当先自收到本答复之日起60日内向示例市人民政府申请行政复议；")
    assert "15日内" in text


def test_other_replies_offer_both_ways_with_six_months():
    notice = remedy_notice(outcome("granted"), review_body="示例市人民政府", court="示例区人民法院")

    assert "可以自收到本答复之日起60日内" in notice.text
    assert "6个月内向示例区人民法院提起行政诉讼" in notice.text
    assert basis_of(notice) == "《行政复议法》第二十条、《行政诉讼法》第四十六条"


@pytest.mark.parametrize("key", ["n1_petition", "n2_repeat", "n3_publication", "u2_needs_creation", "d8_admin_query"])
def test_what_courts_do_not_take_is_not_announced_as_suable(key: str):
    notice = remedy_notice(outcome(key), review_body="示例市人民政府")

    assert "诉讼" not in notice.text
    assert "投诉、举报" in notice.text


def test_a_withdrawal_has_no_remedy():
    assert remedy_notice(outcome("withdrawn"), review_body="示例市人民政府").text == ""


def test_a_department_is_reviewed_by_its_own_government_not_the_superior_department():
    assert REVIEWERS[AgencyKind.LOCAL_DEPARTMENT].body == "本级人民政府"
    assert set(REVIEWERS) == set(AgencyKind)
