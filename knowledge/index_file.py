"""The index on disk: a folder of arrays that are mapped into memory, and the entries as JSON, decoded when asked for.

Each saving makes a folder of its own beside the one before; one small file names the folder that counts and is put in
place last, so that a reader finds the whole of one or of the other. A stored index is read only by the code that wrote
it, and only with the sums it was written with; whoever is refused builds anew. It holds what is published and no more.
"""

import json
import mmap
import os
import shutil
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from knowledge.asked_kinds import AskedKind
from knowledge.entries import Entry, IndexedEntry, Passage
from knowledge.facets import FacetColumn, Facets
from knowledge.index_segment import Segment

CURRENT = "current"  # names the folder that counts
_HEAD, _ENTRIES, _BOUNDS, _FACETS = "head.json", "entries.jsonl", "entry_bounds.npy", "entry_facets.npy"
_ARRAYS = tuple(field.name for field in fields(Segment))
_SMALL_FILE = 1 << 12  # bytes; smaller arrays are read, an empty one cannot be mapped
_READ_AT_ONCE = 1 << 18  # bytes, for sums: what the processor keeps near
_DATES = ("published_on", "effective_on", "expires_on")
_WRITERS = (  # what makes a stored index
    "asked_kinds.py",
    "entries.py",
    "facets.py",
    "index.py",
    "index_file.py",
    "index_segment.py",
    "scopes.py",
    "text.py",
)


class StoredIndexError(ValueError):
    """The stored index cannot be read."""


class StoredEntries(Mapping[int | str, IndexedEntry]):
    """The entries of a stored index, each decoded when it is asked for."""

    def __init__(self, digests: Mapping[int | str, str], bounds: NDArray[np.int64], text: mmap.mmap | bytes) -> None:
        self._digests = digests
        self._places = {entry_id: place for place, entry_id in enumerate(digests)}
        self._bounds = bounds
        self._text = text

    @classmethod
    def none(cls) -> "StoredEntries":
        """Return no entries."""
        return cls({}, np.zeros(1, dtype=np.int64), b"")

    def digests(self) -> Mapping[int | str, str]:
        """Return the digest of each entry's content, by id."""
        return self._digests

    def __getitem__(self, entry_id: int | str) -> IndexedEntry:
        place = self._places[entry_id]
        line = self._text[int(self._bounds[place]) : int(self._bounds[place + 1])]
        return _decoded(json.loads(line))

    def __iter__(self) -> Iterator[int | str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredIndex:
    """What a folder holds: the segment, the facets and ids in its order, and the entries."""

    segment: Segment
    facets: FacetColumn
    ids: tuple[int | str, ...]
    entries: StoredEntries


def write_index(folder: Path, segment: Segment, facets: FacetColumn, entries: list[IndexedEntry]) -> None:
    """Write a segment, the facets and the entries in its order, in place of what the folder held.

    Raises:
        OSError: the folder cannot be written.
    """
    place = folder / uuid4().hex
    place.mkdir(parents=True)
    for name in _ARRAYS:
        np.save(place / f"{name}.npy", getattr(segment, name))
    np.save(place / _FACETS, facets.which)
    np.save(place / _BOUNDS, _write_entries(place / _ENTRIES, entries))
    head = {
        "maker": _maker(),
        "sums": {file.name: _sum(file) for file in place.iterdir()},
        "ids": [indexed.entry_id for indexed in entries],
        "digests": [indexed.digest for indexed in entries],
        "facets": [(one.region, one.body, sorted(one.kinds)) for one in facets.different],
    }
    (place / _HEAD).write_text(json.dumps(head, ensure_ascii=False), encoding="utf-8")
    unfinished = place / CURRENT
    unfinished.write_text(place.name, encoding="ascii")
    os.replace(unfinished, folder / CURRENT)  # from here on the folder holds this index
    for other in folder.iterdir():
        if other.is_dir() and other != place:
            shutil.rmtree(other, ignore_errors=True)


def read_index(folder: Path) -> StoredIndex:
    """Return what a folder written by `write_index` holds.

    Raises:
        StoredIndexError: the folder is missing, incomplete, damaged, or written by other code.
    """
    try:
        place = folder / (folder / CURRENT).read_text(encoding="ascii")
        head = json.loads((place / _HEAD).read_text(encoding="utf-8"))
        if head["maker"] != _maker():
            raise StoredIndexError(f"{place}: written by another version")
        if any(_sum(place / name) != known for name, known in head["sums"].items()):
            raise StoredIndexError(f"{place}: damaged")
        segment = Segment(**{name: _mapped(place / f"{name}.npy") for name in _ARRAYS})
        digests = dict(zip(head["ids"], head["digests"], strict=True))
        facets = FacetColumn(tuple(_facets(*row) for row in head["facets"]), np.load(place / _FACETS))
        entries = StoredEntries(digests, np.load(place / _BOUNDS), _text(place / _ENTRIES))
    except (OSError, KeyError, ValueError) as error:
        raise StoredIndexError(f"{folder}: {error}") from error
    return StoredIndex(segment=segment, facets=facets, ids=tuple(head["ids"]), entries=entries)


def _write_entries(path: Path, entries: list[IndexedEntry]) -> NDArray[np.int64]:
    """Write the entries one a line, and return where each begins, with the end."""
    bounds = np.zeros(len(entries) + 1, dtype=np.int64)
    with path.open("wb") as out:
        for place, indexed in enumerate(entries, start=1):
            out.write(json.dumps(_encoded(indexed), ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            bounds[place] = out.tell()
    return bounds


@cache
def _maker() -> str:
    """Return what the code that makes a stored index looks like: changed code does not read what older code wrote."""
    here = Path(__file__).parent
    return f"{zlib.crc32(b''.join((here / name).read_bytes() for name in _WRITERS)):08x}"


def _sum(path: Path) -> int:
    total = 0
    with path.open("rb") as opened:
        while piece := opened.read(_READ_AT_ONCE):
            total = zlib.crc32(piece, total)
    return total


def _mapped(path: Path) -> NDArray[Any]:
    mapped: NDArray[Any] = np.load(path, mmap_mode="r" if path.stat().st_size > _SMALL_FILE else None)
    return mapped.view(np.ndarray)  # the same memory without what makes every slice of a mapped array slow


def _text(path: Path) -> mmap.mmap | bytes:
    if path.stat().st_size == 0:
        return b""
    with path.open("rb") as opened:
        return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)


def _facets(region: str, body: str, kinds: list[str]) -> Facets:
    return Facets(region, body, frozenset(map(AskedKind, kinds)))


def _encoded(indexed: IndexedEntry) -> dict[str, Any]:
    entry = asdict(indexed.entry)
    for name in _DATES:
        entry[name] = entry[name].isoformat() if entry[name] else None
    plain = {name: value for name, value in entry.items() if value not in ("", (), None, False)}
    return {"id": indexed.entry_id, "withdrawn": indexed.withdrawn, "digest": indexed.digest, "entry": plain}


def _decoded(row: dict[str, Any]) -> IndexedEntry:
    plain = dict(row["entry"])
    for name in _DATES:
        if name in plain:
            plain[name] = date.fromisoformat(plain[name])
    plain["passages"] = tuple(
        Passage(position=one["position"], text=one["text"], heading_path=tuple(one["heading_path"]))
        for one in plain.get("passages", ())
    )
    for name in ("questions", "basis"):
        plain[name] = tuple(plain.get(name, ()))
    plain = {"key": "", "title": "", **plain}
    return IndexedEntry(entry_id=row["id"], entry=Entry(**plain), withdrawn=row["withdrawn"], digest=row["digest"])
