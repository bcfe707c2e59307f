"""Markdown files: front matter for the particulars, `#` headings for the heading path."""

import re
from pathlib import Path

from knowledge.entries import Entry
from knowledge.passages import Block, cut_passages
from knowledge.readers.encoding import read_text
from knowledge.readers.front_matter import FrontMatter, split_front_matter
from knowledge.readers.furniture import cut_between
from knowledge.readers.keys import entry_key
from knowledge.readers.results import Fault, ReadResult, UnreadableFileError

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_CODE = re.compile(r"`([^`\n]+)`")
_RULE = re.compile(r"^ {0,3}(?:[-*_]\s*){3,}$|^\s*\|?(?:\s*:?-{3,}:?\s*\|)+\s*:?-*:?\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+]\s+|\d{1,2}[.)、]\s*|>)")


def read_markdown(path: Path) -> ReadResult:
    """Read one entry from a Markdown file.

    Raises:
        UnreadableFileError: the bytes are no text, or there is no body.
    """
    lines = read_text(path).split("\n")
    front = split_front_matter(lines, path.name)
    blocks = _blocks(lines[front.body_line - 1 :])
    title, rest = _titled(front, blocks, path)
    passages = cut_passages(rest)
    if not passages:
        raise UnreadableFileError("没有读到正文，请在“---”之后写上正文。")
    faults = front.faults
    if not front.text("title") and front.values:
        faults += (Fault(file=path.name, line=1, message=f"没有写标题（title），已用“{title}”作标题。"),)
    entry = Entry(
        key=entry_key(given=front.text("key"), url=front.text("url"), file_name=path.name, title=title),
        title=title,
        passages=passages,
        questions=front.lists.get("questions", ()),
        document_number=front.text("document_number"),
        index_number=front.text("index_number"),
        issuer=front.text("issuer"),
        published_on=front.days.get("published_on"),
        effective_on=front.days.get("effective_on"),
        expires_on=front.days.get("expires_on"),
        url=front.text("url"),
        region=front.text("region"),
        department=front.text("department"),
        owner_unit=front.text("owner_unit"),
        basis=front.lists.get("basis", ()),
        is_sample=front.text("is_sample").lower() in {"true", "yes", "1", "是"},
        origin=path.name,
    )
    return ReadResult(entries=(entry,), faults=faults)


def _titled(front: FrontMatter, blocks: list[Block], path: Path) -> tuple[str, list[Block]]:
    """Return the title and the blocks without the heading that only repeats it."""
    given = front.text("title")
    if blocks and blocks[0].level == 1 and given in ("", blocks[0].text):
        return blocks[0].text, blocks[1:]
    return given or path.stem, blocks


def _blocks(lines: list[str]) -> list[Block]:
    """Return headings, paragraphs and list items; lines of one paragraph are joined."""
    blocks: list[Block] = []
    paragraph: list[str] = []

    def close() -> None:
        if paragraph:
            blocks.append(Block(text=_joined(paragraph)))
            paragraph.clear()

    for line in cut_between("\n".join(lines), "<!--", "-->").split("\n"):
        heading = _HEADING.match(line)
        if heading or not line.strip() or _RULE.match(line) or line.lstrip().startswith("```") or _ITEM.match(line):
            close()
        if heading:
            blocks.append(Block(text=plain(heading.group(2)), level=len(heading.group(1))))
        elif line.lstrip().startswith("|") and not _RULE.match(line):
            close()
            blocks.append(Block(text=_row(line)))
        elif line.strip() and not _RULE.match(line) and not line.lstrip().startswith("```"):
            paragraph.append(plain(re.sub(r"^\s*(?:[-*+]\s+|>\s?)", "", line).strip()))
    close()
    return blocks


def plain(text: str) -> str:
    """Return a line of Markdown without its marks; a link keeps its words."""
    for pattern, kept in ((_IMAGE, ""), (_LINK, r"\1"), (_STRONG, r"\2"), (_EMPHASIS, r"\1"), (_CODE, r"\1")):
        text = pattern.sub(kept, text)
    return text


def _row(line: str) -> str:
    return " | ".join(plain(cell.strip()) for cell in line.strip().strip("|").split("|"))


def _joined(lines: list[str]) -> str:
    """Join wrapped lines; a blank only between Latin words."""
    text = lines[0]
    for line in lines[1:]:
        gap = " " if text[-1:].isascii() and line[:1].isascii() else ""
        text += gap + line
    return text
