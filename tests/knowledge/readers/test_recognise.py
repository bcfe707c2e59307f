"""Titles, particulars and text recognised in plain lines of scraped pages."""

from datetime import date

import pytest

from knowledge.readers.dates import find_day, parse_day
from knowledge.readers.furniture import strip_markup
from knowledge.readers.labels import labels_in
from knowledge.readers.recognise import printed_number, recognise, tidy_title

PAGE = """
站内搜索:
• 无障碍浏览
• 手机版
政策文件

当前位置:首页> 政务公开> 政策文件> 示例市城市管理局示例工作实施方案

示例市城市管理局示例工作实施方案

发布时间:2026-03-02 09:30    来源:办公室

    为做好示例工作，制定本方案。

    一、总体要求

    坚持示例原则。

分享到: 0
技术支持:示例市信息中心  示例ICP备00000000号
主办单位:示例市城市管理局
"""

TABLE = """
索引号 | SL0001/2026-00001 | 发布机构 | 示例县示例镇 |
公开目录 | 工作计划 | 发布日期 | 2026-03-06 |
文号 | 浏览量 |
示例镇2026年示例工作分工方案
为做好示例工作，制定本方案。
一、总体要求
坚持示例原则。
示例镇人民政府
2026年3月5日
"""

NOTICE = """
示例市人民政府办公室关于印发示例办法的通知
示政办发2026 12号
各区人民政府：
现将《示例办法》印发给你们。
示例市人民政府办公室
2026年3月1日
（此件公开发布）
示例办法
第一条 为了示例，制定本办法，参照《上级办法》（国办发〔2019〕1号）。
第二条 本办法自2026年4月1日起施行，有效期至2031年3月31日。
"""


def test_a_scraped_page_keeps_its_text_and_loses_its_menus() -> None:
    printed = recognise(PAGE.splitlines())

    assert printed.title == "示例市城市管理局示例工作实施方案"
    assert printed.published_on == date(2026, 3, 2)
    assert printed.lines == ("为做好示例工作，制定本方案。", "一、总体要求", "坚持示例原则。")


def test_a_source_that_names_no_body_gives_way_to_the_title() -> None:
    assert recognise(PAGE.splitlines()).issuer == "示例市城市管理局"


def test_a_table_of_particulars_is_read_and_empty_cells_stay_empty() -> None:
    printed = recognise(TABLE.splitlines())

    assert printed.title == "示例镇2026年示例工作分工方案"
    assert (printed.index_number, printed.issuer) == ("SL0001/2026-00001", "示例县示例镇")
    assert (printed.published_on, printed.document_number) == (date(2026, 3, 6), "")


def test_a_document_number_without_brackets_is_kept_as_printed() -> None:
    printed = recognise(NOTICE.splitlines())

    assert printed.document_number == "示政办发2026 12号"
    assert "示政办发2026 12号" not in printed.lines


def test_signature_and_its_date_name_issuer_and_day() -> None:
    printed = recognise(NOTICE.splitlines())

    assert printed.issuer == "示例市人民政府办公室"
    assert printed.published_on == date(2026, 3, 1)


def test_validity_is_read_where_the_text_prints_it() -> None:
    printed = recognise(NOTICE.splitlines())

    assert (printed.effective_on, printed.expires_on) == (date(2026, 4, 1), date(2031, 3, 31))


def test_number_of_a_cited_document_is_not_taken() -> None:
    printed = recognise([line for line in NOTICE.splitlines() if not line.startswith("示政办发")])

    assert printed.document_number == ""


def test_a_title_the_file_names_is_not_guessed_again() -> None:
    printed = recognise(NOTICE.splitlines(), known_title="示例办法")

    assert printed.title == "示例办法"
    assert printed.lines[0].startswith("第一条")


@pytest.mark.parametrize("lines", [[], [""], ["。"], ["|"], ["一、"]])
def test_next_to_nothing_breaks_nothing(lines: list[str]) -> None:
    assert recognise(lines).published_on is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "来源:示例区司法局 发布时间: 2026-01-14 15:25",
            [("source", "示例区司法局"), ("published_on", "2026-01-14 15:25")],
        ),
        ("索 引 号：SL-1", [("index_number", "SL-1")]),
        ("【发文字号】示政发〔2026〕1号", []),
        ("【发文字号】：示政发〔2026〕1号", [("document_number", "示政发〔2026〕1号")]),
        ("发布机构 示例市人民政府", [("issuer", "示例市人民政府")]),
        ("文号 | 浏览量 |", [("document_number", "")]),
        ("申请人可以按发布日期：逐条查询。", []),
    ],
)
def test_labels_are_read_at_the_start_of_a_line(line: str, expected: list[tuple[str, str]]) -> None:
    assert [found for found in labels_in(line) if found[0]] == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("示政发〔2026〕1号", "示政发〔2026〕1号"),
        ("（示办[2026]12号）", "示办[2026]12号"),
        ("示发202614号", "示发202614号"),
        ("根据示政发〔2026〕1号文件", ""),
        ("2026年第1号", ""),
    ],
)
def test_a_document_number_stands_alone(line: str, expected: str) -> None:
    assert printed_number(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02 09:30:00", date(2026, 3, 2)),
        ("2026-03-02T09:30:00", date(2026, 3, 2)),
        ("2026年3月2日", date(2026, 3, 2)),
        ("2026.3.2", date(2026, 3, 2)),
        ("20260302", date(2026, 3, 2)),
        ("二〇二六年三月二日", date(2026, 3, 2)),
        ("二○二六年十二月三十一日", date(2026, 12, 31)),
        ("2026-02-30", None),
        ("2026329", None),
        ("示例", None),
    ],
)
def test_days_are_read_as_printed(text: str, expected: date | None) -> None:
    assert parse_day(text) == expected


def test_an_impossible_day_is_passed_over_for_the_next() -> None:
    assert find_day("2026-02-30 至 2026-03-01") == date(2026, 3, 1)


def test_injected_tags_go_with_the_list_marks_they_leave() -> None:
    tags = '<legend id="x"></legend>\n• <input id="x">\n1. <meter id="x"></meter>\n<script>恶意()</script>\n'
    junk = tags + "1. 正文\n甲<乙>丙"

    assert [line for line in strip_markup(junk).split("\n") if line] == ["1. 正文", "甲<乙>丙"]


def test_unclosed_comments_cost_no_time() -> None:
    assert strip_markup("<!--" * 200_000 + "正文").endswith("正文")


def test_blanks_inside_a_chinese_title_go() -> None:
    assert tidy_title(" 示例 市 关于 ABC  平台的通知 ") == "示例市关于ABC平台的通知"
