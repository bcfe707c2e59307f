"""The sentences of an entry that say what to do next, why it is so, or on what it rests; cut as published.

Asked for by a follow-up that names nothing (然后呢, 怎么办, 为什么) once the entry itself was read. Pure. What one is
told to do is quoted from full stop to full stop, and never without the entry's own duties and limits of a remedy.
"""

import re

from knowledge.text import sentences

_LIMIT = 3  # sentences returned, unless more of them are duties
_STEP = re.compile(
    r"^(?:[^，；：]{2,30}(?:的|后|时|以后)，)?(?:也|还|同样|最好)?"
    r"(?:请(?!求)|可以(?!不|由|看到|收费|决定|确定|公开|放心)|建议(?!不|可以)|先(?!复议)|打开)|^第[二三四五六]步"
)
# 应当先申请行政复议; 60日内申请, 六个月内起诉; 最长不超过一年; 诉讼的期限要从…算起; 逾期不补正的，视为放弃;
# 单独起诉不受理.
_DUTY = re.compile(
    r"先(?:向[^，]*)?(?:依法)?(?:申请)?(?:行政)?复议|(?:复议|起诉|诉讼)[^，；]{0,10}(?:期限|时间)"
    r"|(?:日|天|月|年)(?:以)?内[^。；]*(?:复议|起诉|诉讼|上诉)|(?:复议|起诉|诉讼|上诉)[^。；]*(?:日|天|月|年)(?:以)?内"
    r"|不超过一年|视为放弃|(?:起诉|诉讼|复议)[^。]*不(?:予)?受理"
)
_OF_OFFICE = re.compile("^(?:牵头|行政|受理)?机关[^，]*，(?:也|还)?可以(?!向|依法)|(?:机关|服务台)(?:也|还)?可以")
_REASON = re.compile(
    "(?:^|[，：；])(?:这|目的)?(?:因为|由于|为了|以免|避免|以防)|这是为了|原因是：|理由在于|，所以|无法确认"
    "|^(?:(?!，请).)*[，、](?:也)?(?:便于|方便)(?!的)"
)
_BASIS = re.compile("《[^》]+》.*第[零〇一二三四五六七八九十百]+条")
_WHOLE = re.compile(r"[^。！？\n]*[。！？\n]|[^。！？\n]+$")


def steps_in(body: str) -> tuple[str, ...]:
    """Return the sentences, after the one that answers, in which the reader is told what to do.

    Every duty and limit of a remedy is among them, the one in the first sentence too where anything else is.
    """
    first, *others = _wholes(body) or ("",)
    duties = [one for one in others if _DUTY.search(one)]
    steps = [one for one in others if one not in duties and _tells_to_do(one)]
    told = {*duties, *steps[: max(_LIMIT - len(duties), 0)]}
    lead = [first] if told and _DUTY.search(first) else []
    return (*lead, *(one for one in others if one in told))


def reasons_in(body: str) -> tuple[str, ...]:
    """Return the sentences that say why."""
    return tuple(one for one in _wholes(body) if any(_REASON.search(part) for part in sentences(one)))[:_LIMIT]


def basis_in(body: str) -> tuple[str, ...]:
    """Return the first sentence that names an article."""
    return tuple(one for one in _wholes(body) if _BASIS.search(one))[:1]


def _tells_to_do(sentence: str) -> bool:
    return any(
        _STEP.search(part) and not _OF_OFFICE.search(part) and not _opens_list(part) for part in sentences(sentence)
    )


def _opens_list(part: str) -> bool:
    return "：" in part and part.endswith("；")


def _wholes(body: str) -> list[str]:
    """Return the sentences from full stop to full stop: what a semicolon joins belongs together."""
    return [one.strip() for one in _WHOLE.findall(body) if one.strip()]
