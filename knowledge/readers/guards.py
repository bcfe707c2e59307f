"""Limits that keep a broken or hostile file from taking the process down with it."""

import zipfile
from pathlib import Path

from knowledge.readers.results import UnreadableFileError

MEBIBYTE = 1024 * 1024
LARGEST_FILE = 50 * MEBIBYTE
LARGEST_UNPACKED = 200 * MEBIBYTE
MOST_PARTS = 5_000
HIGHEST_RATIO = 200  # unpacked to packed, of one part above a mebibyte; office files stay far below
LONGEST_BODY = 1_000_000  # characters of one entry; every question that finds it reads it
_PROLOGUE = 4_096  # bytes of an XML part in which a document type would be declared


def check_size(path: Path) -> None:
    """Refuse an empty or oversized file.

    Raises:
        UnreadableFileError: the file holds nothing or more than `LARGEST_FILE` bytes.
    """
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFileError("文件是空的，请检查后重新导出。")
    if size > LARGEST_FILE:
        raise UnreadableFileError(f"文件超过{LARGEST_FILE // MEBIBYTE} MB，请拆分后再导入。")


def check_archive(path: Path) -> None:
    """Refuse an office file that is no archive, unpacks to too much, or declares XML entities.

    Raises:
        UnreadableFileError: for each of these.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise UnreadableFileError("文件解压后过大，可能已损坏或含有恶意内容，请另存为新文件后再导入。")
            for part in parts:
                _check_part(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as problem:
        raise UnreadableFileError("文件已损坏、已加密或不是所标的格式，请用办公软件打开并另存后再导入。") from problem


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.file_size > MEBIBYTE and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1):
        raise UnreadableFileError("文件压缩比异常，可能含有恶意内容，请另存为新文件后再导入。")
    if part.filename.endswith((".xml", ".rels")):
        with archive.open(part) as opened:
            if b"<!DOCTYPE" in opened.read(_PROLOGUE):
                raise UnreadableFileError("文件含有不允许的XML声明，请用办公软件另存后再导入。")
