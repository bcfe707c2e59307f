"""The processing fee by bracket (国办函〔2020〕109号 Arts 3 to 5)."""

import pytest

from requests_db.statute.fees import FeeBasis, check_single_basis, fee, fee_of_nth


@pytest.mark.parametrize(
    ("number", "yuan"),
    [(0, 0), (10, 0), (12, 200), (30, 2000), (31, 2200), (40, 4000), (42, 4600), (51, 7400), (70, 16000), (101, 37900)],
)
def test_per_case_total_of_a_month(number: int, yuan: int):
    assert fee(FeeBasis.PER_CASE, number).yuan == yuan


@pytest.mark.parametrize(
    ("pages", "yuan"), [(0, 0), (30, 0), (31, 10), (100, 700), (150, 1700), (200, 2700), (201, 2740), (500, 14700)]
)
def test_per_page_total_of_a_request(pages: int, yuan: int):
    assert fee(FeeBasis.PER_PAGE, pages).yuan == yuan


@pytest.mark.parametrize(("number", "yuan"), [(1, 0), (10, 0), (11, 100), (30, 100), (31, 200), (41, 300), (95, 800)])
def test_one_request_costs_the_price_of_its_bracket(number: int, yuan: int):
    assert fee_of_nth(number).yuan == yuan


def test_the_month_total_is_the_sum_of_its_requests():
    for number in range(1, 130):
        assert fee(FeeBasis.PER_CASE, number).yuan == sum(fee_of_nth(nth).yuan for nth in range(1, number + 1))


def test_a_fee_never_falls_when_one_more_is_asked():
    for basis in FeeBasis:
        totals = [fee(basis, quantity).yuan for quantity in range(320)]
        assert totals == sorted(totals)


def test_the_sum_is_written_out_bracket_by_bracket():
    assert fee(FeeBasis.PER_PAGE, 101).because == (
        "第1至30页：不收费",
        "第31至100页：70页×10元＝700元",
        "第101页：1页×20元＝20元",
        "合计720元。依据《政府信息公开信息处理费管理办法》第五条。",
    )
    assert "单价200元" in fee_of_nth(35).because[0]


def test_one_request_is_never_charged_both_ways():
    check_single_basis([FeeBasis.PER_CASE, FeeBasis.PER_CASE])
    with pytest.raises(ValueError, match="不能同时"):
        check_single_basis([FeeBasis.PER_CASE, FeeBasis.PER_PAGE])


def test_impossible_quantities_are_refused():
    with pytest.raises(ValueError, match="不能为负"):
        fee(FeeBasis.PER_CASE, -1)
    with pytest.raises(ValueError, match="从1开始"):
        fee_of_nth(0)
