"""How soon a process answers, and how soon every process knows what was published.

    python -m benchmarks.live [--database sqlite|postgres|both] [--entries 100000] [--changes 5]

Fills a database with generated entries and starts `serve --role web` three times: once where no index is stored, then
two processes side by side from the stored one. Prints the seconds from start until the door is open, wall and
processor time, and the seconds from the commit of a publication, revision, expiry and withdrawal until both processes
answer accordingly through the chat API, the slower of the two.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import unused_port

import bot
from benchmarks.answers import generated
from benchmarks.kills import a_database
from handlers.settings import read_settings
from knowledge.catalogue import Catalogue
from knowledge.entries import Entry, Passage
from knowledge.life_cycle import CatalogueEntry
from requests_db.services.retrying import in_unit

ROOT = Path(__file__).parents[1]
AUTHOR = "benchmark"
LOOK_EVERY = 0.02  # seconds between two questions while waiting
PATIENCE = 600.0  # seconds

Step = Callable[[Catalogue, CatalogueEntry], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Serving:
    """A process that serves, the seconds it took to open its door, and the processor's share of them."""

    address: str
    ready_s: float
    processor_s: float


@asynccontextmanager
async def served(environment: dict[str, str]) -> AsyncIterator[Serving]:
    """Run a web process for as long as the context lasts."""
    port = unused_port()
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "bot.py"),
        "serve",
        "--role",
        "web",
        env={**os.environ, **environment, "PORT": str(port)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        await _until(lambda: _is_ready(address))
        yield Serving(address, round(time.perf_counter() - began, 2), round(_processor_seconds(process.pid), 2))
    finally:
        process.terminate()
        await process.wait()


async def _is_ready(address: str) -> bool:
    try:
        async with aiohttp.ClientSession() as client, client.get(f"{address}/readyz") as answer:
            return answer.status == 200  # noqa: PLR2004
    except aiohttp.ClientError:
        return False


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _until(is_so: Callable[[], Awaitable[bool]]) -> float:
    """Return the seconds until something is so."""
    began = time.perf_counter()
    async with asyncio.timeout(PATIENCE):
        while not await is_so():  # noqa: ASYNC110 - another process gives no event to wait for
            await asyncio.sleep(LOOK_EVERY)
    return time.perf_counter() - began


async def fill(house: bot.House, count: int) -> None:
    """Import generated entries."""
    texts = generated(count, 1).texts
    entries = [
        Entry(key=f"bench:{number}", title=text.split("。")[0], passages=(Passage(position=0, text=text),))
        for number, text in enumerate(texts)
    ]
    await in_unit(house.units, lambda unit: unit.companion(Catalogue).import_entries(entries, author=AUTHOR))


class Watch:
    """Asks both processes until they say what they should."""

    def __init__(self, client: aiohttp.ClientSession, addresses: list[str]) -> None:
        self._client = client
        self._addresses = addresses

    async def until(self, question: str, words: str, *, is_said: bool) -> float:
        """Return the seconds until every process says, or no longer says, some words in answer to a question."""

        async def is_so(address: str) -> bool:
            return (words in await self._says(address, question)) is is_said

        return max(await asyncio.gather(*(_until(lambda a=each: is_so(a)) for each in self._addresses)))

    async def _says(self, address: str, question: str) -> str:
        async with self._client.post(f"{address}/api/chat/sessions") as made:
            token = (await made.json())["token"]
        said = {"message_id": "1", "text": question}
        headers = {"Authorization": f"Bearer {token}"}
        async with self._client.post(f"{address}/api/chat/messages", json=said, headers=headers) as answer:
            return json.dumps(await answer.json(), ensure_ascii=False)


async def changed(house: bot.House, entry_id: int, *steps: Step) -> None:
    """Take some steps with an entry in one unit of work."""

    async def work(unit: Any) -> None:  # noqa: ANN401
        catalogue = unit.companion(Catalogue)
        for step in steps:
            await step(catalogue, await catalogue.get(entry_id))

    await in_unit(house.units, work)


def step(verb: str, *parts: object) -> Step:
    """Return the step that calls one verb of the catalogue."""
    return lambda catalogue, item: getattr(catalogue, verb)(
        item.entry_id, *parts, author=AUTHOR, expected=item.lock_version
    )


async def live_through(house: bot.House, watch: Watch, number: int) -> dict[str, float]:
    """Publish, revise, expire and withdraw one entry; return the seconds each took to be effective everywhere."""
    title = f"示例编号{number}号灯塔开放时间"
    first = Entry(key="", title=title, passages=(Passage(position=0, text=f"{title}为每周日上午。"),))
    second = replace(first, passages=(Passage(position=0, text=f"{title}改为每周五傍晚。"),))
    made = await in_unit(house.units, lambda unit: unit.companion(Catalogue).draft(first, author=AUTHOR))
    send = (step("submit_for_review"), step("publish"))
    await changed(house, made.entry_id, *send)
    spent = {"publish": await watch.until(title, "每周日上午", is_said=True)}
    await changed(house, made.entry_id, step("revise", second), *send)
    spent["revise"] = await watch.until(title, "每周五傍晚", is_said=True)
    await changed(house, made.entry_id, step("expire", house.clock.today() - timedelta(days=1)))
    spent["expire"] = await watch.until(title, "已经失效", is_said=True)
    await changed(house, made.entry_id, step("withdraw"))
    spent["withdraw"] = await watch.until(title, "每周五傍晚", is_said=False)
    return spent


async def measure(kind: str, given: argparse.Namespace) -> None:
    """Print the figures for one kind of database."""
    with tempfile.TemporaryDirectory() as folder:
        async with a_database(kind, Path(folder)) as url:
            settings = read_settings(_env_file=None, data_dir=Path(folder), database_url=url)
            house = bot.build(settings)
            await house.open()
            await house.furnish()
            await fill(house, given.entries)
            environment = {"DATA_DIR": folder, "DATABASE_URL": url}
            async with served(environment) as anew:
                print(f"{kind}: built anew, ready after {anew.ready_s} s (processor {anew.processor_s} s)", flush=True)
                await _until(lambda: asyncio.to_thread((Path(folder) / bot.INDEX_FOLDER / "current").exists))
            async with served(environment) as one, served(environment) as other:
                for each in (one, other):
                    print(f"{kind}: stored index, ready after {each.ready_s} s (processor {each.processor_s} s)")
                async with aiohttp.ClientSession() as client:
                    watch = Watch(client, [one.address, other.address])
                    runs = [await live_through(house, watch, number) for number in range(given.changes)]
            for verb in runs[0]:
                taken = sorted(run[verb] for run in runs)
                print(
                    f"{kind}: {verb} effective in both after {taken[len(taken) // 2]:.2f} s, at most {taken[-1]:.2f} s"
                )
            await house.close()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--changes", type=int, default=5)
    given = parser.parse_args()
    for kind in ("sqlite", "postgres") if given.database == "both" else (given.database,):
        asyncio.run(measure(kind, given))


if __name__ == "__main__":
    main()
