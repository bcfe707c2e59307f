"""The chat page can be used by everybody: axe finds nothing, the keyboard reaches everything, large type holds."""

import asyncio

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.test_round import press, say

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def violations(page: Page) -> list[str]:
    results = await Axe().run(page)
    return [
        f"{found['id']}: {node['html'][:120]}" for found in results.response["violations"] for node in found["nodes"]
    ]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_no_violation_in_a_conversation(open_page, keep, viewport, dark):
    page = await open_page("/", viewport=viewport, dark=dark)
    await expect(page.locator("#log > li:not(.mine)")).not_to_have_count(0)
    await say(page, "申请公开要花钱吗？")
    await say(page, "我要申请公开")
    await keep(page, f"chat-{'phone' if viewport is PHONE else 'desktop'}-{'dark' if dark else 'light'}")

    assert await violations(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_no_violation_on_the_plain_page(open_page, dark):
    page = await open_page("/plain", dark=dark)
    await page.get_by_label("输入问题，或说“申请公开”").fill("我要申请公开政府信息")
    await page.get_by_role("button", name="发送").click()
    await expect(page.get_by_role("button", name="取消")).to_have_count(1)

    assert await violations(page) == []


async def test_large_type_holds_on_a_narrow_phone_and_after_reload(open_page, keep):
    page = await open_page("/", viewport={"width": 320, "height": 640})
    await page.get_by_role("button", name="大字").click()
    await page.reload()

    await expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")
    await expect(page.locator("#log > li:not(.mine)")).not_to_have_count(0)
    await keep(page, "chat-large-320")
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert await violations(page) == []


async def test_the_keyboard_alone_asks_and_presses(open_page):
    page = await open_page("/", viewport=DESKTOP)
    await expect(page.locator("#log > li:not(.mine)")).not_to_have_count(0)
    await page.locator("#text").focus()
    await page.keyboard.type("我要申请公开")
    await page.keyboard.press("Enter")
    await expect(page.locator(".choices").last.get_by_role("button", name="取消", exact=True)).to_be_visible()

    await page.locator(".choices").last.get_by_role("button", name="取消", exact=True).focus()
    await page.keyboard.press("Enter")

    await expect(page.locator(".mine").last).to_contain_text("取消")


async def test_an_empty_message_is_answered_on_the_spot(open_page):
    page = await open_page("/")
    await expect(page.locator("#log > li:not(.mine)")).not_to_have_count(0)

    await page.get_by_role("button", name="发送", exact=True).click()

    await expect(page.get_by_role("alert")).to_have_text("请先输入内容，再按“发送”。")


async def test_markup_is_shown_as_text_never_run(open_page):
    page = await open_page("/")
    await expect(page.locator("#log > li:not(.mine)")).not_to_have_count(0)

    await say(page, "<img src=x onerror=\"document.title='run'\">")

    assert await page.title() != "run"
    assert await page.locator("#log img").count() == 0


async def test_nothing_typed_is_lost_while_the_network_is_down(open_page):
    page = await open_page("/")
    await expect(page.locator("#log > li:not(.mine)")).not_to_have_count(0)
    await page.context.set_offline(True)
    await page.fill("#text", "我要申请公开")
    await page.get_by_role("button", name="发送", exact=True).click()
    await expect(page.get_by_role("button", name="重新发送")).to_be_visible()

    await page.context.set_offline(False)

    await expect(page.locator(".choices").last.get_by_role("button", name="取消", exact=True)).to_be_visible()
    await press(page, "取消")


async def test_words_typed_without_a_network_survive_a_reload_and_go_out_once(open_page):
    page = await open_page("/")
    await expect(page.locator("#log > li:not(.mine)")).not_to_have_count(0)
    await page.route("**/api/chat/messages", lambda route: route.abort())
    await page.fill("#text", "申请公开要花钱吗？")
    await page.get_by_role("button", name="发送", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("内容已保留")

    await page.unroute("**/api/chat/messages")
    await page.reload()

    await expect(page.locator("#log > li.answered")).to_have_count(1)
    await expect(page.locator("#log > li.mine")).to_have_count(1)
    await page.reload()
    await expect(page.locator("#log > li.answered")).to_have_count(1)
    await expect(page.locator("#log > li.mine")).to_have_count(1)


async def test_words_whose_answer_was_lost_are_not_said_twice(open_page):
    page = await open_page("/")
    await expect(page.locator("#log > li:not(.mine)")).not_to_have_count(0)

    async def swallow(route):
        await route.fetch()
        await route.abort()

    await page.route("**/api/chat/messages", swallow)
    await page.fill("#text", "申请公开要花钱吗？")
    await page.get_by_role("button", name="发送", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("内容已保留")
    await page.unroute("**/api/chat/messages")
    await page.reload()

    await expect(page.locator("#log > li.answered")).to_have_count(1)
    await expect(page.locator("#log > li.mine")).to_have_count(1)


async def test_a_page_left_before_the_first_words_greets_when_it_is_opened_again(open_page):
    page = await open_page("/plain")
    await page.route("**/api/chat/messages", lambda route: route.abort())
    await page.goto(page.url.removesuffix("plain"))
    await expect(page.get_by_role("alert")).to_contain_text("网络不通")

    await page.unroute("**/api/chat/messages")
    await page.reload()

    await expect(page.locator("#log > li:not(.mine)")).to_have_count(1)


async def test_where_storage_is_barred_the_conversation_still_holds(open_page):
    page = await open_page("/")
    barred = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('barred') } })"
    await page.add_init_script(barred)
    await page.reload()
    await expect(page.locator("#log > li:not(.mine)")).not_to_have_count(0)

    await say(page, "我要申请公开")
    await say(page, "示例大桥2024年度检测报告")

    await expect(page.locator(".choices").last.get_by_role("button", name="电子文件", exact=True)).to_be_visible()


async def test_a_look_for_news_overtaken_by_a_message_repeats_nothing(open_page):
    page = await open_page("/")
    await expect(page.locator("#log > li:not(.mine)")).not_to_have_count(0)
    answered = asyncio.Event()

    async def held_back(route):
        await answered.wait()
        await route.continue_()

    await page.route("**/api/chat/transcript?after=*", held_back)
    async with page.expect_request("**/api/chat/transcript?after=*"):
        pass
    await say(page, "申请公开要花钱吗？")
    async with page.expect_response("**/api/chat/transcript?after=*"):
        answered.set()
    await say(page, "我要申请公开")

    await expect(page.locator(".mine .bubble")).to_have_text(["申请公开要花钱吗？", "我要申请公开"])


async def test_large_type_keeps_sending_on_its_row_and_the_newest_words_in_sight(open_page, keep):
    page = await open_page("/", viewport=PHONE)
    await expect(page.locator("#log > li:not(.mine)")).not_to_have_count(0)
    for text in ("申请公开要花钱吗？", "申请公开要多久？", "我要申请公开"):
        await say(page, text)

    await page.get_by_role("button", name="大字").click()

    await keep(page, "chat-large-390")
    tops = [(await page.locator(place).bounding_box())["y"] for place in ("#text", "button.main")]
    assert abs(tops[0] - tops[1]) < 12
    await expect(page.locator("#log > li").last).to_be_in_viewport(ratio=0.5)


async def test_one_script_line_embeds_the_chat(open_page, house, keep):
    page = await open_page("/healthz", viewport=DESKTOP)
    await page.set_content(
        f"<html lang=zh><title>示例网站</title><body><h1>示例网站</h1>"
        f"<script src='{house.address}/widget.js' async></script></body></html>"
    )
    await page.get_by_role("button", name="咨询与申请公开").click()

    frame = page.frame_locator("iframe[title=公开服务台]")

    await expect(frame.locator("#log > li").first).to_be_visible()
    await keep(page, "widget-desktop")
