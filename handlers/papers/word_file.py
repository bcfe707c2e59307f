"""Word layouts looked into and filled: the one module that knows the library for it, loaded with the first letter.

A layout may be the office's own Word file: whatever it holds is read and filled in a sandbox, and a place no letter
has is a fault. Both raise `jinja2.TemplateError` for marks that are no template.
"""

import io
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import LxmlError

from handlers.papers.letter_values import LETTER_NAME, MARK_NAME, UNPRINTABLE, BrokenLayout, Letter
from handlers.papers.packing import repacked

_BROKEN = (LxmlError, ParseError, KeyError, ValueError, TypeError)


def filled(layout: bytes, letter: Letter, mark: str) -> bytes:
    """Return a letter on a layout as a Word file; the same letter gives the same bytes.

    Raises:
        BrokenLayout: the layout cannot be read.
    """
    environment = _sandbox()
    try:
        template = DocxTemplate(io.BytesIO(layout))
        template.render({LETTER_NAME: letter, MARK_NAME: mark}, jinja_env=environment, autoescape=True)
        buffer = io.BytesIO()
        template.save(buffer)
    except _BROKEN as fault:
        raise BrokenLayout from fault
    return repacked(buffer.getvalue())


def places_named(layout: bytes) -> set[str]:
    """Return every place the body, the heads and the feet of a layout name: `letter.title`, names from outside.

    Raises:
        BrokenLayout: the layout cannot be read.
    """
    try:
        return {place for text in _texts(DocxTemplate(io.BytesIO(layout))) for place in _named(text)}
    except _BROKEN as fault:
        raise BrokenLayout from fault


def _texts(template: DocxTemplate) -> Iterator[str]:
    template.init_docx()
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))


def _named(text: str) -> Iterator[str]:
    tree = _sandbox().parse(text)
    made = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "store"} | {"loop"}
    yield from (one.name for one in tree.find_all(nodes.Name) if one.name not in {*made, LETTER_NAME})
    for one in tree.find_all(nodes.Getattr):
        if isinstance(one.node, nodes.Name) and one.node.name == LETTER_NAME:
            yield f"{LETTER_NAME}.{one.attr}"


def _sandbox() -> SandboxedEnvironment:
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_printed)


def _printed(value: object) -> object:
    return value.translate(UNPRINTABLE) if isinstance(value, str) else value
