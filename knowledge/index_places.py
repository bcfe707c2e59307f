"""Places named in a text (地名): an entry about one place does not answer for another.

Pure, over normalised text. Names are recognised by their form (two characters before 市, 县, 区 or 州; a letter with
figures, as publications mask them) and the names of the provinces, which are written without 省 more often than with.
"""

import re

from knowledge.text import Points

_KINDS = "省市州县区镇乡村"
_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|"
    "陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_NAMED = re.compile(rf"{_PROVINCES}|[a-z]\d{{0,3}}[{_KINDS}]")
_NAMED_BY_FORM = re.compile(r"[\u4e00-\u9fff]{2}[市县区州]")
_OF_NO_NAME = frozenset(  # characters before 市, 县, 区 that make another word (本市, 社区, 超市) or another clause
    "本我全各该两外城都超上下农社小校园地辖市县省区的在到于和与及或是为有对向由将级大新老乡镇村学山景厂矿库片战灾疫特郊林牧湖"
    "海港街时早晚商住公院东西南北中内"
)


def places_of(normal: str) -> frozenset[str]:
    """Return the places a normalised text names."""
    by_form = (name for name in _NAMED_BY_FORM.findall(normal) if _OF_NO_NAME.isdisjoint(name[:2]))
    return frozenset((*_NAMED.findall(normal), *by_form))


def places_in(points: Points) -> frozenset[str]:
    """Return the places named in a text as the index keeps it."""
    return places_of(points.tobytes().decode("utf-16-le", "replace"))


def speaks_of_another(asked: frozenset[str], named: frozenset[str]) -> bool:
    """Return whether a text naming `named` leaves out a place that was asked about, yet names one that was not."""
    return bool(asked - named) and bool(named - asked)


def is_of_another(asked: frozenset[str], named: frozenset[str]) -> bool:
    """Return whether a text names none of the places asked about, but another of the same kind (市 for 市)."""
    return not asked & named and not {_kind(name) for name in asked}.isdisjoint(map(_kind, named))


def _kind(name: str) -> str:
    return name[-1] if name[-1] in _KINDS else _KINDS[0]
