"""How long the desk's pages take with 100 and with 100,000 open cases, over HTTP, signed in with every role.

    python -m benchmarks.pages [--database sqlite|postgres|both] [--sizes 100 100000] [--rounds 9]

Prints a line for each page: the best time at each size, and their ratio; the sizes take turns, so that both meet the
same machine. Cases are brought in as an older register,
then spread over units, holders and states. The server and the client share one process.
"""

import argparse
import asyncio
import csv
import io
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import asyncpg
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from handlers.console.application import add_console
from handlers.console.deps import ConsoleDeps
from handlers.wording import Wording
from knowledge.catalogue import Catalogue
from requests_db.clock import FrozenClock
from requests_db.services import staff
from requests_db.services.actors import operator
from requests_db.services.agency import apply_agency, read_agency_file
from requests_db.services.register_file import COLUMNS
from requests_db.services.register_import import import_register
from requests_db.services.retrying import in_unit
from requests_db.services.staff import NewStaff
from requests_db.statute.desk_queues import QUEUE_LABELS, QueueName
from requests_db.statute.workflow import OPEN_STATES, Role
from requests_db.store.key_ring import open_digester
from requests_db.store.schema import upgrade
from requests_db.store.secrets import FieldCipher, new_key
from requests_db.store.tables_agency import StaffRow
from requests_db.store.unit_of_work import Units, make_engine

POSTGRES = "postgresql://postgres@127.0.0.1"
FAR_DOWN = "a page far down the list"
NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
UNITS, PEOPLE = 8, 40
AGENCY = '[agency]\ncode = "bench"\nname = "示例机关"\n' + "".join(
    f'[[units]]\ncode = "u{number}"\nname = "第{number}科"\nis_office = {str(number == 1).lower()}\n'
    for number in range(1, UNITS + 1)
)
MATTERS = ("道路", "预算", "检测", "采购", "征收", "规划", "环保")
PASSWORD = "sample words of a visitor"
ROLES = frozenset(role for role in Role if role not in {Role.APPLICANT, Role.SYSTEM})
IN_HANDS = tuple(state.value for state in OPEN_STATES[2:])
QUEUES = {f"queue {QUEUE_LABELS[name]}": f"/staff/cases?queue={name.value}" for name in QueueName}
PAGES = {
    **QUEUES,
    "sorted by holder": "/staff/cases?queue=open&sort=-holder",
    "sorted by received, all": "/staff/cases?queue=all&sort=received",
    "narrowed by five fields": "/staff/cases?queue=open&unit=3&state=handling&channel=online&kind=natural&within=5",
    "search by number": "/staff/cases?queue=all&q=0000077&field=number",
    "search by name": "/staff/cases?queue=all&q=示例人77&field=name",
    "search by words": "/staff/cases?queue=all&q=事项77号道路",
    "search by what stands everywhere": "/staff/cases?queue=all&q=示例事项",
    "search without a find": "/staff/cases?queue=all&q=没有这样的资料",
    "home": "/staff/",
    "board": "/staff/board",
    "case": "/staff/cases/50",
}


def register(cases: int) -> str:
    """Return an older register of open requests."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for number in range(cases):
        writer.writerow(
            {
                "ref": f"测{number:07d}",
                "received_on": (date(2026, 2, 20) + timedelta(days=number % 28)).isoformat(),
                "channel": ("online", "in_person", "registered_mail")[number % 3],
                "applicant_kind": "natural",
                "content": f"示例事项{number}号{MATTERS[number % len(MATTERS)]}资料",
                "unit": f"第{number % UNITS + 1}科",
                "applicant_name": f"示例人{number}",
            }
        )
    return out.getvalue()


async def fill(units: Units, cases: int) -> None:
    """Set up the agency, its people, the cases in their hands, and the account that looks."""
    async with units.writing() as unit:
        agency_id, _ = await apply_agency(unit, read_agency_file(AGENCY))
        for number in range(PEOPLE):
            row = StaffRow(
                agency_id=agency_id,
                unit_id=number % UNITS + 1,
                username=f"p{number}",
                display_name=f"示例经办{number}",
                roles=[Role.HANDLER.value],
                password_hash="!",
            )
            unit.session.add(row)
        await import_register(unit, register(cases), operator())
        await unit.commit()
    await _spread(units)
    new = NewStaff(agency_id=agency_id, username="bench", display_name="示例", roles=ROLES, unit_id=1)
    account = await in_unit(units, lambda unit: staff.add_staff(unit, new))
    await staff.change_password(units, account.staff_id, present=account.one_time_password, new=PASSWORD)


async def _spread(units: Units) -> None:
    async with units.engine.begin() as connection:
        for place, state in enumerate(IN_HANDS):
            await connection.execute(
                text("UPDATE cases SET state = :state, holder_id = (id % :people) + 1 WHERE id % :ways = :place"),
                {"state": state, "people": PEOPLE, "ways": 2 * len(IN_HANDS), "place": place},
            )
        await connection.execute(text("UPDATE cases SET opened_at = created_at WHERE id % 3 <> 0"))
    if units.engine.dialect.name == "postgresql":
        async with units.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.execute(text("VACUUM ANALYZE"))  # as the server does by itself within a minute


@asynccontextmanager
async def a_desk_database(kind: str, folder: Path, cases: int) -> AsyncIterator[str]:
    """Yield the address of an empty database, gone afterwards; several may be open at once."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'desk.db'}"
        return
    name = f"desk_pages_{os.getpid()}_{cases}"
    server = await asyncpg.connect(f"{POSTGRES}/postgres")
    await server.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
    try:
        yield f"{POSTGRES.replace('postgresql', 'postgresql+asyncpg')}/{name}"
    finally:
        await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await server.close()


@asynccontextmanager
async def desk(url: str, cases: int) -> AsyncIterator[TestClient]:
    """Yield a signed-in client of a desk with so many cases."""
    engine = make_engine(url)
    await upgrade(engine)
    clock, cipher = FrozenClock(NOW), FieldCipher([new_key()])
    units = Units(
        engine,
        clock=clock,
        cipher=cipher,
        digester=await open_digester(engine, cipher, now=NOW),
        companions={Catalogue: lambda unit: Catalogue(unit.session, unit.clock.now)},
    )
    await fill(units, cases)
    app = web.Application()
    add_console(app, ConsoleDeps(units=units, wording=Wording.load()))
    async with TestClient(TestServer(app)) as client:
        given = {"username": "bench", "password": PASSWORD}
        await client.post("/staff/sign-in", data=given, headers={"Sec-Fetch-Site": "same-origin"})
        yield client
    await engine.dispose()


async def last_page(client: TestClient, walked: int = 40) -> str:
    """Return the address of a page far into the list of everything."""
    address = "/staff/cases?queue=all&sort=number"
    for _ in range(walked):
        async with client.get(address) as answer:
            _, mark, rest = (await answer.text()).partition('rel="next" href="')
        if not mark:
            break
        address = rest.partition('"')[0].replace("&amp;", "&")
    return address


async def measure(clients: list[TestClient], rounds: int) -> dict[str, list[float]]:
    """Return the best time of each page at each size in milliseconds; the sizes take turns within every round."""
    far = [await last_page(client) for client in clients]
    best: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name in [*PAGES, FAR_DOWN]:
            kept = best.setdefault(name, [float("inf")] * len(clients))
            for place, client in enumerate(clients):
                address = far[place] if name == FAR_DOWN else PAGES[name]
                began = time.perf_counter()
                async with client.get(address) as answer:
                    await answer.read()
                    assert answer.status == 200, address
                kept[place] = min(kept[place], (time.perf_counter() - began) * 1000)
    return best


async def run(kind: str, sizes: list[int], rounds: int) -> None:
    """Measure on one database with every size open at the same time, and print the table."""
    async with AsyncExitStack() as stack:
        clients = []
        for cases in sizes:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            url = await stack.enter_async_context(a_desk_database(kind, Path(folder), cases))
            clients.append(await stack.enter_async_context(desk(url, cases)))
        best = await measure(clients, rounds)
    print(f"\n{kind}\n\n| page | {' | '.join(f'{size:,} cases, ms' for size in sizes)} | ratio |")
    print(f"|---|{'---:|' * (len(sizes) + 1)}")
    for name, times in best.items():
        told = " | ".join(f"{each:.0f}" for each in times)
        print(f"| {name} | {told} | {times[-1] / times[0]:.2f} |", flush=True)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 100_000])
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    for kind in ("sqlite", "postgres") if given.database == "both" else (given.database,):
        asyncio.run(run(kind, given.sizes, given.rounds))


if __name__ == "__main__":
    main()
