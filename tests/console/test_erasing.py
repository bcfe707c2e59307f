"""Erasing the applicant at the desk: refused until it is due, confirmed by hand, done for good."""

import pytest

from requests_db.services.audit import verify
from requests_db.services.intake import withdraw_request
from tests import factories

NUMBER = factories.APPLICANT.identity.number


@pytest.fixture
async def citizen(units):
    return await factories.make_conversation(units)


@pytest.fixture
async def receipt(units, agency, citizen):
    return await factories.file_request(units, agency, citizen)


async def withdrawn(units, receipt, citizen) -> str:
    async with units.writing() as unit:
        await withdraw_request(unit, receipt.ref, "", citizen)
        await unit.commit()
    return f"/staff/cases/{receipt.case_id}/erase"


async def test_an_open_case_says_why_not_yet(signed_in, receipt):
    head = await signed_in("head")
    page = await head.get(f"/staff/cases/{receipt.case_id}/erase")
    assert "还没有办结" in page.text
    assert "<form class=" not in page.source
    assert "个人信息…" not in (await head.get(f"/staff/cases/{receipt.case_id}")).text
    page = await head.post(f"/staff/cases/{receipt.case_id}/erase", {"reason": "asked", "ref_again": receipt.ref})
    assert page.status == 403
    assert "现在不能删除" in page.text


async def test_the_number_must_be_copied_and_a_reason_chosen(signed_in, receipt, units, citizen):
    place = await withdrawn(units, receipt, citizen)
    head = await signed_in("head")
    page = await head.get((await head.get(f"/staff/cases/{receipt.case_id}")).link("删除申请人个人信息"))
    assert "不能恢复" in page.text
    page = await head.post(place, {"reason": "asked", "ref_again": "something"})
    assert page.status == 422
    assert page.value("reason") == "asked"
    assert "和本件编号不一样" in page.text
    assert (await head.post(place, {"reason": "because", "ref_again": receipt.ref})).status == 422


async def test_erased_means_gone_for_everybody(signed_in, receipt, units, citizen):
    place = await withdrawn(units, receipt, citizen)
    head = await signed_in("head")
    page = await head.post(place, {"reason": "asked", "ref_again": receipt.ref})
    assert "已经删除" in page.text
    version = (await head.get(f"/staff/cases/{receipt.case_id}?do=open_personal_data")).source
    assert NUMBER not in version
    assert "已经删除" in (await head.get(place)).text
    async with units.reading() as unit:
        assert await verify(unit) == ()
