"""Every number of the board is the length of its list, and both agree with the register to the unit."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.console.case_page import standing_of
from handlers.console.lights import light_of
from handlers.wording import Wording
from requests_db.clock import FrozenClock
from requests_db.services.actors import Actor
from requests_db.services.agency import AgencyProfile
from requests_db.services.board_figures import coming_due, intake, load, on_time
from requests_db.services.board_lists import (
    LATE,
    NOBODY,
    ON_TIME,
    OTHER_TOPICS,
    BoardFilter,
    Span,
    board_cases,
    every_board_case,
    intake_by_topic,
    open_questions,
    overview,
)
from requests_db.services.calendars import working_calendar
from requests_db.services.desk_actions import take_step
from requests_db.services.retrying import in_unit
from requests_db.services.search_index import search_entries
from requests_db.services.steps import Step
from requests_db.statute.desk_queues import PAUSE_LABELS, Light
from requests_db.statute.workflow import Action, State
from requests_db.store.case_views import CaseLine
from requests_db.store.repositories.cases import replace_search
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork, Units
from tests import factories
from tests.conftest import StaffMaker

WORDING = Wording.load()
SUBJECTS = ("示例路道路施工许可", "2025年部门预算", "部门决算和道路预算", "档案查询")
YEAR_END = datetime(2026, 12, 21, 2, tzinfo=UTC)  # no notice settles the days after it
MOMENTS = (datetime(2026, 3, 2, 2, tzinfo=UTC), YEAR_END)
CASES = 60


async def fill(units: Units, agency: AgencyProfile, holders: list[int], seed: int) -> None:
    """Put cases in every kind of standing into the register."""
    dice = random.Random(seed)
    async with units.writing() as unit:
        calendar = await working_calendar(unit, agency.id)
        today = unit.today
        for number in range(CASES):
            received = today - timedelta(days=dice.randrange(60))
            due = dice.choice([None, calendar.add(today - timedelta(days=15), dice.randrange(1, 30)).on])
            is_open = dice.random() < 0.7
            is_stopped = is_open and (due is None or dice.random() < 0.2)
            wanted = {"name": dice.choice(SUBJECTS)}
            case = CaseRow(
                agency_id=agency.id,
                ref=f"示{number}",
                state=(State.HANDLING if is_open else State.ANSWERED).value,
                is_open=is_open,
                channel="internet",
                applicant_kind=dice.choice(["natural", "business"]),
                submitted_on=received,
                received_on=None if is_open and due is None and dice.random() < 0.5 else received,
                law_on=received,
                due_on=due,
                due_provisional=due is not None and due.year > 2026,
                clock_state="paused" if is_stopped and due is None else "running",
                pause_reason=dice.choice(list(PAUSE_LABELS)) if is_stopped else "",
                stopped_until=today + timedelta(days=dice.randrange(5)) if is_stopped and due else None,
                unit_id=dice.choice([None, *(each.id for each in agency.units)]),
                holder_id=dice.choice([None, *holders]),
                closed_on=None if is_open else received + timedelta(days=dice.randrange(50)),
                is_restricted=dice.random() < 0.1,
                created_at=unit.now,
                wanted_sealed=unit.cipher.seal(wanted),
                applicant_sealed=unit.cipher.seal({}),
            )
            unit.session.add(case)
            await unit.session.flush()
            await replace_search(unit.session, case.id, search_entries(unit.digester, wanted, {}))
        await unit.commit()


@pytest.mark.parametrize("moment", MOMENTS, ids=["known", "provisional"])
@pytest.mark.parametrize("role", ["head", "supervisor"])
async def test_every_number_is_the_length_of_its_list(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock, moment: datetime, role: str
) -> None:
    clock.move_to(moment)
    reader = await staff(role)
    holders = [one.staff_id or 0 for one in (await staff("handler"), await staff("handler", unit="roads"))]
    await fill(units, agency, holders, seed=moment.month)
    wide = Span(first=clock.today() - timedelta(days=100), last=clock.today() + timedelta(days=100))

    async with units.reading() as unit:
        board = Board(unit=unit, reader=reader, register=await every_board_case(unit, reader, BoardFilter()), wide=wide)
        await check_standing(board)
        await check_holders(board)
        await check_days_and_months(board)
        await check_load(board)
        await check_topics(board)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A filled register as one reader sees it."""

    unit: UnitOfWork
    reader: Actor
    register: tuple[CaseLine, ...]
    wide: Span  # reaches beyond every day of it

    async def counted(self, **asked: object) -> int:
        """Return how many cases the list behind a number holds."""
        return (await board_cases(self.unit, self.reader, BoardFilter(**asked))).total


async def check_standing(board: Board) -> None:
    """Lights, pauses, provisional dates and cases nobody opened."""
    whole, register = await overview(board.unit, board.reader), board.register
    expected = Counter(light_of(standing_of(line), WORDING).light for line in register if line.is_open)
    assert {light.value: number for light, number in whole.lights.items() if number} == dict(expected)
    for light, number in whole.lights.items():
        assert await board.counted(light=light) == number
    for line in whole.pauses:
        assert line.label
        assert await board.counted(pause=line.key) == line.count
    assert await board.counted(is_provisional=True) == sum(each.provisional for each in register)
    assert await board.counted(is_unopened=True) == sum(not each.is_opened for each in register)
    assert await board.counted(is_open=True, is_provisional=True) == whole.provisional
    assert await board.counted(is_open=True, is_unopened=True) == whole.unopened


async def check_holders(board: Board) -> None:
    """What units and persons hold, light by light."""
    whole = await overview(board.unit, board.reader)
    for lines, name in ((whole.by_unit, "unit_id"), (whole.by_holder, "holder_id")):
        assert sum(line.total for line in lines) == sum(whole.lights.values())
        for line in lines:
            held = [each for each in board.register if each.is_open and (getattr(each, name) or NOBODY) == line.id]
            assert line.total == len(held)
            for light in Light:
                assert await board.counted(light=light, **{name: line.id}) == line.lights[light]


async def check_days_and_months(board: Board) -> None:
    """Days on which cases fall due, and months in which they came and were closed."""
    for day in await coming_due(board.unit, board.reader, board.wide.first, board.wide.last):
        assert await board.counted(is_open=True, due=Span(first=day.on, last=day.on)) == day.count
        assert day.count == sum(each.is_open and each.due_on == day.on for each in board.register)
    for month in await on_time(board.unit, board.reader, board.wide.first, board.wide.last):
        asked = {"closed": month_of(month.month, board.wide), "unit_id": month.unit_id or NOBODY}
        assert await board.counted(**asked, in_time=ON_TIME) == month.on_time
        assert await board.counted(**asked, in_time=LATE) == month.closed - month.on_time
    for month in await intake(board.unit, board.reader, board.wide.first, board.wide.last):
        span = month_of(month.month, board.wide)
        assert await board.counted(received=span) == month.total
        for kind, number in month.by_kind.items():
            assert await board.counted(received=span, applicant_kind=kind) == number


async def check_load(board: Board) -> None:
    """What was open at the end of a day."""
    days = [board.unit.today - timedelta(days=30), board.unit.today]
    held = await load(board.unit, board.reader, days)
    for one in held:
        for day, number in zip(days, one.counts, strict=True):
            assert await board.counted(open_on=day, unit_id=one.unit_id or NOBODY) == number
    received = [each for each in board.register if each.received_on]
    total = sum(each.counts[-1] for each in held)
    assert await board.counted(open_on=board.unit.today) == total >= sum(each.is_open for each in received)
    assert await board.counted(received=board.wide) == len(received)


async def check_topics(board: Board) -> None:
    """Requests by the matters the units name."""
    received = [each for each in board.register if each.received_on]
    for line in await intake_by_topic(board.unit, board.reader, board.wide):
        named = "档案" if line.topic == OTHER_TOPICS else line.topic  # the one subject no unit names
        assert await board.counted(received=board.wide, topic=line.topic) == line.count
        assert line.count == sum(named in each.subject for each in received)


async def test_what_is_out_of_sight_is_in_no_number(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    head, supervisor = await staff("head"), await staff("supervisor")
    await fill(units, agency, [], seed=1)

    async with units.reading() as unit:
        everything = (await overview(unit, head)).lights
        seen = (await overview(unit, supervisor)).lights
        listed = await every_board_case(unit, supervisor, BoardFilter(is_open=True))

    assert sum(everything.values()) > sum(seen.values()) == len(listed)
    assert not any(line.is_restricted for line in listed)


async def test_a_question_stands_on_the_board_until_it_is_answered(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    supervisor, registrar = await staff("supervisor"), await staff("registrar")
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    ask = Step(action=Action.SUPERVISE, on=clock.today(), reason="进度如何？")
    await in_unit(units, lambda unit: take_step(unit, receipt.case_id, ask, supervisor))

    async def standing(reader: Actor) -> tuple[list[tuple[str, date | None, bool]], int]:
        async with units.reading() as unit:
            lines = await open_questions(unit, reader)
            total = (await board_cases(unit, reader, BoardFilter(is_supervised=True))).total
        return [(line.case.ref, line.answer_by_on, line.is_late) for line in lines], total

    asked = await standing(supervisor)
    clock.move_to(datetime(2026, 3, 5, 2, tzinfo=UTC))
    late = await standing(supervisor)
    answer = Step(action=Action.ANSWER_SUPERVISION, on=clock.today(), private={"text": "今天答复。"})
    await in_unit(units, lambda unit: take_step(unit, receipt.case_id, answer, registrar))

    assert asked == ([(receipt.ref, date(2026, 3, 4), False)], 1)
    assert late == ([(receipt.ref, date(2026, 3, 4), True)], 1)
    assert await standing(supervisor) == ([], 0)


def month_of(month: str, within: Span) -> Span:
    first = date.fromisoformat(f"{month}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Span(first=max(first, within.first), last=min(last, within.last))
