"""Fixtures over both databases: an upgraded store, units of work, a clock that stands still, an agency and its staff.

Without a PostgreSQL server the `postgres` variants are skipped; REQUIRE_SERVICES=1 turns that into a failure.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from requests_db.clock import FrozenClock
from requests_db.services.actors import Actor
from requests_db.services.agency import AgencyProfile
from requests_db.store.key_ring import open_digester
from requests_db.store.schema import upgrade
from requests_db.store.secrets import FieldCipher, new_key
from requests_db.store.unit_of_work import Units, make_engine
from tests import factories

POSTGRES = "postgresql://postgres@127.0.0.1"
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai

StaffMaker = Callable[..., Awaitable[Actor]]


def pytest_configure(config: pytest.Config) -> None:
    """Keep the developer's own settings out of the tests."""
    for name in ("DATABASE_URL", "SECRET_KEYS", "TELEGRAM_TOKEN", "DATA_DIR", "PUBLIC_URL", "SMTP_HOST"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upgraded, empty SQLite file to copy from."""
    path = tmp_path_factory.mktemp("store") / "template.db"

    async def make() -> None:
        engine = make_engine(f"sqlite+aiosqlite:///{path}")
        await upgrade(engine)
        await engine.dispose()

    asyncio.run(make())
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A fresh UTF-8 database of this test process, upgraded; dropped afterwards."""
    name = f"desk_test_{os.getpid()}"
    try:
        asyncio.run(_execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0"))
    except (OSError, asyncpg.PostgresError) as error:
        missing = f"no PostgreSQL server for tests: {error}"
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    url = f"{POSTGRES.replace('postgresql', 'postgresql+asyncpg')}/{name}"
    try:
        asyncio.run(_upgrade(url))
        yield url
    finally:
        asyncio.run(_execute(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty, upgraded database; every test using it runs on both kinds."""
    return empty_database(request, tmp_path, request.param)


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty, upgraded SQLite database, for tests that gain nothing from running twice."""
    return empty_database(request, tmp_path, "sqlite")


def empty_database(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> str:
    """Return the address of an empty database of `kind` (sqlite or postgres)."""
    if kind == "sqlite":
        path = tmp_path / "desk.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite+aiosqlite:///{path}"
    url: str = request.getfixturevalue("postgres_url")
    asyncio.run(_empty(url))
    return url


@pytest.fixture
def clock() -> FrozenClock:
    """Monday 2 March 2026, ten in the morning in Shanghai."""
    return FrozenClock(NOW)


@pytest.fixture
def secret_key() -> str:
    """A fresh key."""
    return new_key()


@pytest.fixture
def cipher(secret_key: str) -> FieldCipher:
    """A cipher with that key alone."""
    return FieldCipher([secret_key])


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on the empty database."""
    made = make_engine(database_url)
    yield made
    await made.dispose()


@pytest.fixture
async def units(engine: AsyncEngine, clock: FrozenClock, cipher: FieldCipher) -> Units:
    """Units of work on the empty database."""
    digester = await open_digester(engine, cipher, now=clock.now())
    return Units(engine, clock=clock, cipher=cipher, digester=digester)


@pytest.fixture
async def agency(units: Units) -> AgencyProfile:
    """The agency of the tests: automatic confirmation, two units besides its office, no internal review."""
    return await factories.make_agency(units)


@pytest.fixture
def staff(units: Units, agency: AgencyProfile) -> StaffMaker:
    """Makes a member of staff: `await staff("handler", unit="roads")` → Actor."""

    async def make(*roles: str, unit: str = "office", username: str = "") -> Actor:
        return await factories.make_staff(units, agency, *roles, unit_code=unit, username=username)

    return make


async def _execute(statement: str) -> None:
    connection = await asyncpg.connect(f"{POSTGRES}/postgres", timeout=5)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _upgrade(url: str) -> None:
    engine = make_engine(url)
    await upgrade(engine)
    await engine.dispose()


async def _empty(url: str) -> None:
    engine = make_engine(url)
    async with engine.begin() as connection:
        names = await connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
        )
        await connection.execute(text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))
        await connection.execute(
            text("INSERT INTO chain_heads (name, seq, hash) VALUES ('register', 0, :zero)"), {"zero": bytes(32)}
        )
        await connection.execute(text("INSERT INTO knowledge_revision (id, value, synonyms_value) VALUES (1, 0, 0)"))
    await engine.dispose()
