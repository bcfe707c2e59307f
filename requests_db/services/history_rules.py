"""Whether a step fits what the history of a case holds: steps answer steps, and some rules look back over all of them.

The clock judges its own events; here stands what only the lines of history tell.
"""

from collections.abc import Mapping, Sequence

from requests_db.services.case_clock import ImpossibleEvent, require_possible
from requests_db.services.case_limits import ClockContext
from requests_db.services.errors import InvalidInput
from requests_db.services.steps import Step
from requests_db.statute.deadlines import Event, EventType, ImpossibleHistory
from requests_db.statute.fees import FeeBasis, check_single_basis
from requests_db.statute.workflow import Action
from requests_db.store.repositories import chains
from requests_db.store.tables_cases import CaseEventRow, CaseRow
from requests_db.store.unit_of_work import UnitOfWork

ANSWERED_STEPS: Mapping[Action, tuple[Action, ...]] = {  # what each step answers
    Action.CONSENT_EXTENSION: (Action.PROPOSE_EXTENSION,),
    Action.REFUSE_EXTENSION: (Action.PROPOSE_EXTENSION,),
    Action.RECEIVE_REASONS: (Action.ASK_REASONS,),
    Action.FEE_NOTICE_RECEIVED: (Action.NOTIFY_FEE,),
    Action.RECORD_SERVICE: (Action.ANSWER, Action.DISPATCH),
}
EXTENDING = (Action.PROPOSE_EXTENSION, Action.CONSENT_EXTENSION)
LEAST_EXTENSION = 1  # working days, where the proposal names none


async def require_fitting(unit: UnitOfWork, case: CaseRow, step: Step, context: ClockContext) -> None:
    """Refuse a step that history forbids.

    Args:
        unit: a writing unit that holds the case.
        case: the case before the step.
        step: what is to be done.
        context: calendar, settings and the clock's history before the step.

    Raises:
        InvalidInput: on `on`, a day before the step that is answered.
        ImpossibleEvent: an extension that can no longer be given (Art. 33(2)), or a second tariff (收费办法 Art. 3).
    """
    if step.action in EXTENDING:
        _require_extensible(step, context)
    if step.action not in ANSWERED_STEPS and step.action is not Action.NOTIFY_FEE:
        return
    lines = await chains.events_of(unit.session, case.id)
    asked = [line.on_day for line in lines if line.action in ANSWERED_STEPS.get(step.action, ())]
    if asked and step.on < asked[-1]:
        raise InvalidInput({"on": "before_answered_step"})
    if step.action is Action.NOTIFY_FEE:
        _require_one_tariff(step, lines)


def _require_extensible(step: Step, context: ClockContext) -> None:
    """Judge the extension as of the day it is recorded: no earlier day typed in makes a late one timely."""
    days = step.facts.get("working_days")
    named = [event.working_days for event in step.clock_events or () if event.type is EventType.EXTENDED]
    amount = next(iter(named), days if isinstance(days, int) else None) or LEAST_EXTENSION
    recorded = Event(type=EventType.EXTENDED, on=context.today, working_days=amount)
    require_possible((*context.events, recorded), context.calendar, context.agency, today=context.today)


def _require_one_tariff(step: Step, lines: Sequence[CaseEventRow]) -> None:
    told = [line.facts.get("basis") for line in lines if line.action == Action.NOTIFY_FEE]
    try:
        check_single_basis(FeeBasis(str(basis)) for basis in (*told, step.facts.get("basis")) if basis)
    except ValueError as error:
        sentence = "同一申请不能同时按件、按量收费"
        raise ImpossibleEvent(ImpossibleHistory("two_fee_bases", sentence, "收费办法3")) from error
