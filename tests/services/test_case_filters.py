"""Lists narrowed by any field and sorted by any column, leafed through from place to place."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from requests_db.clock import FrozenClock
from requests_db.services import case_figures, staff_queries
from requests_db.services.actors import Actor
from requests_db.services.agency import AgencyProfile
from requests_db.services.case_filters import Column, Order, QueueFilter, order_of, read_place
from requests_db.services.request_form import Applicant, Contact, Identity, Wanted
from requests_db.services.staff_queries import queue, queue_counts
from requests_db.services.steps import Step
from requests_db.services.transitions import apply
from requests_db.services.triage import assign, claim
from requests_db.services.visibility import require_case
from requests_db.statute.desk_queues import QueueName
from requests_db.statute.workflow import Action
from requests_db.store.case_views import CaseList
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker

SIZE = 3
EVERY = (QueueName.OPEN, QueueName.ALL)


def unit_id(agency: AgencyProfile, code: str) -> int:
    return next(u.id for u in agency.units if u.code == code)


async def some_cases(units: Units, agency: AgencyProfile, number: int) -> list[int]:
    citizen = await factories.make_conversation(units)
    return [
        (
            await factories.file_request(
                units,
                agency,
                citizen,
                submit_key=f"k{at}",
                wanted=Wanted(name=f"第{at}号道路资料", features="道路资料"),
            )
        ).case_id
        for at in range(number)
    ]


async def leafed(units: Units, actor: Actor, asked: QueueFilter) -> tuple[list[int], list[int]]:
    """Return the cases met when leafing from the first page to the last, and those met on the way back."""

    async def page(at: str) -> CaseList:
        async with units.reading() as unit:
            return await queue(unit, actor, asked, read_place(at, order_of(asked)), size=SIZE)

    there: list[int] = []
    back: list[int] = []
    shown = await page("")
    there += [line.id for line in shown.rows]
    while shown.after:
        shown = await page(shown.after)
        there += [line.id for line in shown.rows]
    back = [line.id for line in shown.rows]
    while shown.before:
        shown = await page(shown.before)
        back = [line.id for line in shown.rows] + back
    return there, back


@pytest.mark.parametrize("is_long", [False, True], ids=["gathered", "walked"])
@pytest.mark.parametrize("name", EVERY)
async def test_leafing_meets_every_case_once_in_both_directions(
    units: Units,
    agency: AgencyProfile,
    staff: StaffMaker,
    name: QueueName,
    is_long: bool,
    monkeypatch: pytest.MonkeyPatch,
    clock: FrozenClock,
) -> None:
    ids = await some_cases(units, agency, 8)
    registrar, handler = await staff("registrar"), await staff("handler", unit="roads")
    async with units.writing() as unit:
        for case_id in ids[:4]:
            await assign(unit, case_id, unit_id(agency, "roads"), None, registrar)
        await claim(unit, ids[1], handler)
        await claim(unit, ids[3], handler)
        case = await require_case(unit, registrar, ids[7], hold=True)
        await apply(unit, case, Step(action=Action.WITHDRAW, on=date(2026, 3, 2), reason="撤回"), registrar)
        await unit.commit()
    if is_long:  # as in a register too large to be counted
        monkeypatch.setattr(staff_queries, "COUNTED_TO", 2)
    expected = set(ids if name is QueueName.ALL else ids[:7])

    for column in Column:
        for descending in (False, True):
            asked = QueueFilter(name=name, sort=Order(column=column, descending=descending))
            there, back = await leafed(units, registrar, asked)
            assert len(there) == len(expected), column
            assert set(there) == expected, column
            assert back == there, column


async def test_lines_without_a_value_come_last_in_both_directions(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    ids = await some_cases(units, agency, 3)
    registrar, handler = await staff("registrar"), await staff("handler", unit="roads")
    async with units.writing() as unit:
        await assign(unit, ids[1], unit_id(agency, "roads"), handler.staff_id, registrar)
        await unit.commit()

    for descending in (False, True):
        asked = QueueFilter(sort=Order(column=Column.HOLDER, descending=descending))
        async with units.reading() as unit:
            assert (await queue(unit, registrar, asked)).rows[0].id == ids[1]


async def test_a_place_of_nonsense_is_the_beginning() -> None:
    order = Order()
    for text in ("", "x", "a.", "a.x.2026-03-02", "a.1.31", "a.１.2026-03-02", "c.1.2026-03-02"):
        assert read_place(text, order) is None
    place = read_place("b.12.2026-03-02", order)
    assert place is not None
    assert place.text == "b.12.2026-03-02"
    assert read_place("a.12", order) is not None


async def test_every_condition_can_be_combined_with_every_other(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    ids = await some_cases(units, agency, 4)
    registrar, handler = await staff("registrar"), await staff("handler", unit="roads")
    async with units.writing() as unit:
        await assign(unit, ids[2], unit_id(agency, "roads"), handler.staff_id, registrar)
        await unit.commit()
    whole = QueueFilter(
        name=QueueName.OPEN,
        query="第2号",
        field="subject",
        unit_id=unit_id(agency, "roads"),
        holder_id=handler.staff_id,
        state="assigned",
        channel="online",
        applicant_kind="natural",
        received_from=date(2026, 3, 2),
        received_to=date(2026, 3, 2),
        due_from=date(2026, 3, 30),
        due_to=date(2026, 3, 30),
    )
    wrong = {
        "query": "第1号",
        "unit_id": unit_id(agency, "finance"),
        "holder_id": registrar.staff_id,
        "state": "handling",
        "channel": "fax",
        "applicant_kind": "business",
        "pause": "correction_requested",
        "received_from": date(2026, 3, 3),
        "received_to": date(2026, 3, 1),
        "due_from": date(2026, 3, 31),
        "due_to": date(2026, 3, 29),
        "due_within": 5,
    }

    async def found(asked: QueueFilter) -> list[int]:
        async with units.reading() as unit:
            return [line.id for line in (await queue(unit, registrar, asked)).rows]

    assert await found(whole) == [ids[2]]
    for name, value in wrong.items():
        assert await found(replace(whole, **{name: value})) == [], name


async def test_a_personal_value_is_found_whole_and_only_in_its_field(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    person = Applicant(
        kind="natural",
        name="示例甲",
        identity=Identity(kind="resident_id", number="11010519491231002X"),
        contact=Contact(phone="000-11112222", email="a@example.org"),
    )
    receipt = await factories.file_request(units, agency, citizen, applicant=person)
    registrar = await staff("registrar")

    async def found(query: str, field: str) -> bool:
        async with units.reading() as unit:
            page = await queue(unit, registrar, QueueFilter(query=query, field=field))
        return [line.id for line in page.rows] == [receipt.case_id]

    assert await found("示例甲", "name")
    assert not await found("示例", "name")
    assert not await found("示例甲", "phone")
    assert await found("00011112222", "phone")
    assert await found("11010519491231002x", "identity")
    assert not await found("1101051949", "identity")
    assert await found("A@example.org", "email")
    assert await found("00001", "number")
    assert await found("施工许可", "subject")
    assert not await found("施工许可", "number")


async def test_pieces_that_stand_everywhere_are_tried_case_by_case(
    units: Units, agency: AgencyProfile, staff: StaffMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await some_cases(units, agency, 4)
    registrar = await staff("registrar")
    monkeypatch.setattr("requests_db.services.case_filters.COMMON_PIECE", 2)

    async with units.reading() as unit:
        common = await queue(unit, registrar, QueueFilter(query="道路资料"))
        rare = await queue(unit, registrar, QueueFilter(query="第3号道路"))
        none = await queue(unit, registrar, QueueFilter(query="道资"))

    assert sorted(line.id for line in common.rows) == ids
    assert [line.id for line in rare.rows] == [ids[3]]
    assert none.rows == ()


async def test_what_waits_for_the_head_is_a_proposal_without_an_answer(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    ids = await some_cases(units, agency, 3)
    registrar, head = await staff("registrar", "handler"), await staff("head")
    async with units.writing() as unit:
        for case_id in ids[:2]:
            await claim(unit, case_id, registrar)
            case = await require_case(unit, registrar, case_id, hold=True)
            step = Step(
                action=Action.PROPOSE_EXTENSION, on=date(2026, 3, 2), reason="涉及几个单位", facts={"working_days": 10}
            )
            await apply(unit, case, step, registrar)
        case = await require_case(unit, head, ids[1], hold=True)
        await apply(unit, case, Step(action=Action.REFUSE_EXTENSION, on=date(2026, 3, 2), reason="可以按期"), head)
        await unit.commit()

    async with units.reading() as unit:
        waiting = await queue(unit, head, QueueFilter(name=QueueName.SIGN_OFF))
        counts = await queue_counts(unit, head)

    assert [line.id for line in waiting.rows] == [ids[0]]
    assert counts[QueueName.SIGN_OFF] == 1


async def test_assisting_cases_are_those_of_other_units_that_asked_for_help(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    ids = await some_cases(units, agency, 2)
    registrar, helper = await staff("registrar", "handler"), await staff("handler", unit="finance")
    async with units.writing() as unit:
        await claim(unit, ids[0], registrar)
        case = await require_case(unit, registrar, ids[0], hold=True)
        step = Step(
            action=Action.ASK_ASSISTANCE,
            on=date(2026, 3, 2),
            unit_id=unit_id(agency, "finance"),
            private={"text": "请协助查找"},
        )
        await apply(unit, case, step, registrar)
        await unit.commit()

    async with units.reading() as unit:
        page = await queue(unit, helper, QueueFilter(name=QueueName.ASSISTING))
        counts = await queue_counts(unit, helper)

    assert [line.id for line in page.rows] == [ids[0]]
    assert counts[QueueName.ASSISTING] == 1


async def test_due_within_one_three_and_five_working_days(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    await some_cases(units, agency, 1)  # due on Monday 30 March
    registrar = await staff("registrar")

    async def within(days: int) -> int:
        async with units.reading() as unit:
            return (await queue(unit, registrar, QueueFilter(due_within=days))).total

    assert case_figures.DUE_WITHIN == (1, 3, 5)
    clock.move_to(datetime(2026, 3, 20, 2, tzinfo=UTC))
    assert [await within(days) for days in case_figures.DUE_WITHIN] == [0, 0, 0]
    clock.move_to(datetime(2026, 3, 23, 2, tzinfo=UTC))
    assert [await within(days) for days in case_figures.DUE_WITHIN] == [0, 0, 1]
    clock.move_to(datetime(2026, 3, 27, 2, tzinfo=UTC))
    assert [await within(days) for days in case_figures.DUE_WITHIN] == [1, 1, 1]
    clock.move_to(datetime(2026, 3, 31, 2, tzinfo=UTC))
    assert [await within(days) for days in case_figures.DUE_WITHIN] == [0, 0, 0]


async def test_a_whole_agency_is_counted_to_a_limit(
    units: Units, agency: AgencyProfile, staff: StaffMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await some_cases(units, agency, 4)
    registrar = await staff("registrar")
    monkeypatch.setattr(staff_queries, "COUNTED_TO", 3)

    async with units.reading() as unit:
        counts = await queue_counts(unit, registrar)
        page = await queue(unit, registrar, QueueFilter())

    assert counts[QueueName.OPEN] == 3
    assert (page.total, page.is_longer, len(page.rows)) == (3, True, 4)
