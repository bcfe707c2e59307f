"""What is blotted out of a message, and what is left to be searched."""

import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
        ("手机１３８００００００００能查吗", "手机〔手机号〕能查吗"),
        ("证号１１０１０５１９４９１２３１００２Ｘ", "证号〔身份证号〕"),
        ("证号110105 19491231 002x", "证号〔身份证号〕"),
        ("证号110105-19491231-002X", "证号〔身份证号〕"),
        ("电话一三八〇〇〇〇〇〇〇〇", "电话〔手机号〕"),
        ("138－0000－0000", "〔手机号〕"),
        ("138.0000.0000", "〔手机号〕"),
        ("1 3 8 0 0 0 0 0 0 0 0", "〔手机号〕"),
        ("138\u200b00000000", "〔手机号〕"),
        ("手机138—1234—5678", "手机〔手机号〕"),
        ("138/1234/5678", "〔手机号〕"),
        ("138  1234  5678", "〔手机号〕"),
        ("(138)1234-5678", "〔手机号〕"),
        ("手机13800000000元旦后打", "手机〔手机号〕元旦后打"),
        ("证号1101 0519 4912 3100 2X", "证号〔身份证号〕"),
        ("证号11010519491331002X", "证号〔银行卡号〕"),
        ("信用代码91110000000000000D", "信用代码91110000000000000D"),
        ("010—8888 8888", "〔电话号码〕"),
        ("电话8888-8888", "电话〔电话号码〕"),
        ("qq 号 12345678", "qq 号 〔联系账号〕"),
        ("微信wxid_abc", "微信〔联系账号〕"),
        ("微信：zhangsan", "微信：〔联系账号〕"),
        ("张三@example.com", "〔邮箱〕"),
        ("请发到张三88@example.com", "请发到〔邮箱〕"),
        ("13800000000@example.com", "〔邮箱〕"),
        ("我的联系方式a@example.com", "我的联系方式〔邮箱〕"),
        ("微信pay怎么用", "微信pay怎么用"),
        ("申请2019 2020 2021 2022年的预算", "申请2019 2020 2021 2022年的预算"),
        ("20200101-20201231期间的预算", "20200101-20201231期间的预算"),
        ("1998-12-1 2003年", "1998-12-1 2003年"),
        ("2019/10/1-2020/12/31", "2019/10/1-2020/12/31"),
        ("总投资13800000000元", "总投资13800000000元"),
        ("总投资13800000000.00元", "总投资13800000000.00元"),
        ("面积13800000000平方米", "面积13800000000平方米"),
        ("￥13800000000", "￥13800000000"),
        ("0086-13800000000", "〔手机号〕"),
        ("座机01088888888", "座机〔电话号码〕"),
        ("（010）88888888", "〔电话号码〕"),
        ("电话：88888888", "电话：〔电话号码〕"),
        ("护照号E00000000", "护照号〔证件号码〕"),
        ("身份证1101051949123100", "身份证〔证件号码〕"),
        ("微信号：abc00000", "微信号：〔联系账号〕"),
        ("邮箱ａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "邮箱〔邮箱〕"),
        ("补贴1500.00-2000.00元", "补贴1500.00-2000.00元"),
        ("1392.5-1450.25平方米", "1392.5-1450.25平方米"),
        ("一九九八年到二〇二四年", "一九九八年到二〇二四年"),
        ("拨打12345热线", "拨打12345热线"),
        ("第三十三条、第一百零五条", "第三十三条、第一百零五条"),
        ("２０２４年第１２３４５号", "２０２４年第１２３４５号"),
        ("身份证要带吗", "身份证要带吗"),
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
        ("联系人：李四", "联系人：〔姓名〕"),
        ("申请人：李四", "申请人：〔姓名〕"),
        ("申请人：阿依古丽·买买提，", "申请人：〔姓名〕，"),
        ("联系人 李四 电话13800000000", "联系人 〔姓名〕 电话〔手机号〕"),
        ("本人曾国强，要反映", "本人〔姓名〕，要反映"),
        ("我是马上要退休的人", "我是马上要退休的人"),
        ("本人曾申请公开预算", "本人曾申请公开预算"),
        ("本人于去年申请过", "本人于去年申请过"),
        ("申请人：公民", "申请人：公民"),
        ("申请人：江苏省示例公司", "申请人：江苏省示例公司"),
        ("申请人为何被拒", "申请人为何被拒"),
        ("申请人是谁", "申请人是谁"),
        ("申请人应当怎么做", "申请人应当怎么做"),
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


_FIGURES = {
    "plain": str,
    "full width": lambda text: text.translate({sign: sign + 0xFEE0 for sign in range(0x30, 0x3A)}),
    "Chinese": lambda text: text.translate(dict(zip(range(0x30, 0x3A), "〇一二三四五六七八九", strict=True))),
}
_SIGNS = st.sampled_from(
    ["", " ", "  ", "　", "\u00a0", "-", "—", "——", " - ", "－", "–", ".", "/", "／", "·", "\u200b"]
)
_BEFORE = st.sampled_from(["", "我的号是", "号码：", "2024年5月1日，", "手机 ", "（"])
_AFTER = st.sampled_from(["", "，请回复", " 谢谢", "。", "）", "怎么查", "元旦后打"])


def _digits(places: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=places, max_size=places)


def _grouped(number: str, groups: tuple[int, ...], sign: str, figures: str) -> str:
    """Return a number in groups, written with a kind of figures; groups of no length mean sign by sign."""
    ends = [sum(groups[: place + 1]) for place in range(len(groups))] or range(1, len(number) + 1)
    parts = [number[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    return _FIGURES[figures](sign.join(parts))


def _plain(text: str) -> str:
    """Return the figures of a text, whatever they were written with."""
    signs = dict(zip("〇一二三四五六七八九０１２３４５６７８９", "01234567890123456789", strict=True))
    return re.sub(r"\D", "", "".join(signs.get(sign, sign) for sign in text))


@given(
    second=st.sampled_from("3456789"),
    rest=_digits(9),
    groups=st.sampled_from([(11,), (3, 4, 4), (3, 8), (7, 4), ()]),
    sign=_SIGNS,
    figures=st.sampled_from(sorted(_FIGURES)),
    before=_BEFORE,
    after=_AFTER,
)
@settings(max_examples=400, deadline=None)
def test_no_mobile_number_survives_however_it_is_written(
    second: str, rest: str, groups: tuple[int, ...], sign: str, figures: str, before: str, after: str
) -> None:
    number = f"1{second}{rest}"

    masked = mask_personal(f"{before}{_grouped(number, groups, sign, figures)}{after}")

    assert len(_plain(masked.removeprefix(before))) == 0


@given(
    region=st.sampled_from(["110105", "320102", "440300", "510100", "650100"]),
    born=st.dates(min_value=date(1920, 1, 1), max_value=date(2030, 12, 31)),
    serial=_digits(3),
    check=st.sampled_from("0123456789Xx"),
    groups=st.sampled_from([(18,), (6, 8, 4), (6, 4, 4, 4), (6, 4, 2, 2, 4), (4, 4, 4, 4, 2), (3, 3, 3, 3, 3, 3), ()]),
    sign=_SIGNS,
    figures=st.sampled_from(sorted(_FIGURES)),
    before=_BEFORE,
    after=_AFTER,
)
@settings(max_examples=400, deadline=None)
def test_no_identity_number_survives_however_it_is_written(
    region: str,
    born: date,
    serial: str,
    check: str,
    groups: tuple[int, ...],
    sign: str,
    figures: str,
    before: str,
    after: str,
) -> None:
    number = f"{region}{born:%Y%m%d}{serial}{check}"

    masked = mask_personal(f"{before}{_grouped(number, groups, sign, figures)}{after}")

    assert masked == f"{before}〔身份证号〕{after}"


@given(
    region=st.sampled_from(["110105", "320102", "440300"]),
    born=st.dates(min_value=date(1920, 1, 1), max_value=date(1999, 12, 31)),
    serial=_digits(3),
    groups=st.sampled_from([(15,), (6, 6, 3), (6, 2, 2, 2, 3), (3, 3, 3, 3, 3), (4, 4, 4, 3), ()]),
    sign=_SIGNS,
)
@settings(max_examples=200, deadline=None)
def test_no_identity_number_of_fifteen_places_survives(
    region: str, born: date, serial: str, groups: tuple[int, ...], sign: str
) -> None:
    number = f"{region}{born:%y%m%d}{serial}"

    assert mask_personal(f"证号：{_grouped(number, groups, sign, 'plain')}。") == "证号：〔身份证号〕。"


@given(first=st.integers(1980, 2030), count=st.integers(1, 8), step=st.sampled_from([-1, 1]), sign=_SIGNS)
@settings(max_examples=300, deadline=None)
def test_years_are_left(first: int, count: int, step: int, sign: str) -> None:
    between = sign.strip("\u200b") or "、"  # unparted they would be one number
    asked = f"申请{between.join(str(first + step * place) for place in range(count))}年的预算"

    assert mask_personal(asked) == asked


@given(
    yuan=st.integers(1, 10**14),
    unit=st.sampled_from(["元", "万元", "亿元", "余元", ".00元", " 元", "美元", "平方米", "吨"]),
    before=st.sampled_from(["总投资", "补贴", "¥", "预算是 "]),
)
@settings(deadline=None)
def test_sums_are_left(yuan: int, unit: str, before: str) -> None:
    asked = f"{before}{yuan}{unit}吗"

    assert mask_personal(asked) == asked


@given(
    year=st.integers(1990, 2035),
    number=st.integers(1, 99_999),
    after=st.sampled_from(["", "，在哪里", " 2024年", "的2023 2024"]),
)
@settings(deadline=None)
def test_numbers_of_documents_and_requests_are_left(year: int, number: int, after: str) -> None:
    document, request = f"国办发〔{year}〕{number}号{after}", f"示公开{year}-{number:05}{after}"

    assert mask_personal(document) == document
    assert mask_for_staff(request) == request
    assert mask_personal(request) == f"示公开〔申请编号〕{after}"


_REPEATED = (
    "1",
    "１",
    "一",
    "6222 ",
    "1 ",
    "1  ",
    " ",
    "-",
    "—",
    "138—",
    "2021-",
    "QQ",
    "QQ1",
    "a@",
    "三@",
    "码 ",
    "电话 ",
)


@pytest.mark.parametrize("lead", ["", "姓名", "联系人", "身份证", "微信"])
@pytest.mark.parametrize("sign", _REPEATED)
def test_a_long_message_takes_no_more_than_its_share_of_time(lead: str, sign: str) -> None:
    message = lead + sign * (100_000 // len(sign))

    begun = time.process_time()
    mask_personal(message)

    assert time.process_time() - begun < 10  # seconds; what grows with the square takes minutes
