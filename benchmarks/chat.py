"""Messages per second through the chat API of one process, beside a bare aiohttp handler that does one commit.

    python -m benchmarks.chat [--database sqlite|postgres|both] [--people 16] [--messages 60] [--rounds 3]

The bare handler lives in the same process on the same kind of database and writes one row in one transaction. Rounds
alternate between the peers, the best round counts, and the ratio is of one run. Client and server are two processes.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import unused_port
from sqlalchemy import text

import bot
from benchmarks.kills import a_database
from handlers.serving import serving
from handlers.settings import read_settings
from requests_db.store.unit_of_work import make_engine

ROOT = Path(__file__).parents[1]
QUESTION = "申请信息公开以后，多久能收到答复？"
WORDS = {"question": QUESTION, "menu": "菜单", "form step": "我要申请公开"}

Send = Callable[[aiohttp.ClientSession, int, int], Awaitable[None]]


async def serve(folder: str, database_url: str, port: int) -> None:
    """Be the server: a furnished house, and the bare handler beside it."""
    settings = read_settings(_env_file=None, data_dir=Path(folder), database_url=database_url, port=port)
    house = bot.build(settings)
    await house.open()
    await house.furnish()
    await house.load_answers()
    app = house.web_app()
    engine = make_engine(database_url).execution_options(desk_begin="BEGIN IMMEDIATE")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE bare (message VARCHAR(200))"))

    async def bare(request: web.Request) -> web.Response:
        body = await request.json()
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO bare VALUES (:message)"), {"message": body["text"]})
        return web.json_response({"replies": [{"text": body["text"]}]})

    app.router.add_post("/bare", bare)
    async with serving(app, host=settings.host, port=settings.port):
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.read)
    await engine.dispose()
    await house.close()


async def rate(send: Send, people: int, messages: int) -> float:
    """Return messages per second when `people` write at the same time, each waiting for each answer."""
    async with aiohttp.ClientSession() as client:

        async def write(who: int) -> None:
            for number in range(messages):
                await send(client, who, number)

        began = time.perf_counter()
        await asyncio.gather(*(write(who) for who in range(people)))
        return people * messages / (time.perf_counter() - began)


async def measure(address: str, given: argparse.Namespace) -> dict[str, float]:
    """Return the best rate of each peer, rounds alternating."""
    best: dict[str, float] = {}

    async def bare(client: aiohttp.ClientSession, _who: int, _number: int) -> None:
        async with client.post(f"{address}/bare", json={"message_id": "m", "text": QUESTION}) as answer:
            assert answer.status == 200

    for _ in range(given.rounds):
        for kind, words in WORDS.items():
            tokens = [await a_session(address) for _ in range(given.people)]
            found = await rate(chat(address, tokens, words), given.people, given.messages)
            best[kind] = max(best.get(kind, 0), found)
        best["bare"] = max(best.get("bare", 0), await rate(bare, given.people, given.messages))
    return best


def chat(address: str, tokens: list[str], words: str) -> Send:
    """Return how one message goes through the chat API."""

    async def send(client: aiohttp.ClientSession, who: int, number: int) -> None:
        body = {"message_id": f"m{number}", "text": words}
        headers = {"Authorization": f"Bearer {tokens[who]}"}
        async with client.post(f"{address}/api/chat/messages", json=body, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            assert (await answer.json())["replies"]

    return send


async def a_session(address: str) -> str:
    """Open a conversation and return its token."""
    async with aiohttp.ClientSession() as client, client.post(f"{address}/api/chat/sessions") as answer:
        return str((await answer.json())["token"])


async def run(kind: str, given: argparse.Namespace) -> None:
    """Measure on one database and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        async with a_database(kind, Path(folder)) as database_url:
            port = unused_port()
            server = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "benchmarks.chat",
                "--serve",
                json.dumps([folder, database_url, port]),
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            assert server.stdout is not None
            while (line := await server.stdout.readline()).strip() != b"ready":
                assert line, "the server did not start"
            best = await measure(f"http://127.0.0.1:{port}", given)
            await server.communicate(b"")  # closing its input ends it
    print(f"\n{kind}, one process, {given.people} people at once")
    for name, found in best.items():
        print(f"  {name:<12}{found:>9.1f} messages/s{found / best['bare']:>8.2f} of bare")


def main() -> None:
    """Read the arguments and measure, or be the server."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--people", type=int, default=16)
    parser.add_argument("--messages", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        asyncio.run(serve(*json.loads(given.serve)))
        return
    for kind in ("sqlite", "postgres") if given.database == "both" else (given.database,):
        asyncio.run(run(kind, given))


if __name__ == "__main__":
    main()
