"""What kind of thing a question asks for (多久, 多少钱, 去哪里, 带什么), read off its words.

A follow-up is little more than that kind; the entries that answer it are those asked for in the same way. Pure.
"""

import re
from enum import StrEnum

from knowledge.entries import Entry
from knowledge.text import normalise


class AskedKind(StrEnum):
    """What a question asks for."""

    TIME = "time"
    MONEY = "money"
    PLACE = "place"
    PAPERS = "papers"


_WORDS = {
    AskedKind.TIME: re.compile(r"多久|多长|[几多][少]?(?:天|日|个?工作日|个?月)|什么时候|啥时候|何时|哪天|期限|时限"),
    AskedKind.MONEY: re.compile("[钱费]"),
    AskedKind.PLACE: re.compile("哪里|哪儿|去哪|[找向]谁|什么地方|哪个(?:机关|部门|单位|窗口)|地址"),
    AskedKind.PAPERS: re.compile("材料|证件|证明|手续|[带交]什么|准备什么"),
}


def kinds_asked(text: str) -> frozenset[AskedKind]:
    """Return the kinds of thing a question asks for; nothing where its words tell none."""
    normal = normalise(text)
    return frozenset(kind for kind, words in _WORDS.items() if words.search(normal))


def is_asked_for(entry: Entry, kinds: frozenset[AskedKind]) -> bool:
    """Return whether the title or a question wording of an entry asks for one of `kinds`."""
    return any(kinds & kinds_asked(wording) for wording in (entry.title, *entry.questions))
