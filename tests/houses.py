"""A whole house for a test: real settings, real database, real web server on a free port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp.test_utils import TestServer

import bot
from handlers.dialogue.points import Probe, no_probe
from handlers.settings import Settings, read_settings
from requests_db.clock import Clock

PASSWORD = "sample-password-for-tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHouse:
    """A furnished house with its web door open."""

    house: bot.House
    passwords: dict[str, str]
    server: TestServer

    @property
    def address(self) -> str:
        """The address of the web door, without a slash at the end."""
        return str(self.server.make_url("")).rstrip("/")


def settings_for(folder: Path, database_url: str = "", **others: object) -> Settings:
    """Return settings that use `folder` alone, whatever the environment says."""
    return read_settings(_env_file=None, data_dir=folder, database_url=database_url, **others)


@asynccontextmanager
async def open_house(
    settings: Settings, *, clock: Clock | None = None, probe: Probe = no_probe
) -> AsyncIterator[OpenHouse]:
    """Build, furnish and open a house; close it at the end."""
    house = bot.build(settings, clock=clock, probe=probe)
    try:
        await house.open()
        passwords = dict(await house.furnish())
        await house.load_answers()
        server = TestServer(house.web_app())
        await server.start_server()
        try:
            yield OpenHouse(house=house, passwords=passwords, server=server)
        finally:
            await server.close()
    finally:
        await house.close()
