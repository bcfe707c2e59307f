"""Replies become Telegram messages within its limits, and nothing is lost on the way."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.dialogue.messages import Attachment, Choice, Reply, ReplyStatus, Source
from handlers.telegram.outbound import (
    LONGEST_TEXT,
    ButtonTooLong,
    FilePart,
    TextPart,
    button_rows,
    parts_of,
    split_text,
)
from handlers.wording import Wording

WORDING = Wording.load()
FAMILY = "👨‍👩‍👧‍👦"


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(st.text(max_size=400), st.integers(min_value=16, max_value=80))
def test_every_piece_fits_and_nothing_but_white_space_is_lost(text: str, longest: int) -> None:
    pieces = split_text(text, longest)
    assert all(0 < units(piece) <= longest for piece in pieces)
    assert squeezed("".join(pieces)) == squeezed(text)


def test_a_text_that_fits_stays_whole() -> None:
    assert split_text("您好，请问需要什么？") == ("您好，请问需要什么？",)
    assert split_text("   \n ") == ()


def test_the_limit_counts_utf16_units_as_telegram_does() -> None:
    assert len(split_text("字" * LONGEST_TEXT)) == 1
    assert len(split_text("😀" * (LONGEST_TEXT // 2))) == 1
    assert len(split_text("😀" * (LONGEST_TEXT // 2) + "字")) == 2


def test_it_splits_between_paragraphs_before_lines_before_sentences() -> None:
    text = "一" * 30 + "。" + "二" * 10 + "\n" + "三" * 5 + "\n\n" + "四" * 30
    assert split_text(text, 60) == ("一" * 30 + "。" + "二" * 10 + "\n" + "三" * 5, "四" * 30)
    assert split_text("一" * 30 + "。" + "二" * 40, 60)[0].endswith("。")


def test_a_joined_emoji_is_not_torn_apart() -> None:
    assert split_text("字" * 30 + FAMILY + "字" * 10, 36)[0] == "字" * 30


def test_buttons_hang_under_the_last_text_and_files_follow() -> None:
    reply = Reply(
        text="长" * 5000,
        status=ReplyStatus.PROMPT,
        choices=(Choice(code="p1:a", label="好"), Choice(code="p1:b", label="取消")),
        attachments=(Attachment(token="t", name="回执.html", media_type="text/html", size=3),),
    )
    first, second, file = parts_of(reply, WORDING)
    assert isinstance(first, TextPart)
    assert isinstance(second, TextPart)
    assert first.rows == ()
    assert [choice.label for choice in second.rows[0]] == ["好", "取消"]
    assert isinstance(file, FilePart)


def test_the_same_reply_always_has_the_same_parts() -> None:
    reply = Reply(text="长" * 9000, status=ReplyStatus.INFO)
    assert parts_of(reply, WORDING) == parts_of(reply, WORDING)


def test_short_buttons_share_a_row_and_long_ones_stand_alone() -> None:
    labels = ["有用", "没用", "提交政府信息公开申请", "取消", "帮助", "转人工"]
    rows = button_rows([Choice(code=str(n), label=label) for n, label in enumerate(labels)])
    assert [[choice.label for choice in row] for row in rows] == [
        ["有用", "没用"],
        ["提交政府信息公开申请"],
        ["取消", "帮助"],
        ["转人工"],
    ]


def test_a_button_that_carries_too_much_is_a_fault_of_ours() -> None:
    with pytest.raises(ButtonTooLong):
        button_rows([Choice(code="x" * 65, label="好")])


def test_a_citation_names_title_number_issuer_day_and_address() -> None:
    source = Source(
        title="示例办法",
        document_number="示政发〔2024〕1号",
        issuer="示例机关",
        published_on=date(2024, 5, 1),
        url="https://example.org/1",
        validity="expired",
    )
    (part,) = parts_of(Reply(text="答。", status=ReplyStatus.ANSWERED, citations=(source,)), WORDING)
    assert isinstance(part, TextPart)
    assert part.text == (
        "答。\n\n出处：《示例办法》，示政发〔2024〕1号，示例机关，2024-05-01发布，已经失效\nhttps://example.org/1"
    )


def test_markup_in_a_text_is_sent_as_it_is() -> None:
    (part,) = parts_of(Reply(text="<b>*_`[x](y)", status=ReplyStatus.INFO), WORDING)
    assert isinstance(part, TextPart)
    assert part.text == "<b>*_`[x](y)"
