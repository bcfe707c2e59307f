"""What staff see in lists: queues, their numbers, search, the board. Every one starts from what is in sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from requests_db.services.actors import Actor
from requests_db.services.agency import agency as agency_profile
from requests_db.services.agency_settings import AgencyProfile
from requests_db.services.calendars import calendar_for
from requests_db.services.case_figures import COUNTED_TO, LONGEST_LIST, PAGE_SIZE
from requests_db.services.case_filters import WAITS_FOR_HEAD, Place, QueueFilter, bounds_of, order_of, wish_of
from requests_db.services.case_reading import subject_of
from requests_db.services.outcome_rules import outcome_label
from requests_db.services.visibility import visible_cases
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.desk_queues import PAUSE_LABELS, QUEUE_STATES, QueueName, states_of
from requests_db.statute.workflow import State, label
from requests_db.store.case_views import CaseLine, CaseList
from requests_db.store.repositories import agencies, case_lists
from requests_db.store.repositories.case_lists import Sight
from requests_db.store.repositories.case_order import place_of
from requests_db.store.unit_of_work import UnitOfWork

__all__ = ["QueueFilter", "case_line", "cases_matching", "queue", "queue_counts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """With what the lines of one list are filled in."""

    units: Mapping[int, str]
    staff: Mapping[int, str]
    calendar: WorkingCalendar
    today: date


async def queue(
    unit: UnitOfWork, actor: Actor, asked: QueueFilter, place: Place | None = None, *, size: int = PAGE_SIZE
) -> CaseList:
    """Return one page of a list.

    Args:
        unit: any unit.
        actor: who looks; the list holds only what they see.
        asked: the queue and how it is narrowed.
        place: the line after or before which the page begins; None: the beginning.
        size: how many lines.

    Raises:
        NotFound: the actor is no member of staff.
    """
    sight = visible_cases(actor)
    wish, order = await wish_of(unit, sight, asked), order_of(asked)
    rows, total = await case_lists.find_cases(
        unit.session, sight, wish, order, place=place, size=size + 1, most=COUNTED_TO + 1
    )
    backwards = place is not None and place.backwards
    has_more = len(rows) > size
    shown = rows[-size:] if backwards else rows[:size]
    is_begun, is_left = (has_more, True) if backwards else (place is not None, has_more)
    return CaseList(
        rows=await case_lines(unit, sight.agency_id, shown),
        total=min(total, COUNTED_TO),
        is_longer=total > COUNTED_TO,
        before=place_of(shown[0], order, backwards=True).text if shown and is_begun else "",
        after=place_of(shown[-1], order).text if shown and is_left else "",
    )


async def queue_counts(unit: UnitOfWork, actor: Actor) -> dict[str, int]:
    """Return how many open cases each queue has, by queue name; `all` is not among them.

    Who sees a whole agency gets each counted up to COUNTED_TO: counting on would take time and tell nobody more.
    """
    sight = visible_cases(actor)
    if not sight.whole_agency:
        return await _counts(unit, sight)
    names = [name for name in QueueName if name is not QueueName.ALL]
    wishes = {name.value: await wish_of(unit, sight, QueueFilter(name=name)) for name in names}
    return await case_lists.count_queues(unit.session, sight, wishes, most=COUNTED_TO)


async def cases_matching(unit: UnitOfWork, actor: Actor, asked: QueueFilter) -> tuple[CaseLine, ...]:
    """Return a whole list at once, for exports, up to the longest one allowed."""
    sight = visible_cases(actor)
    wish = await wish_of(unit, sight, asked)
    rows, _ = await case_lists.find_cases(
        unit.session, sight, wish, order_of(asked), size=LONGEST_LIST, most=LONGEST_LIST + 1
    )
    return await case_lines(unit, sight.agency_id, rows)


def case_line(row: Any, names: Names, wanted: dict[str, str]) -> CaseLine:  # noqa: ANN401 - a result row or a case
    """Return a case as a list shows it."""
    state = State(row.state)
    stands = row.is_open and (row.due_on is None or (row.stopped_until or date.min) >= names.today)
    remaining = _remaining(names, row.due_on) if row.is_open and row.due_on is not None else None
    return CaseLine(
        id=row.id,
        ref=row.ref,
        subject=subject_of(wanted),
        state=state,
        state_label=label(state),
        is_open=row.is_open,
        channel=row.channel,
        applicant_kind=row.applicant_kind,
        submitted_on=row.submitted_on,
        received_on=row.received_on,
        due_on=row.due_on,
        provisional=row.due_provisional,
        remaining_working_days=remaining,
        paused_because=PAUSE_LABELS.get(row.pause_reason, "") if stands else "",
        unit_id=row.unit_id,
        unit_name=names.units.get(row.unit_id, ""),
        holder_id=row.holder_id,
        holder_name=names.staff.get(row.holder_id, ""),
        outcome_label=outcome_label(row.outcome),
        is_restricted=row.is_restricted,
        is_opened=row.opened_at is not None,
        version=row.version,
    )


async def case_lines(unit: UnitOfWork, agency_id: int, rows: Sequence[Any]) -> tuple[CaseLine, ...]:
    """Return the cases of one list with the names of units and holders filled in."""
    profile: AgencyProfile = await agency_profile(unit, agency_id)
    holders = sorted({row.holder_id for row in rows if row.holder_id is not None})
    names = Names(
        units={each.id: each.name for each in profile.units},
        staff=await agencies.staff_names(unit.session, holders) if holders else {},
        calendar=await calendar_for(unit, profile),
        today=unit.today,
    )
    return tuple(case_line(row, names, unit.cipher.open(row.wanted_sealed)) for row in rows)


async def _counts(unit: UnitOfWork, sight: Sight) -> dict[str, int]:
    states = {
        name.value: tuple(state.value for state in states_of(name))
        for name in QUEUE_STATES
        if name is not QueueName.ALL
    }
    bounds = await bounds_of(unit, sight.agency_id)
    return await case_lists.count_open(unit.session, sight, bounds, states, WAITS_FOR_HEAD)


def _remaining(names: Names, due_on: date) -> int:
    left = names.calendar.count(names.today, due_on)
    return left if due_on >= names.today else min(-1, left)
