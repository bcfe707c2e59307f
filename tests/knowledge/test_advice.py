"""What an entry says of the next step, the reason and the basis."""

import pytest

from knowledge.advice import basis_in, reasons_in, steps_in

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
    assert steps_in("第一步，想清楚。第二步，提出申请；第三步，等答复。") == ("第二步，提出申请；", "第三步，等答复。")


def test_reasons_and_basis_are_told_apart() -> None:
    assert reasons_in(BODY) == ("因为补正以后期限重新计算，所以越早越好。",)
    assert basis_in(BODY) == ("不是拒绝，只是内容还不够明确，依据是《示例条例》第三十条。",)


def test_text_that_says_neither_gives_nothing() -> None:
    assert (steps_in("示例路全长三公里。"), reasons_in("示例路全长三公里。"), basis_in("示例路全长三公里。")) == (
        (),
        (),
        (),
    )
