"""Plain text files, as saved from pages of government sites."""

from pathlib import Path

from knowledge.entries import Entry
from knowledge.passages import Block, cut_passages
from knowledge.readers.encoding import read_text
from knowledge.readers.furniture import strip_markup
from knowledge.readers.keys import entry_key
from knowledge.readers.recognise import Printed, recognise
from knowledge.readers.results import ReadResult, UnreadableFileError


def read_plain(path: Path) -> ReadResult:
    """Read one publication from a text file.

    Raises:
        UnreadableFileError: the bytes are no text, or there is nothing but a title.
    """
    return ReadResult(entries=(entry_of_lines(strip_markup(read_text(path)).split("\n"), path),))


def entry_of_lines(lines: list[str], path: Path) -> Entry:
    """Return the publication recognised in `lines`.

    Raises:
        UnreadableFileError: there is no text in them.
    """
    return entry_of_printed(recognise(lines), path)


def entry_of_printed(printed: Printed, path: Path, *, url: str = "", blocks: tuple[Block, ...] = ()) -> Entry:
    """Return an entry from what was recognised; `blocks` take the place of its lines where a reader knows more.

    Raises:
        UnreadableFileError: there is no text.
    """
    passages = cut_passages(blocks or (Block(text=line) for line in printed.lines))
    if not passages:
        raise UnreadableFileError("没有读到正文，请检查文件内容。")
    title = printed.title or path.stem
    return Entry(
        key=entry_key(url=url, file_name=path.name, title=title),
        title=title,
        passages=passages,
        document_number=printed.document_number,
        index_number=printed.index_number,
        issuer=printed.issuer,
        published_on=printed.published_on,
        effective_on=printed.effective_on,
        expires_on=printed.expires_on,
        url=url,
        origin=path.name,
    )
