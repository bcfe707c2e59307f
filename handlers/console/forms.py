"""A posted form: read with limits, then turned field by field into typed values or named faults.

Faults are wording keys under `desk.fault.`; what was typed is kept for showing the form again.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from aiohttp import BodyPartReader, web

from requests_db.statute.events import YEARS

SHORT_TEXT_LIMIT = 200  # characters of a one-line field
LONG_TEXT_LIMIT = 20_000  # characters of a text area
MAX_FIELDS = 100  # fields one form may carry
MAX_FIELD_BYTES = 200_000  # bytes of one text field
MAX_UPLOADED_BYTES = 100 * 1024 * 1024  # all files of one form together
CHUNK_BYTES = 64 * 1024
DOCUMENT_YEARS = range(1900, 2200)  # of documents and their terms; beyond it a typing slip is certain

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class FormFaults(Exception):
    """Some fields cannot be accepted; `faults` maps each field to the key of its reason."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with the form."""

    input: str  # the field of the form
    name: str  # as the browser tells it
    content: bytes = field(repr=False)


@dataclass(slots=True, kw_only=True)
class Form:
    """What was typed, and what is wrong with it."""

    values: dict[str, list[str]] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)

    def typed(self, name: str) -> str:
        """Return what was typed into `name`, for showing it again."""
        return next(iter(self.values.get(name, ())), "")

    def text(self, name: str, *, required: bool = False, limit: int = SHORT_TEXT_LIMIT) -> str:
        """Return the text of `name` without control characters and outer spaces."""
        text = clean(self.typed(name))
        if required and not text:
            self.fault(name, "required")
        if len(text) > limit:
            self.fault(name, "too_long")
        return text

    def long_text(self, name: str, *, required: bool = False) -> str:
        """Return the text of a text area."""
        return self.text(name, required=required, limit=LONG_TEXT_LIMIT)

    def day(self, name: str, *, required: bool = False, of_document: bool = False) -> date | None:
        """Return a day as the date picker or a person writes it: 2026-01-31, 2026/1/31, 2026年1月31日.

        Days of cases lie in the years the clock reads; `of_document` days may be older.
        """
        text = self.text(name, required=required)
        if not text:
            return None
        found = re.fullmatch(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?", text)
        with suppress(ValueError):
            if found:
                day = date(*(int(part) for part in found.groups()))
                if day.year in (DOCUMENT_YEARS if of_document else YEARS):
                    return day
                self.fault(name, "not_a_document_year" if of_document else "not_this_century")
                return None
        self.fault(name, "not_a_day")
        return None

    def needed_day(self, name: str) -> date:
        """Return a required day; where it is missing or wrong a fault is noted and `date.min` returned."""
        return self.day(name, required=True) or date.min

    def number(self, name: str, *, required: bool = False, least: int = 0, most: int = 2**31) -> int | None:
        """Return a whole number within bounds."""
        text = self.text(name, required=required)
        if not text:
            return None
        if not re.fullmatch(r"\d{1,10}", text) or not least <= int(text) <= most:
            self.fault(name, "not_a_number")
            return None
        return int(text)

    def choice(self, name: str, allowed: Collection[str], *, required: bool = False) -> str:
        """Return one of the `allowed` values."""
        text = self.text(name, required=required)
        if text and text not in allowed:
            self.fault(name, "not_offered")
        return text

    def choices(self, name: str, allowed: Collection[str]) -> tuple[str, ...]:
        """Return every ticked value among the `allowed` ones, each once, in the order of the form."""
        return tuple(dict.fromkeys(value for value in self.values.get(name, ()) if value in allowed))

    def flag(self, name: str) -> bool:
        """Return whether a box is ticked."""
        return bool(self.typed(name))

    def files(self, name: str) -> tuple[Upload, ...]:
        """Return the files put into the field `name`."""
        return tuple(upload for upload in self.uploads if upload.input == name)

    def fault(self, name: str, reason: str) -> None:
        """Note what is wrong with a field; the first reason stands."""
        self.faults.setdefault(name, reason)

    def take(self, faults: Mapping[str, str]) -> None:
        """Note the faults that a service found."""
        for name, reason in faults.items():
            self.fault(name, reason)

    def settle(self) -> None:
        """Go on only without faults.

        Raises:
            FormFaults: at least one field cannot be accepted.
        """
        if self.faults:
            raise FormFaults(self.faults)


def clean(text: str) -> str:
    """Return `text` with plain line ends, without control and direction-changing characters and outer spaces."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


async def read_form(request: web.Request, *, max_file_bytes: int) -> Form:
    """Read a posted form, ordinary or with files.

    Raises:
        web.HTTPRequestEntityTooLarge: more fields or a longer field than any of our forms has.
        web.HTTPBadRequest: the body is not a form.
    """
    if request.content_type == "multipart/form-data":
        return await _read_parts(request, max_file_bytes)
    try:
        posted = await request.post()
    except ValueError as error:
        raise web.HTTPBadRequest from error
    return make_form((name, value) for name, value in posted.items() if isinstance(value, str))


def make_form(pairs: Iterable[tuple[str, str]]) -> Form:
    """Return a form holding `pairs`, in order."""
    form = Form()
    for name, value in pairs:
        form.values.setdefault(name, []).append(value)
    return form


async def _read_parts(request: web.Request, max_file_bytes: int) -> Form:
    form = Form()
    seen = 0
    try:
        async for part in await request.multipart():
            seen += 1
            if seen > MAX_FIELDS:
                raise web.HTTPRequestEntityTooLarge(max_size=MAX_FIELDS, actual_size=seen)
            if isinstance(part, BodyPartReader) and part.name:
                await _take_part(form, part, part.name, max_file_bytes)
    except ValueError as error:
        raise web.HTTPBadRequest from error
    return form


async def _take_part(form: Form, part: BodyPartReader, name: str, max_file_bytes: int) -> None:
    if part.filename is None:
        content = await _read_at_most(part, MAX_FIELD_BYTES)
        if content is None:
            raise web.HTTPRequestEntityTooLarge(max_size=MAX_FIELD_BYTES, actual_size=MAX_FIELD_BYTES + 1)
        form.values.setdefault(name, []).append(content.decode("utf-8", "replace"))
        return
    room = MAX_UPLOADED_BYTES - sum(len(upload.content) for upload in form.uploads)
    content = await _read_at_most(part, min(max_file_bytes, room))
    if content is None and room < max_file_bytes:
        form.fault(name, "files_too_large")
    elif content is None:
        form.fault(name, "file_too_large")
    elif part.filename:
        form.uploads.append(Upload(input=name, name=clean(part.filename)[:SHORT_TEXT_LIMIT], content=content))


async def _read_at_most(part: BodyPartReader, limit: int) -> bytes | None:
    # Read to the end in any case: a browser shows our answer only after it has sent everything.
    kept = bytearray()
    size = 0
    while chunk := await part.read_chunk(CHUNK_BYTES):
        size += len(chunk)
        if size <= limit:
            kept += chunk
    return bytes(kept) if size <= limit else None
