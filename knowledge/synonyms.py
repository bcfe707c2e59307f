"""Spoken names of things and what publications call them (同义词).

A small list of our own to begin with; staff keep theirs at the desk and both are used together. A question is asked
once more in the words of the publications for every spoken name in it.
"""

from collections.abc import Iterable

from knowledge.text import normalise

VARIANT_LIMIT = 4  # rewordings tried beside the question itself

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
