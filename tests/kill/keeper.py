"""The test's side of the nest: starts it, arms it, waits for deaths."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import unused_port

from requests_db.store.secrets import new_key

ROOT = Path(__file__).parents[2]
DEATH_SECONDS = 60.0  # a machine may be busy; a desk that never reaches its point fails the test


@dataclass
class Keeper:
    """A nest under the test's control."""

    process: asyncio.subprocess.Process
    address: str  # of the desk's web door
    secret_key: str
    deaths: list[str] = field(default_factory=list)

    async def kill_at(self, points: Sequence[str]) -> None:
        """Let the desk die at the first point, its successor at the second, and so on."""
        await self._order({"kill_at": list(points)})
        assert (await self._news())["armed"]

    async def kill_after(self, seconds: float, *, once_up: bool) -> None:
        """Kill the desk from outside, wherever it is then; the time runs from now or from when the desk is up."""
        await self._order({"kill_after": seconds, "once_up": once_up})

    async def deaths_until_spent(self) -> None:
        """Wait until the desk died at every point it was told to."""
        while True:
            news = await self._news()
            assert news["died"], f"the desk ended by itself: {news}"
            self.deaths.append(news["point"])
            if not news["left"]:
                return

    async def post(self, path: str, body: dict[str, Any], token: str = "") -> tuple[int, dict[str, Any]]:
        """Post to the desk's web door until it answers, the same body each time, as a client must."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        loop = asyncio.get_running_loop()
        end = loop.time() + DEATH_SECONDS
        async with aiohttp.ClientSession() as client:
            while True:
                try:
                    async with client.post(f"{self.address}{path}", json=body, headers=headers) as answer:
                        return answer.status, await answer.json()
                except (aiohttp.ClientError, OSError):
                    assert loop.time() < end, "the web door stays shut"
                    await asyncio.sleep(0.02)

    async def _order(self, order: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        await self.process.stdin.drain()

    async def _news(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), DEATH_SECONDS)
        assert line, "the nest died"
        return dict(json.loads(line))


@asynccontextmanager
async def a_nest(folder: Path, database_url: str, api_url: str) -> AsyncIterator[Keeper]:
    """A nest with a living desk; both are gone afterwards."""
    port, key = unused_port(), new_key()
    config = {
        "data_dir": str(folder),
        "database_url": database_url,
        "secret_key": key,
        "api_url": api_url,
        "port": port,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.kill.nest",
        json.dumps(config),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    keeper = Keeper(process=process, address=f"http://127.0.0.1:{port}", secret_key=key)
    try:
        await keeper._news()
        yield keeper
    finally:
        if process.returncode is None:
            await keeper._order({"stop": True})
            try:
                await asyncio.wait_for(process.wait(), 20)
            except TimeoutError:
                process.kill()
                await process.wait()
