"""What is cut from an entry."""

import time

import numpy as np
import pytest

from knowledge.entries import Entry, Passage
from knowledge.quote import LONGEST_QUOTE, WHOLE_INTERPRETATION_LENGTH, WHOLE_LENGTH, excerpt
from knowledge.text import Grams

FILLER = "各单位应当提高认识，加强领导，明确分工，落实责任，把各项要求落到实处。"
RULE = "办理示例证件的期限，自受理之日起十五个工作日内办结。"


def even(keys: Grams) -> np.ndarray:
    return np.ones(len(keys))


def entry(text: str, *questions: str, title: str = "") -> Entry:
    return Entry(key="k", title=title, passages=(Passage(position=0, text=text),), questions=questions)


def quoted(question: str, *pieces: str) -> str:
    return excerpt(question, entry(FILLER * 6 + "".join(pieces) + FILLER * 6), even)


def test_short_text_is_quoted_whole() -> None:
    assert excerpt("期限", entry(RULE), even) == RULE


def test_interpretation_is_quoted_whole_up_to_its_length() -> None:
    text = RULE + FILLER * 8

    assert len(text) > WHOLE_LENGTH
    assert excerpt("示例证件的期限", entry(text, "示例证件多久办好"), even) == text


def test_long_text_is_cut_to_what_answers() -> None:
    text = FILLER * 10 + RULE + FILLER * 10

    found = excerpt("办理示例证件的期限是多久", entry(text), even)

    assert found in text
    assert "十五个工作日" in found
    assert len(found) < len(RULE) + len(FILLER)


def test_number_asked_for_is_quoted_from_the_clause_that_has_it() -> None:
    found = quoted(
        "示例镇对闲置大棚每亩补贴多少元？", "示例镇重视农业。对启用的闲置大棚，", "每亩补贴300元，", "由农业部门核发。"
    )

    assert "每亩补贴300元" in found


def test_list_asked_for_is_quoted_beyond_its_announcement() -> None:
    found = quoted(
        "申请示例补贴需要哪些材料？",
        "申请示例补贴，应当提交下列材料：",
        "（一）申请表；",
        "（二）身份证明；",
        "（三）收款账户。",
    )

    assert "（一）申请表" in found


@pytest.mark.parametrize("announcement", ["示例补贴由谁发放？", "关于示例补贴的发放，规定如下："])
def test_quotation_does_not_stop_at_a_question_or_an_announcement(announcement: str) -> None:
    assert not quoted("示例补贴由谁发放", announcement, "由街道办事处按月发放。").endswith(("？", "：", "如下"))


def test_quotation_does_not_stop_at_a_numbered_heading() -> None:
    found = quoted("怎样管好示例设备", "2.管好示例设备。", "由值班员每日巡查并记录，发现损坏立即停用。")

    assert "每日巡查" in found


def test_figure_asked_for_is_quoted_from_far_below_the_heading_that_names_the_matter() -> None:
    found = quoted(
        "示例险情多久内通报",
        "\n3.做好示例险情通报工作。",
        "对各类来信来电，要逐件登记，及时转办，定期汇总，认真分析，按月公布，年终总结。",
        "接到报告后，应在6小时内向周边单位通告，确保不迟报。\n",
        "各类台账每年整理，应在30日内归档，确保完整准确。\n",
    )

    assert "6小时" in found
    assert "30日" not in found


def test_quotation_takes_the_subject_along() -> None:
    found = quoted(
        "示例补贴由哪个部门发放多少元",
        "示例街道办事处负责受理并核对全部示例补贴申请材料，",
        "并按每户200元发放示例补贴，逾期未领的示例补贴转入下一年度统一发放使用。",
    )

    assert found.startswith("示例街道办事处")


def test_quotation_starts_with_a_clause_and_keeps_brackets_closed() -> None:
    piece = "示例中心（原名示例站，2019年更名，地址见公告）负责受理示例业务。"

    found = quoted("谁负责受理示例业务", piece)

    assert found.count("（") == found.count("）")
    before = (FILLER * 6 + piece + FILLER * 6).partition(found)[0]
    assert before == "" or before[-1] in "，。"


def test_quotation_does_not_end_with_a_joining_mark() -> None:
    assert (
        quoted("示例费用是多少", "示例费用每次20元，", "其中一半由单位承担，", "另一半由个人承担。")[-1] not in "，；："
    )


def test_entry_asked_for_by_its_title_is_quoted_from_its_opening() -> None:
    text = "示例卡用于乘车。" + FILLER * 20

    found = excerpt("如何申领示例卡？", entry(text, title="如何申领示例卡"), even)

    assert text.startswith(found)
    assert WHOLE_LENGTH < len(found) <= WHOLE_INTERPRETATION_LENGTH
    assert found.endswith("。")


def test_detail_of_a_titled_entry_is_not_answered_by_its_opening() -> None:
    text = FILLER * 10 + "补办示例卡收取工本费15元。" + FILLER * 10

    found = excerpt("补办示例卡工本费多少元", entry(text, title="示例卡管理办法"), even)

    assert "15元" in found
    assert len(found) < WHOLE_LENGTH


@pytest.mark.parametrize("question", ["", "xyz", "？", "😀", "的" * 3000])
def test_question_that_shares_nothing_still_gets_words_of_the_text(question: str) -> None:
    text = FILLER * 20

    found = excerpt(question, entry(text), even)

    assert found
    assert found in text


@pytest.mark.parametrize("text", ["字" * 3000, "（" * 2000, "，" * 2000, "?" * 2000, "1," * 2000, "\uffff，" * 900])
def test_text_of_any_shape_is_quoted_in_bounds(text: str) -> None:
    started = time.process_time()

    found = excerpt("示例费用是多少", entry(text), even)

    assert found in text
    assert len(found) <= LONGEST_QUOTE
    assert time.process_time() - started < 1.0


def test_a_very_long_text_is_quoted_from_where_the_answer_stands_without_waiting() -> None:
    text = FILLER * 12_000 + RULE + FILLER * 12_000
    began = time.monotonic()

    found = excerpt("办理示例证件的期限是多久", entry(text), even)

    assert "十五个工作日" in found
    assert found in text
    assert time.monotonic() - began < 1
