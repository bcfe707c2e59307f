"""Where places lie (行政区划): 浙江省杭州市西湖区 in 浙江省杭州市, that in 浙江省, told from how they are written.

Pure. A place is its path from the province down. A full name is cut where the names of its levels end; a path with
strokes (甲省/乙市) is taken as cut. Only the provinces are known by name: they are few, they do not change, and people
leave out 省. For a name that does not begin with its province, `Places` knows the paths an agency gives.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

Path = tuple[str, ...]  # from the province down; empty: everywhere

_MUNICIPALITIES = "北京|天津|上海|重庆"
_AUTONOMOUS = "内蒙古|广西|西藏|宁夏|新疆"
_SPECIAL = "香港|澳门"
_PROVINCES = (
    "河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|"
    "台湾"
)
PROVINCES = f"{_MUNICIPALITIES}|{_PROVINCES}|{_AUTONOMOUS}|{_SPECIAL}"
_KIND_OF_PROVINCE = {  # what may follow the name of one
    **dict.fromkeys(_MUNICIPALITIES.split("|"), "市"),
    **dict.fromkeys(_PROVINCES.split("|"), "省"),
    **dict.fromkeys(_AUTONOMOUS.split("|"), "(?:壮族|回族|维吾尔)?自治区"),
    **dict.fromkeys(_SPECIAL.split("|"), "特别行政区"),
}
_NAMESAKES = "(?!(?<=吉林)市|(?<=海南)[州区藏]|(?<=河南)[县蒙]|(?<=河北)区)"  # places that are called like a province
_PROVINCE = re.compile("|".join(f"({name})(?:{kind})?{_NAMESAKES}" for name, kind in _KIND_OF_PROVINCE.items()))
_ROOT = re.compile(f"(?:{PROVINCES})|.*(?:省|自治区)")
_EVERYWHERE = re.compile("^(?:中华人民共和国|中国|全国(?:各地|范围)?)")
_NO_LEVEL = frozenset({"市辖区"})  # stands in lists between a city and its districts
# Where the name of a level ends. What follows tells 沙市区, 津市市 and 市中区, 乡宁县, 镇江市, 市场 from an end.
_DISTRICT = "市(?!区|县|场|市(?![中南北辖]))|州(?![市县区])|旗(?![区镇县])|[省县区盟]"
_LEVEL = re.compile(f"[^/]+?(?:{_DISTRICT}|乡(?![市县区镇])|镇(?![市县区])|村(?![镇乡街])|街道|苏木)|[^/]+$")
_SEAT = re.compile(f"(?:{_PROVINCE.pattern})?(?:[^/]{{2,8}}?(?:{_DISTRICT}))*")
_KINDS = "省市州县区盟旗镇乡村"
_KIND_OF_NAME = re.compile(f"(?:街道|地区|苏木|[{_KINDS}])$")
_SHORTEST = 2  # characters by which a place is called without its kind: 成县 is never 成
_MERE_KINDS = frozenset({"开发", "经济开发", "高新", "工业", "保税", "市中", "城关", "矿"})  # 开发区 is never 开发
_AUTONOMY = "自治"
_NO_OTHER_WORD = "(?<!市(?=场))(?<!区(?=[域别间]))"  # 北京市场, 东区域: the name does not end there
_ANOTHER = "市(?!场)|区(?![域别间])|县(?![级城域])|州|藏族|蒙古族"  # 吉林市 is not 吉林, 朝阳区 not 朝阳市


class Places:
    """What is known of where places lie, besides what their names say.

    Args:
        known: full names or paths, such as those an agency file gives; one that does not begin with its province is
            put where another puts its first place.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known: set[Path] = set()
        self._paths: dict[str, Path] = {}
        for path in sorted(map(written_path, known), key=lambda path: not _is_rooted(path)):
            self._known.update(accumulate(((level,) for level in self._placed(path)), tuple.__add__))

    def path_of(self, name: str) -> Path:
        """Return where a place lies, from the province down; as far as it is known, if its name leaves that out."""
        path = self._paths.get(name)
        if path is None:
            path = self._paths[name] = self._placed(written_path(name))
        return path

    def holds_in(self, region: str, place: str) -> bool:
        """Return whether what holds in a region holds in a place: the region itself, or one it contains."""
        holding, held = self.path_of(region), self.path_of(place)
        return held[: len(holding)] == holding

    def _placed(self, path: Path) -> Path:
        """Return a path with the levels above and between that were left out, where only one known place fits."""
        for end in range(len(path), 0, -1):
            head = path[:end]
            if head in self._known or (end == 1 and _is_rooted(head)):
                return path
            fitting = [one for one in self._known if len(one) >= end and _abridges(head, one)]
            if len(fitting) == 1:
                return fitting[0] + path[end:]
        return path


def written_path(name: str) -> Path:
    """Return the places a name is written of, from the outermost down; none for the whole country."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", name))
    text = _EVERYWHERE.sub("", text)
    if "/" in text:
        return tuple(_short(part) for part in text.split("/") if part)
    province = _PROVINCE.match(text)
    rest = text[province.end() :] if province else text
    lower = tuple(level for level in _LEVEL.findall(rest) if level not in _NO_LEVEL)
    return (_name(province), *lower) if province else lower


def seat_of(body: str) -> str:
    """Return the place in the name of a body: 杭州市 of 杭州市民政局; empty for one of the whole country."""
    seat, province = _SEAT.match(body), _PROVINCE.search(body)
    return (seat.group() if seat else "") or (province.group() if province else "")


def name_of(path: Path) -> str:
    """Return a name from which the path is read again."""
    together = "".join(path)
    return together if written_path(together) == path else "/".join(path)


def ancestors(path: Path) -> tuple[Path, ...]:
    """Return a place and every place it lies in, the outermost first."""
    return tuple(accumulate(((level,) for level in path), tuple.__add__))


def is_province(name: str) -> bool:
    """Return whether a name is that of a province, a municipality or an autonomous or special region, without 省."""
    return name in _KIND_OF_PROVINCE


@lru_cache(maxsize=64)
def known_places(names: frozenset[str]) -> Places:
    """Return what these names tell of where places lie; the same names give the same value."""
    return Places(sorted(names))


@lru_cache(maxsize=4096)
def naming(path: Path) -> re.Pattern[str]:
    """Return the pattern by which people name a place: 北京 and 北京市, 西湖区, 杭州西湖区 and 浙江省杭州市西湖区."""
    above = "".join(f"(?:{_spoken(level)})?" for level in path[:-1])
    return re.compile(above + f"(?:{_spoken(path[-1])})")


def _is_rooted(path: Path) -> bool:
    return bool(path) and _ROOT.fullmatch(path[0]) is not None


def _short(name: str) -> str:
    """Return the name of a province without 省; another name as it is."""
    province = _PROVINCE.fullmatch(name)
    return _name(province) if province else name


def _name(province: re.Match[str]) -> str:
    return str(next(name for name in province.groups() if name))


def _abridges(written: Path, whole: Path) -> bool:
    """Return whether a path is another with levels left out, the last one named."""
    levels = iter(whole)
    return _is_same(written[-1], whole[-1]) and all(any(_is_same(name, level) for level in levels) for name in written)


def _is_same(written: str, level: str) -> bool:
    """Return whether a level is written in full or as people shorten it: 杭州 for 杭州市, 凉山州 for …自治州."""
    return written in (level, _bare(level)) or written in _shortened(level)


def _shortened(level: str) -> tuple[str, ...]:
    """Return how the name of an autonomous place is shortened: its first characters with what it is (凉山州)."""
    name, autonomy, kind = level.rpartition(_AUTONOMY)
    return tuple(name[:end] + kind for end in range(_SHORTEST, len(name))) if autonomy and kind else ()


def _bare(level: str) -> str:
    """Return a name without its kind, if it is used so."""
    bare = _KIND_OF_NAME.sub("", level)
    return bare if len(bare) >= _SHORTEST and bare not in _MERE_KINDS else level


def _spoken(level: str) -> str:
    """Return the pattern of a level of a name, with its kind or without, where no other name goes on."""
    bare = level if level in _KIND_OF_PROVINCE else _bare(level)
    kind = _KIND_OF_PROVINCE.get(level, level.removeprefix(bare))
    longer = "|".join(map(re.escape, sorted(_shortened(level), key=len, reverse=True)))
    if not kind:
        return f"{level}{_NO_OTHER_WORD}"
    return f"{bare}(?:(?:{kind}){_NO_OTHER_WORD}|(?!{_ANOTHER}))" + (f"|{longer}" if longer else "")
