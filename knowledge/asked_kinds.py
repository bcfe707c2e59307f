"""What kind of thing a question asks for (多久, 多少钱, 去哪里, 带什么), read off its words.

A follow-up is little more than that kind; the entries that answer it are those asked for in the same way. Pure.
"""

import re
from enum import StrEnum

from knowledge.text import normalise


class AskedKind(StrEnum):
    """What a question asks for."""

    TIME = "time"
    MONEY = "money"
    PLACE = "place"
    PAPERS = "papers"


_WORDS = {
    AskedKind.TIME: "多久|多长|[几多]少?(?:天|日|个?工作日|个?月)|什么时候|啥时候|何时|哪天|期限|时限",
    AskedKind.MONEY: "[钱费]",
    AskedKind.PLACE: "哪里|哪儿|去哪|[找向]谁|什么地方|哪个(?:机关|部门|单位|窗口)|地址",
    AskedKind.PAPERS: (
        "(?:什么|啥|哪些|几[样份种])(?:材料|证件|证明|手续|东西)|(?:材料|证件|手续)(?:有哪些|是什么)|"
        "(?:[带交]|准备)(?:什么|啥|哪些)"
    ),
}
_AROUND = {  # the words before and after them, as a question is put
    AskedKind.TIME: ("(?:大概|一般|需?要|得)*", ""),
    AskedKind.MONEY: ("(?:怎么|需?要|收|交|花)*(?:多少)?", "用?吗?"),
    AskedKind.PLACE: ("[去在]?", ""),
    AskedKind.PAPERS: ("(?:需?要|带|交|准备|提供)*", ""),
}
_HELD = {
    AskedKind.TIME: re.compile(r"\d+个?(?:余|多)?(?:工作日|自然日|小时|星期|[日天周月年])|当[场日天]|即时|随时"),
    AskedKind.MONEY: re.compile(r"\d[\d,.]*[万亿余多]*元|免费|[不免]收|收费|费用|工本费"),
    AskedKind.PLACE: re.compile("窗口|大厅|中心|派出所|居委会|村委会|[局厅委所站]|网站|网址|地址|热线"),
    AskedKind.PAPERS: re.compile("材料|证明|证件|合同|身份证|申请[表书]|[凭持].{0,12}[证卡]|户口簿|发票|凭证"),
}
_DOING = re.compile("办理|办好|办完|办下来|办成|办|申请|申领|领取|领到|拿到|最[多少长短快晚迟早]|一般|大概|要|去|能|会")
_ASKED = {kind: re.compile(words) for kind, words in _WORDS.items()}
_ASKING = {kind: re.compile(f"{_AROUND[kind][0]}(?:{words}){_AROUND[kind][1]}") for kind, words in _WORDS.items()}


def kinds_asked(text: str) -> frozenset[AskedKind]:
    """Return the kinds of thing a question asks for; nothing where its words tell none."""
    normal = normalise(text)
    return frozenset(kind for kind, words in _ASKED.items() if words.search(normal))


def holds(text: str, kinds: frozenset[AskedKind]) -> bool:
    """Return whether a text has something of every kind: a duration, an amount, a place, a paper."""
    normal = normalise(text)
    return all(_HELD[kind].search(normal) for kind in kinds)


def without_kinds(question: str) -> str:
    """Return a normalised question without the words that ask for a kind of thing, nor those of merely doing it."""
    rest = normalise(question)
    for asking in _ASKING.values():
        rest = asking.sub("", rest)
    return _DOING.sub("", rest)


def without_other_kinds(topic: str, kinds: frozenset[AskedKind]) -> str:
    """Return a topic without what it asked for itself, where that is not of `kinds`; all of it if nothing else."""
    rest = topic
    for kind, asking in _ASKING.items():
        if kind not in kinds:
            rest = asking.sub("", rest)
    return rest if any(map(str.isalnum, rest)) else topic
