"""A desk served in the test process on SQLite, and browsers for members of staff."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from handlers.console.application import add_console
from handlers.console.deps import ConsoleDeps
from handlers.wording import Wording
from knowledge.catalogue import Catalogue
from requests_db.clock import FrozenClock
from requests_db.services import staff as accounts
from requests_db.services.actors import Actor
from requests_db.services.agency import AgencyProfile
from requests_db.services.intake import Receipt
from requests_db.services.retrying import in_unit
from requests_db.services.staff import NewStaff
from requests_db.statute.workflow import Role
from requests_db.store.key_ring import open_digester
from requests_db.store.secrets import FieldCipher
from requests_db.store.unit_of_work import Units, make_engine
from tests import factories
from tests.console.browser import PASSWORD, Browser

OpenBrowser = Callable[..., Awaitable[Browser]]


@pytest.fixture
async def engine(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    made = make_engine(sqlite_url)
    yield made
    await made.dispose()


@pytest.fixture
async def units(engine: AsyncEngine, clock: FrozenClock, cipher: FieldCipher) -> Units:
    return Units(
        engine,
        clock=clock,
        cipher=cipher,
        digester=await open_digester(engine, cipher, now=clock.now()),
        companions={Catalogue: lambda unit: Catalogue(unit.session, unit.clock.now)},
    )


@pytest.fixture
async def agency(units: Units) -> AgencyProfile:
    return await factories.make_agency(units)


@pytest.fixture
def public_url() -> str:
    return ""


@pytest.fixture
async def server(units: Units, public_url: str) -> AsyncIterator[TestServer]:
    app = web.Application()
    deps = ConsoleDeps(
        units=units,
        wording=Wording.load(),
        public_url=public_url,
        secure_cookies=public_url.startswith("https"),
    )
    add_console(app, deps)
    async with TestServer(app) as served:
        yield served


@pytest.fixture
async def stranger(server: TestServer) -> AsyncIterator[Browser]:
    async with TestClient(server) as client:
        yield Browser(client)


@pytest.fixture
async def signed_in(server: TestServer, units: Units, agency: AgencyProfile) -> AsyncIterator[OpenBrowser]:
    """Opens a browser for a new member of staff: `await signed_in("handler", unit="roads")`."""
    clients: list[TestClient] = []

    async def open_browser(*roles: str, unit: str = "office", username: str = "") -> Browser:
        actor = await make_account(units, agency, *roles, unit=unit, username=username or f"{'-'.join(roles)}.{unit}")
        client = TestClient(server)
        await client.start_server()
        clients.append(client)
        browser = Browser(client, actor)
        await browser.sign_in(username or f"{'-'.join(roles)}.{unit}", PASSWORD)
        return browser

    yield open_browser
    for client in clients:
        await client.close()


async def make_account(units: Units, agency: AgencyProfile, *roles: str, unit: str, username: str) -> Actor:
    """Add an account that has already changed its one-time password."""
    new = NewStaff(
        agency_id=agency.id,
        username=username,
        display_name=f"示例{'、'.join(roles)}",
        roles=frozenset(Role(role) for role in roles),
        unit_id=next(u.id for u in agency.units if u.code == unit),
    )
    account = await in_unit(units, lambda work: accounts.add_staff(work, new))
    await accounts.change_password(units, account.staff_id, present=account.one_time_password, new=PASSWORD)
    return (await accounts.sign_in(units, username, PASSWORD)).actor


@pytest.fixture
async def receipt(units: Units, agency: AgencyProfile) -> Receipt:
    """A request filed on Monday 2 March 2026."""
    return await factories.file_request(units, agency, await factories.make_conversation(units))


@pytest.fixture
def statements(engine: AsyncEngine) -> Callable[[Callable[[], Awaitable[object]]], Awaitable[int]]:
    """Counts the statements of what it is given: `await statements(lambda: browser.get(…))`."""

    async def count(work: Callable[[], Awaitable[object]]) -> int:
        seen: list[str] = []

        def note(*args: object) -> None:
            seen.append(str(args[2]))

        event.listen(engine.sync_engine, "before_cursor_execute", note)
        try:
            await work()
        finally:
            event.remove(engine.sync_engine, "before_cursor_execute", note)
        return len(seen)

    return count
