"""A case somebody works on before a recount has come to it: counted first, so that its difference is listed too."""

from requests_db.services.actors import SYSTEM
from requests_db.services.case_clock import main_ask, read_day
from requests_db.services.case_limits import ClockContext
from requests_db.services.differences import list_differences, run_under_way
from requests_db.services.history import append_line
from requests_db.services.recalculation import Change, Recount, line_of
from requests_db.store.tables_cases import CaseRow
from requests_db.store.unit_of_work import UnitOfWork


async def count_first(unit: UnitOfWork, case: CaseRow, context: ClockContext) -> None:
    """Give an open case its day by the calendar in force, where it was counted with another; the caller holds it.

    A day that moves becomes a line of its own and a difference for the supervisor; periods and warnings follow with
    the step.

    Raises:
        ImpossibleEvent: the events contradict the calendar.
    """
    if not case.is_open or case.calendar_version in ("", context.calendar.version):
        return
    ask = main_ask(context.events)
    reading = read_day(context.events, ask, context.calendar, context.agency, today=context.today)
    if reading.due_on == case.due_on:
        return
    change = Change(
        case_id=case.id,
        agency_id=case.agency_id,
        ref=case.ref,
        state=case.state,
        before=case.due_on,
        after=reading.due_on,
        provisional=reading.provisional,
    )
    case.due_on, case.due_provisional = reading.due_on, reading.provisional
    run = await run_under_way(unit)
    await append_line(unit, case, line_of(change, unit.today, run.cause), SYSTEM)
    await list_differences(unit, Recount(recomputed=1, confirmed=0, changes=(change,), unsettled=()), run)
