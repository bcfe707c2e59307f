"""A canary in a restricted case: every text of it is marked, and the marks show up only where a table allows.

Two marks: one in what was asked, written and attached, one in personal data. Every page and form of the desk is
opened as every role, every list searched, every export fetched, other citizens' doors tried, and the log, the
notices, the command line, the metrics and the database file read.
"""

import asyncio
import io
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient
from sqlalchemy import func, select
from typer.testing import CliRunner

import bot
from handlers.cli.app import command_line
from handlers.console.access import ROUTES, Route
from handlers.console.action_forms import ACTION_FORMS
from handlers.papers.stationery import Stationery
from requests_db.clock import FrozenClock
from requests_db.services.actors import applicant
from requests_db.services.agency import agencies
from requests_db.services.conversations import find_or_create, new_web_session
from requests_db.services.files import store_file
from requests_db.services.intake import Receipt
from requests_db.services.reminders import due_reminders, fire
from requests_db.services.request_form import Agent, Applicant, Contact, Identity, Wanted
from requests_db.services.retrying import in_unit, reading
from requests_db.services.staff_chats import link_chat, link_code
from requests_db.statute.desk_queues import QueueName
from requests_db.store.tables_cases import RegisterEntryRow
from requests_db.store.tables_conversations import OutboxRow
from tests import factories
from tests.console.browser import PASSWORD, Browser
from tests.console.conftest import make_account
from tests.console.test_guard import address
from tests.houses import OpenHouse, open_house, settings_for

MARK = "Canary753Q"  # in what was asked, written and attached
PERSON = "Persona951X"  # in personal data
PEOPLE = {
    "head": ("head", "office"),
    "holder": ("handler", "planning"),
    "registrar": ("registrar", "office"),
    "reviewer": ("reviewer", "office"),
    "supervisor": ("supervisor", "office"),
    "administrator": ("administrator", "office"),
    "colleague": ("handler", "planning"),  # of the holder's own unit
    "helper": ("handler", "finance"),  # of the unit asked to help
    "other_unit": ("handler", "livelihood"),
}
SEES = ("head", "holder")
# Where the texts of the case may be read, by those who see it.
ALLOWED = frozenset(
    {"home", "queue", "case", "letters", "letter", "file", "board", "board.file", "board.cases", "board.cases.file"}
)
# Where personal data may be read, by those who see the case and gave a reason, or in a letter's own address line.
ALLOWED_PERSON = frozenset({"file"})

WANTED = Wanted(
    name=f"道路施工许可{MARK}",
    document_number=f"示发〔2025〕{MARK}",
    index_number=f"索引{MARK}",
    features=f"示例路 2025 年施工许可文件 {MARK}",
    supply_form="email",
    obtain_by="email",
    help_needed=f"需要读屏 {MARK}",
)
WORDS = {"text": f"正文{MARK}", "reason": f"原因{MARK}", "remark": f"说明{MARK}", "grounds": f"依据{MARK}"}
STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("claim", {}),
    ("note", {}),
    ("add_material", {}),
    ("ask_assistance", {"unit_id": "finance"}),
    ("record_search", {"places": f"档案室{MARK}", "words": MARK, "found": f"一份{MARK}"}),
    ("send_opinion_letter", {"kind": "third_party", "addressee": f"公司{MARK}", "on": "2026-03-02"}),
    ("record_letter_received", {"letter": "第1份", "on": "2026-03-02", "way": "post", "proof": f"签收人{MARK}"}),
    ("save_draft", {"outcome": "granted"}),
    ("propose_extension", {"working_days": "10"}),
    ("supervise", {}),
    ("restrict", {}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nest:
    """A house with the canary in it and a browser for everybody."""

    house: OpenHouse
    receipt: Receipt
    token: str  # of the applicant's conversation
    browsers: dict[str, Browser]
    files: tuple[str, ...]
    folder: Path
    database_url: str


@pytest.fixture
async def nest(sqlite_url: str, tmp_path: Path, clock: FrozenClock) -> AsyncIterator[Nest]:
    async with open_house(settings_for(tmp_path, sqlite_url), clock=clock) as house:
        units = house.house.units
        async with units.reading() as unit:
            (own,) = await agencies(unit)
        session = await in_unit(units, new_web_session)
        citizen = applicant(session.conversation_id)
        files = [await _kept(house, citizen.conversation_id, kind) for kind in ("identity", "authority")]
        receipt = await factories.file_request(
            units, own, citizen, wanted=WANTED, applicant=_applicant(*files), submit_key=f"key-{MARK}"
        )
        browsers = {name: await _browser(house, own, name) for name in PEOPLE}
        await _work_on(house, own, receipt, browsers)
        yield Nest(
            house=house,
            receipt=receipt,
            token=session.token,
            browsers=browsers,
            files=tuple(files),
            folder=tmp_path,
            database_url=sqlite_url,
        )
        for browser in browsers.values():
            await browser.client.close()


def _applicant(identity_file: str, authority_file: str) -> Applicant:
    return Applicant(
        kind="business",
        name=f"示例公司{PERSON}",
        identity=Identity(kind="other", number=f"9900{PERSON}", file_tokens=(identity_file,)),
        contact=Contact(
            phone=f"000{PERSON}",
            email=f"someone.at.example@{PERSON}.example",
            fax=f"001{PERSON}",
            address=f"示例市示例区示例路一号示例楼{PERSON}",
            contact_person=f"联系人{PERSON}",
        ),
        legal_representative=f"代表{PERSON}",
        agent=Agent(
            name=f"代理{PERSON}",
            identity=Identity(kind="other", number=f"8800{PERSON}"),
            phone=f"002{PERSON}",
            authority_tokens=(authority_file,),
        ),
    )


async def _kept(house: OpenHouse, conversation_id: int | None, kind: str) -> str:
    async def work(unit: Any) -> str:
        content = b"%PDF-1.7 \n1 0 obj endobj\n%%EOF" + f"{MARK} {PERSON}".encode()
        return (await store_file(unit, content, f"{kind}{MARK}.pdf", kind, conversation_id=conversation_id)).token

    return await in_unit(house.house.units, work)


async def _browser(house: OpenHouse, own: Any, name: str) -> Browser:
    role, unit_code = PEOPLE[name]
    actor = await make_account(house.house.units, own, role, unit=unit_code, username=name)
    chat = await in_unit(house.house.units, lambda unit: find_or_create(unit, "telegram", f"chat-{name}"))
    code = await in_unit(house.house.units, lambda unit: link_code(unit, actor.staff_id or 0))
    await in_unit(house.house.units, lambda unit: link_chat(unit, code, chat.id))
    browser = Browser(TestClient(house.server), actor)
    await browser.sign_in(name, PASSWORD)
    return browser


async def _work_on(house: OpenHouse, own: Any, receipt: Receipt, browsers: dict[str, Browser]) -> None:
    """Hand the case to its holder and let everything be written that a case holds."""
    unit_ids = {one.code: str(one.id) for one in own.units}
    holder = str(browsers["holder"].actor.staff_id)
    place = f"/staff/cases/{receipt.case_id}"
    await _press(browsers["registrar"], place, "assign", {"unit_id": unit_ids["planning"], "holder_id": holder})
    for action, fields in STEPS:
        by = {"supervise": "supervisor", "restrict": "head"}.get(action, "holder")
        filled = {name: unit_ids.get(value, value) for name, value in fields.items()}
        await _press(browsers[by], place, action, filled)


async def _press(browser: Browser, place: str, action: str, fields: dict[str, str]) -> None:
    version = (await browser.get(f"{place}?do={action}")).value("version")
    form = FormData(quote_fields=False)
    for name, value in {"version": version, **WORDS, **fields}.items():
        form.add_field(name, value)
    if action == "add_material":
        form.add_field("files", f"%PDF-1.7 {MARK}\n1 0 obj endobj\n%%EOF".encode(), filename=f"材料{MARK}.pdf")
    page = await browser.post(f"{place}/{action}", form)
    assert page.status == 200, f"{action}: {page.text[:400]}"


async def opened(browser: Browser, path: str) -> str:
    """Return what an address answers, files unpacked."""
    response = await browser.client.get(path)
    content = await response.read()
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            content += b"".join(archive.read(name) for name in archive.namelist())
    except BadZipFile:
        pass
    return content.decode("utf-8", "replace") + str(dict(response.headers))


def addresses(nest: Nest, route: Route) -> tuple[str, ...]:
    """Return every address under which a page of the desk may show something of the case."""
    case_id = str(nest.receipt.case_id)
    path = route.path.replace(r"{case:\d{1,18}}", case_id).replace(r"{year:20\d\d}", "2026")
    plain = address(Route(name="", method="GET", path=path, handler=route.handler, roles=None))
    if route.name == "queue":
        return tuple(f"{plain}?queue={name.value}" for name in QueueName)
    if route.name == "case":
        return (plain, *(f"{plain}?do={action.value}" for action in ACTION_FORMS))
    if route.name == "letter":
        return tuple(plain.replace("receipt", kind) for kind in Stationery.load().kinds())
    if route.name == "file":
        return tuple(plain.replace("unknown", token) for token in nest.files)
    if route.name == "report.cases":
        return tuple(
            f"{plain}?row={row}&column={kind}" for row in ("new", "carry_out") for kind in ("business", "total")
        )
    return (plain,)


async def where_seen(nest: Nest, name: str, mark: str) -> set[str]:
    """Return the names of the pages on which somebody reads a mark."""
    seen = set()
    for route in ROUTES:
        if route.method != "GET" or route.is_public:
            continue
        for path in addresses(nest, route):
            if mark in await opened(nest.browsers[name], path):
                seen.add(route.name)
    return seen


async def found(nest: Nest, name: str) -> list[str]:
    """Return by which searches somebody finds the case; the words searched for stand on the page in any case."""
    words = (MARK, nest.receipt.ref, f"9900{PERSON}", f"000{PERSON}", f"示例公司{PERSON}")
    pages = {word: await opened(nest.browsers[name], f"/staff/cases?queue=all&q={word}") for word in words}
    return [word for word, page in pages.items() if f'/staff/cases/{nest.receipt.case_id}"' in page]


@pytest.mark.slow
async def test_who_sees_the_case_reads_it_where_the_table_says(nest: Nest) -> None:
    for name in SEES:
        seen = await where_seen(nest, name, MARK)
        assert {"queue", "case", "file"} <= seen, name
        assert seen <= ALLOWED, name
        assert await where_seen(nest, name, PERSON) <= ALLOWED_PERSON, name
        assert len(await found(nest, name)) == 5, name


@pytest.mark.slow
async def test_nobody_else_finds_a_trace(nest: Nest) -> None:
    posts = sorted((route for route in ROUTES if route.method == "POST"), key=lambda one: one.name == "sign_out")
    for name in PEOPLE.keys() - set(SEES):
        assert await where_seen(nest, name, MARK) == set(), name
        assert await where_seen(nest, name, PERSON) == set(), name
        assert await found(nest, name) == [], name
        for route in posts:
            page = await nest.browsers[name].post(address(route), {"reason": "x", "text": "x", "version": "1"})
            assert not re.search(f"{MARK}|{PERSON}", page.source), f"{name} at {route.name}"


async def test_what_the_supervisor_does_not_see_is_a_number_with_its_light(nest: Nest) -> None:
    board = await nest.browsers["supervisor"].get("/staff/board")
    assert "另有 1 件限制查阅的在办申请" in board.text
    assert f"{nest.receipt.ref} 绿灯" in board.text
    assert f"/staff/cases/{nest.receipt.case_id}" not in board.source
    assert "另有" not in (await nest.browsers["head"].get("/staff/board")).text


async def test_personal_data_opens_with_a_reason_and_the_opening_is_recorded(nest: Nest) -> None:
    head, place = nest.browsers["head"], f"/staff/cases/{nest.receipt.case_id}"
    version = (await head.get(f"{place}?do=open_personal_data")).value("version")
    refused = await head.post(f"{place}/open_personal_data", {"version": version, "reason": ""})
    assert PERSON not in refused.source

    shown = await head.post(f"{place}/open_personal_data", {"version": version, "reason": "核对身份"})

    assert PERSON in shown.source
    page = await head.get(place)
    assert PERSON not in page.source
    assert "核对身份" in page.text


async def test_every_file_handed_out_is_recorded(nest: Nest) -> None:
    handed_out = 0
    for route in ROUTES:
        for path in addresses(nest, route) if route.method == "GET" and not route.is_public else ():
            before = await _downloads(nest)
            response = await nest.browsers["head"].client.get(path)
            if "attachment" in response.headers.get("Content-Disposition", ""):
                handed_out += 1
                assert await _downloads(nest) == before + 1, route.name
    assert handed_out >= 3


async def _downloads(nest: Nest) -> int:
    counted = select(func.count()).select_from(RegisterEntryRow).where(RegisterEntryRow.kind == "download")
    async with nest.house.house.units.reading() as unit:
        return int(await unit.session.scalar(counted) or 0)


async def test_another_citizen_gets_nothing(nest: Nest) -> None:
    other = await in_unit(nest.house.house.units, new_web_session)
    async with TestClient(nest.house.server) as client:
        headers = {"Authorization": f"Bearer {other.token}"}

        async def say(text: str, number: int) -> str:
            body = {"message_id": f"m{number}", "text": text}
            response = await client.post("/api/chat/messages", json=body, headers=headers)
            return await response.text()

        sayings = (MARK, f"{MARK} 怎么办理", nest.receipt.ref, "进度", f"{nest.receipt.ref} AAAA-AAAA", PERSON)
        heard = [await say(text, number) for number, text in enumerate(sayings)]
        paths = ["/api/chat/messages", "/metrics", "/healthz", "/readyz", "/", "/plain"]
        paths += [f"/api/chat/files/{token}" for token in nest.files]
        answers = [await (await client.get(path, headers=headers)).text() for path in paths]
        own = await client.get("/api/chat/messages", headers={"Authorization": f"Bearer {nest.token}"})
        mine = await own.text()
    answered = "".join(heard).replace("\\u", "")
    assert PERSON not in "".join(answers)
    assert MARK not in "".join(answers[1:])
    assert "施工许可" not in answered
    assert MARK in mine or own.status == 200


async def test_notices_to_staff_and_the_log_name_nobody_and_nothing(
    nest: Nest, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    units = nest.house.house.units
    for _ in range(6):
        clock.advance(timedelta(days=7))
        for reminder in await reading(units, due_reminders):
            await in_unit(units, lambda unit, one=reminder: fire(unit, one))
    for name in PEOPLE:
        await opened(nest.browsers[name], f"/staff/cases/{nest.receipt.case_id}")

    async with units.reading() as unit:
        rows = (await unit.session.scalars(select(OutboxRow))).all()
        told = [str(unit.cipher.open(row.body_sealed)) for row in rows if row.state != "kept"]

    assert told
    assert not [body for body in told if MARK in body or PERSON in body]
    assert MARK not in caplog.text
    assert PERSON not in caplog.text


async def test_the_command_line_and_the_database_file_hold_no_mark(nest: Nest, monkeypatch: pytest.MonkeyPatch) -> None:
    place = f"/staff/cases/{nest.receipt.case_id}"
    await _press(nest.browsers["head"], place, "open_personal_data", {})
    monkeypatch.setenv("DATA_DIR", str(nest.folder))
    monkeypatch.setenv("DATABASE_URL", nest.database_url)
    app = command_line(bot.build)
    commands = (
        ("cases", "list", "--json"),
        ("cases", "show", nest.receipt.ref, "--json"),
        ("report", "annual", "2026"),
        ("audit", "verify", "--json"),
        ("staff", "list", "--json"),
        ("knowledge", "list", "--json"),
        ("ask", MARK, "--json"),
        ("keys", "status"),
    )

    printed = [await asyncio.to_thread(CliRunner().invoke, app, list(words)) for words in commands]

    for words, result in zip(commands, printed, strict=True):
        assert result.exit_code == 0, (words, result.output)
        assert PERSON not in result.output, words
        assert MARK not in result.output, words
    raw = b"".join(path.read_bytes() for path in nest.folder.glob("desk.db*"))
    assert len(raw) > 10_000
    assert not re.search(f"{MARK}|{PERSON}".encode(), raw)
