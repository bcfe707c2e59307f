"""What kind of thing a question asks for, and which entries are asked for in the same way."""

import pytest

from knowledge.asked_kinds import AskedKind, kinds_asked, without_other_kinds


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
