"""Look over an office's own Word layout before letters are printed on it: every fault at once, each with its place.

A layout may be anything Word writes. What it must name and may name follows from what a letter has to say; whether it
prints is tried with a sample letter, in the same sandbox in which it will be filled later.
"""

import io
import zipfile
from dataclasses import dataclass, fields

from jinja2 import TemplateError

from handlers.papers.letter_values import LETTER_NAME, MARK_NAME, BrokenLayout, FormRow, Letter
from handlers.papers.stationery import FORM, LETTER, LIST, Stationery

MEGABYTE = 1024 * 1024
MAX_BYTES = 4 * MEGABYTE
MAX_UNPACKED_BYTES = 40 * MEGABYTE
DOCUMENT = "word/document.xml"
PLACES = frozenset(field.name for field in fields(Letter))
ALWAYS = ("agency", "title")
NEEDED = {
    LETTER: (*ALWAYS, "document_number", "addressee", "paragraphs", "enclosures", "issued"),
    FORM: (*ALWAYS, "rows"),
    LIST: (*ALWAYS, "rows", "items"),
}  # what a letter of each make would lose if the layout did not name it
SAMPLE = Letter(
    kind="sample",
    agency="示例机关",
    title="示例文书",
    document_number="（公开）〔2026〕第1号",
    addressee="示例申请人",
    paragraphs=("示例正文。",),
    rows=(FormRow(label="示例栏目", text="示例内容"),),
    columns=("序号", "名称", "数量", "单位", "备注"),
    items=(("1", "示例", "1", "件", ""),),
    notes=("示例说明。",),
    enclosures=("示例附件",),
    issued="二〇二六年三月二日",
    contact="示例联系方式",
    is_sample=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutFault:
    """What is wrong with a layout: a key of `desk.stationery.fault`, and the place it is about."""

    key: str
    place: str = ""


def layout_faults(content: bytes, name: str, stationery: Stationery) -> tuple[LayoutFault, ...]:
    """Return everything that speaks against printing letters on a layout; empty where nothing does.

    Args:
        content: the Word file.
        name: what it is to be the layout of: letter, form, list or one kind of letter.
        stationery: by which a kind is known to be a letter, a form or a list.
    """
    if not _is_word(content):
        return (LayoutFault(key="not_word"),)
    from handlers.papers.word_file import filled, places_named  # its library is loaded with the first Word file

    try:
        named = places_named(content)
        faults = [LayoutFault(key="unknown", place=place) for place in sorted(named - _allowed())]
        needed = (f"{LETTER_NAME}.{place}" for place in NEEDED[stationery.make_of(name)])
        faults += [LayoutFault(key="missing", place=place) for place in needed if place not in named]
        if not faults:
            filled(content, SAMPLE, "示例")
    except TemplateError as fault:
        return (LayoutFault(key="syntax", place=str(fault.message or "")),)
    except BrokenLayout:
        return (LayoutFault(key="broken"),)
    return tuple(faults)


def _is_word(content: bytes) -> bool:
    if len(content) > MAX_BYTES or not zipfile.is_zipfile(io.BytesIO(content)):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
        return DOCUMENT in packed.namelist() and unpacked <= MAX_UNPACKED_BYTES


def _allowed() -> set[str]:
    return {f"{LETTER_NAME}.{place}" for place in PLACES} | {MARK_NAME}
