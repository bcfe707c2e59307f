"""What is the case with a request besides its state: the facts that the workflow's rows need before they make sense.

Clock facts are the statute's; here are added those that only the lines of history and the case itself tell.
"""

from collections.abc import Mapping, Sequence

from requests_db.services.opinion_letters import Letter
from requests_db.statute.deadlines import Event
from requests_db.statute.history import read_history
from requests_db.statute.workflow import Action, Fact, clock_facts
from requests_db.store.tables_cases import CaseEventRow, CaseRow

SETTLES_EXTENSION = (Action.CONSENT_EXTENSION, Action.REFUSE_EXTENSION)
GIVES_PAPER = (Action.ANSWER, Action.DISPATCH, Action.REISSUE)
ASKED_AND_ANSWERED: Mapping[Fact, tuple[Sequence[Action], Sequence[Action]]] = {  # what is open, and what ends it
    Fact.EXTENSION_PROPOSED: ((Action.PROPOSE_EXTENSION,), SETTLES_EXTENSION),
    Fact.SUPERVISION_OPEN: ((Action.SUPERVISE,), (Action.ANSWER_SUPERVISION,)),
    Fact.SERVICE_UNPROVEN: (GIVES_PAPER, (Action.RECORD_SERVICE,)),
}


def standing_facts(
    case: CaseRow, lines: Sequence[CaseEventRow], events: Sequence[Event], letters: Sequence[Letter]
) -> frozenset[Fact]:
    """Return every fact that is the case now.

    Args:
        case: the case.
        lines: its history in order.
        events: the clock events of that history.
        letters: its letters asking for an opinion.
    """
    facts = set(clock_facts(read_history(events)))
    facts.add(Fact.RESTRICTED if case.is_restricted else Fact.UNRESTRICTED)
    if any(one.is_silent and not one.is_settled for one in letters):
        facts.add(Fact.OPINION_SILENT)
    done = [line.action for line in lines]
    for fact, (asked, answers) in ASKED_AND_ANSWERED.items():
        if _last(done, asked) > _last(done, answers):
            facts.add(fact)
    return frozenset(facts)


def _last(done: Sequence[str], wanted: Sequence[Action]) -> int:
    return max((place for place, action in enumerate(done) if action in wanted), default=-1)
