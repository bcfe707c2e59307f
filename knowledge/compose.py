"""Pure pieces of answering: which questions a message holds, what a follow-up refers to, what contradicts what."""

import re

from knowledge.entries import Entry, IndexedEntry, Validity
from knowledge.index_query import without_shell
from knowledge.index_wording import nearest_wording, wordings_of
from knowledge.text import normalise

PART_LIMIT = 3  # questions of one message that are answered one by one
_SHORTEST_PART = 4  # letters
_SAME_SUBJECT = 0.8  # likeness of two entries' titles or questions from which they are about the same
_LONGEST_FOLLOW_UP = 14  # letters
_BARE_SUBJECT = 3  # letters of subject up to which a question cannot stand alone

_PART_END = re.compile(r"(?<=[？?])|[；;\n]+|(?:另外|还有|顺便|以及还想)(?:请)?(?:再)?(?:问(?:一下|下)?)?[，,]?")
_QUESTION = re.compile(
    r"[？?]|怎么|如何|怎样|什么|哪|多少|多久|几|是否|能不能|可不可以|可以|吗|呢|有没有|是不是|要不要"
)
_POINTS_BACK = re.compile(r"^(?:那么?|这个?|它|此|上述|刚才|然后|还)|呢[？?]?$")
_FIGURE = re.compile(
    r"\d+(?:\.\d+)?(?:%|万|亿|余)*(?:个)?(?:工作日|小时|分钟|元|日|天|月|年|周|次|份|页|岁|倍|人|件|公里|平方米|%)"
)


def split_questions(text: str) -> tuple[str, ...]:
    """Return the questions of a message that asks several things, or nothing if it asks one."""
    parts = [part.strip(" ，,。、") for part in _PART_END.split(text)]
    asked = [part for part in parts if sum(map(str.isalnum, part)) >= _SHORTEST_PART and _QUESTION.search(part)]
    return tuple(asked[:PART_LIMIT]) if len(asked) > 1 else ()


def follows_up(question: str) -> bool:
    """Return whether a question leans on the one before it (那要多久？)."""
    letters = sum(map(str.isalnum, question))
    if letters > _LONGEST_FOLLOW_UP:
        return False
    if _POINTS_BACK.search(question.strip()):
        return True
    return sum(map(str.isalnum, without_shell(normalise(question)))) <= _BARE_SUBJECT


def with_topic(question: str, topic: str) -> str:
    """Return a follow-up together with what it is about."""
    return f"{topic.strip(' ？?。')}，{_POINTS_BACK.sub('', question.strip())}"


def is_reliable(indexed: IndexedEntry, validity: Validity) -> bool:
    """Return whether an entry may be quoted without a warning."""
    return validity is Validity.IN_FORCE and not indexed.withdrawn


def disagree(one: Entry, other: Entry, first_quote: str, second_quote: str) -> bool:
    """Return whether two entries on the same question name figures that cannot both hold."""
    if not _same_subject(one, other):
        return False
    figures, others = _figures(first_quote), _figures(second_quote)
    units = {unit for _, unit in figures} & {unit for _, unit in others}
    left = {pair for pair in figures if pair[1] in units}
    right = {pair for pair in others if pair[1] in units}
    return bool(units) and not left & right


def _same_subject(one: Entry, other: Entry) -> bool:
    known = wordings_of(other)
    return any(nearest_wording(asked, known) >= _SAME_SUBJECT for asked in wordings_of(one))


def _figures(text: str) -> set[tuple[str, str]]:
    found = (match.group() for match in _FIGURE.finditer(normalise(text)))
    return {
        (figure.rstrip("个工作日小时分钟元天月年周次份页岁倍人件公里平方米%"), figure.lstrip("0123456789."))
        for figure in found
    }
