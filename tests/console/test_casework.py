"""A request at the desk: found, claimed, answered; with faults and rivals on the way."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from requests_db.clock import FrozenClock
from requests_db.services import conversations
from requests_db.services.request_form import Wanted
from requests_db.store.tables_cases import RegisterEntryRow
from tests import factories

PDF = b"%PDF-1.7 sealed by the office\n1 0 obj endobj\n%%EOF"


@pytest.fixture
async def citizen(units):
    return await factories.make_conversation(units)


@pytest.fixture
async def receipt(units, agency, citizen):
    return await factories.file_request(units, agency, citizen)


def case(receipt) -> str:
    return f"/staff/cases/{receipt.case_id}"


async def do(browser, receipt, action, version=None, **fields):
    page = await browser.get(case(receipt))
    given = {"version": version or page.value("version"), **fields}
    return await browser.post(f"{case(receipt)}/{action}", given)


async def test_what_was_wished_for_is_shown_once_in_the_words_of_the_form(signed_in, units, agency, citizen):
    wish = Wanted(name="示例桥检测报告", features="示例桥检测报告", supply_form="email", obtain_by="chat")
    filed = await factories.file_request(units, agency, citizen, submit_key="k2", wanted=wish)
    page = await (await signed_in("registrar")).get(case(filed))
    shown = page.text.split("所需信息", 1)[1].split("办理经过", 1)[0]
    assert shown.count("示例桥检测报告") == 1
    assert "电子文件" in shown
    assert "电子邮件" not in shown


async def test_the_whole_round_from_queue_to_answer_in_the_chat(signed_in, units, citizen, receipt):
    registrar = await signed_in("registrar")
    queue = await registrar.get("/staff/cases?queue=new")
    assert "示例路道路施工许可" in queue.text
    assert "还剩 20 个工作日" in queue.text
    page = await registrar.get(queue.link("示例路道路施工许可"))
    assert "2026年3月30日（周一）" in page.text
    assert "示****" in page.text
    assert "示例申请人" not in page.text

    page = await do(registrar, receipt, "assign", unit_id="2")
    assert "已完成：分办" in page.text
    handler = await signed_in("handler", unit="roads")
    assert "示例路道路施工许可" in (await handler.get("/staff/cases?queue=unit")).text
    page = await do(handler, receipt, "claim")
    assert "已完成：领取" in page.text
    assert "示例路道路施工许可" in (await handler.get("/staff/cases?queue=mine")).text

    shown = await handler.get(f"{case(receipt)}?do=answer")
    fields = {"version": shown.value("version"), "outcome": "granted", "text": "现提供许可文件，见附件。"}
    page = await handler.post_files(f"{case(receipt)}/answer", fields, files=("许可.pdf", PDF))
    assert page.status == 200
    assert "已答复" in page.text
    assert "许可.pdf" in page.text
    async with units.reading() as unit:
        said = await conversations.replies_after(unit, citizen.conversation_id)
    answered = [one.body for one in said if one.body.get("notice") == "case.answer"]
    assert len(answered) == 1
    assert answered[0]["facts"]["text"] == "现提供许可文件，见附件。"


async def test_the_page_offers_only_what_the_workflow_permits(signed_in, receipt):
    registrar = await signed_in("registrar")
    supervisor = await signed_in("supervisor")
    seen = await registrar.get(case(receipt))
    assert seen.has_form(f"{case(receipt)}/claim")
    page = await supervisor.get(case(receipt))
    assert not page.has_form(f"{case(receipt)}/claim")
    assert "?do=supervise" in page.source
    refused = await do(supervisor, receipt, "claim", version=seen.value("version"))
    assert refused.status == 403
    assert "不能领取" in refused.text


async def test_a_missing_outcome_keeps_the_text(signed_in, receipt):
    handler = await signed_in("registrar", "handler")
    await do(handler, receipt, "claim")
    page = await do(handler, receipt, "answer", outcome="", text="写了很久的答复")
    assert page.status == 422
    assert page.value("text") == "写了很久的答复"
    assert "答复类型" in page.text


async def test_refusing_without_reasons_is_told_at_the_field(signed_in, receipt):
    handler = await signed_in("registrar", "handler")
    await do(handler, receipt, "claim")
    page = await do(handler, receipt, "answer", outcome="d4_third_party", text="不予公开。")
    assert page.status == 422
    assert 'id="e-grounds"' in page.source
    assert page.value("outcome") == "d4_third_party"


async def test_nothing_exists_rests_on_a_recorded_search(signed_in, receipt):
    handler = await signed_in("registrar", "handler")
    await do(handler, receipt, "claim")
    answer = {"outcome": "not_exist", "text": "经检索没有这份信息。", "grounds": "未制作该信息。"}
    page = await do(handler, receipt, "answer", **answer)
    assert page.status == 422
    assert "检索情况" in page.text
    search = {"places": "档案室和办公系统", "words": "示例路", "found": "没有"}
    page = await do(handler, receipt, "answer", **answer, **search)
    assert page.status == 200
    assert "已答复" in page.text
    assert "档案室和办公系统" in page.text


async def test_two_people_on_one_case_never_overwrite_each_other(signed_in, receipt):
    first = await signed_in("registrar", username="first")
    second = await signed_in("registrar", "handler", username="second")
    seen = (await second.get(f"{case(receipt)}?do=note")).value("version")
    await do(first, receipt, "assign", unit_id="3")
    page = await second.post(f"{case(receipt)}/note", {"version": seen, "text": "我的备注"})
    assert page.status == 409
    assert "示例registrar" in page.text
    assert "刚刚有人改过" in page.text
    assert page.value("text") == "我的备注"
    assert page.value("version") != seen
    again = await second.post(f"{case(receipt)}/note", {"version": page.value("version"), "text": page.value("text")})
    assert again.status == 200
    assert "我的备注" in again.text


async def test_returning_a_case_needs_a_reason_and_leads_back_to_the_queue(signed_in, receipt):
    registrar = await signed_in("registrar")
    handler = await signed_in("handler", unit="roads")
    await do(registrar, receipt, "assign", unit_id="2")
    page = await do(handler, receipt, "return_to_registry", reason=" ")
    assert page.status == 422
    page = await do(handler, receipt, "return_to_registry", reason="不归道路科管。")
    assert page.status == 200
    assert "不归道路科管。" in (await registrar.get(case(receipt))).text


async def test_a_case_of_another_unit_looks_like_an_unknown_one(signed_in, receipt):
    registrar = await signed_in("registrar")
    await do(registrar, receipt, "assign", unit_id="2")
    stranger = await signed_in("handler", unit="finance")
    foreign = await stranger.get(case(receipt))
    unknown = await stranger.get("/staff/cases/999")
    assert (foreign.status, unknown.status) == (404, 404)
    assert foreign.text == unknown.text
    assert receipt.ref not in (await stranger.get("/staff/cases?queue=all")).text
    assert receipt.ref not in (await stranger.get(f"/staff/cases?queue=all&q={receipt.ref}")).text.replace(
        f"查找：{receipt.ref}", ""
    )


async def test_personal_data_is_opened_with_a_reason_and_the_look_is_recorded(signed_in, receipt, units):
    handler = await signed_in("registrar")
    page = await do(handler, receipt, "open_personal_data", reason="")
    assert page.status == 422
    assert "11010519491231002X" not in page.text
    page = await do(handler, receipt, "open_personal_data", reason="核对申请人身份")
    assert page.status == 200
    assert "11010519491231002X" in page.text
    assert "示例申请人" in page.text
    assert "11010519491231002X" not in (await handler.get(case(receipt))).text
    async with units.reading() as unit:
        kinds = set(await unit.session.scalars(select(RegisterEntryRow.kind)))
    assert "access" in kinds


async def test_a_correction_notice_starts_the_wait_for_the_applicant(signed_in, receipt):
    handler = await signed_in("registrar", "handler")
    page = await do(
        handler, receipt, "request_correction", on="2026-03-02", reason="请写明路段。", allowed_working_days="15"
    )
    assert page.status == 200
    assert "待补正" in page.text
    assert "等待申请人补正" in page.text
    assert receipt.ref in (await handler.get("/staff/cases?queue=waiting")).text


async def test_a_day_the_law_does_not_allow_is_told_with_its_article(signed_in, receipt):
    handler = await signed_in("registrar", "handler")
    page = await do(
        handler, receipt, "request_correction", on="2026-02-27", reason="请写明路段。", allowed_working_days="15"
    )
    assert page.status == 409
    assert "没有办成" in page.text
    assert page.value("reason") == "请写明路段。"


async def test_a_third_party_letter_stops_the_clock_until_the_opinion(signed_in, receipt, clock: FrozenClock):
    handler = await signed_in("registrar", "handler")
    await do(handler, receipt, "claim")
    page = await do(
        handler, receipt, "send_opinion_letter", kind="third_party", addressee="示例公司", on="2026-03-02", text="x"
    )
    assert "征求第三方意见" in page.text
    clock.advance(timedelta(minutes=30))
    shown = await handler.get(f"{case(receipt)}?do=record_opinion")
    assert "第1份" in shown.text or "2026年3月2日 第三方" in shown.text
    page = await do(
        handler, receipt, "record_opinion", letter="第1份", on="2026-03-02", opinion="agrees", remark="同意"
    )
    assert page.status == 200
    assert "同意公开" in page.text
    assert "还剩 20 个工作日" in page.text


async def test_what_citizens_and_staff_type_is_never_markup(signed_in, units, agency, citizen):
    nasty = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    receipt = await factories.file_request(
        units, agency, citizen, wanted=Wanted(name=nasty, features=nasty, help_needed=nasty)
    )
    handler = await signed_in("registrar", "handler")
    await do(handler, receipt, "note", text=nasty)
    for path in (
        case(receipt),
        f"{case(receipt)}?do=note",
        "/staff/cases?queue=all",
        "/staff/",
        f"/staff/cases?q={nasty}",
        f"{case(receipt)}?done={nasty}",
        f"{case(receipt)}?do={nasty}",
    ):
        page = await handler.get(path)
        assert page.status == 200
        assert "<script>alert" not in page.source
        assert "<img" not in page.source


async def test_a_search_finds_by_number_subject_and_whole_personal_value(signed_in, receipt):
    handler = await signed_in("registrar")
    for words in (receipt.ref, "道路施工", "示例申请人", "11010519491231002X"):
        page = await handler.get("/staff/cases", params={"queue": "all", "q": words})
        assert "示例路道路施工许可" in page.text, words
    page = await handler.get("/staff/cases", params={"queue": "all", "q": "没有这样的件"})
    assert "没有找到" in page.text


@pytest.mark.parametrize("page", ["0", "-1", "999999999999", "x", "１"])
async def test_a_nonsense_page_number_still_shows_a_list(signed_in, receipt, page):
    handler = await signed_in("registrar")
    shown = await handler.get("/staff/cases", params={"queue": "all", "page": page})
    assert shown.status == 200
    assert receipt.ref in shown.text


async def test_a_file_is_downloaded_never_shown_and_the_download_recorded(signed_in, receipt, units):
    handler = await signed_in("registrar", "handler")
    await do(handler, receipt, "claim")
    version = (await handler.get(case(receipt))).value("version")
    await handler.post_files(
        f"{case(receipt)}/add_material", {"version": version, "text": "附件"}, files=("附.pdf", PDF)
    )
    page = await handler.get(case(receipt))
    response = await handler.client.get(page.link("附.pdf"))
    assert await response.read() == PDF
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    async with units.reading() as unit:
        assert "download" in set(await unit.session.scalars(select(RegisterEntryRow.kind)))


async def test_the_board_counts_what_the_queues_list_and_leads_to_them(signed_in, receipt, clock: FrozenClock):
    registrar = await signed_in("registrar")
    await do(registrar, receipt, "assign", unit_id="2")
    clock.advance(timedelta(days=40))
    supervisor = await signed_in("supervisor")
    page = await supervisor.get("/staff/board")
    assert "1 红灯 逾期或今天到期" in page.text
    assert "道路科（示例）" in page.text
    listed = await supervisor.get(page.link("道路科（示例）"))
    assert receipt.ref in listed.text
    assert "在办；道路科（示例）" in listed.text
    assert (await supervisor.get(page.link("示例路道路施工许可"))).status == 200


async def test_the_first_opening_of_a_case_is_noted(signed_in, receipt):
    registrar = await signed_in("registrar")
    assert receipt.ref in (await registrar.get("/staff/cases?queue=unopened")).text
    await registrar.get(case(receipt))
    assert receipt.ref not in (await registrar.get("/staff/cases?queue=unopened")).text


async def test_a_file_far_too_large_is_told_and_the_text_kept(signed_in, receipt):
    handler = await signed_in("registrar", "handler")
    version = (await handler.get(case(receipt))).value("version")
    fields = {"version": version, "text": "见附件。"}
    page = await handler.post_files(f"{case(receipt)}/add_material", fields, files=("大.pdf", PDF + bytes(50 << 20)))
    assert page.status == 422
    assert "文件超过 20 MB" in page.text
    assert page.value("text") == "见附件。"


async def test_a_form_without_its_version_is_refused_not_guessed(signed_in, receipt):
    handler = await signed_in("registrar", "handler")
    page = await handler.post(f"{case(receipt)}/claim", {})
    assert page.status == 422
    assert "待分办" in page.text


@pytest.mark.parametrize("action", ["submit", "import_case", "register", "nonsense"])
async def test_an_action_that_is_no_form_of_a_case_is_not_found(signed_in, receipt, action):
    handler = await signed_in("registrar", "handler")
    assert (await handler.post(f"{case(receipt)}/{action}", {"version": "1"})).status == 404


async def test_the_common_way_stands_before_its_short_cut(signed_in, receipt):
    browser = await signed_in("registrar", "handler")
    await do(browser, receipt, "claim")

    page = (await browser.get(case(receipt))).source

    assert page.index("do=answer#do") < page.index("do=answer&amp;variant=on_the_spot")
