"""Which reader reads which file, and folders file by file."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import ParseError

from lxml import etree

from knowledge.readers.docx import read_docx
from knowledge.readers.guards import check_size
from knowledge.readers.markdown import read_markdown
from knowledge.readers.pdf import read_pdf
from knowledge.readers.plain import read_plain
from knowledge.readers.qa_table import read_csv, read_xlsx
from knowledge.readers.results import Fault, ReadResult, UnreadableFileError, merged
from knowledge.readers.web_page import read_web_page

SUFFIXES: Mapping[str, Callable[[Path], ReadResult]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_web_page,
    ".htm": read_web_page,
    ".shtml": read_web_page,
    ".docx": read_docx,
    ".pdf": read_pdf,
    ".txt": read_plain,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_xlsx,
}
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
    etree.LxmlError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


def read_path(path: Path) -> ReadResult:
    """Read one file by its type; whatever is wrong with it becomes a fault."""
    try:
        return _read(path)
    except UnreadableFileError as problem:
        message = str(problem)
    except OSError:
        message = "文件打不开，请确认文件存在且有读取权限。"
    except _BROKEN:
        message = "文件已损坏或不是所标的格式，请用原软件打开并另存后再导入。"
    return ReadResult(faults=(Fault(file=path.name, line=None, message=message),))


def read_paths(paths: Iterable[Path]) -> ReadResult:
    """Read files, and folders with everything below them, in order of name.

    Hidden files and types nobody reads are passed over inside a folder, and a fault when named directly. Two entries
    with one identity are a fault.
    """
    return merged(_renamed(read_path(file), file, root) for root in paths for file in _files(root))


def _read(path: Path) -> ReadResult:
    reader = SUFFIXES.get(path.suffix.lower())
    if reader is None:
        newer = _OLD_FORMATS.get(path.suffix.lower())
        advice = f"请另存为 {newer} 后再导入。" if newer else f"可以导入的类型：{'、'.join(SUFFIXES)}。"
        raise UnreadableFileError(f"不支持 {path.suffix or '无扩展名'} 文件，{advice}")
    check_size(path)
    return reader(path)


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
