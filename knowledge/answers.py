"""From a message to an answer: clean → guard → search → judge → compose.

An answer quotes a published entry word for word and names its source; it never says anything of its own. What is
said to the citizen when nothing can be quoted is worded by the channel, status by status.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from knowledge.entries import Citation, IndexedEntry, Validity
from knowledge.guard import mask_personal
from knowledge.index import Accept, Found, KnowledgeIndex
from knowledge.intents import Intent, recognise
from knowledge.judge import confidence
from knowledge.quote import excerpt

SUGGESTION_LIMIT = 3
HIT_LIMIT = 10


class AnswerStatus(StrEnum):
    """How a question ended (答复状态); a closed list."""

    ANSWERED = "answered"
    SUGGESTED = "suggested"  # not sure enough: 您是不是想问
    NO_ANSWER = "no_answer"
    OUTDATED = "outdated"  # the source no longer holds, or does not hold yet
    CONFLICTING = "conflicting"  # two sources disagree; both are quoted with their dates
    ROUTED = "routed"  # a wish for which there is another way: apply, follow, person, complaint
    CHITCHAT = "chitchat"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An entry considered for the answer."""

    entry_id: int | str
    title: str
    score: float  # comparable within one question only


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An entry offered as a guess (您是不是想问)."""

    entry_id: int | str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskContext:
    """What surrounds a question. `today` is a legal day in the authority's zone."""

    today: date
    topic: str | None = None  # `Answer.topic` of the previous turn
    region: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The outcome of one question. `text` is quoted word for word, or empty."""

    status: AnswerStatus
    intent: Intent
    cleaned: str  # the question masked and trimmed: the only form that may be stored
    text: str = ""
    rest: str = ""  # the whole entry for 显示全文, empty if nothing was left out
    citations: tuple[Citation, ...] = ()
    confidence: float = 0.0  # 0 to 1
    hits: tuple[Hit, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    topic: str = ""  # hand back as `AskContext.topic` with the next message
    parts: tuple["Answer", ...] = field(default=())  # a message asking several things: one answer each


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Confidence from which an entry is quoted, and from which it is at least offered."""

    answer: float = 0.5
    suggest: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was found for a question before anything is composed."""

    question: str  # masked, with the topic it follows
    found: tuple[Found, ...]
    confidence: float


class Answerer:
    """Answers questions from one index (答疑)."""

    def __init__(self, index: KnowledgeIndex, *, thresholds: Thresholds | None = None) -> None:
        self._index = index
        self._thresholds = thresholds or Thresholds()

    def ask(self, text: str, context: AskContext) -> Answer:
        """Return the answer to a message of any kind; never raises for what a citizen may type."""
        cleaned = mask_personal(text).strip()
        intent = recognise(cleaned)
        status = _STATUS_OF_INTENT.get(intent)
        if status is not None:
            return Answer(status=status, intent=intent, cleaned=cleaned, topic=context.topic or "")
        return self._answer(cleaned, intent, context)

    def quote(self, entry_id: int | str, context: AskContext) -> Answer:
        """Return the answer that quotes a chosen entry, for a pressed suggestion."""
        indexed = self._index.get(entry_id)
        if indexed is None:
            return Answer(status=AnswerStatus.NO_ANSWER, intent=Intent.QUESTION, cleaned="")
        question = context.topic or indexed.entry.title
        base = Answer(status=AnswerStatus.ANSWERED, intent=Intent.QUESTION, cleaned=question, confidence=1.0)
        return replace(self._quoted(base, indexed, context), topic=question)

    def judge(self, text: str, context: AskContext) -> "Judged":
        """Return the ranked entries and the confidence for a question, whatever its intent."""
        cleaned = mask_personal(text).strip()
        small_talk = recognise(cleaned) in (Intent.GREETING, Intent.CHITCHAT)
        question = _with_topic(cleaned, context)
        retrieved = self._index.retrieve(question, where=_filter(context))
        sure = 0.0 if small_talk else confidence(retrieved.signals)
        return Judged(question=question, found=retrieved.found, confidence=sure)

    def excerpt(self, entry_id: int | str, question: str) -> str:
        """Return the part of an entry that answers the question, word for word."""
        indexed = self._index.get(entry_id)
        return excerpt(question, indexed.entry.body, self._index.idf) if indexed else ""

    def _answer(self, cleaned: str, intent: Intent, context: AskContext) -> Answer:
        judged = self.judge(cleaned, context)
        found, question, sure = judged.found[:HIT_LIMIT], judged.question, judged.confidence
        hits = tuple(Hit(entry_id=item.entry_id, title=self._title(item.entry_id), score=item.score) for item in found)
        base = Answer(
            status=AnswerStatus.NO_ANSWER,
            intent=intent,
            cleaned=cleaned,
            confidence=sure,
            hits=hits,
            topic=question,
        )
        if sure < self._thresholds.suggest:
            return base
        if sure < self._thresholds.answer:
            offered = tuple(Suggestion(entry_id=hit.entry_id, title=hit.title) for hit in hits[:SUGGESTION_LIMIT])
            return replace(base, status=AnswerStatus.SUGGESTED, suggestions=offered)
        indexed = self._index.get(found[0].entry_id)
        return base if indexed is None else self._quoted(base, indexed, context)

    def _quoted(self, base: Answer, indexed: IndexedEntry, context: AskContext) -> Answer:
        citation = indexed.entry.citation(context.today, withdrawn=indexed.withdrawn)
        in_force = citation.validity is Validity.IN_FORCE
        body = indexed.entry.body.strip()
        text = excerpt(base.topic or base.cleaned, body, self._index.idf)
        return replace(
            base,
            status=AnswerStatus.ANSWERED if in_force else AnswerStatus.OUTDATED,
            text=text,
            rest="" if text == body else body,
            citations=(citation,),
        )

    def _title(self, entry_id: int | str) -> str:
        indexed = self._index.get(entry_id)
        return indexed.entry.title if indexed else ""


_STATUS_OF_INTENT = {
    Intent.GREETING: AnswerStatus.CHITCHAT,
    Intent.CHITCHAT: AnswerStatus.CHITCHAT,
    Intent.UNSAFE: AnswerStatus.UNSAFE,
    Intent.APPLY: AnswerStatus.ROUTED,
    Intent.FOLLOW: AnswerStatus.ROUTED,
    Intent.PERSON: AnswerStatus.ROUTED,
    Intent.COMPLAINT: AnswerStatus.ROUTED,
}


def _fits(indexed: IndexedEntry, context: AskContext) -> bool:
    entry = indexed.entry
    return (
        not indexed.withdrawn
        and (not context.region or not entry.region or entry.region == context.region)
        and (not context.department or not entry.department or entry.department == context.department)
    )


def _with_topic(cleaned: str, context: AskContext) -> str:
    return f"{context.topic} {cleaned}" if context.topic and len(cleaned) < 8 else cleaned


def _filter(context: AskContext) -> Accept | None:
    return lambda indexed: _fits(indexed, context)
