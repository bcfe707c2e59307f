from datetime import date
from decimal import Decimal

import pytest

from handlers.papers.chinese_writing import formal_date, formal_sum, numbered, plain_date


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 22), "二〇二六年十一月二十二日"),
        (date(2026, 1, 10), "二〇二六年一月十日"),
        (date(2030, 10, 30), "二〇三〇年十月三十日"),
        (date(2025, 12, 1), "二〇二五年十二月一日"),
    ],
)
def test_date_under_a_seal_is_in_chinese_numerals(day: date, written: str) -> None:
    assert formal_date(day) == written


def test_date_in_running_text_has_no_leading_zeros() -> None:
    assert plain_date(date(2026, 3, 5)) == "2026年3月5日"


@pytest.mark.parametrize(
    ("yuan", "written"),
    [
        ("0", "零元整"),
        ("100", "壹佰元整"),
        ("380", "叁佰捌拾元整"),
        ("1020", "壹仟零贰拾元整"),
        ("14700", "壹万肆仟柒佰元整"),
        ("37000", "叁万柒仟元整"),
        ("100000", "壹拾万元整"),
        ("100005", "壹拾万零伍元整"),
        ("1000500", "壹佰万零伍佰元整"),
        ("100000001", "壹亿零壹元整"),
        ("700.50", "柒佰元伍角整"),
        ("700.05", "柒佰元零伍分"),
        ("0.07", "柒分"),
    ],
)
def test_sum_is_written_so_that_it_cannot_be_altered(yuan: str, written: str) -> None:
    assert formal_sum(Decimal(yuan)) == written


@pytest.mark.parametrize("yuan", ["-1", "0.001", "1000000000000"])
def test_impossible_sum_is_refused(yuan: str) -> None:
    with pytest.raises(ValueError, match="no sum of money"):
        formal_sum(Decimal(yuan))


def test_list_ends_with_a_full_stop() -> None:
    assert numbered(("身份证明。", "联系方式")) == ("1. 身份证明；", "2. 联系方式。")
