"""Mixed questions, follow-ups, and sources that disagree."""

import pytest

from knowledge.compose import disagree, follows_up, split_questions, with_topic
from knowledge.entries import Entry, Passage


def entry(title: str, text: str) -> Entry:
    return Entry(key=title + text, title=title, passages=(Passage(position=0, text=text),))


def test_message_with_two_questions_is_split() -> None:
    assert split_questions("怎么申请公开？要交多少钱？") == ("怎么申请公开？", "要交多少钱？")
    assert split_questions("怎么申请公开，另外问一下几天答复") == ("怎么申请公开", "几天答复")


@pytest.mark.parametrize("text", ["怎么申请公开？", "你好。怎么申请公开？", "材料有身份证、申请表", ""])
def test_single_question_is_left_whole(text: str) -> None:
    assert split_questions(text) == ()


@pytest.mark.parametrize("text", ["那要多久？", "多少钱？", "在哪办呢", "需要什么"])
def test_bare_question_follows_up(text: str) -> None:
    assert follows_up(text)


@pytest.mark.parametrize("text", ["居住证怎么办理", "政府信息公开申请多少天答复", "不予公开的理由有哪些"])
def test_question_with_a_subject_stands_alone(text: str) -> None:
    assert not follows_up(text)


def test_follow_up_is_asked_with_its_topic() -> None:
    assert with_topic("那要多久？", "居住证怎么办理？") == "居住证怎么办理，要多久？"


def test_same_question_with_other_figures_is_a_disagreement() -> None:
    old, new = entry("示例补贴标准", "每月三百元。"), entry("示例补贴标准", "每月四百元。")

    assert disagree(old, new, old.body, new.body)


def test_other_subject_or_same_figure_is_no_disagreement() -> None:
    one, same = entry("示例补贴标准", "每月三百元。"), entry("示例补贴标准", "每月300元，按季发放。")
    other = entry("示例路灯报修", "两日内修复，罚款四百元。")

    assert not disagree(one, same, one.body, same.body)
    assert not disagree(one, other, one.body, other.body)
