"""What is blotted out of a message, and what is left to be searched."""

import pytest

from knowledge.masking import mask_for_staff, mask_personal


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("电话13800000000", "电话〔手机号〕"),
        ("电话 138 0000 0000。", "电话 〔手机号〕。"),
        ("座机010-88888888", "座机〔电话号码〕"),
        ("证号11010519491231002X", "证号〔身份证号〕"),
        ("卡号6222 0000 0000 0000 000", "卡号〔银行卡号〕"),
        ("邮箱a.b@example.com", "邮箱〔邮箱〕"),
        ("2024年第12345号文件", "2024年第12345号文件"),
        ("国办发〔2024〕15号", "国办发〔2024〕15号"),
    ],
)
def test_personal_numbers_are_masked_and_others_left(written: str, masked: str) -> None:
    assert mask_personal(written) == masked


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("示公开2026-00001 6T5X-JTS7", "示公开〔申请编号〕 〔查询码〕"),
        ("查一下示公开2026-00001，6t5xjts7", "查一下示公开〔申请编号〕，〔查询码〕"),
        ("我的查询码是6T5X-JTS7", "我的查询码〔查询码〕"),
        ("查询码：6T5XJTS7", "查询码〔查询码〕"),
        ("6t5x-jts7", "〔查询码〕"),
        ("2021-2035年总体规划", "2021-2035年总体规划"),
        ("2026-2027学年招生", "2026-2027学年招生"),
    ],
)
def test_keys_to_a_request_are_masked_and_years_left(written: str, masked: str) -> None:
    assert mask_personal(written) == masked


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("我叫王小明，想问低保", "我叫〔姓名〕，想问低保"),
        ("我叫王小明想问低保", "我叫〔姓名〕想问低保"),
        ("您好，我是李四，住在示例路", "您好，我是〔姓名〕，住在示例路"),
        ("我的名字是欧阳小明", "我的名字是〔姓名〕"),
        ("姓名：张三 电话13800000000", "姓名：〔姓名〕 电话〔手机号〕"),
        ("本人王建民，要反映", "本人〔姓名〕，要反映"),
        ("我叫阿依古丽，怎么申请", "我叫〔姓名〕，怎么申请"),
        ("我是江苏人", "我是江苏人"),
        ("我是高中生，能申请吗", "我是高中生，能申请吗"),
        ("我是一名教师", "我是一名教师"),
        ("本人申请公开预算", "本人申请公开预算"),
        ("我叫什么名字", "我叫什么名字"),
        ("我叫不出文件名", "我叫不出文件名"),
    ],
)
def test_introduced_names_are_masked_and_other_words_left(written: str, masked: str) -> None:
    assert mask_personal(written) == masked


def test_words_left_with_staff_keep_the_number_but_not_the_code() -> None:
    assert mask_for_staff("示公开2026-00001 6T5X-JTS7 怎么还没答复") == "示公开2026-00001 〔查询码〕 怎么还没答复"
