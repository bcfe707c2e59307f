"""The desk's pages in a browser: no axe violation, no sideways scrolling; a phone in the dark, a desktop in the light.

Colours do not depend on the width, so that the two show what all four would.
"""

import os
import shutil
from dataclasses import replace

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import async_playwright

from knowledge.catalogue import Catalogue
from knowledge.entries import Entry, Passage
from knowledge.questions import FeedbackKind
from requests_db.services import tasks
from requests_db.services.actors import SYSTEM
from requests_db.services.consultations import OpenConsultation, open_consultation
from requests_db.services.interpretations import PolicyState, keep_interpretation_limit
from requests_db.services.retrying import in_unit
from tests import factories
from tests.console.browser import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PAGES = (
    "/staff/",
    "/staff/cases?queue=all",
    "/staff/cases?queue=waiting",
    "/staff/cases?queue=open&unit=1&within=5&q=%E9%81%93%E8%B7%AF&sort=-holder",
    "/staff/cases/filters",
    "/staff/stand-ins",
    "/staff/stationery",
    "/staff/cases/1",
    "/staff/cases/1?do=answer",
    "/staff/cases/1?do=request_correction",
    "/staff/cases/1/letters",
    "/staff/cases/1/letters/correction_notice",
    "/staff/cases/1/letters/application_form",
    "/staff/reports?year=2026",
    "/staff/reports/2026/enter",
    "/staff/reports/2026/cases?row=new&column=total",
    "/staff/cases/new",
    "/staff/tickets",
    "/staff/tickets/1",
    "/staff/tasks",
    "/staff/notices",
    "/staff/board",
    "/staff/board/cases?open=1",
    "/staff/board/figures",
    "/staff/board/calendar",
    "/staff/board/ledger",
    "/staff/knowledge",
    "/staff/knowledge/1",
    "/staff/knowledge/1/edit",
    "/staff/knowledge/1/versions",
    "/staff/knowledge/new?interprets=1",
    "/staff/knowledge/policies",
    "/staff/knowledge/reviews",
    "/staff/knowledge/questions",
    "/staff/knowledge/synonyms",
    "/staff/people",
    "/staff/hours",
    "/staff/people/1",
    "/staff/account",
    "/staff/account/code",
    "/staff/cases/1/erase",
    "/staff/nonsense",
)


@pytest.fixture
async def chromium():
    if CHROMIUM is None:
        missing = "no Chromium on this machine"
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        await launched.close()


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone", "desktop"])
async def test_no_page_breaks_a_rule_of_access(chromium, server, signed_in, units, agency, viewport, scheme):
    await signed_in("registrar", "handler", "head", "supervisor", "administrator", username="one")
    citizen = await factories.make_conversation(units)
    await factories.file_request(units, agency, citizen)
    asked = OpenConsultation(conversation_id=citizen.conversation_id, agency_id=agency.id, text="示例路何时完工？")
    await in_unit(units, lambda unit: open_consultation(unit, asked, citizen))
    await shelve(units)
    await in_unit(units, lambda unit: tasks.open_task(unit, kind="poison", key="p", facts={}, agency_id=agency.id))

    context = await chromium.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    page = await context.new_page()
    await page.goto(str(server.make_url("/staff/sign-in")))
    found = await faults_of(page, viewport)
    await page.fill("#f-username", "one")
    await page.fill("#f-password", PASSWORD)
    await page.click("button.press")
    for path in PAGES:
        await page.goto(str(server.make_url(path)))
        found += await faults_of(page, viewport)
    await context.close()
    assert found == []


async def shelve(units) -> None:
    """Put a policy without its interpretation, open questions and a synonym on the shelves."""

    async def work(unit):
        catalogue = unit.companion(Catalogue)
        text = (Passage(position=0, text="示例正文。", heading_path=("一、示例",)),)
        made = Entry(key="policy", title="示例市道路管理办法", passages=text, owner_unit="roads", region="示例市")
        item = await catalogue.draft(made, author="示例", is_policy=True, review_on=unit.today)
        changed = replace(made, issuer="示例市人民政府")
        item = await catalogue.revise(item.entry_id, changed, author="示例", expected=item.lock_version)
        item = await catalogue.submit_for_review(item.entry_id, author="示例", expected=item.lock_version)
        await catalogue.publish(item.entry_id, author="示例", expected=item.lock_version)
        await catalogue.record_feedback("示例路何时完工", FeedbackKind.UNANSWERED, status="no_answer")
        await catalogue.record_feedback(
            "示例路几时完工", FeedbackKind.USELESS, status="answered", entry_id=item.entry_id
        )
        await catalogue.add_synonym("示例卡", "示例社会保障卡", author="示例")
        state = PolicyState(
            entry_id=item.entry_id, title=made.title, owner_unit="roads", is_public=True, is_interpreted=False
        )
        await keep_interpretation_limit(unit, state, replace(SYSTEM, agency_id=1))

    await in_unit(units, work)


async def faults_of(page, viewport) -> list[str]:
    result = await Axe().run(page)
    faults = [f"{page.url}: {fault['id']} {fault['nodes'][0]['html']}" for fault in result.response["violations"]]
    width = await page.evaluate("document.documentElement.scrollWidth")
    return faults + ([f"{page.url}: {width} px wide"] if width > viewport["width"] else [])
