"""Counting all open cases anew after a holiday notice, database included, on SQLite and on PostgreSQL.

Run: `python -m benchmarks.recompute [CASES …]`, by default with 10,000 and with 100,000 open cases. Each database is
filled through the register import, then the notice for the next year is loaded. Printed: cases a second, days that
moved, and how far the memory rose while counting: it must not grow with the number of cases, but for the list of
moved days that the report holds.
"""

import asyncio
import csv
import io
import os
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import asyncpg
from sqlalchemy import text

from requests_db.clock import FrozenClock
from requests_db.services.actors import operator
from requests_db.services.agency import apply_agency, read_agency_file
from requests_db.services.calendar_import import RecalculationReport, import_notice
from requests_db.services.register_file import COLUMNS
from requests_db.services.register_import import import_register
from requests_db.statute.festivals import statutory_days
from requests_db.store.key_ring import open_digester
from requests_db.store.schema import upgrade
from requests_db.store.secrets import FieldCipher, new_key
from requests_db.store.unit_of_work import Units, make_engine

NOW = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)
SIZES = (10_000, 100_000)
POSTGRES = "postgresql://postgres@127.0.0.1"
AGENCY = '[agency]\ncode = "bench"\nname = "示例机关"\n[[units]]\ncode = "office"\nname = "公开办"\nis_office = true\n'
SAMPLE_SECONDS = 0.02
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run on one database."""

    database: str
    cases: int
    import_seconds: float
    recount_seconds: float
    rise_mb: float
    report: RecalculationReport


def register(cases: int) -> str:
    """Return a register of open requests received from October to mid-December."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for number in range(cases):
        received_on = date(2026, 10, 8) + timedelta(days=number % 70)
        writer.writerow(
            {
                "ref": f"测{number:07d}",
                "received_on": received_on.isoformat(),
                "channel": ("online", "in_person", "registered_mail")[number % 3],
                "applicant_kind": "natural",
                "content": f"示例事项{number}",
            }
        )
    return out.getvalue()


def notice() -> str:
    """Return a notice for 2027 with the statutory days and a New Year break of four days."""
    days = {day: name for name, days in statutory_days(2027).items() for day in days}
    days |= {date(2027, 1, number): "元旦" for number in (1, 2, 3, 4)}
    lines = "".join(f"{day},off,{name}\n" for day, name in sorted(days.items()))
    return f"# 示例通知：2027年部分节假日安排\ndate,kind,festival\n{lines}"


class MemoryWatch:
    """Follows the resident memory of this process while it is entered."""

    def __enter__(self) -> "MemoryWatch":
        self.start = self.peak = resident_bytes()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(SAMPLE_SECONDS):
            self.peak = max(self.peak, resident_bytes())


def resident_bytes() -> int:
    """Return the resident memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES


async def measure(database: str, url: str, cases: int) -> Measured:
    """Fill a database, load the notice, and return what it took."""
    engine = make_engine(url)
    await upgrade(engine)
    clock, cipher = FrozenClock(NOW), FieldCipher([new_key()])
    units = Units(engine, clock=clock, cipher=cipher, digester=await open_digester(engine, cipher, now=NOW))
    async with units.writing() as unit:
        await apply_agency(unit, read_agency_file(AGENCY))
        await unit.commit()
    started = time.perf_counter()
    async with units.writing() as unit:
        await import_register(unit, register(cases), operator())
        await unit.commit()
    imported = time.perf_counter()
    if engine.dialect.name == "postgresql":
        async with engine.begin() as connection:
            await connection.execute(text("ANALYZE"))  # as the server does by itself within a minute
    ready = time.perf_counter()
    with MemoryWatch() as memory:
        report = await import_notice(units, notice(), operator())
    ended = time.perf_counter()
    await engine.dispose()
    return Measured(
        database=database,
        cases=cases,
        import_seconds=imported - started,
        recount_seconds=ended - ready,
        rise_mb=(memory.peak - memory.start) / MEGABYTE,
        report=report,
    )


@asynccontextmanager
async def fresh_postgres() -> AsyncIterator[str | None]:
    """Yield the address of a new database, dropped afterwards; None without a server."""
    name = f"desk_bench_{os.getpid()}"
    try:
        connection = await asyncpg.connect(f"{POSTGRES}/postgres", timeout=5)
    except (OSError, asyncpg.PostgresError):
        yield None
        return
    await connection.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
    try:
        yield f"{POSTGRES.replace('postgresql', 'postgresql+asyncpg')}/{name}"
    finally:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await connection.close()


async def run(sizes: list[int]) -> AsyncIterator[Measured]:
    """Measure every size on both databases."""
    for cases in sizes:
        with tempfile.TemporaryDirectory() as folder:
            yield await measure("SQLite", f"sqlite+aiosqlite:///{folder}/desk.db", cases)
        async with fresh_postgres() as url:
            if url is not None:
                yield await measure("PostgreSQL", url, cases)


async def print_table(sizes: list[int]) -> None:
    """Print a line for each run as soon as it is done."""
    print("| database | open cases | import/s | recount s | recount/s | days moved | memory rise MB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    async for one in run(sizes):
        print(
            f"| {one.database} | {one.cases:,} | {one.cases / one.import_seconds:,.0f} | {one.recount_seconds:.1f} "
            f"| {one.report.recomputed / one.recount_seconds:,.0f} | {len(one.report.changes):,} | {one.rise_mb:.0f} |",
            flush=True,
        )


def main() -> None:
    """Print the table."""
    asyncio.run(print_table([int(argument) for argument in sys.argv[1:]] or list(SIZES)))


if __name__ == "__main__":
    main()
