"""Entering requests that came otherwise than by chat."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from requests_db.clock import FrozenClock
from requests_db.store.tables_cases import CaseRow, FileRow

FIELDS = {
    "channel": "in_person",
    "submitted_on": "2026-02-27",
    "name": "示例路施工许可",
    "applicant_kind": "natural",
    "applicant_name": "示例申请人",
    "identity_number": "11010519491231002X",
    "phone": "000-00000000",
}
PDF = b"%PDF-1.4 sample\n1 0 obj endobj\n%%EOF"


async def test_a_request_handed_over_gets_number_code_and_due_date(signed_in):
    browser = await signed_in("registrar")
    page = await browser.post_files("/staff/cases/new", FIELDS, files=("申请.pdf", PDF))
    assert page.status == 201
    assert "示公开2026-00001" in page.text
    assert re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", page.text)
    assert "2026年3月26日（周四）" in page.text  # 20 working days after 27 February, 28 February being a make-up day


async def test_an_office_that_posts_its_form_twice_has_one_case(signed_in, units):
    browser = await signed_in("registrar")
    key = (await browser.get("/staff/cases/new")).value("submit_key")
    first = await browser.post("/staff/cases/new", {**FIELDS, "submit_key": key})
    again = await browser.post("/staff/cases/new", {**FIELDS, "submit_key": key})
    assert first.status == again.status == 201
    async with units.reading() as unit:
        assert await unit.session.scalar(select(func.count(CaseRow.id))) == 1


async def test_another_request_under_the_key_of_the_first_is_refused_and_can_be_sent_again(signed_in, units):
    browser = await signed_in("registrar")
    key = (await browser.get("/staff/cases/new")).value("submit_key")
    await browser.post("/staff/cases/new", {**FIELDS, "submit_key": key})
    page = await browser.post("/staff/cases/new", {**FIELDS, "name": "另一件", "submit_key": key})
    assert page.status == 409
    assert "已经登记为 示公开2026-00001" in page.text
    assert page.value("name") == "另一件"
    assert page.value("submit_key") not in ("", key)
    again = await browser.post("/staff/cases/new", {**FIELDS, "name": "另一件", "submit_key": page.value("submit_key")})
    assert again.status == 201
    assert "示公开2026-00002" in again.text


async def test_the_same_form_with_the_same_file_is_one_case_and_with_another_file_is_not(signed_in):
    browser = await signed_in("registrar")
    filled = {**FIELDS, "submit_key": "desk:same"}
    first = await browser.post_files("/staff/cases/new", filled, files=("申请.pdf", PDF))
    again = await browser.post_files("/staff/cases/new", filled, files=("申请.pdf", PDF))
    other = await browser.post_files("/staff/cases/new", filled, files=("申请.pdf", PDF + b" more"))
    assert (first.status, again.status, other.status) == (201, 201, 409)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": ""}, "名称"),
        ({"submitted_on": "2026-02-30"}, "请填写日期"),
        ({"submitted_on": "2026-03-03"}, "不能是将来的日期"),
        ({"submitted_on": "1990-01-01"}, "年份应在 2000 到 2099 之间"),
        ({"arrived_on": "2100-01-01"}, "年份应在 2000 到 2099 之间"),
        ({"received_on": "2026-02-28"}, "提交当日就是收到之日"),
        ({"channel": "oral"}, "代填人"),
        ({"channel": "pigeon"}, "请从给出的选项里选"),
        ({"identity_number": ""}, "证件号码"),
        ({"phone": ""}, "电话"),
        ({"received_on": "2026-02-20", "channel": "registered_mail"}, "不能早于提交日期"),
    ],
)
async def test_a_fault_is_told_and_everything_typed_is_kept(signed_in, changed, told):
    browser = await signed_in("registrar")
    page = await browser.post("/staff/cases/new", {**FIELDS, **changed})
    assert page.status == 422
    assert told in page.text
    assert page.value("applicant_name") == "示例申请人"
    assert page.value("name") == changed.get("name", FIELDS["name"])


async def test_a_file_we_cannot_take_is_refused_and_nothing_is_kept(signed_in, units):
    browser = await signed_in("registrar")
    page = await browser.post_files("/staff/cases/new", FIELDS, files=("a.exe", b"MZ"))
    assert page.status == 422
    assert "这种文件收不了" in page.text
    async with units.reading() as unit:
        assert await unit.session.scalar(select(func.count(FileRow.id))) == 0
        assert await unit.session.scalar(select(func.count(CaseRow.id))) == 0


async def test_an_agent_is_kept_with_paper_phone_and_power_of_attorney(signed_in, units):
    browser = await signed_in("registrar")
    agent = {
        "agent_name": "示例代理人",
        "agent_identity_kind": "passport",
        "agent_identity": "E00000001",
        "agent_phone": "000-11111111",
    }
    page = await browser.post_files("/staff/cases/new", {**FIELDS, **agent}, authority_files=("委托书.pdf", PDF))
    assert page.status == 201
    async with units.reading() as unit:
        case = await unit.session.scalar(select(CaseRow))
        kept = unit.cipher.open(case.applicant_sealed)["agent"]
        kinds = list(await unit.session.scalars(select(FileRow.kind)))
    assert (kept["name"], kept["identity"]["number"], kept["phone"]) == ("示例代理人", "E00000001", "000-11111111")
    assert kept["identity"]["kind"] == "passport"
    assert len(kept["authority_tokens"]) == 1
    assert kinds == ["authority"]


async def test_a_power_of_attorney_without_a_name_asks_for_the_agents_name(signed_in):
    browser = await signed_in("registrar")
    page = await browser.post_files("/staff/cases/new", FIELDS, authority_files=("委托书.pdf", PDF))
    assert page.status == 422
    assert 'id="e-agent_name"' in page.source


async def test_a_bad_picture_of_the_paper_is_told_at_its_own_field(signed_in):
    browser = await signed_in("registrar")
    page = await browser.post_files("/staff/cases/new", FIELDS, identity_files=("a.exe", b"MZ"))
    assert page.status == 422
    assert 'id="e-identity_files"' in page.source


@pytest.mark.parametrize(("channel", "is_told"), [("oral", True), ("in_person", False)])
async def test_only_an_oral_request_is_printed_for_signing(signed_in, channel, is_told):
    browser = await signed_in("registrar")
    page = await browser.post("/staff/cases/new", {**FIELDS, "channel": channel, "taken_down_by": "示例登记"})
    assert page.status == 201
    assert ("请打印申请表" in page.text) is is_told


async def test_a_request_on_paper_is_neither_fetched_nor_served_in_a_chat(signed_in):
    browser = await signed_in("registrar", "handler")
    assert "在聊天里取" not in (await browser.get("/staff/cases/new")).text
    refused = await browser.post("/staff/cases/new", {**FIELDS, "obtain_by": "chat"})
    assert refused.status == 422
    await browser.post("/staff/cases/new", FIELDS)
    page = await browser.get("/staff/cases/1")
    await browser.post("/staff/cases/1/claim", {"version": page.value("version")})
    page = await browser.get("/staff/cases/1")
    answer = {"version": page.value("version"), "outcome": "granted", "text": "现提供。"}
    assert (await browser.post("/staff/cases/1/answer", answer)).status == 200
    page = await browser.get("/staff/cases/1?do=record_service")
    assert "邮寄（邮政企业）" in page.text
    assert "在聊天里送达" not in page.text
    service = {"version": page.value("version"), "on": "2026-03-02", "way": "in_person", "proof": "签收单 1 号"}
    page = await browser.post("/staff/cases/1/record_service", service)
    assert "do=record_service" not in page.source  # recorded once; offered again after a paper is issued anew


async def test_only_the_registry_may_register(signed_in):
    browser = await signed_in("handler")
    assert (await browser.get("/staff/cases/new")).status == 403
    assert (await browser.post("/staff/cases/new", FIELDS)).status == 403


async def test_a_paper_without_proof_of_identity_is_registered_and_its_correction_asked(signed_in):
    registrar = await signed_in("registrar")
    bare = {**FIELDS, "identity_number": "", "phone": "", "is_incomplete": "yes"}

    page = await registrar.post("/staff/cases/new", bare)

    assert page.status == 201
    assert "缺身份证明、联系方式。请在2026年3月9日前（含当日）一次性告知" in page.text
    form = await registrar.get(page.link("通知补正"))
    assert form.has_form("/staff/cases/1/request_correction")
    assert (await registrar.post("/staff/cases/new", {**bare, "name": ""})).status == 422
    assert "缺身份证明、联系方式。" in (await registrar.get("/staff/cases/1")).text
    notice = {"version": form.value("version"), "on": "2026-03-02", "reason": "请补身份证明和联系方式。"}
    asked = await registrar.post("/staff/cases/1/request_correction", {**notice, "allowed_working_days": "10"})
    assert "来件不齐全" not in asked.text


async def test_the_last_day_to_tell_what_is_missing_is_said_to_be_over_once_it_is(signed_in, clock: FrozenClock):
    registrar = await signed_in("registrar", username="one")
    await registrar.post("/staff/cases/new", {**FIELDS, "identity_number": "", "is_incomplete": "yes"})

    clock.advance(timedelta(days=60))
    await registrar.sign_in("one", "correct horse battery")
    page = await registrar.get("/staff/cases/1")

    assert "缺身份证明。一次性告知补正的期限2026年3月9日已过（" in page.text
    assert "请在" not in page.text.split("缺身份证明。")[1].split("通知补正")[0]


async def test_a_correction_that_cannot_be_asked_now_is_not_demanded(signed_in):
    desk = await signed_in("registrar")
    await desk.post("/staff/cases/new", {**FIELDS, "identity_number": "", "is_incomplete": "yes"})
    form = await desk.get("/staff/cases/1?do=ask_reasons")
    asked = {"version": form.value("version"), "on": "2026-03-02", "reason": "本月申请较多。"}

    page = await desk.post("/staff/cases/1/ask_reasons", {**asked, "allowed_working_days": "10"})

    assert "来件不齐全，缺身份证明。" in page.text
    assert "一次性告知" not in page.text


async def test_a_paper_ticked_as_incomplete_that_lacks_nothing_is_not_called_so(signed_in):
    registrar = await signed_in("registrar")

    page = await registrar.post("/staff/cases/new", {**FIELDS, "is_incomplete": "yes"})

    assert page.status == 201
    assert "来件不齐全" not in page.text


async def test_a_paper_stays_incomplete_by_what_staff_did_not_say_was_brought(signed_in):
    registrar = await signed_in("registrar")
    await registrar.post("/staff/cases/new", {**FIELDS, "identity_number": "", "phone": "", "is_incomplete": "yes"})
    page = await registrar.get("/staff/cases/1?do=add_material")
    assert "补来的材料" in page.text
    inner = {"version": page.value("version"), "text": "内部请示"}
    page = await registrar.post_files("/staff/cases/1/add_material", inner, files=("内部请示.pdf", PDF))
    assert "缺身份证明、联系方式。" in page.text

    called = {"version": page.value("version"), "text": "来电告知电话", "brought": "contact"}
    page = await registrar.post("/staff/cases/1/add_material", called)
    assert "缺身份证明。" in page.text

    copied = {"version": page.value("version"), "text": "身份证复印件", "brought": "identity"}
    page = await registrar.post_files("/staff/cases/1/add_material", copied, files=("身份证.pdf", PDF))
    assert "来件不齐全" not in page.text
    assert "补来的材料： 身份证明" in page.text
    form = await registrar.get("/staff/cases/1?do=add_material")
    assert form.text.count("补来的材料") == 2  # in the history alone: nothing is lacking that could be brought
