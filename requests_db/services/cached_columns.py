"""What a case's columns must be by its history: who holds it, how and when it ended (缓存列).

The columns are a cache of the lines; this replays the lines by the workflow's rows, so that `audit verify` can tell a
column somebody altered from one that history made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from requests_db.services.actors import ActorKind
from requests_db.statute.deadlines import parse_event
from requests_db.statute.history import read_history
from requests_db.statute.workflow import OPEN_STATES, TRANSITIONS, Action, Effect, Transition
from requests_db.store.tables_cases import CaseEventRow, CaseRow

OPEN_WORDS = frozenset(state.value for state in OPEN_STATES)


@dataclass(slots=True)
class CachedColumns:
    """Columns as the lines read so far make them."""

    unit_id: int | None = None
    holder_id: int | None = None
    outcome: str | None = None
    received_on: date | None = None
    answered_on: date | None = None
    closed_on: date | None = None

    def take(self, line: CaseEventRow, rule: Transition) -> None:
        """Go on by one line, written by `rule`."""
        self._hold(line, rule)
        own = rule.outcomes[0] if len(rule.outcomes) == 1 else None
        self.outcome = line.facts.get("outcome") or own or self.outcome
        if line.action == Action.IMPORT_CASE:
            self._import(line)
        elif Effect.OPEN_REMEDIES in rule.effects:
            self.answered_on = line.on_day
        was_open, is_open = line.state_before in OPEN_WORDS, line.state_after in OPEN_WORDS
        if was_open and not is_open:
            self.closed_on = line.on_day
        elif is_open:
            self.closed_on = self.answered_on = None

    def _hold(self, line: CaseEventRow, rule: Transition) -> None:
        named = line.facts.get("holder_id")
        if Effect.SET_UNIT in rule.effects:
            self.unit_id = line.facts.get("unit_id")
        if Effect.CLEAR_HOLDER in rule.effects:
            self.holder_id = named
        elif Effect.SET_HOLDER in rule.effects and line.actor_kind == ActorKind.STAFF:
            self.holder_id = named or self.holder_id or line.actor_id

    def _import(self, line: CaseEventRow) -> None:
        answered = line.facts.get("answered_on")
        self.unit_id = line.facts.get("unit_id")
        self.answered_on = self.closed_on = date.fromisoformat(answered) if answered else None


def altered_columns(case: CaseRow, history: Sequence[CaseEventRow]) -> Iterator[str]:
    """Yield the names of the columns that are not what the lines make of them; `step` where a line is of no rule."""
    made = CachedColumns()
    for line in history:
        rule = _rule_of(line)
        if rule is None:
            yield "step"
            return
        made.take(line, rule)
    events = tuple(parse_event(item) for line in history for item in line.clock_events)
    made.received_on = read_history(events).receipt_on
    for name in ("unit_id", "holder_id", "outcome", "received_on", "answered_on", "closed_on"):
        if (getattr(case, name) or None) != (getattr(made, name) or None):
            yield name


def _rule_of(line: CaseEventRow) -> Transition | None:
    """Return the workflow's row by which a line was written; None where today's workflow has no such row."""
    variant = line.facts.get("variant", "")
    rows = [row for row in TRANSITIONS if row.action == line.action and row.variant == variant]
    return next((row for row in rows if row.to_state in (None, line.state_after)), None)
