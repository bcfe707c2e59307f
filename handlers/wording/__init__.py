"""Every sentence we say, by key `flow.step.meaning` (措辞).

The sentences live in the `*.toml` files beside this module; code names a key and gives the facts. This module must
not know flows, cases or channels: it only finds a sentence and fills its places.
"""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from string import Formatter
from types import MappingProxyType
from typing import Any, Self

_FILES = (
    "board.toml",
    "citizen.toml",
    "knowledge.toml",
    "mail.toml",
    "notices.toml",
    "queues.toml",
    "hours.toml",
    "payment.toml",
    "staff.toml",
    "stationery.toml",
    "telegram.toml",
)


class WordingFault(Exception):
    """A sentence is missing, said twice, or lacks a fact it needs."""


class Wording:
    """An immutable set of sentences.

    Args:
        sentences: flat mapping of dotted key to sentence; places are written `{name}`.
    """

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = MappingProxyType(dict(sentences))

    @classmethod
    def load(cls) -> Self:
        """Return the sentences shipped with the house.

        Raises:
            WordingFault: a key is given twice or is no sentence.
        """
        sentences: dict[str, str] = {}
        for name in _FILES:
            source = files(__package__) / name
            if not source.is_file():
                continue
            for key, sentence in _flat(tomllib.loads(source.read_text("utf-8"))):
                if key in sentences:
                    raise WordingFault(f"{key} is given twice")
                sentences[key] = sentence
        return cls(sentences)

    def text(self, key: str, **facts: object) -> str:
        """Return the sentence of `key` with its places filled; facts it has no place for are ignored.

        Raises:
            WordingFault: there is no such sentence, or a fact it needs was not given.
        """
        sentence = self._sentences.get(key)
        if sentence is None:
            raise WordingFault(f"no sentence for {key}")
        try:
            return sentence.format_map(facts)
        except KeyError as missing:
            raise WordingFault(f"{key} needs {missing}") from missing

    def has(self, key: str) -> bool:
        """Return whether there is a sentence for `key`."""
        return key in self._sentences

    def keys(self, prefix: str = "") -> tuple[str, ...]:
        """Return all keys that begin with `prefix`, sorted."""
        return tuple(sorted(key for key in self._sentences if key.startswith(prefix)))

    def places(self, key: str) -> frozenset[str]:
        """Return the names of the facts the sentence of `key` needs.

        Raises:
            WordingFault: there is no such sentence.
        """
        if key not in self._sentences:
            raise WordingFault(f"no sentence for {key}")
        return frozenset(name for _, name, _, _ in Formatter().parse(self._sentences[key]) if name)


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{key}.")
        elif isinstance(value, str):
            yield key, value.strip()
        else:
            raise WordingFault(f"{key} is no sentence")
