"""A whole house and a real browser. Without Chromium these tests skip; REQUIRE_SERVICES=1 turns that into a failure."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.houses import OpenHouse, open_house, settings_for

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
PATIENCE_MS = 15_000  # machines are shared: a slow answer is not a wrong one
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"

expect.set_options(timeout=PATIENCE_MS)

PageMaker = Callable[..., Awaitable[Page]]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        missing = "no Chromium on this machine"
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield launched
        await launched.close()


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[OpenHouse]:
    async with open_house(settings_for(tmp_path, sqlite_url)) as opened:
        yield opened


@pytest.fixture
async def open_page(browser: Browser, house: OpenHouse) -> AsyncIterator[PageMaker]:
    contexts: list[BrowserContext] = []

    async def make(path: str, *, viewport: dict[str, int] = PHONE, scripts: bool = True, dark: bool = False) -> Page:
        context = await browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = await context.new_page()
        await page.goto(f"{house.address}{path}")
        return page

    yield make
    for context in contexts:
        await context.close()


@pytest.fixture
def keep(request: pytest.FixtureRequest) -> Callable[[Page, str], Awaitable[None]]:
    """Keeps a screenshot outside git, for people to look at."""

    async def shoot(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        await page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=False)

    return shoot
