from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Date, Table, select, text, update

from requests_db.services.agency import AgencyProfile
from requests_db.services.audit import append_register, verify
from requests_db.services.decisions import AnswerCase, answer_case
from requests_db.services.files import store_file
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.visibility import require_case
from requests_db.statute.workflow import Action
from requests_db.store.tables_cases import CaseEventRow, RegisterEntryRow
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker


async def lived_in(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    citizen = await factories.make_conversation(units)
    officer = await staff("registrar", "handler")
    first = await factories.file_request(units, agency, citizen, submit_key="a")
    await factories.file_request(units, agency, citizen, submit_key="b")
    async with units.writing() as unit:
        kept = await store_file(unit, b"%PDF-1.7 sample\n1 0 obj endobj\n%%EOF", "答复.pdf", "reply")
        await answer_case(
            unit,
            AnswerCase(case_id=first.case_id, outcome="granted", text="见附件", file_tokens=(kept.token,)),
            officer,
        )
        case = await require_case(unit, officer, first.case_id, hold=True)
        step = Step(action=Action.NOTE, on=date(2026, 3, 2), private={"text": "备注"})
        await apply(unit, case, step, officer)
        await append_register(unit, "settings", "agency:1", officer, {"what": "hours"})
        await unit.commit()


async def faults_of(units: Units) -> list[tuple[str, str]]:
    async with units.reading() as unit:
        return [(fault.subject, fault.problem) for fault in await verify(unit)]


async def test_untouched_register_verifies(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    await lived_in(units, agency, staff)

    assert await faults_of(units) == []


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE case_events SET actor_label = '别人' WHERE case_id = 1 AND seq = 2", "内容被改动"),
        ("UPDATE case_events SET on_day = '2026-02-01' WHERE case_id = 1 AND seq = 1", "内容被改动"),
        ("UPDATE case_events SET facts = '{}' WHERE case_id = 1 AND seq = 1", "内容被改动"),
        ("UPDATE case_events SET facts = '[]' WHERE case_id = 1 AND seq = 1", "内容被改动"),
        ("UPDATE case_events SET action = 'x' WHERE case_id = 1 AND seq = 1", "内容被改动"),
        ("DELETE FROM case_events WHERE case_id = 2 AND seq = 2", "不见了"),
        ("UPDATE register_entries SET subject = 'x' WHERE kind = 'case_event'", "内容被改动"),
        ("UPDATE register_entries SET facts = '[]' WHERE kind = 'case_event'", "内容被改动"),
        ("UPDATE register_entries SET kind = 'case_event' WHERE kind = 'settings'", "内容被改动"),
        ("UPDATE register_entries SET kind = 'erasure' WHERE kind = 'settings'", "内容被改动"),
        ("DELETE FROM register_entries WHERE seq = 1", "序号不连续"),
        ("DELETE FROM register_entries WHERE kind = 'settings'", "链尾不符"),
        ("UPDATE register_entries SET facts = '{}' WHERE kind = 'settings'", "被改动"),
        ("UPDATE cases SET state = 'withdrawn' WHERE id = 2", "办理状态与经过不符"),
        ("UPDATE cases SET is_open = false WHERE id = 2", "是否办结与经过不符"),
        ("UPDATE cases SET is_restricted = true WHERE id = 2", "是否限制查阅与经过不符"),
        ("UPDATE cases SET due_on = '2027-01-01' WHERE id = 2", "届满日与经过不符"),
        ("UPDATE cases SET outcome = 'granted' WHERE id = 2", "答复类型与经过不符"),
        ("UPDATE cases SET unit_id = 1 WHERE id = 2", "承办单位与经过不符"),
        ("UPDATE cases SET holder_id = 1 WHERE id = 2", "经办人与经过不符"),
        ("UPDATE cases SET received_on = '2026-02-01' WHERE id = 2", "收到日期与经过不符"),
        ("UPDATE cases SET answered_on = '2026-03-01' WHERE id = 2", "答复日期与经过不符"),
        ("UPDATE cases SET closed_on = '2026-03-01' WHERE id = 2", "办结日期与经过不符"),
        ("UPDATE cases SET wanted_sealed = applicant_sealed WHERE id = 2", "申请内容被改动"),
        (
            "UPDATE case_events SET private_sealed = (SELECT wanted_sealed FROM cases WHERE id = 2) WHERE seq = 1",
            "密封",
        ),
        ("UPDATE files SET content_sealed = name_sealed", "附件"),
        ("UPDATE files SET case_id = NULL", "不见了"),
    ],
)
async def test_every_altered_row_is_found(
    units: Units, agency: AgencyProfile, staff: StaffMaker, statement: str, word: str
) -> None:
    await lived_in(units, agency, staff)
    async with units.engine.begin() as connection:
        await connection.execute(text(statement))

    found = await faults_of(units)

    assert any(word in problem for _, problem in found), found


@pytest.mark.parametrize(
    "statement", ["UPDATE case_events SET private_sealed = NULL", "UPDATE files SET content_sealed = NULL"]
)
async def test_what_is_emptied_without_a_recorded_erasure_is_found(
    units: Units, agency: AgencyProfile, staff: StaffMaker, statement: str
) -> None:
    await lived_in(units, agency, staff)
    async with units.engine.begin() as connection:
        await connection.execute(text(statement))

    assert any("没有删除记录" in problem for _, problem in await faults_of(units))


@pytest.mark.parametrize("table", [CaseEventRow.__table__, RegisterEntryRow.__table__], ids=lambda table: table.name)
async def test_every_column_of_a_chained_table_is_watched(
    units: Units, agency: AgencyProfile, staff: StaffMaker, table: Table
) -> None:
    await lived_in(units, agency, staff)
    unwatched = []
    for column in table.columns:
        if column.name != "id":  # a number no line is known by
            async with altered(units, table, column):
                if not await faults_of(units):
                    unwatched.append(column.name)
    assert unwatched == []
    assert await faults_of(units) == []


@asynccontextmanager
async def altered(units: Units, table: Table, column: Column[Any]) -> AsyncIterator[None]:
    """Change a column in the last row that has it, and put it right again."""
    key = table.c.id if "id" in table.c else table.c.hash if column.name == "seq" else table.c.seq
    async with units.engine.begin() as connection:
        rows = (await connection.execute(select(key, column).order_by(table.c.seq.desc()))).all()
        identity, before = next((row for row in rows if row[1] is not None), rows[0])
        await connection.execute(update(table).where(key == identity).values({column.name: _other(before, column)}))
    yield
    async with units.engine.begin() as connection:
        await connection.execute(update(table).where(key == identity).values({column.name: before}))


def _other(value: Any, column: Column[Any]) -> Any:
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:]
    if isinstance(value, datetime):
        return value + timedelta(seconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, int):
        return 3 - value if column.name == "case_id" else value + 100
    if isinstance(value, dict):
        return {**value, "x": 1}
    if isinstance(value, list):
        return [*value, {"type": "x"}]
    if value is None:
        return date(2026, 1, 1) if isinstance(column.type, Date) else 7
    return f"{value}x"
