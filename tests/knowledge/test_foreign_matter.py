"""Questions that share all but one word with an interpretation, and turn on that word."""

from dataclasses import replace

import pytest

from knowledge.entries import Entry, Passage
from knowledge.foreign_matter import is_foreign


def entry(title: str, text: str, *questions: str) -> Entry:
    passages = (Passage(position=0, text=text),)
    return Entry(key=title, title=title, questions=questions, passages=passages, department="政府信息公开")


MINOR = entry("没有成年能申请公开吗", "可以，一般由监护人代为提出。", "小孩没成年能来要材料吗", "替孩子交申请行吗")
LAND = entry("征地信息怎么查", "乡镇政府应当公开宅基地使用情况。找不到的可以申请公开。", "宅基地信息公开吗")


@pytest.mark.parametrize("question", ["小孩没成年能坐飞机吗", "替孩子交学费行吗", "孩子入学申请行吗"])
def test_word_the_interpretation_never_says_makes_the_matter_foreign(question: str) -> None:
    assert is_foreign(question, MINOR)


@pytest.mark.parametrize(
    "question", ["小孩没成年能来要材料吗", "没成年的小孩怎么办", "那我还没成年呢", "孩子能不能自己来"]
)
def test_words_that_name_no_matter_are_no_sign(question: str) -> None:
    assert not is_foreign(question, MINOR)


@pytest.mark.parametrize("question", ["邻居家的孩子能申请公开吗", "高中生要一份批复行吗"])
def test_words_of_the_field_outweigh_an_unknown_one(question: str) -> None:
    assert not is_foreign(question, MINOR)


def test_a_thing_of_two_letters_is_named_though_one_of_them_relates_elsewhere() -> None:
    assert is_foreign("没成年签的合同有效吗", MINOR)


def test_word_every_field_has_counts_only_where_its_clause_names_nothing_else() -> None:
    assert is_foreign("助学金申请小孩能交吗", MINOR)
    assert not is_foreign("我是高中生，没成年可以申请吗", MINOR)


def test_applying_for_a_thing_is_foreign_to_what_is_not_asked_for_by_applying() -> None:
    assert is_foreign("宅基地怎么申请", LAND)
    assert not is_foreign("宅基地信息怎么申请公开", LAND)


def test_document_without_question_wordings_is_left_to_what_it_says() -> None:
    assert not is_foreign("小孩没成年能坐飞机吗", entry("未成年人保护办法", "未成年人由监护人保护。"))


def test_what_an_agency_publishes_on_its_own_field_is_left_alone() -> None:
    own = replace(entry("示例证怎么办理", "持身份证到窗口办理。", "示例证办理流程"), department="示例处")

    assert not is_foreign("怎么申请示例证", own)
    assert is_foreign("怎么申请示例证", replace(own, basis=("《中华人民共和国政府信息公开条例》第二十九条",)))
