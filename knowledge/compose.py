"""Pure pieces of answering: which questions a message holds, what a follow-up refers to, what contradicts what."""

import re
from itertools import pairwise

from knowledge.entries import Entry, IndexedEntry, Validity
from knowledge.index_places import places_of
from knowledge.index_query import without_shell
from knowledge.index_wording import nearest_wording, wordings_of
from knowledge.text import normalise

PART_LIMIT = 3  # questions of one message that are answered one by one
_SHORTEST_PART = 4  # letters
_SAME_SUBJECT = 0.8  # likeness of two entries' titles or questions from which they are about the same
_LONGEST_FOLLOW_UP = 14  # letters
_BARE_SUBJECT = 3  # letters of subject up to which a question cannot stand alone
_MEASURE = re.compile(
    "[每单1一]个?(?:平方米|平米|公里|小时|月|年|天|日|周|次|件|人|户|亩|吨|度|台|只|辆|张|份|页)"
)  # by which something is counted (一个月多少钱): no matter of its own

_PART_END = re.compile(r"(?<=[？?])|[；;\n]+|(?:另外|还有|顺便|以及还想)(?:请)?(?:再)?(?:问(?:一下|下)?)?[，,]?")
_QUESTION = re.compile(
    r"[？?]|怎么|咋|如何|怎样|什么|啥|哪|多少|多久|几|是否|能不能|可不可以|可以|吗|呢|有没有|是不是|要不要"
)
_CLAUSE_END = re.compile(r"(?<=[，,。；;：:！!？?\n])")
_ASKS = re.compile(
    r"[？?]|怎么|怎样|咋|如何|什么|啥|哪|多少|多久|多长|几[个天日年月点号](?![前后来])|是否|能否|可否|能不能|可不可以|有没有|"
    r"是不是|要不要|该不该|谁|为何|吗[，,。；;！!]?$"
)
_COURTESY = re.compile(
    "[你您]好|尊敬的|谢谢|感谢|辛苦|麻烦|打扰|咨询|请教|帮忙|^祝|[盼望].{0,4}[回答]复|解答|我是一[名个位]"
)
_LONG_MESSAGE = 40  # letters from which a message says more than it asks
_LEAST_SUBJECT = 12  # letters of subject below which the part that asks needs the clause before
_POINTS_BACK = re.compile(r"^(?:那么?|这个?|它|此|上述|刚才|然后|还)|呢[？?]?$")
_FREE = "免费|不收|免收|不用交|不交|不另"
_NUMERAL = re.compile(
    rf"\d|[一二三四五六七八九十两半](?:个|成|倍|折|元|块|天|日|月|年|周|次|份|页|件|人|岁|小时|分之)|百分之|{_FREE}"
)  # 一般 and 一定 hold no number
_TELEPHONE = re.compile(r"\d(?:[\d-]\s?){5,}\d|(?<!\d)1(?:\d{4}|[12]\d)(?!\d)")  # a number, or a hotline
_AMOUNT = re.compile(rf"[\d一][\d.,多余几万亿]*[元块]|%|{_FREE}")
_ARTICLE = re.compile(r"第\d+[条款项号次]|\d{4}年")  # numbers that are no answer to 多少
_DURATION = re.compile(
    r"[\d一二两三四五六七八九十百半几](?:个|余|多)*(?:工作日|自然日|小时|分钟|星期|[日天周月年])|当场|立即|当[日天]|随时|即[时办]"
)
_IS_ASKED = r"(?:号码?)?(?:是|为|有|多少|几|呢|[?。\s]|$)"
_SHAPES = (  # what is asked for by name, and what a text that holds it must have
    (re.compile(r"(?:电话|热线)" + _IS_ASKED), _TELEPHONE),
    (re.compile(r"(?:邮箱|电子邮件地址)" + _IS_ASKED), re.compile("@")),
    (re.compile(r"网址" + _IS_ASKED), re.compile(r"www|http|\.(?:cn|com)|网")),
    (re.compile(r"(?:通信|通讯|办公|邮寄|详细)地址" + _IS_ASKED), re.compile("[路街道号楼室层巷村]|@")),
    (re.compile(r"多久|多长时间"), _DURATION),
    (re.compile(r"多少钱"), _AMOUNT),
    (re.compile(r"要钱|花钱|收费"), re.compile("[元费钱]")),
    (re.compile(r"多少|几(?:个|天|日|次|年|月|元|块|折|份|页)"), _NUMERAL),
)
_EXPLAINED = re.compile(r"^(?:请问)?(?:什么是|什么叫|何为|何谓|啥是|啥叫|谁是)([^,。?!的]{2,12})[?。!]?$")
_FOREIGN = re.compile(r"(?<![a-z])(?!app(?![a-z]))[a-z]{3,}")  # an app has a Chinese name as well
_LEAST_NAMED = 2  # letters of subject below which a question names nothing to look for
_FIGURE = re.compile(
    r"(\d+(?:\.\d+)?(?:%|万|亿|余)*)个?(工作日|小时|分钟|元|日|天|月|年|周|次|份|页|岁|倍|人|件|公里|平方米|%)"
)
_PER = re.compile("每个?(平方米|公里|小时|月|年|天|日|周|次|件|人|户|亩|吨|度|台|辆|张|份|页)")
_CALENDAR = re.compile(
    r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日"
)  # a date is no figure to disagree about


def split_questions(text: str) -> tuple[str, ...]:
    """Return the questions of a message that asks several things, or nothing if it asks one."""
    parts = [part.strip(" ，,。、") for part in _PART_END.split(text)]
    asked = [part for part in parts if sum(map(str.isalnum, part)) >= _SHORTEST_PART and _QUESTION.search(part)]
    return tuple(asked[:PART_LIMIT]) if len(asked) > 1 else ()


def asking_clauses(text: str) -> tuple[str, ...]:
    """Return the clauses of a message that ask, each with what is told before it, if there are several; else nothing.

    怎么申请，多久答复，要钱吗 asks three things. Whether they are better answered one by one is not told here.
    """
    asked: list[str] = []
    told = ""
    for clause in _CLAUSE_END.split(text):
        told += clause
        if _ASKS.search(clause.strip()):
            asked.append(told.strip(" ，,。、"))
            told = ""
    return tuple(asked) if 1 < len(asked) <= PART_LIMIT and not told.strip() else ()


def asking_part(text: str) -> str | None:
    """Return the clauses of a long message that ask, else those that are no courtesy; None if short or all of it.

    Who writes to an authority says who he is, what happened and thank you; only a clause or two name the matter.
    """
    if sum(map(str.isalnum, text)) < _LONG_MESSAGE:
        return None
    clauses = [clause for clause in _CLAUSE_END.split(text) if clause.strip()]
    telling = {place for place, clause in enumerate(clauses) if not _COURTESY.search(clause)}
    asking = {place for place, clause in enumerate(clauses) if _ASKS.search(clause.strip())}
    before = {place - 1 for place in asking if _subject_length(clauses[place]) < _LEAST_SUBJECT}
    kept = asking | (before & telling) or telling
    return "".join(clauses[place] for place in sorted(kept)) if 0 < len(kept) < len(clauses) else None


def _subject_length(text: str) -> int:
    return len(_run_together(without_shell(normalise(text))))


def follows_up(question: str) -> bool:
    """Return whether a question leans on the one before it (那要多久？)."""
    letters = sum(map(str.isalnum, question))
    if letters > _LONGEST_FOLLOW_UP:
        return False
    return points_back(question) or _subject_length(_MEASURE.sub("", normalise(question))) <= _BARE_SUBJECT


def points_back(question: str) -> bool:
    """Return whether a question says that it leans on the one before (那…, …呢)."""
    return _POINTS_BACK.search(question.strip()) is not None


def without_pointing(question: str) -> str:
    """Return a follow-up without the words that lean on the question before."""
    return _POINTS_BACK.sub("", question.strip())


def own_subject(question: str) -> str:
    """Return the letters of a follow-up that name what it is about, without the words that point back or only ask."""
    return _run_together(without_shell(_MEASURE.sub("", normalise(without_pointing(question)))))


def speaks_of(text: str, subject: str) -> bool:
    """Return whether a text holds two letters of a subject together; of a shorter subject any text may speak."""
    told = _run_together(normalise(text))
    return len(subject) < _LEAST_NAMED or any(pair in told for pair in map("".join, pairwise(subject)))


def with_topic(question: str, topic: str) -> str:
    """Return a follow-up together with what it is about."""
    return f"{topic.strip(' ？?。')}，{without_pointing(question)}"


def lacks_what_is_asked(question: str, text: str) -> bool:
    """Return whether a question asks for something by its kind (电话, 地址, 多少 …) that the text holds nowhere."""
    asked, told = normalise(question), _ARTICLE.sub("", normalise(text))
    return any(kind.search(asked) and not held.search(told) for kind, held in _SHAPES)


def names_nothing(question: str) -> bool:
    """Return whether at most a letter remains of a question without the words that only ask (是什么呢)."""
    return _subject_length(question) < _LEAST_NAMED


def turns_on_a_name(question: str) -> bool:
    """Return whether a question is about one name: a term to be explained (什么是…) or a word in Latin letters."""
    normal = normalise(question).strip()
    return bool(_EXPLAINED.match(normal) or _FOREIGN.search(normal))


def lacks_the_name(question: str, text: str) -> bool:
    """Return whether a text holds neither the term a question wants explained nor any of its words in Latin letters."""
    asked, told = normalise(question).strip(), normalise(text)
    explained, foreign = _EXPLAINED.match(asked), set(_FOREIGN.findall(asked))
    if explained and _run_together(explained.group(1)) in _run_together(told):
        return False
    return bool(explained or foreign) and foreign.isdisjoint(_FOREIGN.findall(told))


def _run_together(normal: str) -> str:
    return "".join(filter(str.isalnum, normal))


def is_reliable(indexed: IndexedEntry, validity: Validity) -> bool:
    """Return whether an entry may be quoted without a warning."""
    return validity is Validity.IN_FORCE and not indexed.withdrawn


def disagree(one: Entry, other: Entry, first_quote: str, second_quote: str) -> bool:
    """Return whether two entries on the same question name figures that cannot both hold."""
    if not _same_subject(one, other):
        return False
    if _is_by_another_measure(first_quote, second_quote):
        return False
    figures, others = _figures(first_quote), _figures(second_quote)
    return any(not figures[unit] & others[unit] for unit in figures.keys() & others.keys())


def succeeds(later: Entry, former: Entry) -> bool:
    """Return whether an entry stands in the place of another that no longer holds: the same subject, the same place."""
    return is_of_same_place(later, former) and _same_subject(former, later)


def is_of_same_place(one: Entry, other: Entry) -> bool:
    """Return whether two entries hold in the same region and name the same places in their titles."""
    named = (places_of(normalise(entry.title)) for entry in (one, other))
    return one.region == other.region and next(named) == next(named)


def _same_subject(one: Entry, other: Entry) -> bool:
    known = wordings_of(other)
    return any(nearest_wording(asked, known) >= _SAME_SUBJECT for asked in wordings_of(one))


def _is_by_another_measure(one: str, other: str) -> bool:
    """Return whether two texts count by different things (每件, 每页), so that their amounts may both hold."""
    measures, others = (set(_PER.findall(normalise(text))) for text in (one, other))
    return bool(measures and others) and measures.isdisjoint(others)


def _figures(text: str) -> dict[str, set[str]]:
    """Return the numbers a text names, by their unit."""
    named: dict[str, set[str]] = {}
    for number, unit in _FIGURE.findall(_CALENDAR.sub("", normalise(text))):
        named.setdefault(unit, set()).add(number)
    return named
