"""Whether the last warning about a case arrived, in one line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.wording import Wording
from requests_db.services.staff_notices import Arrival


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How the last warning fared."""

    tone: str  # ok, warn, bad or quiet
    label: str
    text: str  # when, and whom it reached; empty where nobody was warned


def told_of(arrivals: Sequence[Arrival], wording: Wording, shown_at: Callable[[datetime], str]) -> Told:
    """Return how the last warning of a case fared: one person counts as reached by any way."""
    if not arrivals:
        return Told(tone="quiet", label=wording.text("desk.board.told.none"), text="")
    people = dict.fromkeys(one.staff_name for one in arrivals)
    reached = dict.fromkeys(one.staff_name for one in arrivals if one.arrived_at is not None)
    refused = any(one.is_refused for one in arrivals)
    key = "all" if len(reached) == len(people) else "some" if reached else "refused" if refused else "unseen"
    facts = {"at": shown_at(arrivals[0].created_at), "people": "、".join(people), "reached": "、".join(reached)}
    return Told(
        tone={"all": "ok", "some": "ok", "refused": "bad", "unseen": "warn"}[key],
        label=wording.text(f"desk.board.told.{key}"),
        text=wording.text("desk.board.told.by" if reached else "desk.board.told.to", **facts),
    )
