"""Whether a step fits what the history of a case holds: steps answer steps, and some rules look back over all of them.

The clock judges its own events; here stands what only the lines of history tell.
"""

from collections.abc import Mapping, Sequence

from requests_db.services.case_clock import ImpossibleEvent, judged, require_possible
from requests_db.services.case_limits import ClockContext
from requests_db.services.errors import InvalidInput, NotPermitted
from requests_db.services.opinion_letters import DECIDING, require_asked, require_opinions, require_silence
from requests_db.services.steps import Step
from requests_db.statute.deadlines import Event, EventType, ImpossibleHistory
from requests_db.statute.fees import FeeBasis, check_chargeable, check_single_basis, fee
from requests_db.statute.history import read_history
from requests_db.statute.recording import check_only_extension
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
    Action.ANSWER_SUPERVISION: (Action.SUPERVISE,),
}
SETTLING = (Action.CONSENT_EXTENSION, Action.REFUSE_EXTENSION)  # what answers a proposed extension, once
EXTENDING = (Action.PROPOSE_EXTENSION, Action.CONSENT_EXTENSION)
LOOKING_BACK = (*ANSWERED_STEPS, *DECIDING, Action.NOTIFY_FEE, Action.LAPSE_OPINION, Action.ARCHIVE)
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
        NotPermitted: an extension that nobody proposed, or that was settled already, is settled; a reply whose service
            nobody proved is put away.
        ImpossibleEvent: an extension that can no longer be given (Art. 33(2)), a second tariff (收费办法 Art. 3),
            silence or release before those asked had their time, or told to somebody never asked (Arts 32, 34).
    """
    if step.action in EXTENDING:
        _require_extensible(step, context)
    if step.action is Action.OVERRIDE_OPINION:
        require_asked(step, context)
    if step.action not in LOOKING_BACK:
        return
    lines = await chains.events_of(unit.session, case.id)
    if step.action in SETTLING:
        _require_proposal(case, lines)
    asked = [line.on_day for line in lines if line.action in ANSWERED_STEPS.get(step.action, ())]
    if asked and step.on < asked[-1]:
        raise InvalidInput({"on": "before_answered_step"})
    if step.action is Action.NOTIFY_FEE:
        _require_charge(step)
        _require_one_tariff(step, lines)
    if step.action is Action.LAPSE_OPINION:
        require_silence(step, lines, context)
    if step.action is Action.ARCHIVE:
        _require_served(case, lines)
    if step.action in DECIDING:
        require_opinions(case, step, lines, context)


def _require_extensible(step: Step, context: ClockContext) -> None:
    """Judge the extension as of the day it is recorded: no earlier day typed in makes a late one timely."""
    days = step.facts.get("working_days")
    named = [event.working_days for event in step.clock_events or () if event.type is EventType.EXTENDED]
    amount = next(iter(named), days if isinstance(days, int) else None) or LEAST_EXTENSION
    recorded = Event(type=EventType.EXTENDED, on=context.today, working_days=amount)
    require_possible((*context.events, recorded), context.calendar, context.agency, today=context.today)
    with judged():
        check_only_extension(read_history(context.events), context.calendar, context.agency.conventions)


def _require_proposal(case: CaseRow, lines: Sequence[CaseEventRow]) -> None:
    """Refuse to settle what is not proposed: the head consents to, or refuses, what the desk asked for (Art. 33(2))."""
    moves = [line.action for line in lines if line.action in (*SETTLING, Action.PROPOSE_EXTENSION)]
    if not moves or moves[-1] != Action.PROPOSE_EXTENSION:
        raise NotPermitted("case.extension_not_proposed", ref=case.ref)


def _require_served(case: CaseRow, lines: Sequence[CaseEventRow]) -> None:
    """Refuse to put away a reply whose service nobody proved (235号: posting or signature is the day of reply)."""
    given = [line.seq for line in lines if line.action in ANSWERED_STEPS[Action.RECORD_SERVICE]]
    served = [line.seq for line in lines if line.action == Action.RECORD_SERVICE]
    if case.answered_on is not None and max(given, default=0) > max(served, default=0):
        raise NotPermitted("case.service_unproven", ref=case.ref)


def _require_charge(step: Step) -> None:
    """Refuse a notice that demands nothing: without a basis and a number that reaches into the paid brackets."""
    basis, quantity = step.facts.get("basis"), step.facts.get("quantity")
    if not basis or not isinstance(quantity, int):
        raise InvalidInput({"quantity": "required"})
    try:
        check_chargeable(fee(FeeBasis(str(basis)), quantity))
    except ValueError as error:
        raise InvalidInput({"quantity": "nothing_to_charge"}) from error


def _require_one_tariff(step: Step, lines: Sequence[CaseEventRow]) -> None:
    told = [line.facts.get("basis") for line in lines if line.action == Action.NOTIFY_FEE]
    try:
        check_single_basis(FeeBasis(str(basis)) for basis in (*told, step.facts.get("basis")) if basis)
    except ValueError as error:
        sentence = "同一申请不能同时按件、按量收费"
        raise ImpossibleEvent(ImpossibleHistory("two_fee_bases", sentence, "收费办法3")) from error
