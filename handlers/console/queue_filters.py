"""How a list is narrowed, as its address carries it: every condition a short word, read with care, kept as typed."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date

from handlers.console.listing import list_address
from requests_db.services.case_figures import DUE_WITHIN
from requests_db.services.case_filters import FIELDS, Column, Order, QueueFilter
from requests_db.services.request_form import APPLICANT_KINDS
from requests_db.statute.desk_queues import PAUSE_LABELS, QueueName
from requests_db.statute.events import Channel
from requests_db.statute.workflow import State

Conditions = Mapping[str, str]

QUERY_LIMIT = 100  # characters of a search
LONGEST_ID = 18  # digits
FALLING = "-"  # before the column, where the list falls
QUEUE, SORT = "queue", "sort"


def read_conditions(given: Mapping[str, str]) -> dict[str, str]:
    """Return the conditions of an address that make sense; the others are left out."""
    read = {name: READ[name](given.get(name, "").strip()) for name in READ}
    return {name: text for name, text in read.items() if text}


def filter_of(name: QueueName, conditions: Conditions) -> QueueFilter:
    """Return the list that conditions ask for."""
    return QueueFilter(
        name=name,
        query=conditions.get("q", ""),
        field=conditions.get("field", ""),
        unit_id=_number(conditions, "unit"),
        holder_id=_number(conditions, "holder"),
        state=conditions.get("state", ""),
        channel=conditions.get("channel", ""),
        applicant_kind=conditions.get("kind", ""),
        pause=conditions.get("pause", ""),
        received_from=_day(conditions, "received_from"),
        received_to=_day(conditions, "received_to"),
        due_from=_day(conditions, "due_from"),
        due_to=_day(conditions, "due_to"),
        due_within=_number(conditions, "within"),
        sort=_order(conditions),
    )


def sorted_by(conditions: Conditions, column: Column) -> dict[str, str]:
    """Return the conditions by which a press on a column sorts: rising first, then falling."""
    is_rising = conditions.get(SORT) == column.value
    return {**conditions, SORT: f"{FALLING}{column.value}" if is_rising else column.value}


def queue_address(path: str, conditions: Conditions, **others: str) -> str:
    """Return the address of a list with its conditions."""
    return list_address(path, **{**conditions, **others})


def _plain(text: str) -> str:
    return text[:QUERY_LIMIT]


def _among(*allowed: str) -> Callable[[str], str]:
    return lambda text: text if text in allowed else ""


def _id(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else ""


def _iso_day(text: str) -> str:
    with suppress(ValueError):
        return date.fromisoformat(text).isoformat()
    return ""


def _number(conditions: Conditions, name: str) -> int | None:
    return int(conditions[name]) if name in conditions else None


def _day(conditions: Conditions, name: str) -> date | None:
    return date.fromisoformat(conditions[name]) if name in conditions else None


def _order(conditions: Conditions) -> Order | None:
    word = conditions.get(SORT, "")
    return Order(column=Column(word.removeprefix(FALLING)), descending=word.startswith(FALLING)) if word else None


READ: Mapping[str, Callable[[str], str]] = {
    QUEUE: _among(*QueueName),
    "q": _plain,
    "field": _among(*FIELDS),
    "unit": _id,
    "holder": _id,
    "state": _among(*State),
    "channel": _among(*Channel),
    "kind": _among(*APPLICANT_KINDS),
    "pause": _among(*PAUSE_LABELS),
    "received_from": _iso_day,
    "received_to": _iso_day,
    "due_from": _iso_day,
    "due_to": _iso_day,
    "within": _among(*map(str, DUE_WITHIN)),
    SORT: _among(*Column, *(f"{FALLING}{column}" for column in Column)),
}
