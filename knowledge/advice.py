"""The sentences of an entry that say what to do next, why it is so, or on what it rests; cut as published.

Asked for by a follow-up that names nothing (然后呢, 怎么办, 为什么) once the entry itself was read. Pure.
"""

import re

from knowledge.text import sentences

_LIMIT = 3  # sentences returned
_STEP = re.compile(
    r"^(?:[^，；：]{2,30}(?:的|后|时|以后)，)?(?:也|还|同样|最好)?"
    r"(?:请(?!求)|可以(?!不|由|看到|收费|决定|确定|公开|放心)|建议(?!不|可以)|先(?!复议)|打开)|^第[二三四五六]步"
)
_OF_OFFICE = re.compile("^(?:牵头|行政|受理)?机关[^，]*，(?:也|还)?可以(?!向|依法)|(?:机关|服务台)(?:也|还)?可以")
_REASON = re.compile("(?:^|[，：；])(?:这|目的)?(?:因为|由于|为了|以免|避免|以防)|这是为了|原因是：|，所以(?!请)")
_BASIS = re.compile("《[^》]+》.*第[零〇一二三四五六七八九十百]+条")


def steps_in(body: str) -> tuple[str, ...]:
    """Return the sentences, after the one that answers, in which the reader is told what to do."""
    return tuple(one for one in _sentences(body)[1:] if _STEP.search(one) and not _OF_OFFICE.search(one))[:_LIMIT]


def reasons_in(body: str) -> tuple[str, ...]:
    """Return the sentences that say why."""
    return tuple(one for one in _sentences(body) if _REASON.search(one))[:_LIMIT]


def basis_in(body: str) -> tuple[str, ...]:
    """Return the first sentence that names an article."""
    return tuple(one for one in _sentences(body) if _BASIS.search(one))[:1]


def _sentences(body: str) -> list[str]:
    """Return the sentences that stand by themselves: none that only opens a list or goes on with one."""
    told = (one.strip() for one in sentences(body))
    return [one for one in told if one and not ("：" in one and one.endswith("；"))]
