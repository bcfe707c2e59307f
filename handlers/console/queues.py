"""The lists of cases: queues with their numbers, search, conditions, the order of any column, one's saved filters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aiohttp import web

from handlers.console.capacities import SHARING
from handlers.console.case_lines import shown_case
from handlers.console.case_page import CASES
from handlers.console.deps import ConsoleDeps, actor_of, deps_of
from handlers.console.listing import list_address
from handlers.console.offers import people_of, units_of
from handlers.console.pages import render
from handlers.console.queue_filters import (
    QUEUE,
    SORT,
    Conditions,
    filter_of,
    queue_address,
    read_conditions,
    sorted_by,
)
from handlers.wording import Wording
from requests_db.services.agency import agency
from requests_db.services.case_figures import COUNTED_TO, DUE_WITHIN, HELD_SIZE, PAGE_SIZE
from requests_db.services.case_filters import FIELDS, Column, order_of, read_place
from requests_db.services.request_form import APPLICANT_KINDS
from requests_db.services.saved_filters import saved_filters
from requests_db.services.staff_accounts import list_staff
from requests_db.services.staff_queries import queue, queue_counts
from requests_db.statute.desk_queues import PAUSE_LABELS, QUEUE_LABELS, QueueName
from requests_db.statute.events import Channel
from requests_db.statute.workflow import STATE_LABELS, Role
from requests_db.store.staff_views import StaffView

TABS_OF_ROLE = {
    QueueName.MINE: frozenset({Role.REGISTRAR, Role.HANDLER}),
    QueueName.UNIT: frozenset({Role.HANDLER}),
    QueueName.ASSISTING: frozenset({Role.HANDLER}),
    QueueName.REVIEW: frozenset({Role.REVIEWER}),
    QueueName.SIGN_OFF: frozenset({Role.HEAD, Role.HANDLER}),
    QueueName.SENDING: frozenset({Role.REGISTRAR, Role.HANDLER}),
}
SHOWN_COLUMNS = (Column.NUMBER, Column.DUE, None, Column.UNIT, Column.HOLDER, Column.RECEIVED)
COLUMN_NAMES = ("request", "due", "state", "unit", "holder", "received")
NOT_NARROWING = (QUEUE, SORT)  # among the conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The heading of a column: by pressing it the list is sorted."""

    name: str
    address: str  # empty: the column sorts nothing
    sorted: str  # ascending, descending or none, as assistive technology is told


async def show(request: web.Request) -> web.Response:
    """Show a queue as its address asks for it."""
    deps, actor = deps_of(request), actor_of(request)
    tabs = tabs_for(actor.roles)
    conditions = read_conditions(request.query)
    name = _queue_name(conditions.get(QUEUE, ""), tabs)
    conditions[QUEUE] = name.value
    asked = filter_of(name, conditions)
    place = read_place(request.query.get("at", ""), order_of(asked))
    async with deps.units.reading() as unit:
        page = await queue(unit, actor, asked, place, size=PAGE_SIZE if asked.holder_id is None else HELD_SIZE)
        counts = await queue_counts(unit, actor)
        profile = await agency(unit, actor.agency_id or 0)
        people = await list_staff(unit, profile.id)
        kept = await saved_filters(unit, actor)
    choices = _choices(deps, units_of(profile), people)
    return render(
        request,
        "queue.html",
        name=name.value,
        label=QUEUE_LABELS[name],
        conditions=conditions,
        tabs=[(tab.value, QUEUE_LABELS[tab], _count(counts.get(tab)), list_address(CASES, queue=tab)) for tab in tabs],
        page=page,
        lines=[shown_case(line, deps.wording) for line in page.rows],
        headings=_headings(conditions, order_of(asked).column),
        before=queue_address(CASES, conditions, at=page.before) if page.before else "",
        after=queue_address(CASES, conditions, at=page.after) if page.after else "",
        first=queue_address(CASES, conditions) if place else "",
        choices=choices,
        narrowed=list(_narrowed(conditions, choices, deps.wording)),
        kept=[(one, queue_address(CASES, one.conditions), one.conditions == conditions) for one in kept],
        units=units_of(profile),
        people=people_of(people),
        may_share=bool(SHARING & actor.roles),
        may_register=actor.has(Role.REGISTRAR),
    )


def tabs_for(roles: frozenset[Role]) -> tuple[QueueName, ...]:
    """Return the queues that make sense for somebody with these roles, in their usual order."""
    return tuple(name for name in QueueName if not TABS_OF_ROLE.get(name) or TABS_OF_ROLE[name] & roles)


def count_text(count: int) -> str:
    """Return a number of cases as people read it; counting ends at a point where more says nothing more."""
    return f"{count}+" if count >= COUNTED_TO else str(count)


def _count(count: int | None) -> str:
    return "" if count is None else count_text(count)


def _queue_name(word: str, tabs: tuple[QueueName, ...]) -> QueueName:
    if word in set(QueueName):
        return QueueName(word)
    return next((name for name in (QueueName.MINE, QueueName.NEW) if name in tabs), QueueName.OPEN)


def _headings(conditions: Conditions, usual: Column) -> list[Heading]:
    headings = []
    for name, column in zip(COLUMN_NAMES, SHOWN_COLUMNS, strict=True):
        address = queue_address(CASES, sorted_by(conditions, column)) if column else ""
        word = conditions.get(SORT, usual.value)
        is_sorted = column is not None and word.endswith(column.value)
        sorted_ = ("descending" if word.startswith("-") else "ascending") if is_sorted else "none"
        headings.append(Heading(name=name, address=address, sorted=sorted_))
    return headings


def _choices(
    deps: ConsoleDeps, units: tuple[tuple[str, str], ...], people: tuple[StaffView, ...]
) -> dict[str, list[tuple[str, str]]]:
    """Return what the selects of the conditions offer; people who left are among them, for they may hold cases."""
    wording = deps.wording
    return {
        "field": [(field, wording.text(f"desk.queue.field.{field}")) for field in FIELDS],
        "unit": list(units),
        "holder": [(str(one.id), one.display_name) for one in people],
        "state": [(state.value, text) for state, text in STATE_LABELS.items()],
        "channel": _words(wording, "channel", tuple(Channel)),
        "kind": _words(wording, "applicant_kind", APPLICANT_KINDS),
        "pause": list(PAUSE_LABELS.items()),
        "within": [(str(days), wording.text("desk.queue.within", days=days)) for days in DUE_WITHIN],
        "sort": [
            (f"{mark}{column}", wording.text(f"desk.queue.sort.{column}{'_falling' if mark else ''}"))
            for column in Column
            for mark in ("", "-")
        ],
    }


def _narrowed(
    conditions: Conditions, choices: Mapping[str, list[tuple[str, str]]], wording: Wording
) -> Iterator[tuple[str, str]]:
    """Yield the conditions that narrow a list, in words: what each is about, and its value."""
    for name, value in conditions.items():
        if name not in NOT_NARROWING:
            yield wording.text(f"desk.queue.by.{name}"), dict(choices.get(name, ())).get(value, value)


def _words(wording: Wording, group: str, keys: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(key, wording.text(f"desk.word.{group}.{key}")) for key in keys]
