"""Front matter of Markdown files: `key: value` and lists of `- item` between two lines of `---`.

Keys may be English or Chinese. What cannot be understood becomes a fault with its line, and the rest is kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.readers.dates import parse_day
from knowledge.readers.results import Fault

_FENCE = "---"
_KEY = re.compile(r"^([\w\u4e00-\u9fff-]+)\s*[:：](?:\s+(.*)|)$")
_CHINESE_COLON = re.compile(r"^([\w\u4e00-\u9fff-]+)：(.*)$")
_LISTS = frozenset({"questions", "basis"})
_DATES = frozenset({"published_on", "effective_on", "expires_on"})
_NAMES: Mapping[str, str] = {
    "标识": "key",
    "标题": "title",
    "问法": "questions",
    "问题": "questions",
    "文号": "document_number",
    "索引号": "index_number",
    "发布机构": "issuer",
    "发布日期": "published_on",
    "生效日期": "effective_on",
    "施行日期": "effective_on",
    "失效日期": "expires_on",
    "有效期至": "expires_on",
    "网址": "url",
    "地区": "region",
    "适用地区": "region",
    "部门": "department",
    "主题部门": "department",
    "负责单位": "owner_unit",
    "依据": "basis",
    "示例": "is_sample",
    "备注": "note",
}
_KNOWN = frozenset(_NAMES.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What a file says of itself, and where its text begins."""

    values: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    days: Mapping[str, date]
    body_line: int  # number of the first line of the text, from 1
    faults: tuple[Fault, ...] = ()

    def text(self, name: str) -> str:
        """Return a value, or an empty text."""
        return self.values.get(name, "")


def split_front_matter(lines: list[str], file: str) -> FrontMatter:
    """Return the front matter at the top of `lines`; without one everything is text."""
    if not lines or lines[0].strip() != _FENCE:
        return FrontMatter(values={}, lists={}, days={}, body_line=1)
    end = next((at for at in range(1, len(lines)) if lines[at].strip() == _FENCE), None)
    if end is None:
        fault = Fault(file=file, line=1, message="开头的“---”没有对应的结束行，已把全文当作正文；请补上结束的“---”。")
        return FrontMatter(values={}, lists={}, days={}, body_line=2, faults=(fault,))
    reading = _Reading(file)
    for at in range(1, end):
        reading.take(lines[at], at + 1)
    return reading.finished(body_line=end + 2)


class _Reading:
    """Takes the lines of a front matter one by one."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._values: dict[str, str] = {}
        self._lists: dict[str, list[str]] = {}
        self._days: dict[str, date] = {}
        self._faults: list[Fault] = []
        self._list: list[str] | None = None

    def take(self, line: str, number: int) -> None:
        text = line.strip()
        if not text or text.startswith("#"):
            return
        if text.startswith("- "):
            self._take_item(_unquoted(text[2:]), number)
            return
        match = _KEY.match(text) or _CHINESE_COLON.match(text)
        if match is None:
            self._fault(number, "这一行不是“名称: 值”的形式，已跳过。")
            return
        self._take_value(match.group(1), _unquoted(match.group(2) or ""), number)

    def finished(self, *, body_line: int) -> FrontMatter:
        return FrontMatter(
            values=self._values,
            lists={name: tuple(items) for name, items in self._lists.items()},
            days=self._days,
            body_line=body_line,
            faults=tuple(self._faults),
        )

    def _take_item(self, item: str, number: int) -> None:
        if self._list is None:
            self._fault(number, "列表项前面缺少“名称:”一行，已跳过。")
        elif item:
            self._list.append(item)

    def _take_value(self, printed: str, value: str, number: int) -> None:
        name = _NAMES.get(printed, printed)
        self._list = None
        if name not in _KNOWN:
            self._list = []  # so that its items, if any, are passed over with it
            self._fault(number, f"不认识“{printed}”这一项，已跳过。")
        elif name in _LISTS:
            self._list = self._lists.setdefault(name, [])
            self._list.extend(_inline_items(value))
        elif name in _DATES:
            self._take_day(printed, name, value, number)
        elif name in self._values:
            self._fault(number, f"“{printed}”写了两次，已采用前一个。")
        else:
            self._values[name] = value

    def _take_day(self, printed: str, name: str, value: str, number: int) -> None:
        day = parse_day(value)
        if day is not None:
            self._days[name] = day
        elif value:
            self._fault(number, f"“{printed}”的日期“{value}”无法识别，请写成 2026-01-31 的形式。")

    def _fault(self, number: int, message: str) -> None:
        self._faults.append(Fault(file=self._file, line=number, message=message))


def _unquoted(value: str) -> str:
    text = value.strip()
    return text[1:-1].strip() if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'" else text


def _inline_items(value: str) -> list[str]:
    if value.startswith("[") and value.endswith("]"):
        return [item for item in map(_unquoted, value[1:-1].split(",")) if item]
    return [value] if value else []
