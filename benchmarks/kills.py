"""Kill the desk at random while people file requests over Telegram, and count what was lost or doubled.

    python -m benchmarks.kills [--database sqlite|postgres] [--kills 500] [--people 6] [--seconds 900] [--seed 1]

A real desk (web door, Telegram, delivery, reminders) is killed with SIGKILL at random moments and forked again at
once. The Bot API server lives in this process and remembers what it accepted. At the end every message that people
sent is compared with the inbox, every reply in the outbox with what they received, every form with its case.
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import asyncpg
from sqlalchemy import text

from handlers.dialogue.notices import render
from handlers.telegram.outbound import TextPart, parts_of
from handlers.wording import Wording
from requests_db.store.secrets import FieldCipher
from requests_db.store.unit_of_work import make_engine
from tests.filing_script import CONFIRM, TO_SUMMARY
from tests.kill.keeper import Keeper, a_nest
from tests.telegram_api import BotApi, RunningBotApi

SERVER = "postgresql://postgres@127.0.0.1"
FIRST_CHAT = 10_000
LONGEST_LIFE = 1.5  # seconds from when a desk is up to its death
SHARE_AT_START = 0.1  # of the kills, that hit a desk still starting
PATIENCE = 180.0  # seconds a person waits for an answer before the run counts it as lost


@dataclass
class Run:
    """What happened on our side."""

    sent: Counter[int] = field(default_factory=Counter)  # chat → messages its person sent
    filed: list[int] = field(default_factory=list)  # chats whose person saw the receipt
    waits: list[float] = field(default_factory=list)  # seconds from a message to its answer
    killed_at: list[float] = field(default_factory=list)
    is_over: bool = False


async def person(api: BotApi, run: Run, chats: "asyncio.Queue[int]") -> None:
    """File one request after the other, each from a new chat, until the run is over."""
    while not run.is_over:
        chat = await chats.get()
        user, shown = api.user(chat), ""
        for step in (*TO_SUMMARY, CONFIRM):
            last = next((one for one in reversed(api.sent) if one.chat == chat and one.buttons), None)
            if last is not None and step in [label for label, _ in last.buttons]:
                user.presses(step)
            else:
                user.says(step)
            run.sent[chat] += 1
            shown = await answer_after(api, run, chat, shown)
        run.filed.append(chat)


async def answer_after(api: BotApi, run: Run, chat: int, shown: str) -> str:
    """Wait for an answer other than the one shown last; a repeat of that one is not an answer.

    Raises:
        TimeoutError: no answer came.
    """
    began = time.monotonic()
    while True:
        said = [one.text for one in api.sent if one.chat == chat and one.buttons and not one.document]
        if said and said[-1] != shown:
            run.waits.append(time.monotonic() - began)
            return said[-1]
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError(f"chat {chat} waited in vain")
        await asyncio.sleep(0.02)


async def killer(keeper: Keeper, run: Run, kills: int, seconds: float, dice: random.Random) -> None:
    """Kill desk after desk until there were enough or the time is up."""
    end = time.monotonic() + seconds
    while len(run.killed_at) < kills and time.monotonic() < end:
        is_up = dice.random() > SHARE_AT_START
        await keeper.kill_after(dice.uniform(0, LONGEST_LIFE), once_up=is_up)
        await keeper.deaths_until_spent()
        run.killed_at.append(time.monotonic())
    run.is_over = True


async def settle(api: BotApi, database_url: str) -> None:
    """Wait until every update is confirmed and everything said is delivered."""
    engine = make_engine(database_url)
    waiting = 1
    while api.updates or waiting:
        await asyncio.sleep(0.1)
        async with engine.connect() as connection:
            pending = text("SELECT count(*) FROM outbox WHERE state = 'pending'")
            waiting = (await connection.execute(pending)).scalar_one()
    await engine.dispose()


async def compare(api: BotApi, run: Run, database_url: str, secret_key: str) -> dict[str, int]:
    """Return what was lost and doubled, seen from both sides."""
    book = await read_book(database_url, secret_key)
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in api.sent:
        seen[str(one.chat)][one.document or one.text] += 1
    linked = sum(book.cases.values())
    return {
        "messages": sum(run.sent.values()),
        "messages lost": sum(max(0, count - book.inbox.get(str(chat), 0)) for chat, count in run.sent.items()),
        "messages doubled": sum(max(0, book.inbox.get(str(chat), 0) - count) for chat, count in run.sent.items()),
        "requests": book.requests,
        "requests lost": sum(book.cases.get(str(chat), 0) == 0 for chat in run.filed),
        "requests doubled": sum(count - 1 for count in book.cases.values()) + book.requests - linked,
        "replies and notices": sum(sum(parts.values()) for parts in book.said.values()),
        "replies lost": sum(sum((parts - seen[key]).values()) for key, parts in book.said.items()),
        "replies repeated": sum(sum((seen[key] - parts).values()) for key, parts in book.said.items()),
        "  of them without a death": repeats_without_death(api, run, book),
        "  of them after two deaths": sum(
            max(0, count - 2 * book.said.get(chat, Counter())[shown])
            for chat, parts in seen.items()
            for shown, count in parts.items()
        ),
    }


@dataclass(frozen=True)
class Book:
    """What the database says, by chat."""

    inbox: dict[str, int]
    cases: dict[str, int]
    said: dict[str, Counter[str]]  # text or file name of each part
    requests: int


async def read_book(database_url: str, secret_key: str) -> Book:
    """Read what the desk has stored."""
    engine, cipher, wording = make_engine(database_url), FieldCipher([secret_key]), Wording.load()
    by_chat = "SELECT c.key, {} FROM {} x JOIN conversations c ON c.id = x.conversation_id"
    async with engine.connect() as connection:
        inbox = await connection.execute(text(by_chat.format("count(*)", "inbox") + " GROUP BY c.key"))
        cases = await connection.execute(text(by_chat.format("count(*)", "case_followers") + " GROUP BY c.key"))
        bodies = await connection.execute(text(by_chat.format("x.body_sealed", "outbox")))
        said: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for key, body in bodies:
            for part in parts_of(render(wording, cipher.open(bytes(body))), wording):
                said[key][part.text if isinstance(part, TextPart) else part.attachment.name] += 1
        book = Book(
            inbox={key: count for key, count in inbox},
            cases={key: count for key, count in cases},
            said=dict(said),
            requests=(await connection.execute(text("SELECT count(*) FROM cases"))).scalar_one(),
        )
    await engine.dispose()
    return book


def repeats_without_death(api: BotApi, run: Run, book: Book) -> int:
    """Return how many copies came although no desk had died since the copy before."""
    times: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for one in api.sent:
        times[str(one.chat), one.document or one.text].append(one.at)
    unexplained = 0
    for (chat, shown), at in times.items():
        deaths = sum(any(before < killed < after for killed in run.killed_at) for before, after in pairwise(at))
        unexplained += max(0, len(at) - book.said.get(chat, Counter())[shown] - deaths)
    return unexplained


@asynccontextmanager
async def a_database(kind: str, folder: Path) -> AsyncIterator[str]:
    """An empty database, gone afterwards."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'desk.db'}"
        return
    name = f"desk_kills_{os.getpid()}"
    server = await asyncpg.connect(f"{SERVER}/postgres")
    await server.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
    try:
        yield f"{SERVER.replace('postgresql', 'postgresql+asyncpg')}/{name}"
    finally:
        await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await server.close()


async def run_once(given: argparse.Namespace) -> int:
    """Do the run, print the table, return how much was lost or doubled."""
    run, dice, began = Run(), random.Random(given.seed), time.monotonic()
    chats: asyncio.Queue[int] = asyncio.Queue()
    for chat in range(FIRST_CHAT, FIRST_CHAT + 100_000):
        chats.put_nowait(chat)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            a_database(given.database, Path(folder)) as database_url,
            RunningBotApi() as server,
            a_nest(Path(folder), database_url, server.url) as keeper,
        ):
            async with asyncio.TaskGroup() as group:
                group.create_task(killer(keeper, run, given.kills, given.seconds, dice))
                for _ in range(given.people):
                    group.create_task(person(server.api, run, chats))
            await settle(server.api, database_url)
            table = await compare(server.api, run, database_url, keeper.secret_key)
    print(f"\n{given.database}: {len(run.killed_at)} kills in {time.monotonic() - began:.0f} s, seed {given.seed}")
    for name, count in table.items():
        print(f"  {name:<28}{count:>8}")
    print(f"  {'answer after, median s':<28}{statistics.median(run.waits):>8.2f}")
    print(f"  {'answer after, longest s':<28}{max(run.waits):>8.2f}")
    return sum(table[name] for name in table if name.endswith(("lost", "doubled", "a death")))


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--people", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=900, help="stop killing after this time")
    parser.add_argument("--seed", type=int, default=1)
    sys.exit(1 if asyncio.run(run_once(parser.parse_args())) else 0)


if __name__ == "__main__":
    main()
