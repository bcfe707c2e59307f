"""Normalising and cutting text."""

import pytest

from knowledge.text import FIRST_PAIR, gram_keys, normalise, points_of, sentences


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("申請政府信息公開", "申请政府信息公开"),
        ("ＡＢＣ１２３", "abc123"),
        ("二十个工作日", "20个工作日"),
        ("第三十三条", "第33条"),
        ("二〇二六年", "2026年"),
        ("一百零五元", "105元"),
        ("统一登记", "统一登记"),
        ("信 息 公 开", "信息公开"),
        ("关 于 印 发《示例》的 通 知", "关于印发《示例》的通知"),
        ("姓 名", "姓 名"),
        ("暴雪来了 我该怎么办", "暴雪来了 我该怎么办"),
    ],
)
def test_both_ways_of_writing_meet(written: str, searched: str) -> None:
    assert normalise(written) == searched


def test_pairs_do_not_cross_punctuation() -> None:
    keys = set(gram_keys("公开,申请").tolist())

    assert (ord("公") << 16 | ord("开")) in keys
    assert (ord("开") << 16 | ord("申")) not in keys
    assert sum(key < FIRST_PAIR for key in keys) == 4


def test_characters_outside_the_basic_plane_are_breaks() -> None:
    assert points_of("好😀好").tolist() == [ord("好"), 0, 0, ord("好")]


def test_sentences_joined_are_the_text_again() -> None:
    text = "第一句。“第二句！”第三句\n第四句；尾"

    assert "".join(sentences(text)) == text
    assert sentences(text)[1] == "“第二句！”"
