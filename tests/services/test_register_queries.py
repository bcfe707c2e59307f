"""The register read from the command line: open requests by urgency, single records, no personal data."""

import json
from datetime import date

import pytest

from requests_db.services.actors import operator
from requests_db.services.agency import AgencyProfile
from requests_db.services.errors import NotFound
from requests_db.services.register_import import import_register
from requests_db.services.register_queries import case_record, open_cases
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.register_files import line, register_text

# Read on Monday 2 March 2026: overdue, due in a few working days, not due for long.
OVERDUE = line(ref="旧1", received_on="2026-01-12", unit="roads", applicant_name="示例姓名")
NEAR = line(ref="旧2", received_on="2026-02-02")
FAR = line(ref="旧3", received_on="2026-02-27")
FINISHED = line(ref="旧4", received_on="2026-01-05", outcome="granted", answered_on="2026-01-20")


@pytest.fixture(autouse=True)
async def register(units: Units, agency: AgencyProfile) -> None:
    async with units.writing() as unit:
        await import_register(unit, register_text([FAR, NEAR, OVERDUE, FINISHED]), operator())
        await unit.commit()


async def refs(units: Units, *, overdue: bool = False, due_within: int | None = None) -> list[str]:
    async with units.reading() as unit:
        return [one.ref for one in await open_cases(unit, overdue=overdue, due_within=due_within)]


async def test_open_requests_are_listed_the_earliest_due_first(units: Units) -> None:
    assert await refs(units) == ["旧1", "旧2", "旧3"]


async def test_lists_by_urgency_count_working_days(units: Units) -> None:
    async with units.reading() as unit:
        near = (await case_record(unit, "旧2")).due.remaining_working_days
    assert near is not None

    assert await refs(units, overdue=True) == ["旧1"]
    assert await refs(units, due_within=near) == ["旧2"]
    assert await refs(units, due_within=near - 1) == []
    assert await refs(units, overdue=True, due_within=near) == ["旧1", "旧2"]


async def test_an_overdue_request_says_by_how_many_working_days(units: Units) -> None:
    async with units.reading() as unit:
        (late,) = await open_cases(unit, overdue=True)

    assert (late.due_on, late.remaining_working_days, late.overdue_working_days) == (date(2026, 2, 9), -11, 11)
    assert late.to_json()["unit"] == "道路科（示例）"


async def test_a_record_tells_date_reasons_and_history_but_no_person(units: Units) -> None:
    async with units.reading() as unit:
        record = (await case_record(unit, " 旧1 ")).to_json()

    written = json.dumps(record, ensure_ascii=False)
    assert record["due_on"] == "2026-02-09"
    assert record["because"]
    assert [each["action"] for each in record["history"]] == ["import_case"]
    assert "示例姓名" not in written
    assert OVERDUE["content"] not in written


async def test_a_finished_record_tells_its_outcome_and_no_days_left(units: Units) -> None:
    async with units.reading() as unit:
        record = (await case_record(unit, "旧4")).to_json()

    assert (record["outcome"], record["outcome_label"], record["answered_on"]) == ("granted", "予以公开", "2026-01-20")
    assert record["remaining_working_days"] is None


async def test_an_unknown_number_is_told(units: Units) -> None:
    async with units.reading() as unit:
        with pytest.raises(NotFound):
            await case_record(unit, "旧9")


async def test_requests_filed_here_are_listed_with_those_brought_in(units: Units, agency: AgencyProfile) -> None:
    receipt = await factories.file_request(units, agency, await factories.make_conversation(units))

    assert receipt.ref in await refs(units)
