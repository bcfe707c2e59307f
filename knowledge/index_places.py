"""Places named in a text (地名): an entry about one place does not answer for another.

Pure, over normalised text. Names are recognised by their form (two characters before 市, 县, 区 or 州; a letter with
figures, as publications mask them) and the names of the provinces, which are written without 省 more often than with.
"""

import re

from knowledge.places import PROVINCES
from knowledge.text import Points

_KINDS = "省市州县区镇乡村"
_NAMED = re.compile(rf"{PROVINCES}|[a-z]\d{{0,3}}[{_KINDS}]")
_NAMED_BY_FORM = re.compile(r"[\u4e00-\u9fff]{2}[市县区州]")
_OF_NO_NAME = frozenset(  # characters before 市, 县, 区 that make another word (本市, 社区, 超市) or another clause
    "本我全各该两外城都超上下农社小校园地辖市县省区的在到于和与及或是为有对向由将级大新老乡镇村学山景厂矿库片战灾疫特郊林牧湖"
    "海港街时早晚商住公院东西南北中内"
)
_KIND = (
    "(?:自治[州县旗]|市(?![场级民里内]|市(?![中南北]))|县(?![级城里内])|区(?![域别级间里内])|州(?![市县区])|盟|旗|街道|"
    "[镇乡](?![市县区镇村]))"
)
_LETTER = r"(?:(?![本我全各该的在到于与及或是为有对向由将能可要不怎办请申级小社地里])[\u4e00-\u9fff])"  # of a name
_PLACE = re.compile(  # a province with what lies in it; a place at the beginning or after 在; 我们县
    rf"(?:{PROVINCES})(?:省|市(?!场)|(?:壮族|回族|维吾尔)?自治区|特别行政区)?(?:{_LETTER}{{1,7}}?(?:{_KIND}|地区))*的?|"
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[在到]))(?:{_LETTER}{{2,7}}?{_KIND})+的?|"
    rf"(?:我|我们|咱|咱们|本|你们)(?:这个?|那个?)?[{_KINDS}](?![{_KINDS}]?[民委长级])(?:里的?|的)?"
)


def places_of(normal: str) -> frozenset[str]:
    """Return the places a normalised text names."""
    by_form = (name for name in _NAMED_BY_FORM.findall(normal) if _OF_NO_NAME.isdisjoint(name[:2]))
    return frozenset((*_NAMED.findall(normal), *by_form))


def places_in(points: Points) -> frozenset[str]:
    """Return the places named in a text as the index keeps it."""
    return places_of(points.tobytes().decode("utf-16-le", "replace"))


def without_places(question: str) -> str:
    """Return a question without the places it names by a form or by the name of a province, and without 我们县."""
    return _PLACE.sub("", question)


def says_all_places(question: str, text: str) -> bool:
    """Return whether a text has all the places that `without_places` leaves out of a question, as they are written."""
    return all(name.rstrip("的") in text for name in _PLACE.findall(question))


def speaks_of_another(asked: frozenset[str], named: frozenset[str]) -> bool:
    """Return whether a text naming `named` leaves out a place that was asked about, yet names one that was not."""
    return bool(asked - named) and bool(named - asked)


def is_of_another(asked: frozenset[str], named: frozenset[str]) -> bool:
    """Return whether a text names none of the places asked about, but another of the same kind (市 for 市)."""
    return not asked & named and not {_kind(name) for name in asked}.isdisjoint(map(_kind, named))


def _kind(name: str) -> str:
    return name[-1] if name[-1] in _KINDS else _KINDS[0]
