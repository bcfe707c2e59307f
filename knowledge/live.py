"""The index a process answers from, following the catalogue as others change it.

A process starts from the index stored by an earlier one and takes over only what differs, entry by entry, as the
digests of their contents say. From then on it polls one counter; what was published, revised or withdrawn elsewhere is
taken over piece by piece, without a rebuild of the rest.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from knowledge.catalogue import Catalogue
from knowledge.entries import IndexedEntry
from knowledge.index import KnowledgeIndex
from knowledge.index_file import StoredIndexError
from knowledge.life_cycle import Changes, Synonym

OpenCatalogue = Callable[[], AbstractAsyncContextManager[Catalogue]]
REBUILD_SHARE = 0.5  # of the entries differing from the stored ones, from which all are indexed anew


class LiveIndex:
    """A knowledge index that catches up with the catalogue.

    Args:
        open_catalogue: opens the catalogue in a reading transaction of its own.
        on_synonyms: told the whole list whenever staff changed it.
        folder: where the index is stored between starts; None stores it nowhere.
    """

    def __init__(
        self,
        open_catalogue: OpenCatalogue,
        *,
        on_synonyms: Callable[[tuple[Synonym, ...]], None] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._open_catalogue = open_catalogue
        self._on_synonyms = on_synonyms
        self._folder = folder
        self._turn = asyncio.Lock()
        self._is_stored = folder is None  # whether the folder holds what the index holds
        self.index = KnowledgeIndex()
        self.revision = 0

    async def load(self) -> int:
        """Take the stored index and what differs from it in the catalogue; return the number of entries."""
        async with self._turn:
            stored = await asyncio.to_thread(_read, self._folder)
            held = stored.digests()
            async with self._open_catalogue() as catalogue:
                revision = await catalogue.revision()
                wanted = await catalogue.published_digests()
                changed = [entry_id for entry_id, digest in wanted.items() if held.get(entry_id) != digest]
                is_anew = len(changed) > REBUILD_SHARE * len(wanted)
                entries = await catalogue.published(None if is_anew else changed)
                synonyms = await catalogue.synonyms()
            gone = held.keys() - wanted.keys()
            self.index = await asyncio.to_thread(_built if is_anew else _brought_up, stored, entries, gone)
            self._is_stored = self._folder is None or not (changed or gone or not held)
            self.revision = revision
            self._tell(synonyms)
            return len(self.index)

    async def catch_up(self) -> bool:
        """Take over what changed since; return whether anything did."""
        async with self._turn:
            async with self._open_catalogue() as catalogue:
                changes = await catalogue.changed_since(self.revision)
            if changes.revision == self.revision:
                return False
            await self._apply(changes)
            return True

    async def store(self) -> bool:
        """Store the index for the next start if the stored one differs; return whether it did.

        Raises:
            OSError: the folder cannot be written; questions are answered as before.
        """
        async with self._turn:
            if self._folder is None or self._is_stored:
                return False
            kept, self._is_stored = self.index.snapshot(), True
        try:
            await asyncio.to_thread(kept.save, self._folder)
        except OSError:
            self._is_stored = False  # tried again when the process stops
            raise
        return True

    async def _apply(self, changes: Changes) -> None:
        if changes.changed or changes.removed:
            await asyncio.to_thread(self.index.update, changes.changed, changes.removed)
            self._is_stored = self._folder is None
        if changes.synonyms is not None:
            self._tell(changes.synonyms)
        self.revision = changes.revision

    def _tell(self, synonyms: tuple[Synonym, ...]) -> None:
        if self._on_synonyms is not None:
            self._on_synonyms(synonyms)


def _read(folder: Path | None) -> KnowledgeIndex:
    """Return the stored index; an empty one where there is none that can be read."""
    try:
        return KnowledgeIndex() if folder is None else KnowledgeIndex.load(folder)
    except StoredIndexError:
        return KnowledgeIndex()


def _built(stored: KnowledgeIndex, entries: list[IndexedEntry], gone: set[int | str]) -> KnowledgeIndex:
    return KnowledgeIndex.build(entries)


def _brought_up(stored: KnowledgeIndex, entries: list[IndexedEntry], gone: set[int | str]) -> KnowledgeIndex:
    stored.update(entries, gone)
    return stored
