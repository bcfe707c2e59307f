"""Which reader reads which file, and folders file by file.

The libraries that parse PDF, web pages and office files take a second to load, and most processes never read a file: a
reader is loaded with the first file of its type.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from xml.etree.ElementTree import ParseError

from knowledge.readers.guards import LONGEST_BODY, check_size
from knowledge.readers.results import Fault, ReadResult, UnreadableFileError, merged

Reader = Callable[[Path], ReadResult]

SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        ".md": "markdown.read_markdown",
        ".markdown": "markdown.read_markdown",
        ".html": "web_page.read_web_page",
        ".htm": "web_page.read_web_page",
        ".shtml": "web_page.read_web_page",
        ".docx": "docx.read_docx",
        ".pdf": "pdf.read_pdf",
        ".txt": "plain.read_plain",
        ".csv": "qa_table.read_csv",
        ".tsv": "qa_table.read_csv",
        ".xlsx": "qa_table.read_xlsx",
    }
)
_OLD_FORMATS = {".doc": ".docx", ".wps": ".docx", ".xls": ".xlsx", ".et": ".xlsx", ".ofd": ".pdf", ".rtf": ".docx"}

# What the libraries that parse office files, PDF and pages are known to raise on bytes made or broken on purpose.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    ParseError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


def read_path(path: Path) -> ReadResult:
    """Read one file by its type; whatever is wrong with it becomes a fault."""
    try:
        return _of_bearable_length(_read(path), path)
    except UnreadableFileError as problem:
        message = str(problem)
    except OSError:
        message = "文件打不开，请确认文件存在且有读取权限。"
    except _broken():
        message = "文件已损坏或不是所标的格式，请用原软件打开并另存后再导入。"
    return ReadResult(faults=(Fault(file=path.name, line=None, message=message),))


def read_paths(paths: Iterable[Path]) -> ReadResult:
    """Read files, and folders with everything below them, in order of name.

    Hidden files and types nobody reads are passed over inside a folder, and a fault when named directly. Two entries
    with one identity are a fault.
    """
    return merged(_renamed(read_path(file), file, root) for root in paths for file in _files(root))


def _read(path: Path) -> ReadResult:
    name = SUFFIXES.get(path.suffix.lower())
    if name is None:
        newer = _OLD_FORMATS.get(path.suffix.lower())
        advice = f"请另存为 {newer} 后再导入。" if newer else f"可以导入的类型：{'、'.join(SUFFIXES)}。"
        raise UnreadableFileError(f"不支持 {path.suffix or '无扩展名'} 文件，{advice}")
    check_size(path)
    return _reader(name)(path)


def _of_bearable_length(result: ReadResult, path: Path) -> ReadResult:
    """Return the result with a fault in place of each entry that is too long to be searched and quoted at once."""
    message = f"正文超过{LONGEST_BODY // 10_000}万字，请按章拆成几个文件后再导入。"
    kept = tuple(entry for entry in result.entries if sum(len(one.text) for one in entry.passages) <= LONGEST_BODY)
    faults = tuple(Fault(file=path.name, line=None, message=message) for _ in range(len(result.entries) - len(kept)))
    return ReadResult(entries=kept, faults=(*result.faults, *faults))


def _reader(name: str) -> Reader:
    module, _, function = name.partition(".")
    reader: Reader = getattr(import_module(f"knowledge.readers.{module}"), function)
    return reader


def _broken() -> tuple[type[Exception], ...]:
    from lxml.etree import LxmlError  # asked for only once a reader has failed

    return (*_BROKEN, LxmlError)


def _files(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        yield root
        return
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root).parts
        known = path.suffix.lower() in SUFFIXES or path.suffix.lower() in _OLD_FORMATS
        if known and path.is_file() and not any(part.startswith((".", "~$")) for part in inside):
            yield path


def _renamed(result: ReadResult, file: Path, root: Path) -> ReadResult:
    """Name the file by its place below the folder that was given, so that equal names stay apart."""
    if file == root:
        return result
    place = file.relative_to(root).as_posix()
    return ReadResult(
        entries=tuple(replace(entry, origin=place) for entry in result.entries),
        faults=tuple(replace(fault, file=place) for fault in result.faults),
    )
