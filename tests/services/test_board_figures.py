from datetime import UTC, date, datetime

from requests_db.clock import FrozenClock
from requests_db.services.agency import AgencyProfile
from requests_db.services.board_figures import coming_due, intake, on_time
from requests_db.services.decisions import AnswerCase, answer_case
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker


async def test_figures_agree_with_the_register_to_the_unit(
    units: Units, agency: AgencyProfile, staff: StaffMaker, clock: FrozenClock
) -> None:
    citizen = await factories.make_conversation(units)
    officer = await staff("registrar", "handler")
    ids = [(await factories.file_request(units, agency, citizen, submit_key=f"k{n}")).case_id for n in range(3)]
    for moment, case_id in (
        (datetime(2026, 3, 30, 2, tzinfo=UTC), ids[0]),
        (datetime(2026, 3, 31, 2, tzinfo=UTC), ids[1]),
    ):
        clock.move_to(moment)
        async with units.writing() as unit:
            await answer_case(unit, AnswerCase(case_id=case_id, outcome="granted", text="见附件"), officer)
            await unit.commit()

    async with units.reading() as unit:
        closed = await on_time(unit, officer, date(2026, 1, 1), date(2026, 12, 31))
        due = await coming_due(unit, officer, date(2026, 3, 1), date(2026, 4, 30))
        received = await intake(unit, officer, date(2026, 3, 1), date(2026, 3, 31))

    assert [(line.month, line.closed, line.on_time) for line in closed] == [("2026-03", 2, 1)]
    assert [(day.on, day.count) for day in due] == [(date(2026, 3, 30), 1)]
    assert [(month.month, month.total) for month in received] == [("2026-03", 3)]
