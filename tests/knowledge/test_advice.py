"""What an entry says of the next step, the reason and the basis."""

import pytest

from knowledge.advice import basis_in, reasons_in, steps_in
from knowledge.readers import read_paths
from tests.knowledge.test_starter import STARTER

BODY = (
    "不是拒绝，只是内容还不够明确，依据是《示例条例》第三十条。\n"
    "先看清三点：哪一项、补什么、什么时候交。机关可以与您再沟通。因为补正以后期限重新计算，所以越早越好。"
    "看不懂的，可以打电话问。办法有两种：一是改写；二是补充；"
)


def test_steps_are_the_sentences_that_tell_the_reader_what_to_do() -> None:
    assert steps_in(BODY) == ("先看清三点：哪一项、补什么、什么时候交。", "看不懂的，可以打电话问。")


def test_sentence_that_answers_is_no_next_step() -> None:
    assert steps_in("可以口头提出。请核对内容。") == ("请核对内容。",)


@pytest.mark.parametrize(
    "text", ["不要求。机关也可以改为电子数据。", "不行。理由成立的，可以不公开。", "对。建议不是申请。"]
)
def test_what_the_office_may_do_is_no_step_of_the_reader(text: str) -> None:
    assert steps_in(text) == ()


def test_what_the_reader_may_do_about_the_office_is_a_step() -> None:
    assert steps_in("先看理由。答复说不归本机关负责的，可以复议。机关仍不答复的，可以向法院起诉。") == (
        "答复说不归本机关负责的，可以复议。",
        "机关仍不答复的，可以向法院起诉。",
    )


def test_numbered_steps_after_the_first_are_steps() -> None:
    assert steps_in("第一步，想清楚。第二步，提出申请；第三步，等答复。") == ("第二步，提出申请；第三步，等答复。",)


def test_reasons_and_basis_are_told_apart() -> None:
    assert reasons_in(BODY) == ("因为补正以后期限重新计算，所以越早越好。",)
    assert basis_in(BODY) == ("不是拒绝，只是内容还不够明确，依据是《示例条例》第三十条。",)


def test_text_that_says_neither_gives_nothing() -> None:
    assert (steps_in("示例路全长三公里。"), reasons_in("示例路全长三公里。"), basis_in("示例路全长三公里。")) == (
        (),
        (),
        (),
    )


@pytest.mark.parametrize(
    "duty",
    [
        "不予公开的，应当先在60日内申请行政复议，对复议决定不服的再起诉。",
        "对不答复起诉的，应当在届满之日起六个月内提出；也可以先申请行政复议。",
        "收到决定书之日起15日内向人民法院起诉。",
        "不答复和不予公开不同：后者要先复议。",
        "逾期不补正的，视为放弃申请。",
        "就这一点单独起诉一般不受理。",
    ],
)
def test_no_step_is_quoted_without_the_duties_and_limits_beside_it(duty: str) -> None:
    assert steps_in(f"先看答复书。{duty}认为不对的，可以投诉。") == (duty, "认为不对的，可以投诉。")


def test_duties_are_quoted_however_many_there_are() -> None:
    duties = tuple(f"第{number}种，应当先申请复议。" for number in range(5))

    assert steps_in(f"看情形。{''.join(duties)}可以投诉。") == duties


def test_limit_in_the_first_sentence_is_told_again_with_the_steps() -> None:
    assert steps_in("可以复议；起诉应当在六个月内提出。先确认届满。") == (
        "可以复议；起诉应当在六个月内提出。",
        "先确认届满。",
    )
    assert steps_in("起诉应当在六个月内提出。不收费。") == ()


def test_reason_put_as_what_could_not_be_done_or_what_it_is_for_counts() -> None:
    assert reasons_in("要写姓名；缺了的，机关无法确认是谁申请。") == ("要写姓名；缺了的，机关无法确认是谁申请。",)
    assert reasons_in("一份只写一件事，方便检索。") == ("一份只写一件事，方便检索。",)
    assert reasons_in("信件要当日确认，所以请写清电话。") == ("信件要当日确认，所以请写清电话。",)
    assert reasons_in("写便于查找的特征。不方便打字的，请致电。") == ()


@pytest.mark.parametrize(
    ("key", "limit"),
    [
        ("remedy-refused", "60日内申请行政复议"),
        ("period-overdue", "六个月内提出"),
        ("outcome-partial", "应当先申请行政复议"),
        ("refusal-enforcement-file", "应当先申请行政复议"),
        ("remedy-non-reply", "六个月内提出"),
        ("remedy-not-told", "最长不超过一年"),
        ("remedy-overview", "应当先申请行政复议"),
        ("apply-several-agencies", "应当告诉您名称和联系方式"),
    ],
)
def test_next_steps_of_the_starter_entries_keep_their_limits(key: str, limit: str) -> None:
    body = next(entry.body for entry in read_paths([STARTER]).entries if entry.key == f"starter-{key}")

    assert any(limit in step for step in steps_in(body))
