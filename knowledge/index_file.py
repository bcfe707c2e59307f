"""The index on disk: one folder of arrays that are mapped into memory, and the entries as JSON, decoded when asked for.

A stored index is read by the version that wrote it; another version is refused and the caller builds anew.
"""

import json
import mmap
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.entries import Entry, IndexedEntry, Passage
from knowledge.index_segment import Segment

FORMAT = 1
_ARRAYS = tuple(field.name for field in fields(Segment))
_SMALL_FILE = 1 << 12  # bytes; smaller arrays are read, an empty one cannot be mapped
_DATES = ("published_on", "effective_on", "expires_on")


class StoredIndexError(ValueError):
    """The stored index cannot be read."""


class StoredEntries(Mapping[int | str, IndexedEntry]):
    """The entries of a stored index, each decoded when it is asked for."""

    def __init__(self, ids: list[int | str], bounds: NDArray[np.int64], text: mmap.mmap | bytes) -> None:
        self._places = {entry_id: place for place, entry_id in enumerate(ids)}
        self._bounds = bounds
        self._text = text

    def __getitem__(self, entry_id: int | str) -> IndexedEntry:
        place = self._places[entry_id]
        line = self._text[int(self._bounds[place]) : int(self._bounds[place + 1])]
        return _decoded(json.loads(line))

    def __iter__(self) -> Iterator[int | str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def write_index(folder: Path, segment: Segment, entries: list[IndexedEntry]) -> None:
    """Write a segment and its entries, in the segment's order, into a folder that need not exist."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", getattr(segment, name))
    bounds = np.zeros(len(entries) + 1, dtype=np.int64)
    with (folder / "entries.jsonl").open("wb") as out:
        for place, indexed in enumerate(entries, start=1):
            out.write(json.dumps(_encoded(indexed), ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            bounds[place] = out.tell()
    np.save(folder / "entry_bounds.npy", bounds)
    head = {"format": FORMAT, "ids": [indexed.entry_id for indexed in entries]}
    unfinished = folder / "index.json.new"
    unfinished.write_text(json.dumps(head, ensure_ascii=False), encoding="utf-8")
    os.replace(unfinished, folder / "index.json")  # the folder counts as written from here on


def read_index(folder: Path) -> tuple[Segment, list[int | str], StoredEntries]:
    """Return the segment, the ids in its order, and the entries of a folder written by `write_index`.

    Raises:
        StoredIndexError: the folder is missing, incomplete, or of another format.
    """
    try:
        head = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        if head["format"] != FORMAT:
            raise StoredIndexError(f"{folder}: format {head['format']}, not {FORMAT}")
        segment = Segment(**{name: _mapped(folder / f"{name}.npy") for name in _ARRAYS})
        bounds = np.load(folder / "entry_bounds.npy")
        text = _text(folder / "entries.jsonl")
    except (OSError, KeyError, ValueError) as error:
        raise StoredIndexError(f"{folder}: {error}") from error
    return segment, head["ids"], StoredEntries(head["ids"], bounds, text)


def _mapped(path: Path) -> NDArray[Any]:
    mapped: NDArray[Any] = np.load(path, mmap_mode="r" if path.stat().st_size > _SMALL_FILE else None)
    return mapped


def _text(path: Path) -> mmap.mmap | bytes:
    if path.stat().st_size == 0:
        return b""
    with path.open("rb") as opened:
        return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)


def _encoded(indexed: IndexedEntry) -> dict[str, Any]:
    entry = asdict(indexed.entry)
    for name in _DATES:
        entry[name] = entry[name].isoformat() if entry[name] else None
    plain = {name: value for name, value in entry.items() if value not in ("", (), None, False)}
    return {"id": indexed.entry_id, "withdrawn": indexed.withdrawn, "entry": plain}


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
    plain.setdefault("title", "")
    return IndexedEntry(entry_id=row["id"], entry=Entry(**plain), withdrawn=row["withdrawn"])
