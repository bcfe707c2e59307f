"""Tables of questions and answers: CSV in any of the usual encodings, XLSX."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook

from knowledge.entries import Entry
from knowledge.passages import blocks_of_text, cut_passages
from knowledge.readers.dates import parse_day
from knowledge.readers.encoding import clean, read_text
from knowledge.readers.guards import check_archive
from knowledge.readers.keys import entry_key, short_digest
from knowledge.readers.results import Fault, ReadResult, UnreadableFileError

Row = tuple[int, Sequence[str]]  # number of its first line, cells

_MOST_ROWS = 200_000
_HEADER_ROWS = 5  # rows in which the headings are looked for
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "question": ("question", "q", "问题", "提问", "标准问", "标准问题", "问", "咨询内容"),
    "answer": ("answer", "a", "答案", "回答", "答复", "解答", "答", "标准答案", "答复内容", "内容"),
    "questions": ("questions", "aliases", "相似问", "相似问题", "相似问法", "扩展问", "其他问法", "问法"),
    "key": ("key", "id", "标识", "编号", "序号标识"),
    "title": ("title", "标题", "名称"),
    "document_number": ("document_number", "文号", "发文字号"),
    "index_number": ("index_number", "索引号"),
    "issuer": ("issuer", "发布机构", "发文机关", "答复单位", "来源"),
    "published_on": ("published_on", "date", "日期", "发布日期", "发布时间", "答复日期", "答复时间"),
    "effective_on": ("effective_on", "生效日期", "施行日期"),
    "expires_on": ("expires_on", "失效日期", "有效期至"),
    "url": ("url", "link", "网址", "链接", "地址链接"),
    "region": ("region", "地区", "适用地区"),
    "department": ("department", "dept", "部门", "主题部门", "主题", "分类"),
    "owner_unit": ("owner_unit", "负责单位", "责任单位"),
    "basis": ("basis", "依据", "政策依据", "法律依据"),
}
_COLUMN_OF = {heading: column for column, headings in _COLUMNS.items() for heading in headings}
_DATES = ("published_on", "effective_on", "expires_on")


def read_csv(path: Path) -> ReadResult:
    """Read the questions and answers of a CSV file; comma, tab and semicolon may separate.

    Raises:
        UnreadableFileError: the bytes are no text, or there are no columns for question and answer.
    """
    return _read_rows(_csv_rows(read_text(path)), path.name)


def read_xlsx(path: Path) -> ReadResult:
    """Read the questions and answers of every sheet that has such columns.

    Raises:
        UnreadableFileError: the file is broken, or no sheet has columns for question and answer.
    """
    check_archive(path)
    results: list[ReadResult] = []
    with closing(load_workbook(path, read_only=True, data_only=True)) as book:
        for sheet in book.worksheets:
            rows = list(islice(_sheet_rows(sheet.iter_rows(values_only=True)), _MOST_ROWS + 1))
            if len(rows) > _MOST_ROWS:
                raise UnreadableFileError(f"工作表“{sheet.title}”超过{_MOST_ROWS}行，请拆分后再导入。")
            if _header(rows) is not None:
                results.append(_read_rows(rows, path.name))
    if not results:
        raise UnreadableFileError("没有找到“问题”和“答案”两列，请在首行写明列名。")
    return ReadResult(
        entries=tuple(entry for result in results for entry in result.entries),
        faults=tuple(fault for result in results for fault in result.faults),
    )


def _sheet_rows(rows: Iterable[Iterable[object]]) -> Iterator[Row]:
    """Return the rows that hold anything; a formatted sheet may have a million empty ones."""
    for number, values in enumerate(rows, start=1):
        cells = [_cell(value) for value in values]
        if any(cells):
            yield number, cells


def _csv_rows(text: str) -> Iterator[Row]:
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;，", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as problem:
        raise UnreadableFileError(f"第{line}行附近的引号或字段有误，请检查后重新导出。") from problem


def _read_rows(source: Iterable[Row], file: str) -> ReadResult:
    rows = list(source)
    header = _header(rows)
    if header is None:
        raise UnreadableFileError("没有找到“问题”和“答案”两列，请在首行写明列名。")
    start, columns = header
    entries: dict[str, Entry] = {}
    lines: dict[str, int] = {}
    faults: list[Fault] = []
    for line, cells in rows[start + 1 :]:
        values = {name: cells[at].strip() for name, at in columns.items() if at < len(cells)}
        if not any(values.values()):
            continue
        entry = _entry(values, file, _fault_at(faults, file, line))
        if entry is None:
            continue
        if entry.key in entries:
            _fault_at(faults, file, line)(f"与第{lines[entry.key]}行的问题或标识相同，已跳过这一行。")
            continue
        entries[entry.key], lines[entry.key] = entry, line
    return ReadResult(entries=tuple(entries.values()), faults=tuple(faults))


def _header(rows: Sequence[Row]) -> tuple[int, dict[str, int]] | None:
    """Return the index of the row of headings and the place of each known column."""
    for index, (_, cells) in enumerate(rows[:_HEADER_ROWS]):
        columns: dict[str, int] = {}
        for at, cell in enumerate(cells):
            heading = cell.strip().lower()
            bare = re.sub(r"[\s*（(].*$", "", heading)
            name = _COLUMN_OF.get(re.sub(r"\s+", "_", heading)) or _COLUMN_OF.get(bare)
            if name:
                columns.setdefault(name, at)
        if "question" not in columns and "title" in columns:
            columns["question"] = columns["title"]
        if {"question", "answer"} <= columns.keys():
            return index, columns
    return None


def _fault_at(faults: list[Fault], file: str, line: int) -> Callable[[str], None]:
    return lambda message: faults.append(Fault(file=file, line=line, message=message))


def _entry(values: Mapping[str, str], file: str, fault: Callable[[str], None]) -> Entry | None:
    question, answer = values["question"], values.get("answer", "")
    if not question or not answer:
        fault("缺少问题，已跳过这一行。" if not question else "缺少答案，已跳过这一行。")
        return None
    passages = cut_passages(blocks_of_text(answer))
    days = {name: _day(name, values, fault) for name in _DATES}
    url = values.get("url", "")
    title = values.get("title") or question
    return Entry(
        key=entry_key(
            given=values.get("key", "") and f"{file}#{values['key']}",
            url=url and f"{url}#{short_digest(question)}",
            file_name=file,
            title=question,
        ),
        title=title,
        passages=passages,
        questions=_questions(question, title, values.get("questions", "")),
        document_number=values.get("document_number", ""),
        index_number=values.get("index_number", ""),
        issuer=values.get("issuer", ""),
        published_on=days["published_on"],
        effective_on=days["effective_on"],
        expires_on=days["expires_on"],
        url=url,
        region=values.get("region", ""),
        department=values.get("department", ""),
        owner_unit=values.get("owner_unit", ""),
        basis=tuple(_split(values.get("basis", ""))),
        origin=file,
    )


def _questions(question: str, title: str, others: str) -> tuple[str, ...]:
    wordings = [question, *_split(others)]
    return tuple(dict.fromkeys(wording for wording in wordings if wording != title))


def _split(listed: str) -> list[str]:
    return [part.strip() for part in re.split(r"[\n;；|]", listed) if part.strip()]


def _day(name: str, values: Mapping[str, str], fault: Callable[[str], None]) -> date | None:
    printed = values.get(name, "")
    day = parse_day(printed)
    if printed and day is None:
        fault(f"日期“{printed}”无法识别，已留空；请写成 2026-01-31 的形式。")
    return day


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))
