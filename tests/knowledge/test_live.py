"""What is published, revised, ended or withdrawn in one process is answered from in every other, piece by piece."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date

import pytest

from knowledge.catalogue import Catalogue
from knowledge.entries import Entry, IndexedEntry, Passage
from knowledge.index import KnowledgeIndex
from knowledge.live import LiveIndex
from requests_db.services.consultations import OpenConsultation, answer_ticket, open_consultation
from requests_db.services.retrying import in_unit
from requests_db.store.key_ring import open_digester
from requests_db.store.unit_of_work import Units, make_engine
from tests import factories

POLL_SECONDS = 1.0  # how often a process in service looks, as the composition root sets it
LATEST_SECONDS = 2.0
SAMPLE = Entry(
    key="sample",
    title="示例补贴怎么申请",
    passages=(Passage(position=0, text="示例补贴由示例局受理，带上示例申请表。"),),
    owner_unit="office",
)


@pytest.fixture
async def units(engine, clock, cipher) -> Units:
    return await units_on(engine, clock, cipher)


async def units_on(engine, clock, cipher) -> Units:
    companions = {Catalogue: lambda unit: Catalogue(unit.session, unit.clock.now)}
    digester = await open_digester(engine, cipher, now=clock.now())
    return Units(engine, clock=clock, cipher=cipher, digester=digester, companions=companions)


@pytest.fixture
async def processes(units, database_url, clock, cipher) -> AsyncIterator[list[LiveIndex]]:
    """Two processes with engines of their own on one database, each looking for changes by itself."""
    engines = [make_engine(database_url) for _ in range(2)]
    lives = [live_on(await units_on(engine, clock, cipher)) for engine in engines]
    for live in lives:
        await live.load()
    watching = [asyncio.create_task(watch(live)) for live in lives]
    yield lives
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    for engine in engines:
        await engine.dispose()


def live_on(units: Units, **options) -> LiveIndex:
    @asynccontextmanager
    async def opened():
        async with units.reading() as unit:
            yield unit.companion(Catalogue)

    return LiveIndex(opened, **options)


async def watch(live: LiveIndex) -> None:
    while True:
        await asyncio.sleep(POLL_SECONDS)
        await live.catch_up()


async def everywhere(processes, is_so) -> None:
    """Wait until every process has it so; fail after the time allowed."""
    async with asyncio.timeout(LATEST_SECONDS):
        while not all(is_so(live) for live in processes):
            await asyncio.sleep(0.02)


def says(live: LiveIndex, words: str) -> bool:
    return any(words in passage.text for entry in held(live) for passage in entry.passages)


def held(live: LiveIndex) -> list[Entry]:
    found = (live.index.get(one.entry_id) for one in live.index.search("示例补贴怎么申请"))
    return [one.entry for one in found if one is not None]


async def change(units: Units, verb: str, entry_id: int, *parts: object):
    async def work(unit):
        catalogue = unit.companion(Catalogue)
        item = await catalogue.get(entry_id)
        return await getattr(catalogue, verb)(entry_id, *parts, author="示例", expected=item.lock_version)

    return await in_unit(units, work)


async def publish(units: Units, entry_id: int) -> None:
    await change(units, "submit_for_review", entry_id)
    await change(units, "publish", entry_id)


async def test_every_process_follows_within_two_seconds(units, processes):
    drafted = await in_unit(units, lambda unit: unit.companion(Catalogue).draft(SAMPLE, author="示例"))
    number = drafted.entry_id
    await publish(units, number)
    await everywhere(processes, lambda live: says(live, "示例申请表"))

    revised = replace(SAMPLE, passages=(Passage(position=0, text="示例补贴改在示例窗口受理。"),))
    await change(units, "revise", number, revised)
    assert all(says(live, "示例申请表") for live in processes)  # until the revision is published
    await publish(units, number)
    await everywhere(processes, lambda live: says(live, "示例窗口") and not says(live, "示例申请表"))

    await change(units, "expire", number, date(2026, 3, 1))
    await everywhere(processes, lambda live: any(one.expires_on == date(2026, 3, 1) for one in held(live)))

    await change(units, "withdraw", number)
    await everywhere(processes, lambda live: not says(live, "示例窗口"))


async def published(units, key: str) -> int:
    entry = replace(SAMPLE, key=key, title=f"示例{key}怎么申请")
    drafted = await in_unit(units, lambda unit: unit.companion(Catalogue).draft(entry, author="示例"))
    await publish(units, drafted.entry_id)
    return drafted.entry_id


@pytest.fixture
def read(monkeypatch) -> list[list[int] | None]:
    """What each start read from the catalogue: numbers of entries, or None for all."""
    asked: list[list[int] | None] = []
    real = Catalogue.published

    async def spying(catalogue, entry_ids=None):
        asked.append(entry_ids)
        return await real(catalogue, entry_ids)

    monkeypatch.setattr(Catalogue, "published", spying)
    return asked


async def test_a_start_takes_the_stored_index_and_reads_only_what_differs(units, tmp_path, read):
    numbers = [await published(units, key) for key in ("甲", "乙", "丙", "丁")]
    first = live_on(units, folder=tmp_path / "index")
    await first.load()
    assert await first.store()
    assert not await first.store()

    revised = replace(SAMPLE, key="乙", passages=(Passage(position=0, text="示例乙改在示例窗口受理。"),))
    await change(units, "revise", numbers[1], revised)
    await publish(units, numbers[1])
    await change(units, "withdraw", numbers[2])
    second = live_on(units, folder=tmp_path / "index")
    await second.load()

    assert read == [None, [numbers[1]]]
    assert second.index.get(numbers[1]).entry.body == "示例乙改在示例窗口受理。"
    assert second.index.get(numbers[2]) is None
    assert second.index.get(numbers[0]) == first.index.get(numbers[0])
    assert second.index.digests() == await digests(units)
    assert not await second.catch_up()


async def test_an_unchanged_catalogue_is_not_read_at_all(units, tmp_path, read):
    await published(units, "甲")
    first = live_on(units, folder=tmp_path / "index")
    await first.load()
    await first.store()

    second = live_on(units, folder=tmp_path / "index")
    await second.load()

    assert read == [None, []]
    assert says(second, "示例申请表")
    assert not await second.store()


async def test_an_index_of_another_database_is_not_believed(units, tmp_path):
    number = await published(units, "甲")
    foreign = KnowledgeIndex.build(
        IndexedEntry(entry_id=entry_id, entry=replace(SAMPLE, title="示例旧文"), digest="other")
        for entry_id in (number, number + 7)
    )
    foreign.save(tmp_path)

    live = live_on(units, folder=tmp_path)
    await live.load()

    assert live.index.get(number).entry.title == "示例甲怎么申请"
    assert live.index.get(number + 7) is None


async def test_a_broken_stored_index_is_built_anew(units, tmp_path, read):
    await published(units, "甲")
    first = live_on(units, folder=tmp_path)
    await first.load()
    await first.store()
    next(tmp_path.rglob("head.json")).write_text("{")

    second = live_on(units, folder=tmp_path)
    await second.load()

    assert read == [None, None]
    assert says(second, "示例申请表")
    assert await second.store()


async def test_a_folder_that_cannot_be_written_is_told_and_tried_again(units, tmp_path):
    await published(units, "甲")
    (tmp_path / "index").write_text("in the way")
    live = live_on(units, folder=tmp_path / "index")
    await live.load()

    with pytest.raises(OSError):  # noqa: PT011 the message is the system's
        await live.store()
    assert says(live, "示例申请表")
    (tmp_path / "index").unlink()
    assert await live.store()


async def test_what_was_taken_over_is_stored_at_the_next_storing(units, tmp_path, read):
    live = live_on(units, folder=tmp_path)
    await live.load()
    await published(units, "甲")
    await live.catch_up()
    await live.store()

    second = live_on(units, folder=tmp_path)
    await second.load()

    assert read == [[], []]
    assert says(second, "示例申请表")


async def digests(units) -> dict[int, str]:
    async with units.reading() as unit:
        return await unit.companion(Catalogue).published_digests()


async def test_a_synonym_reaches_every_process(units, processes):
    heard: list[list[str]] = []
    listener = live_on(units, on_synonyms=lambda kept: heard.append([one.same_as for one in kept]))
    await listener.load()
    await in_unit(units, lambda unit: unit.companion(Catalogue).add_synonym("示例卡", "示例证", author="示例"))
    await listener.catch_up()
    assert heard == [[], ["示例证"]]


async def test_the_index_never_holds_the_text_of_a_case_or_of_a_question(units, clock, tmp_path):
    marked = "示例金丝雀甲乙丙"
    agency = await factories.make_agency(units)
    officer = await factories.make_staff(units, agency, "handler", unit_code="roads")
    citizen = await factories.make_conversation(units)
    wanted = replace(factories.WANTED, features=f"示例补贴 {marked}")
    await factories.file_request(units, agency, citizen, wanted=wanted)
    asked = OpenConsultation(
        conversation_id=citizen.conversation_id, agency_id=agency.id, text=f"道路示例补贴 {marked}"
    )
    ticket = await in_unit(units, lambda unit: open_consultation(unit, asked, citizen))
    await in_unit(units, lambda unit: answer_ticket(unit, ticket.id, f"示例补贴 {marked}", officer))
    taken = replace(SAMPLE, key=f"ticket:{ticket.id}", passages=(Passage(position=0, text=f"示例补贴 {marked}"),))
    await in_unit(units, lambda unit: unit.companion(Catalogue).draft(taken, author="示例"))
    published = await in_unit(units, lambda unit: unit.companion(Catalogue).draft(SAMPLE, author="示例"))
    await publish(units, published.entry_id)

    live = live_on(units, folder=tmp_path)
    await live.load()
    await live.store()
    assert says(live, "示例申请表")
    assert not says(live, marked)
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "示例申请表".encode() in stored
    assert marked.encode() not in stored
    assert marked.encode("utf-16-le") not in stored
    assert len(live.index) == 1
    assert live.index.get(published.entry_id) is not None
