"""Spoken names of things."""

from knowledge.synonyms import SynonymTable


def test_question_is_reworded_in_the_words_of_publications() -> None:
    assert "养老社会保险怎么查" in SynonymTable().variants("养老社保怎么查")


def test_published_name_is_left_alone() -> None:
    assert SynonymTable((("公积金", "住房公积金"),)).variants("住房公积金怎么提取") == ()


def test_names_kept_by_staff_are_known_as_well() -> None:
    table = SynonymTable().with_pairs((("示例卡", "示例市民服务卡"),))

    assert table.variants("示例卡在哪办") == ("示例市民服务卡在哪办",)
    assert table.variants("养老社保") == ("养老社会保险",)
