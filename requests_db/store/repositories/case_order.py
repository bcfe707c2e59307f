"""The order of a list, and the place one stands at in it: pages begin after a line, not after so many lines.

Leafing through a hundred thousand cases costs what leafing through a hundred does. Lines without a value in the
sorted column come last in both directions, as a stretch of their own, so that an index serves either stretch.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select, tuple_, union_all

from requests_db.store.base import AnyRow
from requests_db.store.tables_cases import CaseRow

Chosen = Select[*tuple[Any, ...]]
EARLIER, LATER = "b", "a"


class Column(StrEnum):
    """By what a list can be sorted."""

    DUE = "due"
    RECEIVED = "received"
    NUMBER = "number"
    UNIT = "unit"
    HOLDER = "holder"
    ENTERED = "entered"


SORTED: Mapping[Column, Any] = {
    Column.DUE: CaseRow.due_on,
    Column.RECEIVED: CaseRow.received_on,
    Column.NUMBER: CaseRow.ref,
    Column.UNIT: CaseRow.unit_id,
    Column.HOLDER: CaseRow.holder_id,
    Column.ENTERED: CaseRow.id,
}
READ: Mapping[type, Callable[[str], Any]] = {date: date.fromisoformat, int: int, str: str}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a list is sorted."""

    column: Column = Column.DUE
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of a list, and whether one reads on from it or back."""

    case_id: int
    value: date | int | str | None  # of the sorted column
    backwards: bool = False

    @property
    def text(self) -> str:
        """The place as an address carries it."""
        value = "" if self.value is None else f".{self.value}"
        return f"{EARLIER if self.backwards else LATER}.{self.case_id}{value}"


def place_of(row: AnyRow, order: Order, *, backwards: bool = False) -> Place:
    """Return the place of a line that was shown."""
    return Place(case_id=row.id, value=getattr(row, SORTED[order.column].key), backwards=backwards)


def read_place(text: str, order: Order) -> Place | None:
    """Return the place an address names; None for nonsense, which is the beginning."""
    way, _, rest = text.partition(".")
    number, dot, value = rest.partition(".")
    if way in (EARLIER, LATER) and number.isascii() and number.isdigit():
        with suppress(ValueError):
            read = READ[SORTED[order.column].type.python_type]
            return Place(case_id=int(number), value=read(value) if dot else None, backwards=way == EARLIER)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a list in reading order: the lines with a value in the sorted column, or those without."""

    order: Order
    is_filled: bool
    backwards: bool
    beyond: Place | None = None  # where reading begins, in the part that holds the place

    def first_of(self, walks: Sequence[Chosen], limit: int) -> Chosen:
        """Return the first lines of this part of one or several lists read together."""
        parts = [self._sorted(self._part_of(walk), CaseRow.__table__.c).limit(limit) for walk in walks]
        if len(parts) == 1:
            return parts[0]
        together = union_all(*(select(part.subquery()) for part in parts)).subquery()
        return self._sorted(select(together), together.c).limit(limit)

    def _part_of(self, walk: Chosen) -> Chosen:
        column = SORTED[self.order.column]
        part = walk.where(column.is_not(None) if self.is_filled else column.is_(None))
        if self.beyond is None:
            return part
        if not self.is_filled:
            return part.where(CaseRow.id > self.beyond.case_id if self._rises else CaseRow.id < self.beyond.case_id)
        here, there = tuple_(column, CaseRow.id), (self.beyond.value, self.beyond.case_id)
        return part.where(here > there if self._rises else here < there)

    def _sorted(self, query: Chosen, columns: Any) -> Chosen:  # noqa: ANN401 - columns of a table or of a query
        keys = (columns[SORTED[self.order.column].key], columns.id) if self.is_filled else (columns.id,)
        return query.order_by(*(key.asc() if self._rises else key.desc() for key in keys))

    @property
    def _rises(self) -> bool:
        return self.order.descending == self.backwards


def stretches(order: Order, place: Place | None) -> Sequence[Stretch]:
    """Return the parts of a list in reading order from `place` on."""
    backwards = place is not None and place.backwards
    nullable = SORTED[order.column].property.columns[0].nullable
    parts = [Stretch(order=order, is_filled=True, backwards=backwards)]
    parts += [replace(parts[0], is_filled=False)] if nullable else []
    if place is None:
        return parts
    reached = len(parts) - 1 if place.value is None else 0
    rest = parts[:reached][::-1] if backwards else parts[reached + 1 :]
    return [replace(parts[reached], beyond=place), *rest]
