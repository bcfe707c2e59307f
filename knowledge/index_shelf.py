"""Where an index keeps its entries: those of the stored file, overlaid by what was published since."""

from collections.abc import Iterator

from knowledge.entries import IndexedEntry
from knowledge.index_file import StoredEntries
from knowledge.index_wording import Wording, wordings_of


class EntryShelf:
    """Entries by id, and the wordings each is known by, prepared once per entry."""

    def __init__(self, stored: StoredEntries | None = None) -> None:
        self._stored = stored if stored is not None else StoredEntries.none()
        self._fresh: dict[int | str, IndexedEntry] = {}
        self._gone: set[int | str] = set()  # stored ids that were replaced or removed
        self._wordings: dict[int | str, tuple[Wording, ...]] = {}

    def copy(self) -> "EntryShelf":
        """Return a shelf of the same entries that later changes to this one do not reach."""
        twin = EntryShelf(self._stored)
        twin._fresh, twin._gone, twin._wordings = dict(self._fresh), set(self._gone), dict(self._wordings)
        return twin

    def __len__(self) -> int:
        return len(self._stored) - len(self._gone) + len(self._fresh)

    def __iter__(self) -> Iterator[int | str]:
        yield from (entry_id for entry_id in self._stored if entry_id not in self._gone)
        yield from self._fresh

    def get(self, entry_id: int | str) -> IndexedEntry | None:
        """Return the entry under this id, or None."""
        if entry_id in self._fresh:
            return self._fresh[entry_id]
        return None if entry_id in self._gone else self._stored.get(entry_id)

    def digests(self) -> dict[int | str, str]:
        """Return the digest of each entry's content, by id."""
        stored = self._stored.digests().items()
        standing = {entry_id: digest for entry_id, digest in stored if entry_id not in self._gone}
        return standing | {entry_id: indexed.digest for entry_id, indexed in self._fresh.items()}

    def put(self, indexed: IndexedEntry) -> None:
        """Keep an entry in place of the one with the same id."""
        self._fresh[indexed.entry_id] = indexed
        self._wordings.pop(indexed.entry_id, None)
        if indexed.entry_id in self._stored:
            self._gone.add(indexed.entry_id)

    def drop(self, entry_id: int | str) -> None:
        """Forget an entry; an unknown id is no error."""
        self._wordings.pop(entry_id, None)
        self._fresh.pop(entry_id, None)
        if entry_id in self._stored:
            self._gone.add(entry_id)

    def wordings(self, entry_id: int | str) -> tuple[Wording, ...]:
        """Return the ways of asking the entry is known by."""
        known = self._wordings.get(entry_id)
        if known is None:
            indexed = self.get(entry_id)
            known = self._wordings[entry_id] = wordings_of(indexed.entry) if indexed else ()
        return known
