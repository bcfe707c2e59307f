"""Where an entry holds and whose it is (适用地区, 部门): what an answer can be narrowed to.

Pure. An entry of no region holds everywhere; one of no body is everybody's.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from knowledge.entries import Entry

_PLACE_END = "省市县区州盟旗镇乡"
_PLACES = re.compile(rf"^(?:[^{_PLACE_END}]{{2,7}}[{_PLACE_END}])+")  # what stands before 民政局
_BODY_END = re.compile("[局委办厅部院处科站队所会行府]$|办公室$|中心$|公司$")
_NO_NAME = frozenset(
    {"人民政府", "办公室", "办公厅", "政府办", "委员会", "人民政府办公室", "人民政府办公厅", "人民政府办"}
)
_GOES_ON = {"市": "场", "区": "域别", "部": "门", "处": "理罚分"}  # 北京市场, 公安部门: no name ends there
_SHORTEST_PLACE, _SHORTEST_BODY = 2, 3  # characters by which one is named in a question


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


def named_in(question: str, scopes: Iterable[Scope]) -> Scope | None:
    """Return the scope a question names, a region before a body, the longest name first."""
    named = [
        (scope.kind is ScopeKind.REGION, len(form), scope) for scope in scopes if (form := _called(scope, question))
    ]
    return max(named, default=(False, 0, None))[2]


def without_name(question: str, scope: Scope) -> str:
    """Return a question without the scope it names; the question itself if nothing else is asked."""
    form = _called(scope, question)
    end = "|".join(map(_whole, _PLACE_END))
    rest = re.sub(rf"{_whole(form)}(?:{end})?的?", "", question) if form else question
    return rest if any(map(str.isalnum, rest)) else question


def _called(scope: Scope, question: str) -> str:
    return next((form for form in _forms(scope) if form in question and re.search(_whole(form), question)), "")


def _whole(form: str) -> str:
    """Return the pattern of a name where no other word begins with its last character."""
    return re.escape(form) + (f"(?![{_GOES_ON[form[-1]]}])" if form[-1:] in _GOES_ON else "")


def _forms(scope: Scope) -> tuple[str, ...]:
    """Return how people call it, longest first: 北京市 and 北京, 北京市民政局 and 民政局."""
    if scope.kind is ScopeKind.REGION:
        last = re.split(rf"(?<=[{_PLACE_END}])(?=.)", scope.name)[-1]
        spoken = dict.fromkeys((scope.name, last, last.rstrip(_PLACE_END)))
        return tuple(form for form in spoken if len(form) >= _SHORTEST_PLACE)
    forms = dict.fromkeys((scope.name, _PLACES.sub("", scope.name)))
    return tuple(form for form in forms if len(form) >= _SHORTEST_BODY and form not in _NO_NAME)
