"""The index a process answers from, following the catalogue as others change it.

Every process polls one counter; what was published, revised or withdrawn elsewhere is taken over piece by piece,
without a rebuild of the rest.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from knowledge.catalogue import Catalogue
from knowledge.entries import IndexedEntry
from knowledge.index import KnowledgeIndex
from knowledge.life_cycle import Changes, Synonym

OpenCatalogue = Callable[[], AbstractAsyncContextManager[Catalogue]]


class LiveIndex:
    """A knowledge index that catches up with the catalogue.

    Args:
        open_catalogue: opens the catalogue in a reading transaction of its own.
        on_synonyms: told the whole list whenever staff changed it.
    """

    def __init__(
        self, open_catalogue: OpenCatalogue, *, on_synonyms: Callable[[tuple[Synonym, ...]], None] | None = None
    ) -> None:
        self._open_catalogue = open_catalogue
        self._on_synonyms = on_synonyms
        self._turn = asyncio.Lock()
        self.index = KnowledgeIndex()
        self.revision = 0

    async def load(self) -> int:
        """Build the index from everything published; return the number of entries."""
        async with self._turn:
            async with self._open_catalogue() as catalogue:
                revision = await catalogue.revision()
                entries = await catalogue.published()
                synonyms = await catalogue.synonyms()
            self.index = await asyncio.to_thread(_built, entries)
            self.revision = revision
            self._tell(synonyms)
            return len(entries)

    async def catch_up(self) -> bool:
        """Take over what changed since; return whether anything did."""
        async with self._turn:
            async with self._open_catalogue() as catalogue:
                changes = await catalogue.changed_since(self.revision)
            if changes.revision == self.revision:
                return False
            self._apply(changes)
            return True

    def _apply(self, changes: Changes) -> None:
        for entry_id in changes.removed:
            self.index.remove(entry_id)
        for indexed in changes.changed:
            self.index.replace(indexed)
        if changes.synonyms is not None:
            self._tell(changes.synonyms)
        self.revision = changes.revision

    def _tell(self, synonyms: tuple[Synonym, ...]) -> None:
        if self._on_synonyms is not None:
            self._on_synonyms(synonyms)


def _built(entries: list[IndexedEntry]) -> KnowledgeIndex:
    return KnowledgeIndex.build(entries)
