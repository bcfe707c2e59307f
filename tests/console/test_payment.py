"""How fees are paid is set by the administrator, who set it stays on record, and fee notices begin with it."""

from requests_db.services.agency import agencies
from requests_db.services.audit_check import verify

WAY = "持本通知到缴费窗口（示例），\n或者按缴款码缴入国库"


async def test_an_administrator_sets_it_and_the_page_says_who_did(signed_in, units):
    administrator = await signed_in("administrator")
    assert "没有改过" in (await administrator.get("/staff/payment")).text

    page = await administrator.post("/staff/payment", {"how_to_pay": WAY})

    assert "缴费方式已保存" in page.text
    assert page.value("how_to_pay") == WAY
    assert administrator.actor.label in page.text
    async with units.reading() as unit:
        (own,) = await agencies(unit)
        assert await verify(unit) == ()
    assert own.how_to_pay == WAY

    page = await administrator.post("/staff/payment", {"how_to_pay": ""})
    assert "（留空）" in page.text
    assert page.value("how_to_pay") == ""


async def test_a_fee_notice_begins_with_it(signed_in, units, receipt):
    administrator = await signed_in("administrator")
    await administrator.post("/staff/payment", {"how_to_pay": WAY})
    officer = await signed_in("registrar", "handler")
    page = await officer.get(f"/staff/cases/{receipt.case_id}?do=claim")
    await officer.post(f"/staff/cases/{receipt.case_id}/claim", {"version": page.value("version")})

    page = await officer.get(f"/staff/cases/{receipt.case_id}?do=notify_fee")

    assert page.value("how_to_pay") == WAY


async def test_too_long_a_way_is_told_and_nothing_changes(signed_in, units):
    administrator = await signed_in("administrator")

    page = await administrator.post("/staff/payment", {"how_to_pay": "长" * 501})

    assert page.status == 422
    assert page.value("how_to_pay") == "长" * 501
    async with units.reading() as unit:
        (own,) = await agencies(unit)
    assert own.how_to_pay == ""


async def test_nobody_else_sets_it(signed_in):
    head = await signed_in("head")
    assert (await head.get("/staff/payment")).status == 403
