"""What kind of thing a question asks for, and which entries are asked for in the same way."""

import pytest

from knowledge.asked_kinds import AskedKind, holds, kinds_asked, without_kinds, without_other_kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("那要多久？", {AskedKind.TIME}),
        ("几个工作日", {AskedKind.TIME}),
        ("要钱吗", {AskedKind.MONEY}),
        ("去哪裡辦", {AskedKind.PLACE}),
        ("要带什么", {AskedKind.PAPERS}),
        ("几天、多少钱", {AskedKind.TIME, AskedKind.MONEY}),
        ("第三方是谁", set()),
    ],
)
def test_kind_is_read_off_the_words(text: str, kinds: set[AskedKind]) -> None:
    assert kinds_asked(text) == kinds


@pytest.mark.parametrize(
    ("topic", "then", "rest"),
    [
        ("示例卡补办要多久", "要钱吗", "示例卡补办"),
        ("示例卡补办要多少钱", "多久", "示例卡补办"),
        ("补办示例卡要带什么材料", "多久", "补办示例卡"),
        ("示例卡补办要多久", "最多几天", "示例卡补办要多久"),
        ("要多久", "多少钱", "要多久"),
    ],
)
def test_topic_is_left_without_what_it_asked_for_before(topic: str, then: str, rest: str) -> None:
    assert without_other_kinds(topic, kinds_asked(then)) == rest


@pytest.mark.parametrize(
    ("text", "kind", "held"),
    [
        ("每人每月六百元", AskedKind.MONEY, True),
        ("自受理之日起十五个工作日内办结", AskedKind.TIME, True),
        ("持本人社会保障卡免费乘坐", AskedKind.PAPERS, True),
        ("向街道便民服务中心提出", AskedKind.PLACE, True),
        ("本办法自发布之日起施行", AskedKind.MONEY, False),
    ],
)
def test_a_text_is_known_to_hold_what_is_asked_for(text: str, kind: AskedKind, *, held: bool) -> None:
    assert holds(text, frozenset({kind})) is held


@pytest.mark.parametrize(("question", "rest"), [("多久办好", ""), ("去哪里办", ""), ("护照多少钱", "护照")])
def test_what_is_left_without_kind_and_doing_is_the_subject(question: str, rest: str) -> None:
    assert without_kinds(question) == rest
