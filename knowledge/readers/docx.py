"""Word documents (.docx): paragraphs, headings by style, tables row by row."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table

from knowledge.passages import Block
from knowledge.readers.encoding import clean
from knowledge.readers.guards import check_archive
from knowledge.readers.plain import entry_of_printed
from knowledge.readers.recognise import recognise
from knowledge.readers.results import ReadResult, UnreadableFileError

_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-6])$", re.IGNORECASE)
_TITLE_STYLES = frozenset({"title", "标题"})
_TITLE_LEVEL = 0


def read_docx(path: Path) -> ReadResult:
    """Read one publication from a Word document.

    Raises:
        UnreadableFileError: the file is broken, encrypted, no Word document, or without text.
    """
    check_archive(path)
    try:
        document = Document(str(path))
    except (PackageNotFoundError, ValueError, KeyError) as problem:
        raise UnreadableFileError("不是有效的 Word 文档（.docx），请用办公软件另存后再导入。") from problem
    blocks = list(_blocks(document))
    title = next((block.text for block in blocks if block.level == _TITLE_LEVEL), "")
    levels = {block.text: block.level for block in blocks if block.level}
    printed = recognise([block.text for block in blocks], known_title=title)
    kept = tuple(Block(text=line, level=levels.get(line)) for line in printed.lines)
    return ReadResult(entries=(entry_of_printed(printed, path, blocks=kept),))


def _blocks(document: Any) -> Iterator[Block]:  # noqa: ANN401 - the library is untyped
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield from (Block(text=_row(row)) for row in part.rows)
            continue
        level = _level(part.style.name or "" if part.style is not None else "")
        for line in clean(part.text).split("\n"):  # a title may be broken by hand; its first line says enough
            if line.strip():
                yield Block(text=line.strip(), level=level)


def _level(style: str) -> int | None:
    match = _HEADING_STYLE.match(style.strip())
    if match:
        return int(match.group(1))
    return _TITLE_LEVEL if style.strip().lower() in _TITLE_STYLES else None


def _row(row: Any) -> str:  # noqa: ANN401 - the library is untyped
    """Return the cells of a row divided by bars; a cell merged across columns counts once."""
    cells: list[str] = []
    for cell in row.cells:
        text = re.sub(r"\s+", " ", clean(cell.text)).strip()
        if not cells or cells[-1] != text:
            cells.append(text)
    return " | ".join(cells)
