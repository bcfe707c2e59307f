"""Labels printed beside a publication's particulars: 索引号, 发布机构, 发布日期 … and what stands after them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from knowledge.readers.dates import find_day

_KINDS: dict[str, tuple[str, ...]] = {
    "title": ("信息名称", "文件名称", "公文标题", "标题", "名称"),
    "document_number": ("发文字号", "公文文号", "文件编号", "发布文号", "文号"),
    "index_number": ("信息索引号", "索引编号", "索引号", "索引码"),
    "issuer": (
        "发布机构",
        "发文机关",
        "发布机关",
        "制发机关",
        "发文单位",
        "发布单位",
        "公开单位",
        "公开机构",
        "发文机构",
    ),
    "source": ("信息来源", "文章来源", "稿件来源", "来源"),
    "published_on": ("发布日期", "发布时间", "公开日期", "公布日期", "发文日期", "发文时间", "更新时间"),
    "formed_on": ("成文日期", "生成日期", "成文时间", "印发日期"),
    "effective_on": ("生效日期", "施行日期", "实施日期", "生效时间"),
    "expires_on": ("失效日期", "废止日期", "有效期至", "失效时间"),
    "": (
        (
            "主题分类",
            "公开目录",
            "所属目录",
            "信息分类",
            "体裁分类",
            "主题词",
            "关键词",
            "公开方式",
            "公开范围",
            "公开形式",
        )
        + (
            "公开时限",
            "效力状态",
            "有效性",
            "浏览次数",
            "浏览量",
            "浏览",
            "阅读次数",
            "阅读量",
            "访问量",
            "点击数",
            "点击量",
        )
        + (
            "点击",
            "字体大小",
            "字体",
            "字号",
            "责任编辑",
            "编辑",
            "作者",
            "审核",
            "录入",
            "打印",
            "分享",
            "收藏",
            "关键字",
        )
        + ("信息类别", "发布人", "联系人", "有效期", "分类", "次数", "状态")
    ),
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}
_NAMES = sorted(_KIND_OF, key=len, reverse=True)


def _spaced(name: str) -> str:
    return r"\s*".join(name)


_ANY_NAME = "|".join(_spaced(name) for name in _NAMES)
_STRICT = re.compile(rf"(?:^|(?<=[\s|\[【(（]))[\[【]?({_ANY_NAME})[\]】]?\s*[:：|]\s*")
_LOOSE = re.compile(rf"^[\[【]?({_ANY_NAME})[\]】]?\s+(?=\S)")
_LONGEST_LINE = 600  # characters; longer lines are text
_VALUE_END = re.compile(r"\s{2,}|\||\t")


@dataclass(slots=True)
class Labelled:
    """Values by kind of label, the first one printed counting."""

    values: dict[str, str] = field(default_factory=dict)

    def day(self, kind: str) -> date | None:
        """Return the day printed under a label, or None."""
        return find_day(self.values.get(kind, ""))

    def text(self, kind: str) -> str:
        """Return the text printed under a label, or an empty one."""
        return self.values.get(kind, "")

    def take(self, line: str) -> bool:
        """Note what a line says under labels and return whether it is a line of labels."""
        found = labels_in(line)
        for kind, value in found:
            if kind and value:
                self.values.setdefault(kind, value)
        return bool(found)


def labelled(lines: Iterable[str]) -> Labelled:
    """Return everything said under labels in `lines`."""
    result = Labelled()
    for line in lines:
        result.take(line)
    return result


def labels_in(line: str) -> list[tuple[str, str]]:
    """Return (kind, value) for each label in a line that opens with one; otherwise nothing.

    A value ends where the next label, a cell border or a wide gap begins, and may be empty.
    """
    if len(line) > _LONGEST_LINE:
        return []
    marks = list(_STRICT.finditer(line))
    if not marks or line[: marks[0].start()].strip(" |[【(（•·"):
        loose = _LOOSE.match(line.strip())
        if loose is None or len(line) > 80 or not _kind(loose.group(1)):
            return []
        return [(_kind(loose.group(1)), _value(line.strip()[loose.end() :]))]
    ends = [mark.start() for mark in marks[1:]] + [len(line)]
    return [(_kind(mark.group(1)), _value(line[mark.end() : end])) for mark, end in zip(marks, ends, strict=True)]


def _kind(name: str) -> str:
    return _KIND_OF[re.sub(r"\s", "", name)]


def _value(raw: str) -> str:
    value = _VALUE_END.split(raw.strip(), maxsplit=1)[0].strip(" 　[]【】|:：;；")
    return "" if re.sub(r"\s", "", value) in _KIND_OF else value
