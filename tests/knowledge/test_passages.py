"""Passages know their headings, stay short, and lose no text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from knowledge.passages import LONGEST_PASSAGE, Block, blocks_of_text, cut_passages, is_numbered

PLAN = """
为做好示例工作，制定本方案。
一、总体要求
坚持示例原则，做好示例工作，让群众看得见、听得懂。
二、主要任务
（一）推进决策公开
1.实行预公开制度。对涉及公众利益的示例方案，除依法应当保密的外，在决策前向社会公布草案和依据，听取各方面意见建议并反馈。
2.简短一项。
3.又一项。
（二）推进执行公开
公开示例任务的实施步骤和责任分工。
"""

RULES = """
第一章 总则
第一条 为了示例，制定本办法。
第二条【适用范围】 本办法适用于下列事项：
（一）示例事项甲；
（二）示例事项乙。
第二条规定的事项由示例部门解释。
第二章 程序
第三条 申请人应当提交申请。
"""


def paths(text: str) -> list[tuple[str, ...]]:
    return [passage.heading_path for passage in cut_passages(blocks_of_text(text))]


def test_a_plan_is_cut_along_its_numbering() -> None:
    assert paths(PLAN) == [
        (),
        ("一、总体要求",),
        ("二、主要任务", "（一）推进决策公开", "1.实行预公开制度"),
        ("二、主要任务", "（一）推进决策公开"),
        ("二、主要任务", "（二）推进执行公开"),
    ]


def test_short_items_of_a_list_share_a_passage() -> None:
    passages = cut_passages(blocks_of_text(PLAN))

    assert passages[3].text == "2.简短一项。\n3.又一项。"


def test_an_article_keeps_its_items_and_its_name() -> None:
    passages = cut_passages(blocks_of_text(RULES))

    assert [passage.heading_path for passage in passages] == [
        ("第一章 总则", "第一条"),
        ("第一章 总则", "第二条【适用范围】"),
        ("第二章 程序", "第三条"),
    ]
    assert "（二）示例事项乙。" in passages[1].text


def test_naming_an_article_in_running_text_opens_none() -> None:
    passages = cut_passages(blocks_of_text(RULES))

    assert passages[1].text.endswith("第二条规定的事项由示例部门解释。")


def test_marked_headings_stand_above_numbered_ones() -> None:
    blocks = [
        Block(text="办事指南", level=1),
        Block(text="费用", level=2),
        Block(text="一、标准"),
        Block(text="按件计收。"),
        Block(text="期限", level=2),
        Block(text="二十个工作日。"),
    ]

    passages = cut_passages(blocks)

    assert [passage.heading_path for passage in passages] == [("办事指南", "费用", "一、标准"), ("办事指南", "期限")]


def test_a_short_sentence_above_its_list_is_a_heading() -> None:
    assert paths("（一）加强政策解读。\n1、解读重要政策。\n2、回应关切。") == [("（一）加强政策解读",)]


def test_a_heading_with_nothing_below_is_not_lost() -> None:
    passages = cut_passages(blocks_of_text("一、甲类事项\n二、乙类事项\n正文。\n三、丙类事项"))

    assert [(passage.heading_path, passage.text) for passage in passages] == [
        ((), "一、甲类事项"),
        (("二、乙类事项",), "正文。"),
        ((), "三、丙类事项"),
    ]


def test_a_decimal_number_or_a_date_opens_no_item() -> None:
    assert not is_numbered("1.5亿元用于示例项目")
    assert not is_numbered("2026.3.5 示例")
    assert is_numbered("1.示例")
    assert is_numbered("（十二）示例")


def test_long_text_is_cut_between_sentences() -> None:
    sentence = "示例" * 30 + "。"

    passages = cut_passages([Block(text=sentence * 20)])

    assert all(len(passage.text) <= LONGEST_PASSAGE for passage in passages)
    assert all(passage.text.endswith("。") for passage in passages)
    assert "".join(passage.text for passage in passages) == sentence * 20


def test_one_endless_sentence_is_cut_as_well() -> None:
    passages = cut_passages([Block(text="示" * 100_000)])

    assert max(len(passage.text) for passage in passages) <= 2 * LONGEST_PASSAGE
    assert sum(len(passage.text) for passage in passages) == 100_000


def test_positions_count_from_nought() -> None:
    assert [passage.position for passage in cut_passages(blocks_of_text(PLAN))] == [0, 1, 2, 3, 4]


LINES = st.lists(
    st.sampled_from(
        [
            "一、甲",
            "二、乙",
            "（一）丙",
            "（二）丁。",
            "1.戊",
            "2、己；",
            "（1）庚",
            "第一章 辛",
            "第二条 壬。",
            "正文癸。",
            "子" * 70,
        ]
    ),
    max_size=25,
)


@given(LINES)
def test_every_line_is_found_in_a_passage_or_a_path(lines: list[str]) -> None:
    passages = cut_passages(Block(text=line) for line in lines)

    kept = "\n".join([passage.text for passage in passages] + [label for one in passages for label in one.heading_path])
    assert all(re.sub(r"。$", "", line) in kept for line in lines)
