"""The whole job in a real browser: ask, file on the phone, answer at the desk, read the answer in the chat."""

import re

import pytest
from playwright.async_api import Page, expect

from requests_db.services import agency, staff
from requests_db.services.staff import NewStaff
from requests_db.statute.workflow import Role
from tests.e2e.conftest import DESKTOP
from tests.filing_script import CONFIRM, FORM, NO_MATERIAL, WANTED
from tests.houses import OpenHouse

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANSWERS = (*FORM, NO_MATERIAL, CONFIRM)
PASSWORD = "sample-password-for-tests"


async def say(page: Page, text: str) -> None:
    """Type, send and wait for the reply."""
    before = await page.locator("#log > li:not(.mine)").count()
    await page.fill("#text", text)
    await page.get_by_role("button", name="发送", exact=True).click()
    await expect(page.locator("#log > li:not(.mine)")).not_to_have_count(before)
    await expect(page.locator(".mine .state")).to_have_count(0)


async def press(page: Page, label: str) -> None:
    before = await page.locator("#log > li:not(.mine)").count()
    await page.locator(".choices").last.get_by_role("button", name=label, exact=True).click()
    await expect(page.locator("#log > li:not(.mine)")).not_to_have_count(before)
    await expect(page.locator(".mine .state")).to_have_count(0)


async def fill(page: Page, answers: tuple[str, ...]) -> None:
    for answer in answers:
        buttons = await page.locator(".choices").last.get_by_role("button").all_inner_texts()
        await (press(page, answer) if answer in buttons else say(page, answer))


async def file_request(page: Page) -> str:
    """File a request and return its number."""
    await say(page, "我要申请公开")
    await fill(page, ANSWERS)
    receipt = await page.locator("#log > li.receipt").last.inner_text()
    found = re.search(r"示公开\d{4}-\d{5}", receipt)
    assert found, receipt
    return found.group()


async def employ(house: OpenHouse, username: str) -> str:
    """Make an account that registers and answers, and return its one-time password."""
    async with house.house.units.writing() as unit:
        own = (await agency.agencies(unit))[0]
        account = await staff.add_staff(
            unit,
            NewStaff(
                agency_id=own.id,
                username=username,
                display_name="示例承办员",
                roles=frozenset({Role.REGISTRAR, Role.HANDLER}),
                unit_id=own.units[0].id,
            ),
        )
        await unit.commit()
    return account.one_time_password


async def sign_in(page: Page, username: str, password: str) -> None:
    """Sign in for the first time: the one-time password must be changed."""
    await page.locator("input[name=username]").fill(username)
    await page.locator("input[name=password]").fill(password)
    await page.get_by_role("button", name="登录").click()
    await page.locator("input[name=present]").fill(password)
    await page.locator("input[name=new]").fill(PASSWORD)
    await page.locator("input[name=again]").fill(PASSWORD)
    await page.locator("form[action$='/account/password'] button").click()


async def test_a_request_goes_round_from_phone_to_desk_and_back(open_page, house, keep):
    phone = await open_page("/")
    await expect(phone.locator("#log")).to_contain_text("示例")
    await say(phone, "申请公开要花钱吗？")
    await expect(phone.locator("#log > li").last).to_contain_text("出处")
    await keep(phone, "chat-answer-phone")
    ref = await file_request(phone)
    await keep(phone, "chat-receipt-phone")

    desk = await open_page("/staff/", viewport=DESKTOP)
    await sign_in(desk, "handler1", await employ(house, "handler1"))
    await desk.get_by_role("link", name="申请", exact=True).click()
    await desk.get_by_role("link", name=re.compile("^新收")).click()
    await keep(desk, "desk-queue-new")
    await desk.get_by_role("link", name=WANTED).first.click()
    await keep(desk, "desk-case")
    await answer(desk, "示例答复：现将验收报告内容提供如下。")
    await keep(desk, "desk-case-answered")

    await expect(phone.locator("#log > li.notice").last).to_contain_text(ref, timeout=20_000)
    await say(phone, "我的申请")
    await expect(phone.locator("#log")).to_contain_text("现将验收报告内容提供如下")
    await keep(phone, "chat-reply-phone")


async def answer(desk: Page, text: str) -> None:
    """Assign, claim and answer, by the buttons the case page shows."""
    deeds = desk.locator(".deeds")
    await deeds.get_by_role("link", name=re.compile("^分办")).click()
    await desk.locator("select[name=unit_id]").select_option(index=1)
    await desk.locator("#do button.press").click()
    await deeds.get_by_role("button", name=re.compile("^领取")).click()
    await deeds.get_by_role("link", name=re.compile("^答复")).click()
    await desk.locator("select[name=outcome]").select_option(value="granted")
    await desk.locator("textarea[name=text]").fill(text)
    await desk.locator("#do button.press").click()
    await expect(desk.locator(".tag").first).to_have_text("已答复")


async def test_the_conversation_survives_reload_and_a_second_tab(open_page):
    page = await open_page("/")
    await expect(page.locator("#log > li:not(.mine)")).not_to_have_count(0)
    await say(page, "什么是补正？")
    before = await page.locator("#log > li").all_inner_texts()

    await page.reload()
    await expect(page.locator("#log > li")).to_have_count(len(before))
    other = await page.context.new_page()
    await other.goto(page.url)
    await expect(other.locator("#log > li")).to_have_count(len(before))
    await say(other, "我要申请公开")

    await expect(page.locator(".mine").last).to_contain_text("我要申请公开", timeout=20_000)
    await expect(page.locator(".choices").last.get_by_role("button", name="取消", exact=True)).to_be_visible()
    assert await page.locator("#log > li").count() == await other.locator("#log > li").count()


async def test_the_plain_page_needs_no_script(open_page, keep):
    page = await open_page("/", scripts=False)  # the chat page leads there by itself
    await page.wait_for_url("**/plain")

    await page.get_by_label("输入问题，或说“申请公开”").fill("我要申请公开政府信息")
    await page.get_by_role("button", name="发送").click()

    await expect(page.get_by_role("button", name="取消")).to_have_count(1)
    await keep(page, "plain-phone")
