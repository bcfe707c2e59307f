"""Where an entry holds and whose it is (适用地区, 部门): what an answer can be narrowed to.

Pure. An entry of no region holds everywhere; one of no body is everybody's.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.entries import Entry
from knowledge.places import Path, Places, ancestors, name_of, naming

_PLACE_END = "省市县区州盟旗镇乡"
_PLACES = re.compile(rf"^(?:[^{_PLACE_END}]{{2,7}}[{_PLACE_END}])+")  # what stands before 民政局
_BODY_END = re.compile("[局委办厅部院处科站队所会行府]$|办公室$|中心$|公司$")
_NO_NAME = frozenset(
    {"人民政府", "办公室", "办公厅", "政府办", "委员会", "人民政府办公室", "人民政府办公厅", "人民政府办"}
)
_GOES_ON = {"部": "门", "处": "理罚分"}  # 公安部门: no name ends there
_SHORTEST_BODY = 3  # characters by which one is named in a question


class ScopeKind(StrEnum):
    """What divides entries."""

    REGION = "region"
    BODY = "body"


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """One region, or one body: its department, else who issued it."""

    kind: ScopeKind
    name: str


def body_of(entry: Entry) -> str:
    """Return whose an entry is; nobody's where its department is a subject (政府信息公开) and no office."""
    whose = entry.department or entry.issuer
    return whose if _BODY_END.search(whose) else ""


def scopes_of(entry: Entry) -> tuple[Scope, ...]:
    """Return where an entry holds and whose it is, as far as it says."""
    said = ((ScopeKind.REGION, entry.region), (ScopeKind.BODY, body_of(entry)))
    return tuple(Scope(kind, name) for kind, name in said if name)


@lru_cache(maxsize=256)
def around(regions: frozenset[str], places: Places) -> frozenset[Scope]:
    """Return the regions and what each of them lies in."""
    paths = {path for region in regions for path in ancestors(places.path_of(region))}
    return frozenset(Scope(ScopeKind.REGION, name_of(path)) for path in paths)


def named_in(question: str, scopes: Iterable[Scope], places: Places, *, near: Path = ()) -> Scope | None:
    """Return the scope a question names, a region before a body, the longest name first.

    Of several places called the same the one that lies in `near`, or holds it, is meant; none, if that does not tell.
    """
    named = [
        (scope.kind is ScopeKind.REGION, len(form), scope)
        for scope in scopes
        if (form := _called(scope, question, places))
    ]
    best = max(((is_region, length) for is_region, length, _ in named), default=None)
    meant = sorted((scope for *kind, scope in named if tuple(kind) == best), key=lambda one: (len(one.name), one))
    if best is None or not best[0]:
        return meant[-1] if meant else None
    of_place = {places.path_of(scope.name): scope for scope in meant}
    if len(of_place) > 1:
        of_place = {path: scope for path, scope in of_place.items() if path[: len(near)] == near[: len(path)]}
    return next(iter(of_place.values())) if len(of_place) == 1 else None


def without_name(question: str, scope: Scope, places: Places) -> str:
    """Return a question without the scope it names; the question itself if nothing else is asked."""
    form = _called(scope, question, places)
    rest = re.sub(f"{re.escape(form)}的?", "", question) if form else question
    return rest if any(map(str.isalnum, rest)) else question


def _called(scope: Scope, question: str, places: Places) -> str:
    """Return how a question calls a scope; empty if it does not name it."""
    if scope.kind is ScopeKind.REGION:
        path = places.path_of(scope.name)
        found = naming(path).search(question) if path else None
        return found.group() if found else ""
    return next((form for form in _forms(scope.name) if form in question and re.search(_whole(form), question)), "")


def _whole(form: str) -> str:
    """Return the pattern of a name where no other word begins with its last character."""
    return re.escape(form) + (f"(?![{_GOES_ON[form[-1]]}])" if form[-1:] in _GOES_ON else "")


def _forms(body: str) -> tuple[str, ...]:
    """Return how people call a body, longest first: 北京市民政局 and 民政局."""
    forms = dict.fromkeys((body, _PLACES.sub("", body)))
    return tuple(form for form in forms if len(form) >= _SHORTEST_BODY and form not in _NO_NAME)
