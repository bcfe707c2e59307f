"""Questions people asked, grouped by meaning, so that staff see what is missing and what is asked most.

Pure. The questions come masked; nothing here stores them.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_FILLERS = re.compile(
    r"请问|你好|您好|我想问一?下?|想咨询一?下?|麻烦问一?下?|一下|怎么样|怎么|怎样|如何|什么|哪些|[的了吗呢啊呀吧]"
)
_SAME_MEANING = 0.5  # Dice coefficient of character pairs; half the pairs in common


class FeedbackKind(StrEnum):
    """How an answer was received (反馈)."""

    ASKED = "asked"
    USEFUL = "useful"
    USELESS = "useless"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """One question as recorded, personal data masked."""

    feedback_id: int
    question: str
    status: str
    kind: FeedbackKind
    entry_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionGroup:
    """Questions of one meaning; `question` is the wording nearest to all the others."""

    question: str
    count: int
    last_at: datetime
    members: tuple[AskedQuestion, ...]

    @property
    def feedback_ids(self) -> tuple[int, ...]:
        """Numbers of the records in the group, to settle them together."""
        return tuple(member.feedback_id for member in self.members)


def group_questions(asked: Iterable[AskedQuestion]) -> tuple[QuestionGroup, ...]:
    """Return the questions grouped by meaning, the largest group first, the latest first among equals.

    Two questions belong together when they share at least half of their character pairs once words that carry no
    meaning are dropped. Each question joins the nearest group by the group's first question.
    """
    leaders: list[frozenset[str]] = []
    members: list[list[AskedQuestion]] = []
    postings: dict[str, list[int]] = {}
    for item in asked:
        pairs = _pairs(item.question)
        place = _nearest(pairs, leaders, postings)
        if place is None:
            for pair in pairs:
                postings.setdefault(pair, []).append(len(leaders))
            leaders.append(pairs)
            members.append([item])
        else:
            members[place].append(item)
    groups = (_group(group) for group in members)
    return tuple(sorted(groups, key=lambda group: (-group.count, -group.last_at.timestamp())))


def _group(members: Sequence[AskedQuestion]) -> QuestionGroup:
    return QuestionGroup(
        question=_spokesman([member.question for member in members]),
        count=len(members),
        last_at=max(member.at for member in members),
        members=tuple(members),
    )


def _spokesman(questions: Sequence[str]) -> str:
    wordings = Counter(questions)
    pairs = {wording: _pairs(wording) for wording in wordings}
    return max(
        wordings,
        key=lambda wording: sum(_dice(pairs[wording], pairs[other]) * times for other, times in wordings.items()),
    )


def _nearest(pairs: frozenset[str], leaders: list[frozenset[str]], postings: dict[str, list[int]]) -> int | None:
    shared = Counter(place for pair in pairs for place in postings.get(pair, ()))
    scored = ((2 * count / (len(pairs) + len(leaders[place])), -place) for place, count in shared.items())
    best = max(scored, default=(0.0, 0))
    return -best[1] if best[0] >= _SAME_MEANING else None


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def _pairs(question: str) -> frozenset[str]:
    folded = unicodedata.normalize("NFKC", question).lower()
    kept = re.sub(r"\W", "", _FILLERS.sub("", folded)) or folded
    return frozenset(kept[at : at + 2] for at in range(max(1, len(kept) - 1)))
