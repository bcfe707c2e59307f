"""Spoken names of things."""

import pytest

from knowledge.errors import KnowledgeError
from knowledge.synonyms import SynonymTable, check_pair


def test_question_is_reworded_in_the_words_of_publications() -> None:
    assert "养老社会保险怎么查" in SynonymTable().variants("养老社保怎么查")


def test_published_name_is_left_alone() -> None:
    assert SynonymTable((("公积金", "住房公积金"),)).variants("住房公积金怎么提取") == ()


def test_names_kept_by_staff_are_known_as_well() -> None:
    table = SynonymTable().with_pairs((("示例卡", "示例市民服务卡"),))

    assert table.variants("示例卡在哪办") == ("示例市民服务卡在哪办",)
    assert table.variants("养老社保") == ("养老社会保险",)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", "示例"),
        ("示例", "示例 "),
        ("的", "示例补贴"),
        ("怎么", "示例补贴"),
        ("示例补贴", "费"),
        ("公开", "不予公开"),
        ("免费", "费"),
    ],
)
def test_a_pair_that_would_turn_questions_into_others_is_refused(said: str, meant: str) -> None:
    with pytest.raises(KnowledgeError):
        check_pair(said, meant)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("社保", "社会保险"),
        ("不公开", "不予公开"),
        ("老赖", "失信被执行人"),
        ("绿卡", "永久居留身份证"),
        ("不动产证", "房产证"),
    ],
)
def test_another_name_of_a_thing_is_accepted(said: str, meant: str) -> None:
    check_pair(said, meant)


def test_names_lead_no_further_than_once() -> None:
    table = SynonymTable((("示例甲", "示例乙"), ("示例乙", "示例甲"), ("租房", "租房租房")))

    assert table.variants("示例甲怎么办") == ("示例乙怎么办",)
    assert table.variants("租房") == ("租房租房",)
