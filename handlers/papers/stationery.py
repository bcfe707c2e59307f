"""The office's paper: wording of every letter and the Word layouts, the house's own or the office's in their place.

Nothing is read at import; `Stationery.load` reads the package's files and, where given, a folder of the office's own.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self, TypeAlias

from handlers.papers.letter_values import TextFault, UnknownLetter

LETTER, FORM, LIST = "letter", "form", "list"
REPLIES, NOTICES, FORMS, PLACES = "replies", "notices", "forms", "places"
AUTOMATIC = "automatic"
_HOUSE = "handlers.wording"
_FOLDER = "letters"
_SHARED = frozenset({"shared", "remedies", "options"})

Section: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationery:
    """Wording and layouts, read once and unchangeable.

    An office puts `replies.toml`, `notices.toml` or `forms.toml` with only the keys it words differently, and Word
    files `letter.docx`, `form.docx`, `list.docx` or `<kind>.docx`, into a folder of its own.
    """

    texts: Mapping[str, Mapping[str, Section]]  # file → section → keys
    layouts: Mapping[str, bytes]  # name → Word file

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """Return the house's stationery, overlaid with the office's own from `folder`.

        Raises:
            TextFault: a wording file is not readable TOML.
        """
        house = files(_HOUSE).joinpath(_FOLDER)
        texts, layouts = {}, {}
        for name in (REPLIES, NOTICES, FORMS, PLACES):
            own = folder / f"{name}.toml" if folder else None
            texts[name] = _overlaid(_parsed(house.joinpath(f"{name}.toml").read_text("utf-8"), name), own, name)
        for layout in (LETTER, FORM, LIST):
            layouts[layout] = house.joinpath(f"{layout}.docx").read_bytes()
        for path in sorted(folder.glob("*.docx")) if folder else ():
            layouts[path.stem] = path.read_bytes()
        return cls(texts=MappingProxyType(texts), layouts=MappingProxyType(layouts))

    def kinds(self) -> tuple[str, ...]:
        """Return every kind of letter there is: notices, replies by outcome key, forms."""
        return tuple(name for source in (NOTICES, REPLIES, FORMS) for name in self.texts[source] if name not in _SHARED)

    def is_reply(self, kind: str) -> bool:
        """Return whether a kind answers or ends a case, that is, is named after an outcome."""
        return kind in self.texts[REPLIES] and kind not in _SHARED

    def section(self, kind: str) -> Section:
        """Return the wording of one kind of letter.

        Raises:
            UnknownLetter: there is none.
        """
        for source in (NOTICES, REPLIES, FORMS):
            if kind in self.texts[source] and kind not in _SHARED:
                return self.texts[source][kind]
        msg = f"no letter {kind}"
        raise UnknownLetter(msg)

    def shared(self, name: str) -> Section:
        """Return a section that several letters use: `shared`, `remedies` or `options`."""
        return self.texts[FORMS if name == "options" else REPLIES][name]

    def make_of(self, name: str) -> str:
        """Return of which make a kind is: letter, form or list; a make is its own.

        Raises:
            UnknownLetter: there is no such kind.
        """
        if name in (LETTER, FORM, LIST):
            return name
        section = self.section(name)
        return LIST if "columns" in section else FORM if "rows" in section else LETTER

    def layout(self, kind: str) -> bytes:
        """Return the Word file for a kind: its own where the office made one, else the common one."""
        return self.layouts.get(kind, self.layouts[self.make_of(kind)])

    def with_layouts(self, own: Mapping[str, bytes]) -> Self:
        """Return this stationery with an office's own Word files in the place of ours."""
        return replace(self, layouts=MappingProxyType({**self.layouts, **own}))

    def place_kind(self, name: str) -> tuple[str, str] | None:
        """Return kind and label of a place, or None where no such place is declared."""
        for kind, names in self.texts[PLACES].items():
            if name in names:
                return kind, names[name]
        return None


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        msg = f"{name}.toml: {fault}"
        raise TextFault(msg) from fault


def _overlaid(base: dict[str, Any], own: Path | None, name: str) -> Mapping[str, Section]:
    if own is None or not own.is_file():
        return MappingProxyType(base)
    changed = _parsed(own.read_text("utf-8"), name)
    return MappingProxyType({key: {**base.get(key, {}), **changed.get(key, {})} for key in {**base, **changed}})
