"""What a quotation stands under is shown with it: an item without its heading can mean the opposite."""

import time
from datetime import date

import pytest

from knowledge.answers import Answerer, AskContext
from knowledge.entries import Entry, IndexedEntry, Passage
from knowledge.index import KnowledgeIndex
from knowledge.passages import blocks_of_text, cut_passages
from knowledge.quote_frame import Span, framed, whole_text

TEXT = """一、可以申请的人员
（一）在本市注册的示例农户；
（二）在本市注册的示例合作社。
二、不予补贴的情形
（一）示例大棚面积不足二百平方米的；
（二）占用基本农田搭建的。
三、办理程序
申请人应当向街道办事处提交示例申请表。"""


def entry(text: str, title: str = "示例补贴办法") -> Entry:
    return Entry(key="k", title=title, passages=cut_passages(blocks_of_text(text)))


def quoted(made: Entry, words: str) -> str:
    start = made.body.index(words)
    return framed(made, Span(start=start, end=start + len(words)))


def test_an_item_is_shown_under_its_heading() -> None:
    made = entry(TEXT)

    shown = quoted(made, "（二）占用基本农田搭建的。")

    assert shown == "二、不予补贴的情形\n（二）占用基本农田搭建的。"


def test_a_quotation_across_headings_shows_each_in_its_place() -> None:
    made = entry(TEXT)
    words = "（二）占用基本农田搭建的。\n申请人应当向街道办事处提交示例申请表。"

    shown = quoted(made, words)

    assert shown.split("\n")[2] == "三、办理程序"


def test_the_whole_text_has_its_headings() -> None:
    assert whole_text(entry(TEXT)) == TEXT


def test_a_heading_that_is_the_title_is_not_repeated() -> None:
    passage = Passage(position=0, text="申请人应当提交示例申请表。", heading_path=("示例补贴办法",))

    shown = whole_text(Entry(key="k", title="示例补贴办法", passages=(passage,)))

    assert shown == passage.text


@pytest.mark.parametrize("gap", ["\n", ""])
def test_an_item_is_shown_with_the_words_that_open_its_list(gap: str) -> None:
    items = gap.join(("（一）示例大棚面积不足的；", "（二）占用基本农田的；", "（三）重复领取的。"))
    made = entry(f"申请人应当如实填写。有下列情形之一的，不予补贴：{gap}{items}")

    assert quoted(made, "（一）示例大棚面积不足的；") == "有下列情形之一的，不予补贴：\n（一）示例大棚面积不足的；"
    assert quoted(made, "占用基本农田的") == "有下列情形之一的，不予补贴：\n……\n占用基本农田的"


def test_words_that_open_another_list_are_not_shown() -> None:
    made = entry("申请材料：\n1. 示例申请表。\n下列示例项目分两类办理。\n（一）现场办理的，当场办结。")

    assert quoted(made, "（一）现场办理的，当场办结。") == "（一）现场办理的，当场办结。"


def test_a_plain_sentence_is_shown_as_it_is() -> None:
    made = entry("本办法自发布之日起施行：\n示例机关负责解释。")

    assert quoted(made, "示例机关负责解释。") == "示例机关负责解释。"


def test_an_answer_names_the_heading_its_words_stand_under() -> None:
    made = entry(TEXT + "申请表的填写说明见背面。" * 30)
    answerer = Answerer(KnowledgeIndex.build([IndexedEntry(entry_id=1, entry=made)]))

    answer = answerer.ask("示例大棚面积不足二百平方米可以补贴吗", AskContext(today=date(2026, 3, 2)))

    assert "（一）示例大棚面积不足二百平方米的" in answer.text
    assert answer.text.index("不予补贴的情形") < answer.text.index("面积不足")
    assert "一、可以申请的人员" in answer.rest


def test_a_very_long_text_is_framed_without_waiting() -> None:
    made = entry("\n".join(f"第{number}条 示例事项第{number}项当日办结。" for number in range(1, 20_000)))
    began = time.monotonic()

    whole_text(made)

    assert time.monotonic() - began < 2
