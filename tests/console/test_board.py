"""The board: numbers that lead to their cases, the last warning, files, the calendar."""

import io
import re
from datetime import UTC, datetime

import openpyxl
import pytest
from sqlalchemy import select, update

from requests_db.services.decisions import AnswerCase, answer_case
from requests_db.services.reminders import due_reminders, fire
from requests_db.services.retrying import in_unit
from requests_db.store.tables_cases import CaseRow, RegisterEntryRow
from tests import factories
from tests.console.browser import PASSWORD

ON_THE_LAST_DAY = datetime(2026, 3, 30, 2, tzinfo=UTC)


@pytest.fixture
async def late(receipt, units, clock, signed_in):
    """The request of the tests on its last day, its warnings given; a registrar and a supervisor at their desks."""
    registrar = await signed_in("registrar", username="registrar")
    supervisor = await signed_in("supervisor", username="supervisor")
    clock.move_to(ON_THE_LAST_DAY)
    for name, browser in (("registrar", registrar), ("supervisor", supervisor)):
        await browser.sign_in(name, PASSWORD)
    async with units.reading() as unit:
        due = await due_reminders(unit)
    for reminder_id in due:
        await in_unit(units, lambda unit, reminder_id=reminder_id: fire(unit, reminder_id))
    return registrar, supervisor


async def test_the_board_tells_the_light_the_holder_and_whether_the_warning_arrived(late, receipt):
    _, supervisor = late

    before = await supervisor.get("/staff/board")
    for reader in late:
        await reader.get("/staff/notices")
    after = await supervisor.get("/staff/board")
    behind = await supervisor.get("/staff/board/cases?light=bad")

    assert "/staff/board/cases?light=bad" in before.source
    assert "1 红灯 逾期或今天到期" in before.text
    assert "还没有人领取" in before.text
    assert "还没有人看" in before.text
    assert "都收到了" in after.text
    assert "红灯：逾期或今天到期 共 1 件" in behind.text
    assert receipt.ref in behind.text


async def test_a_warning_is_acknowledged_on_the_board_itself(late, receipt):
    registrar, supervisor = late
    address = f"/staff/cases/{receipt.case_id}/reminders/acknowledge"

    board = await supervisor.get("/staff/board")
    done = await supervisor.post(address, {"from_board": "1"})

    assert board.has_form(address)
    assert done.path.startswith("/staff/board")
    assert not done.has_form(address)


async def test_the_calendar_shows_the_day_and_the_days_off(late, receipt):
    _, supervisor = late

    march = await supervisor.get("/staff/board/calendar?month=2026-03")
    october = await supervisor.get("/staff/board/calendar?month=2026-10")
    unknown = await supervisor.get("/staff/board/calendar?month=2027-02")

    assert "1 件在办的件在本月到期" in march.text
    assert receipt.ref in (await supervisor.get(march.link("1 件"))).text
    assert "国庆节放假" in october.text
    assert "放假安排还没有公布" in unknown.text
    assert "放假安排还没有公布" not in october.text


async def test_charts_lead_to_what_they_count(late, receipt, units, signed_in):
    _, supervisor = late
    officer = await signed_in("registrar", "handler", username="officer")
    answer = AnswerCase(case_id=receipt.case_id, outcome="granted", text="见附件")
    await in_unit(units, lambda unit: answer_case(unit, answer, officer.actor))

    page = await supervisor.get("/staff/board/figures")
    listed = await supervisor.get(page.link("1/1"))
    topic = await supervisor.get(page.link("道路"))

    assert "按时答复率 100%" in page.text
    assert receipt.ref in listed.text
    assert receipt.ref in topic.text
    assert "主题：道路" in topic.text


async def test_an_address_nobody_made_shows_what_it_can(signed_in):
    supervisor = await signed_in("supervisor")
    for query in ("light=purple&unit=x&due=yesterday&topic=" + "长" * 500, "unit=999999999999", "due=2026-13-45"):
        assert (await supervisor.get(f"/staff/board/cases?{query}")).status == 200
    assert (await supervisor.get("/staff/board/calendar?month=0000-99")).status == 200
    assert (await supervisor.get("/staff/board/ledger?person=x&fate=y&page=z")).status == 200


async def test_files_hold_the_lists_and_every_download_is_recorded(late, receipt, units):
    _, supervisor = late
    paths = ("/staff/board/cases/file/csv?open=1", "/staff/board/ledger/file/csv", "/staff/board/file/xlsx")

    replies = [await supervisor.client.get(path) for path in paths]
    texts = [(await reply.read()) for reply in replies]

    assert receipt.ref in texts[0].decode()
    assert "到期当天提醒" in texts[1].decode()
    book = openpyxl.load_workbook(io.BytesIO(texts[2]))
    assert book.sheetnames[:2] == ["总览", "按单位"]
    assert receipt.ref in [cell.value for cell in book["在办"]["A"]]
    async with units.reading() as unit:
        query = select(RegisterEntryRow).where(RegisterEntryRow.kind == "download").order_by(RegisterEntryRow.seq)
        files = [row.facts["file"] for row in await unit.session.scalars(query)]
    assert files == ["board-cases?open=1", "ledger", "board"]


async def test_what_is_restricted_is_turned_over_page_by_page_and_masked_in_the_files(late, receipt, units, agency):
    _, supervisor = late
    citizen = await factories.make_conversation(units, channel="telegram")
    for key in range(26):
        await factories.file_request(units, agency, citizen, submit_key=str(key))
    async with units.writing() as unit:
        await unit.session.execute(update(CaseRow).where(CaseRow.id != receipt.case_id).values(is_restricted=True))
        await unit.commit()

    first, last = await supervisor.get("/staff/board"), await supervisor.get("/staff/board?page=2")
    listed = await (await supervisor.client.get("/staff/board/cases/file/csv?open=1")).text(encoding="utf-8-sig")
    narrowed = await (await supervisor.client.get("/staff/board/cases/file/csv?light=bad")).text(encoding="utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(await (await supervisor.client.get("/staff/board/file/xlsx")).read()))

    every = await supervisor.get("/staff/board/cases?open=1")
    one_light = await supervisor.get("/staff/board/cases?light=bad")
    assert "另有 26 件限制查阅的在办申请（其中逾期 0 件）" in every.text
    assert "限制查阅" not in one_light.text
    assert "/staff/board?page=2#masked" in first.source
    assert [len(re.findall(r"示公开2026-\d+ 绿灯", page.text)) for page in (first, last)] == [25, 1]
    rows = [line.split(",") for line in listed.splitlines()[1:]]
    assert len(rows) == 27
    assert [row[1:] for row in rows if "限制查阅" in row[1]] == [["（限制查阅，内容不显示）", "绿灯", *[""] * 5]] * 26
    assert "限制查阅" not in narrowed
    assert [row[0] for row in book["在办"].iter_rows(values_only=True)] == ["编号", *(row[0] for row in rows)]
    assert ("限制查阅", "不在以上数字里", 26) in list(book["总览"].iter_rows(values_only=True))


async def test_nothing_typed_freely_enters_the_register_with_a_download(signed_in, units):
    supervisor = await signed_in("supervisor")
    for path in ("/staff/board/cases/file/csv?topic=示例某人", "/staff/board/ledger/file/csv?ref=示例某人"):
        assert (await supervisor.client.get(path)).status == 200

    async with units.reading() as unit:
        rows = await unit.session.execute(select(RegisterEntryRow.facts, RegisterEntryRow.subject))
        assert "示例某人" not in repr(rows.all())


async def test_the_ledger_is_narrowed_by_case_and_person(late, receipt, agency, units):
    registrar, supervisor = late
    everything = await supervisor.get("/staff/board/ledger")
    mine = await supervisor.get(f"/staff/board/ledger?person={registrar.actor.staff_id}&fate=waiting")
    none = await supervisor.get("/staff/board/ledger?ref=nothing")

    assert "到期当天提醒" in everything.text
    assert "还没有看" in mine.text
    assert "还没有这样的记录" in none.text


async def test_a_full_board_is_read_in_a_fixed_number_of_statements(signed_in, units, agency, statements):
    supervisor = await signed_in("supervisor")
    citizen = await factories.make_conversation(units)
    await factories.file_request(units, agency, citizen, submit_key="k0")
    few = await statements(lambda: supervisor.get("/staff/board"))
    for number in range(1, 12):
        await factories.file_request(units, agency, citizen, submit_key=f"k{number}")
    many = await statements(lambda: supervisor.get("/staff/board"))

    assert many == few
