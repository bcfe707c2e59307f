"""The annual report at the desk: numbers that lead to their cases, figures entered, files recorded."""

import io

import openpyxl
from sqlalchemy import select

from requests_db.services.decisions import AnswerCase, answer_case
from requests_db.services.desk_actions import take_step
from requests_db.services.retrying import in_unit
from requests_db.services.steps import Step
from requests_db.statute.workflow import Action
from requests_db.store.tables_cases import CaseRow, RegisterEntryRow

CELL = "/staff/reports/2026/cases?row=new&column=natural"


async def test_a_number_leads_to_the_cases_behind_it(signed_in, receipt):
    supervisor = await signed_in("supervisor")
    page = await supervisor.get("/staff/reports?year=2026")
    assert "勾稽关系成立" in page.text
    assert CELL.replace("&", "&amp;") in page.source
    cases = await supervisor.get(CELL)
    assert receipt.ref in cases.text
    assert (await supervisor.get(cases.link(receipt.ref))).status == 200
    assert (await supervisor.get("/staff/reports/2026/cases?row=nonsense&column=total")).status == 404


async def test_a_restricted_case_is_counted_and_not_named(signed_in, receipt, units):
    async with units.writing() as unit:
        (await unit.session.get(CaseRow, receipt.case_id)).is_restricted = True
        await unit.commit()
    page = await (await signed_in("supervisor")).get(CELL)
    assert "限制查阅的申请" in page.text
    assert receipt.ref not in page.source


async def test_a_number_of_table_four_leads_to_its_proceedings(signed_in, receipt, units):
    head = await signed_in("head", "handler")
    answer = AnswerCase(case_id=receipt.case_id, outcome="granted", text="见附件")
    await in_unit(units, lambda unit: answer_case(unit, answer, head.actor))
    filed = Step(
        action=Action.RECORD_REMEDY,
        on=units.clock.today(),
        facts={"procedure": "review", "result": "open"},
    )
    await in_unit(units, lambda unit: take_step(unit, receipt.case_id, filed, head.actor))
    address = "/staff/reports/2026/cases?row=review&column={}"

    page = await head.get("/staff/reports?year=2026")
    listed = [await head.get(address.format(column)) for column in ("open", "total", "upheld")]
    await head.post("/staff/reports/2026/enter", {"t4.review.upheld": "37"})
    entered = await head.get("/staff/reports?year=2026")

    assert address.format("open").replace("&", "&amp;") in page.source
    assert [receipt.ref in one.text for one in listed] == [True, True, False]
    assert address.format("open").replace("&", "&amp;") in entered.source
    assert address.format("total").replace("&", "&amp;") not in entered.source
    assert (await head.get("/staff/reports/2026/cases?row=review&column=natural")).status == 404


async def test_last_year_is_shown_while_its_report_is_written(signed_in):
    page = await (await signed_in("supervisor")).get("/staff/reports")
    assert "2025" in page.text.split("·")[0]


async def test_entered_figures_stand_in_the_tables_and_can_be_taken_back(signed_in):
    head = await signed_in("head")
    form = await head.get("/staff/reports/2026/enter")
    name = "t4.review.upheld"
    assert f'name="{name}"' in form.source
    wrong = await head.post("/staff/reports/2026/enter", {name: "many"})
    assert wrong.status == 422
    assert wrong.value(name) == "many"
    page = await head.post("/staff/reports/2026/enter", {name: "37"})
    assert "数字已保存" in page.text
    assert "37" in page.text
    assert (await head.get("/staff/reports/2026/enter")).value(name) == "37"
    await head.post("/staff/reports/2026/enter", {name: ""})
    assert (await head.get("/staff/reports/2026/enter")).value(name) == ""


async def test_files_hold_the_tables_and_the_download_is_recorded(signed_in, receipt, units):
    registrar = await signed_in("registrar")
    response = await registrar.client.get("/staff/reports/2026/file/xlsx")
    book = openpyxl.load_workbook(io.BytesIO(await response.read()))
    assert "表三" in book.sheetnames
    for form in ("docx", "html"):
        assert (await registrar.client.get(f"/staff/reports/2026/file/{form}")).status == 200
    async with units.reading() as unit:
        query = select(RegisterEntryRow).where(RegisterEntryRow.kind == "download").order_by(RegisterEntryRow.seq)
        files = [row.facts["file"] for row in await unit.session.scalars(query)]
    assert files == [f"annual-report-2026.{form}" for form in ("xlsx", "docx", "html")]
