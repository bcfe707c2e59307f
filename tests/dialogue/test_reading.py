"""Reading what people type."""

import pytest

from handlers.dialogue.labels import nearest_label
from handlers.dialogue.reading import (
    Command,
    asks_something,
    clean_text,
    command_in,
    counts_matters,
    document_number_in,
    is_vague,
    reference_in,
    says_something,
    subject_of,
)


def test_control_and_invisible_characters_are_dropped_and_lines_kept() -> None:
    assert clean_text("  甲\x00\x07乙\u200b\r\n丙\t丁\u202e ") == "甲乙\n丙 丁"


@pytest.mark.parametrize("text", ["😀", "……", "？？？", "👍🏻👍🏻", "❤️"])
def test_emoji_and_punctuation_alone_say_nothing(text: str) -> None:
    assert not says_something(clean_text(text))


def test_markup_and_sql_are_words_like_any_other() -> None:
    text = "<b>1'; DROP TABLE cases;--</b>"

    assert clean_text(text) == text
    assert says_something(text)


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("取消", Command.CANCEL, ""),
        ("/cancel", Command.CANCEL, ""),
        ("转人工。", Command.HUMAN, ""),
        ("/link@example_bot ABC123", Command.LINK, "ABC123"),
        ("/ask 多久答复", Command.ASK, "多久答复"),
        ("继续填写", Command.RESUME, ""),
        ("我的申请", Command.CASES, ""),
        ("轉人工", Command.HUMAN, ""),
    ],
)
def test_a_message_that_is_only_a_command_is_one(text: str, command: Command, rest: str) -> None:
    spoken = command_in(text)

    assert spoken is not None
    assert (spoken.command, spoken.rest) == (command, rest)


@pytest.mark.parametrize("text", ["取消注册的通知文件", "人工湖治理方案", "/unknown", "补正通知书样本"])
def test_a_command_word_within_a_sentence_commands_nothing(text: str) -> None:
    assert command_in(text) is None


@pytest.mark.parametrize("text", ["多久能答复？", "要钱吗", "这是什么意思", "怎么办?"])
def test_questions_are_known_by_their_ending(text: str) -> None:
    assert asks_something(text)


@pytest.mark.parametrize("text", ["示例甲", "示例市示例路1号", "2023年预算表"])
def test_statements_are_no_questions(text: str) -> None:
    assert not asks_something(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("示例局发的示发〔2024〕5号文件", "示例局发的示发〔2024〕5号"),
        ("示发[2024]12号", "示发[2024]12号"),
        ("示发（2024） 第 3 号", "示发（2024）第3号"),
        ("2024年的预算", ""),
    ],
)
def test_a_document_number_is_recognised_as_typed(text: str, number: str) -> None:
    assert document_number_in(text).endswith(number[-6:])
    assert bool(document_number_in(text)) is bool(number)


@pytest.mark.parametrize(
    ("text", "prefix", "ref"),
    [
        ("查一下示公开2026-00012", "示公开", "示公开2026-00012"),
        ("2026-00012 到哪了", "示公开", "示公开2026-00012"),
        ("gk2026-00012", "", "GK2026-00012"),
        ("电话 13800000000", "示公开", ""),
        ("日期 12026-000123", "示公开", ""),
    ],
)
def test_a_reference_number_is_found_and_completed(text: str, prefix: str, ref: str) -> None:
    assert reference_in(text, prefix) == ref


@pytest.mark.parametrize("text", ["文件", "我想要所有的政府信息", "全部资料", "你们的文件", "预算"])
def test_a_description_without_features_is_vague(text: str) -> None:
    assert is_vague(text)


@pytest.mark.parametrize("text", ["示例路改造工程施工许可证", "示发〔2024〕5号", "2023年度部门决算"])
def test_a_description_with_features_is_not_vague(text: str) -> None:
    assert not is_vague(text)


def test_numbered_lines_are_several_matters() -> None:
    assert counts_matters("1、示例路招标文件\n2、示例桥验收报告") == 2
    assert counts_matters("示例路2.5公里改造的招标文件") == 1


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("我要申请公开示例路改造工程的招标文件", "示例路改造工程的招标文件"),
        ("我想申请政府信息公开：2023年示例镇征地补偿方案。", "2023年示例镇征地补偿方案"),
        ("我要申请公开", ""),
        ("申请信息公开", ""),
    ],
)
def test_a_wish_to_apply_yields_its_subject(text: str, subject: str) -> None:
    assert subject_of(text) == subject


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("没有", "skip"),
        ("同意", "agree"),
        ("不同意", "disagree"),
        ("个人", "natural"),
        ("没", ""),
        ("电子版", "email"),
        ("我要纸质的", "paper"),
        ("邮件", ""),
        ("我不同意", "disagree"),
        ("确认吗", ""),
        ("身份", ""),
        ("随便", ""),
    ],
)
def test_words_near_one_label_mean_its_button(text: str, key: str) -> None:
    labels = {
        "email": "电子文件",
        "paper": "纸质",
        "post": "邮寄",
        "skip": "没有材料",
        "agree": "同意，继续",
        "disagree": "不同意",
        "natural": "公民个人",
        "one": "居民身份证",
        "other": "永久居留身份证",
    }

    assert nearest_label(labels, text) == key


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        ("1. 示例路施工许可 2. 示例桥验收报告 3、示例渠合同", 3),
        ("示例路施工许可；另外还要示例桥验收报告", 2),
        ("示例路2023.12的施工许可", 1),
        ("示例局〔2024〕5号文件", 1),
    ],
)
def test_several_matters_on_one_line_are_noticed(text, matters):
    assert counts_matters(text) == matters
