"""PDF files with a text layer: page numbers dropped, lines joined to paragraphs again."""

import re
from collections import Counter
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from knowledge.passages import is_numbered
from knowledge.readers.encoding import clean
from knowledge.readers.labels import labels_in
from knowledge.readers.plain import entry_of_lines
from knowledge.readers.recognise import printed_number
from knowledge.readers.results import ReadResult, UnreadableFileError

_MOST_PAGES = 2_000
_PAGE_NUMBER = re.compile(r"[-—－–\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[-—－–\s]*")
_SENTENCE_END = re.compile(r"[。！？；：!?;:][”’」』）)]?$")
_FULL_LINE = 0.8  # a line at least this share of the usual width runs on into the next one


def read_pdf(path: Path) -> ReadResult:
    """Read one publication from a PDF.

    Raises:
        UnreadableFileError: the file is broken, needs a password, has too many pages or no text layer.
    """
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFileError("文件设有打开密码，请解除密码后再导入。")
        if len(reader.pages) > _MOST_PAGES:
            raise UnreadableFileError(f"文件超过{_MOST_PAGES}页，请拆分后再导入。")
        pages = [clean(page.extract_text()).split("\n") for page in reader.pages]
    except PyPdfError as problem:
        raise UnreadableFileError("PDF 文件已损坏，请重新导出后再导入。") from problem
    lines = [line.strip() for page in _without_running_heads(pages) for line in page]
    if not any(lines):
        raise UnreadableFileError("PDF 中没有可读取的文字，可能是扫描件，请先做文字识别后再导入。")
    return ReadResult(entries=(entry_of_lines(join_lines(lines), path),))


def join_lines(lines: list[str]) -> list[str]:
    """Return paragraphs from lines broken at the margin.

    A line runs on when it is about as long as lines usually are and ends no sentence, and the next one opens nothing.
    """
    present = [line for line in lines if line]
    width = sorted(map(len, present))[int(0.9 * (len(present) - 1))] if present else 0
    joined: list[str] = []
    runs_on = False
    for line in present:
        if joined and runs_on and not _opens(line):
            gap = " " if joined[-1][-1].isascii() and line[0].isascii() and joined[-1][-1].isalnum() else ""
            joined[-1] += gap + line
        else:
            joined.append(line)
        runs_on = len(line) >= _FULL_LINE * width and not _SENTENCE_END.search(line) and not _opens_only(line)
    return joined


def _opens(line: str) -> bool:
    return is_numbered(line) or bool(printed_number(line)) or bool(labels_in(line))


def _opens_only(line: str) -> bool:
    return bool(printed_number(line)) or bool(labels_in(line))


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Drop page numbers, and first and last lines that most pages repeat."""
    pages = [[line for line in page if not _PAGE_NUMBER.fullmatch(line.strip() or "x")] for page in pages]
    edges = Counter(line.strip() for page in pages for line in {*page[:1], *page[-1:]})
    often = {line for line, times in edges.items() if line and times > 2 and times > len(pages) / 2}
    return [[line for line in page if line.strip() not in often] for page in pages]
