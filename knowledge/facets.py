"""What entries are filtered by: where one holds, whose it is, in which ways it is asked for.

Entries share theirs with many others, so that a filter is asked once of each different one, however many entries
there are. Pure.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.asked_kinds import AskedKind, kinds_asked
from knowledge.entries import Entry
from knowledge.places import Places
from knowledge.scopes import Scope, ScopeKind, body_of


@dataclass(frozen=True, slots=True)
class Facets:
    """The sides of an entry a filter may look at. An empty region holds everywhere, an empty body is everybody's."""

    region: str
    body: str
    kinds: frozenset[AskedKind]

    def is_within(self, scope: Scope, places: Places) -> bool:
        """Return whether the entry holds in a region or belongs to a body; what is of none of the kind does."""
        if scope.kind is ScopeKind.REGION:
            return places.holds_in(self.region, scope.name)
        return self.body in ("", scope.name)

    def is_asked_for(self, kinds: frozenset[AskedKind]) -> bool:
        """Return whether the title or a question wording of the entry asks for one of `kinds`."""
        return bool(self.kinds & kinds)


Accept = Callable[[Facets], bool]


def facets_of(entry: Entry) -> Facets:
    """Return what an entry can be filtered by."""
    kinds = frozenset[AskedKind]().union(*map(kinds_asked, (entry.title, *entry.questions)))
    return Facets(region=entry.region, body=body_of(entry), kinds=kinds)


@dataclass(frozen=True, slots=True, eq=False)
class FacetColumn:
    """The facets of some entries in order: the different ones, and which of them each entry has."""

    different: tuple[Facets, ...]
    which: NDArray[np.int32]  # shape (entries,)

    @classmethod
    def of(cls, facets: Iterable[Facets]) -> "FacetColumn":
        """Return the column of the facets of entries, one an entry."""
        places: dict[Facets, int] = {}
        which = [places.setdefault(one, len(places)) for one in facets]
        return cls(tuple(places), np.array(which, dtype=np.int32))

    def __iter__(self) -> Iterator[Facets]:
        return (self.different[place] for place in self.which.tolist())

    def passing(self, accept: Accept) -> NDArray[np.bool_]:
        """Return which entries a filter lets through, shape (entries,)."""
        return np.array([accept(one) for one in self.different], dtype=np.bool_)[self.which]
