"""The printable receipt says what was received and keeps the access code to itself."""

from datetime import date

from handlers.papers.receipt import receipt_page

WORDS = {"title": "收件回执", "sample": "示例机关", "reasoning": "期限这样算：", "advice": "请保存。"}


def page(**changes: object) -> str:
    facts = {
        "words": WORDS,
        "facts": {"申请编号": "示公开2026-00001", "所需信息": "第一行\n第二行"},
        "reasons": ("3月2日收到，次日起算。",),
        "agency": "示例局",
        "is_sample": True,
        "printed_on": date(2026, 3, 2),
    }
    return receipt_page(**{**facts, **changes}).decode()


def test_the_receipt_shows_number_subject_and_reasoning() -> None:
    text = page()

    assert "示公开2026-00001" in text
    assert "第一行<br>第二行" in text
    assert "次日起算" in text
    assert "2026年3月2日" in text


def test_a_sample_is_marked_on_paper_and_a_real_agency_is_not() -> None:
    assert "示例机关" in page()
    assert "示例机关" not in page(is_sample=False)


def test_typed_markup_prints_as_typed() -> None:
    text = page(facts={"所需信息": "<script>alert(1)</script>"})

    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_without_reasons_there_is_no_empty_list() -> None:
    assert "<ul>" not in page(reasons=())
