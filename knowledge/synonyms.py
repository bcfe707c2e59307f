"""Spoken names of things and what publications call them (同义词).

A small list of our own to begin with; staff keep theirs at the desk and both are used together. A question is asked
once more in the words of the publications for every spoken name in it.
"""

import re
from collections.abc import Iterable

from knowledge.errors import KnowledgeError
from knowledge.index_query import without_shell
from knowledge.text import normalise

VARIANT_LIMIT = 4  # rewordings tried beside the question itself
SHORTEST_NAME = 2  # letters of a name besides words that only ask
_NEGATION = re.compile("不予|不得|不能|不可|不准|不应|禁止|拒绝|[不非未无没免]")

STARTER_SYNONYMS: tuple[tuple[str, str], ...] = (
    ("社保", "社会保险"),
    ("医保", "医疗保险"),
    ("五险", "社会保险"),
    ("公积金", "住房公积金"),
    ("低保", "最低生活保障"),
    ("吃低保", "最低生活保障"),
    ("房本", "不动产权证"),
    ("房产证", "不动产权证"),
    ("老赖", "失信被执行人"),
    ("营业执照", "市场主体登记"),
    ("开公司", "设立登记"),
    ("落户", "户口迁移"),
    ("上户口", "户口登记"),
    ("二孩", "生育"),
    ("拆迁", "征收补偿"),
    ("征地", "土地征收"),
    ("退休金", "养老金"),
    ("残疾证", "残疾人证"),
    ("红头文件", "规范性文件"),
    ("告政府", "行政诉讼"),
    ("打官司", "诉讼"),
    ("复议", "行政复议"),
    ("要花钱", "收费"),
    ("要交钱", "收费"),
    ("花钱", "收费"),
    ("要钱", "收费"),
    ("交钱", "收费"),
    ("多少钱", "收费"),
    ("多久", "期限"),
    ("多长时间", "期限"),
    ("几天", "期限"),
    ("找谁", "受理机构"),
    ("不满意", "不服"),
    ("被拒绝", "不予公开"),
    ("不给公开", "不予公开"),
    ("不公开", "不予公开"),
    ("代办", "委托代理"),
)


def check_pair(said: str, meant: str) -> None:
    """Refuse a pair that would turn questions into others: it works at once and on every question that holds the name.

    Raises:
        KnowledgeError: a name is empty, too short or only asks (怎么, 的), both are the same, or one negates the other.
    """
    spoken, published = normalise(said.strip()), normalise(meant.strip())
    if not spoken or not published or spoken == published:
        raise KnowledgeError("请填写两个不同的名称。")
    if min(map(_own_letters, (spoken, published))) < SHORTEST_NAME:
        raise KnowledgeError("请写事物的名称，至少两个字。“怎么”“的”这样的字词差不多每个问题里都有，不能当作名称。")
    affirmed = tuple(_NEGATION.sub("", name) for name in (spoken, published))
    if affirmed[0] == affirmed[1] and (affirmed[0] == spoken) != (affirmed[1] == published):
        raise KnowledgeError("这两个说法意思相反，市民会得到相反的答复。")


def are_unlike(said: str, meant: str) -> bool:
    """Return whether two names have no character in common, so that one is no short form of the other."""
    return set(normalise(said)).isdisjoint(normalise(meant))


def _own_letters(name: str) -> int:
    return sum(map(str.isalnum, without_shell(name)))


class SynonymTable:
    """Rewords questions by pairs of (spoken name, published name)."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = STARTER_SYNONYMS) -> None:
        self._pairs = tuple(
            dict.fromkeys((normalise(said.strip()), normalise(meant.strip())) for said, meant in pairs if said.strip())
        )

    def with_pairs(self, pairs: Iterable[tuple[str, str]]) -> "SynonymTable":
        """Return a table that knows these pairs as well, before its own."""
        return SynonymTable((*pairs, *self._pairs))

    def variants(self, question: str) -> tuple[str, ...]:
        """Return the question in the words of the publications, one rewording per spoken name it holds.

        A name already part of its published name there (公积金 in 住房公积金) is left alone.
        """
        normal = normalise(question)
        reworded = (
            normal.replace(said, meant) for said, meant in self._pairs if said in normal and meant not in normal
        )
        return tuple(dict.fromkeys(reworded))[:VARIANT_LIMIT]
