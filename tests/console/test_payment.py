"""How fees are paid is set by the administrator, who set it stays on record, and fee notices begin with it."""

import pytest

from requests_db.services.agency import agencies, apply_agency, read_agency_file
from requests_db.services.audit_check import verify
from requests_db.services.retrying import in_unit
from tests import factories

WAY = "持本通知到缴费窗口（示例），\n或者按缴款码缴入国库"


async def save(browser, text):
    """Open the page, type over its text and save."""
    opened = await browser.get("/staff/payment")
    return await browser.post("/staff/payment", {"how_to_pay": text, "opened_with": opened.value("opened_with")})


async def test_an_administrator_sets_it_and_the_page_says_who_did(signed_in, units):
    administrator = await signed_in("administrator")
    assert "没有改过" in (await administrator.get("/staff/payment")).text

    page = await save(administrator, WAY)

    assert "缴费方式已保存" in page.text
    assert page.value("how_to_pay") == WAY
    assert administrator.actor.label in page.text
    async with units.reading() as unit:
        (own,) = await agencies(unit)
        assert await verify(unit) == ()
    assert own.how_to_pay == WAY

    page = await save(administrator, "")
    assert "（留空）" in page.text
    assert page.value("how_to_pay") == ""


async def test_a_fee_notice_begins_with_it(signed_in, units, receipt):
    administrator = await signed_in("administrator")
    await save(administrator, WAY)
    officer = await signed_in("registrar", "handler")
    page = await officer.get(f"/staff/cases/{receipt.case_id}?do=claim")
    await officer.post(f"/staff/cases/{receipt.case_id}/claim", {"version": page.value("version")})

    page = await officer.get(f"/staff/cases/{receipt.case_id}?do=notify_fee")

    assert page.value("how_to_pay") == WAY


async def test_too_long_a_way_is_told_and_nothing_changes(signed_in, units):
    administrator = await signed_in("administrator")

    page = await save(administrator, "长" * 501)

    assert page.status == 422
    assert page.value("how_to_pay") == "长" * 501
    async with units.reading() as unit:
        (own,) = await agencies(unit)
    assert own.how_to_pay == ""


@pytest.mark.parametrize("role", ["head", "supervisor"])
async def test_who_leads_or_supervises_reads_where_fees_go_and_sets_nothing(signed_in, role):
    administrator = await signed_in("administrator")
    await save(administrator, WAY)
    reader = await signed_in(role)

    page = await reader.get((await reader.get("/staff/board")).link("缴费方式"))
    refused = await reader.post("/staff/payment", {"how_to_pay": "另一个账号（示例）"})

    assert page.text.count("或者按缴款码缴入国库") == 2  # in force, and in its history
    assert administrator.actor.label in page.text
    assert not page.has_form("/staff/payment")
    assert refused.status == 403


@pytest.mark.parametrize("role", ["registrar", "handler", "reviewer"])
async def test_nobody_else_sees_it(signed_in, role):
    browser = await signed_in(role)
    assert (await browser.get("/staff/payment")).status == 403


async def test_an_agency_file_that_sets_it_otherwise_stands_in_its_history(signed_in, units):
    administrator = await signed_in("administrator")
    await save(administrator, WAY)
    file = factories.agency_file().replace("[agency]", '[agency]\nhow_to_pay = "另一个账号（示例）"')
    for _ in range(2):
        await in_unit(units, lambda unit: apply_agency(unit, read_agency_file(file)))

    page = await administrator.get("/staff/payment")

    assert page.value("how_to_pay") == "另一个账号（示例）"
    history = page.text.split("谁在什么时候改过")[1]
    assert history.count("机关文件（命令行）") == 1
    assert history.index("另一个账号（示例）") < history.index("或者按缴款码缴入国库")
    async with units.reading() as unit:
        assert await verify(unit) == ()


async def test_of_two_forms_open_the_later_is_told_and_loses_nothing(signed_in, units):
    first, second = await signed_in("administrator"), await signed_in("administrator", username="second")
    opened = (await second.get("/staff/payment")).value("opened_with")
    await save(first, WAY)

    page = await second.post("/staff/payment", {"how_to_pay": "另一个窗口（示例）", "opened_with": opened})

    assert page.status == 409
    assert "已经有人改过" in page.text
    assert page.value("how_to_pay") == "另一个窗口（示例）"
    assert "现在的缴费方式： 持本通知到缴费窗口（示例）" in page.text
    async with units.reading() as unit:
        (own,) = await agencies(unit)
    assert own.how_to_pay == WAY

    again = {"how_to_pay": page.value("how_to_pay"), "opened_with": page.value("opened_with")}
    assert "缴费方式已保存" in (await second.post("/staff/payment", again)).text


async def test_the_same_text_writes_nothing(signed_in):
    administrator = await signed_in("administrator")
    await save(administrator, WAY)

    page = await save(administrator, WAY)

    assert "没有改动" in page.text
    history = page.text.split("谁在什么时候改过")[1]
    assert history.count("或者按缴款码缴入国库") == 1


async def test_a_form_without_the_field_is_refused_and_one_too_long_still_knows_what_it_was_opened_with(
    signed_in, units
):
    administrator, rival = await signed_in("administrator"), await signed_in("administrator", username="rival")
    await save(administrator, WAY)
    opened = (await administrator.get("/staff/payment")).value("opened_with")

    for lacking in ({}, {"how_to_pay": ""}, {"opened_with": opened}):
        page = await administrator.post("/staff/payment", lacking)
        assert page.status == 422
        assert "没有传完整" in page.text
    async with units.reading() as unit:
        (own,) = await agencies(unit)
    assert own.how_to_pay == WAY

    await save(rival, "另一个窗口（示例）")
    page = await administrator.post("/staff/payment", {"how_to_pay": "长" * 501, "opened_with": opened})
    assert page.value("opened_with") == opened


async def test_the_page_says_what_not_to_write(signed_in):
    administrator = await signed_in("administrator")
    assert "不要写个人姓名和私人电话" in (await administrator.get("/staff/payment")).text
