"""The keys of the desk in a browser: through a list, into a case, to other lists; never out of a field."""

import pytest

from requests_db.services.request_form import Wanted
from tests import factories
from tests.console.browser import PASSWORD
from tests.console.test_accessibility import DESKTOP, chromium

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def page(chromium, server, signed_in, units, agency):
    await signed_in("registrar", "handler", username="one")
    citizen = await factories.make_conversation(units)
    for at in range(3):
        wanted = Wanted(name=f"第{at}号资料", features="资料")
        await factories.file_request(units, agency, citizen, submit_key=f"k{at}", wanted=wanted)
    context = await chromium.new_context(viewport=DESKTOP)
    opened = await context.new_page()
    await opened.goto(str(server.make_url("/staff/sign-in")))
    await opened.fill("#f-username", "one")
    await opened.fill("#f-password", PASSWORD)
    await opened.click("button.press")
    await opened.goto(str(server.make_url("/staff/cases?queue=all&sort=number")))
    yield opened
    await context.close()


async def focused(page) -> str:
    return await page.evaluate("document.activeElement.textContent.trim()")


async def test_j_and_k_move_the_focus_x_ticks_and_o_opens(page):
    for key, expected in (("j", "第0号资料"), ("j", "第1号资料"), ("k", "第0号资料"), ("k", "第0号资料")):
        await page.keyboard.press(key)
        assert await focused(page) == expected
    await page.keyboard.press("x")
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    assert await page.locator("input[name=case]:checked").count() == 2
    assert "已选 2 件" in await page.locator("[data-chosen]").text_content()
    await page.locator("[data-tick-all]").check()
    assert await page.locator("input[name=case]:checked").count() == 3
    await page.keyboard.press("j")
    await page.keyboard.press("o")
    await page.wait_for_url("**/staff/cases/*")
    assert await page.locator("h1").text_content() in {"第1号资料", "第2号资料"}


async def test_a_letter_after_g_leads_to_a_list_and_a_slash_to_the_search(page):
    await page.keyboard.press("g")
    await page.keyboard.press("n")
    await page.wait_for_url("**queue=new")
    await page.keyboard.press("/")
    assert await page.evaluate("document.activeElement.name") == "q"
    await page.keyboard.type("gmjx?/")
    assert await page.input_value("[data-search]") == "gmjx?/"
    assert "queue=new" in page.url


async def test_the_overlay_tells_every_key_and_can_switch_them_off(page):
    await page.keyboard.press("?")
    overlay = page.locator("dialog[open]")
    text = await overlay.text_content()
    for key in "jkox/?":
        assert key in text
    for letter in "nmudoprsa":
        assert await overlay.locator(f"[data-go={letter}]").count() == 1
    await page.locator("[data-keys-on]").uncheck()
    await page.keyboard.press("Escape")
    assert await page.locator("dialog[open]").count() == 0
    before = await page.evaluate("document.activeElement.tagName")
    await page.keyboard.press("j")
    assert await page.evaluate("document.activeElement.tagName") == before
    await page.reload()
    await page.keyboard.press("g")
    await page.keyboard.press("m")
    assert "queue=all" in page.url
    await page.click("[data-keys-open]")
    assert await page.locator("dialog[open]").count() == 1
