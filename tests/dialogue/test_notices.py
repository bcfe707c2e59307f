"""What was stored is shown as people read it."""

from handlers.dialogue.messages import Choice, Reply, ReplyStatus
from handlers.dialogue.notices import render
from handlers.wording import Wording
from requests_db.services.outbox import notice_body

WORDING = Wording.load()
FACTS = {"ref": "示公开2026-00001", "action": "x", "state_label": "办理中", "on": "2026-03-02", "reason": ""}


def notice(key: str, **facts: object) -> str:
    return render(WORDING, notice_body(key, {**FACTS, **facts})).text


def test_a_stored_reply_is_shown_as_it_was_said() -> None:
    said = Reply(text="好", status=ReplyStatus.PROMPT, choices=(Choice(code="a:b", label="乙"),))

    shown = render(WORDING, said.to_json(), number=7)

    assert shown == Reply(text="好", status=ReplyStatus.PROMPT, choices=said.choices, number=7)


def test_a_correction_notice_names_the_article_and_what_is_to_be_corrected() -> None:
    text = notice("case.request_correction", text="请写明年份。", due_on=None)

    assert "第三十条" in text
    assert "请写明年份。" in text
    assert "最晚答复日期" not in text


def test_a_new_date_is_told_with_the_step_that_moved_it() -> None:
    text = notice("case.consent_extension", due_on="2026-04-28", provisional=False, reason="信息量大")

    assert "2026年4月28日" in text
    assert "信息量大" in text
    assert "暂定" not in text


def test_an_extension_is_told_with_its_days_its_reason_and_both_dates() -> None:
    text = notice(
        "case.consent_extension",
        due_on="2026-04-28",
        provisional=False,
        working_days=10,
        before_on="2026-04-14",
        extension_reason="信息量大",
    )

    for told in ("10个工作日", "延长的理由：信息量大", "2026年4月14日", "2026年4月28日"):
        assert told in text


def test_an_extension_while_the_clock_stands_says_that_the_date_comes_later() -> None:
    assert "恢复计算" in notice("case.consent_extension", due_on=None, provisional=False, working_days=10)


def test_a_provisional_date_is_said_to_be_one() -> None:
    assert "暂定" in notice("case.receive_correction", due_on="2027-01-15", provisional=True)


def test_a_reply_names_its_outcome_and_brings_its_files() -> None:
    item = {"token": "t", "name": "答复书.pdf", "media_type": "application/pdf", "size": 3}
    body = notice_body("case.answer", {**FACTS, "outcome": "granted", "due_on": "2026-03-30"}, [item])

    reply = render(WORDING, body, number=3)

    assert reply.status is ReplyStatus.NOTICE
    assert reply.attachments[0].name == "答复书.pdf"
    assert "granted" not in reply.text
    assert "最晚答复日期" not in reply.text
    assert reply.number == 3


def test_a_step_without_a_sentence_of_its_own_is_told_by_its_state() -> None:
    assert "办理中" in notice("case.note")
    assert "办理中" in notice("staff.assign")


def test_a_warning_names_limit_and_days() -> None:
    text = notice("staff.before", limit="答复期限", days="3", due_on="2026-03-30", provisional=False)

    assert "答复期限" in text
    assert "3 个工作日" in text
    assert "2026年3月30日" in text
