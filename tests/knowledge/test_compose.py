"""Mixed questions, follow-ups, and sources that disagree."""

import pytest

from knowledge.compose import (
    asking_clauses,
    asking_part,
    disagree,
    follows_up,
    lacks_the_name,
    lacks_what_is_asked,
    names_nothing,
    own_subject,
    points_back,
    speaks_of,
    split_questions,
    turns_on_a_name,
    with_topic,
)
from knowledge.entries import Entry, Passage


def entry(title: str, text: str) -> Entry:
    return Entry(key=title + text, title=title, passages=(Passage(position=0, text=text),))


def test_message_with_two_questions_is_split() -> None:
    assert split_questions("怎么申请公开？要交多少钱？") == ("怎么申请公开？", "要交多少钱？")
    assert split_questions("怎么申请公开，另外问一下几天答复") == ("怎么申请公开", "几天答复")


@pytest.mark.parametrize("text", ["怎么申请公开？", "你好。怎么申请公开？", "材料有身份证、申请表", ""])
def test_single_question_is_left_whole(text: str) -> None:
    assert split_questions(text) == ()


def test_part_of_a_long_message_that_asks_is_found() -> None:
    message = (
        "我是一名普通居民，前些日子整理旧物，跑了好几趟也没有人说得清，家里老人也很着急，示例卡丢失以后怎么补办？"
        "麻烦尽快帮忙解答。"
    )

    part = asking_part(message)

    assert part is not None
    assert part.endswith("示例卡丢失以后怎么补办？")
    assert "整理旧物" not in part


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("怎么申请，多久答复，要钱吗", ("怎么申请", "多久答复", "要钱吗")),
        ("示例卡丢了，怎么补办，几天能好", ("示例卡丢了，怎么补办", "几天能好")),
        ("示例卡丢了，怎么补办", ()),
        ("怎么补办，我的示例卡丢了", ()),
        ("谁能办，怎么办，在哪办，几天办，几元钱", ()),
    ],
)
def test_clauses_that_ask_are_told_apart(text: str, asked: tuple[str, ...]) -> None:
    assert asking_clauses(text) == asked


@pytest.mark.parametrize(
    "message",
    ["示例卡怎么补办？", "示例卡丢失以后需要哪些材料才能够到示例街道的示例服务大厅三楼的示例窗口办理补领换领手续"],
)
def test_message_that_is_short_or_all_question_has_no_part(message: str) -> None:
    assert asking_part(message) is None


def test_long_message_that_asks_nothing_keeps_what_is_no_courtesy() -> None:
    message = (
        "尊敬的领导您好，示例路的路灯已经坏了整整两个星期，夜里行人经过十分危险，附近的学生也走这条路，盼望早日回复。"
    )

    part = asking_part(message)

    assert part is not None
    assert part.startswith("示例路的路灯")
    assert "盼望" not in part


@pytest.mark.parametrize("text", ["那要多久？", "多少钱？", "在哪办呢", "需要什么"])
def test_bare_question_follows_up(text: str) -> None:
    assert follows_up(text)


@pytest.mark.parametrize("text", ["居住证怎么办理", "政府信息公开申请多少天答复", "不予公开的理由有哪些"])
def test_question_with_a_subject_stands_alone(text: str) -> None:
    assert not follows_up(text)


def test_follow_up_is_asked_with_its_topic() -> None:
    assert with_topic("那要多久？", "居住证怎么办理？") == "居住证怎么办理，要多久？"


def test_amounts_by_another_measure_do_not_disagree() -> None:
    by_case, by_page = entry("按件收费标准是什么", "每件一百元。"), entry("按页收费标准是什么", "每页十元，共一千元。")

    assert not disagree(by_case, by_page, by_case.body, by_page.body)


def test_another_word_for_the_same_thing_hides_no_disagreement() -> None:
    one, other = entry("示例补贴怎么领取", "每月一百元。"), entry("示例津贴怎么领取", "每月二百元。")

    assert disagree(one, other, one.body, other.body)


def test_same_question_with_other_figures_is_a_disagreement() -> None:
    old, new = entry("示例补贴标准", "每月三百元。"), entry("示例补贴标准", "每月四百元。")

    assert disagree(old, new, old.body, new.body)


def test_a_figure_in_common_hides_no_disagreement_and_a_date_makes_none() -> None:
    old = entry("示例补贴标准", "2024年6月1日起每月三百元，每人限领2份。")
    new = entry("示例补贴标准", "2025年起每月四百元，每人限领2份。")
    again = entry("示例补贴标准", "自7月15日起每月300元，每人限领2份。")

    assert disagree(old, new, old.body, new.body)
    assert not disagree(old, again, old.body, again.body)


def test_other_subject_or_same_figure_is_no_disagreement() -> None:
    one, same = entry("示例补贴标准", "每月三百元。"), entry("示例补贴标准", "每月300元，按季发放。")
    other = entry("示例路灯报修", "两日内修复，罚款四百元。")

    assert not disagree(one, same, one.body, same.body)
    assert not disagree(one, other, one.body, other.body)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("示例站的电话是多少", "有疑问请拨打示例站电话。"),
        ("示例站的通信地址", "示例站的电话是0000-000000。"),
        ("示例补贴每月多少元", "示例补贴按月发放。"),
        ("示例证明多久能办好", "示例证明到示例窗口办理。"),
        ("示例证明要多少钱", "示例证明两日内办好。"),
        ("示例证明要多少钱", "收费项目和标准应当公布。"),
        ("示例补贴标准是多少", "一般由示例区规定。"),
        ("示例站的电话是多少", "示例站每月补助300元。"),
        ("示例补偿标准是多少", "依据是2019年修订的示例条例第二十一条第一款。"),
    ],
)
def test_text_without_the_kind_of_thing_asked_for_lacks_it(question: str, text: str) -> None:
    assert lacks_what_is_asked(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("示例站的电话是多少", "示例站的电话是0000-000000。"),
        ("示例站的电话是多少", "请拨打12345。"),
        ("示例补贴每月多少元", "示例补贴每月三百元。"),
        ("示例补贴多少", "发两个月工资，或者六成。"),
        ("申请要交多少钱", "提交申请不收费。"),
        ("示例证明要多少钱", "工本费每份一元。"),
        ("示例证明多久能办好", "示例证明当场办好。"),
        ("示例补贴怎么领", "示例补贴按月发放。"),
    ],
)
def test_text_with_it_or_a_question_that_names_no_kind_lacks_nothing(question: str, text: str) -> None:
    assert not lacks_what_is_asked(question, text)


@pytest.mark.parametrize("question", ["什么是示例登记？", "请问什么叫示例 登记", "WXYZ系统怎么登录", "WXYZ2024是什么"])
def test_question_about_a_term_or_a_foreign_word_turns_on_a_name(question: str) -> None:
    assert turns_on_a_name(question)


@pytest.mark.parametrize(
    "question", ["示例登记怎么办理", "什么是示例登记的期限", "手机app怎么登录", "A3区的示例站在哪"]
)
def test_question_with_a_matter_of_its_own_turns_on_no_name(question: str) -> None:
    assert not turns_on_a_name(question)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("什么是示例登记", "示例证照与登记簿。"),
        ("WXYZ系统怎么登录", "登录系统时请输入账号。"),
        ("XYZ系统怎么登录", "WXYZ系统的登录办法。"),
    ],
)
def test_text_without_the_name_asked_about_lacks_it(question: str, text: str) -> None:
    assert lacks_the_name(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("什么是示例登记", "“示例”登记，是指示例。"),
        ("什么是示例登记(WXYZ)", "WXYZ是指示例。"),
        ("wxyz系统怎么登录", "WXYZ2024系统的登录办法。"),
        ("示例登记怎么办理", "登录系统时请输入账号。"),
    ],
)
def test_text_with_the_name_or_a_question_without_one_lacks_nothing(question: str, text: str) -> None:
    assert not lacks_the_name(question, text)


@pytest.mark.parametrize(("question", "is_empty"), [("是什么呢", True), ("收的多少", True), ("收费吗", False)])
def test_question_of_nothing_but_asking_words_names_nothing(question: str, is_empty: bool) -> None:
    assert names_nothing(question) is is_empty


@pytest.mark.parametrize(("question", "subject"), [("护照呢", "护照"), ("那最多延多久？", "最多延"), ("那怎么办", "")])
def test_own_subject_of_a_follow_up_leaves_out_what_points_back_and_asks(question: str, subject: str) -> None:
    assert own_subject(question) == subject


@pytest.mark.parametrize(("question", "points"), [("那要多久", True), ("护照呢？", True), ("低保怎么办理", False)])
def test_follow_up_may_point_back(question: str, points: bool) -> None:
    assert points_back(question) is points


@pytest.mark.parametrize(("subject", "speaks"), [("延长期限", True), ("超期", False), ("延", True), ("", True)])
def test_text_speaks_of_a_subject_by_two_letters_of_it_together(subject: str, speaks: bool) -> None:
    assert speaks_of("可以延长二十个工作日。", subject) is speaks
