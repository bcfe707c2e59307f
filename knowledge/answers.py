"""From a message to an answer: clean → guard → search → judge → compose.

An answer quotes published entries word for word and names its sources; it never says anything of its own. What is
said to the citizen when nothing can be quoted is worded by the channel, status by status.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from knowledge.compose import (
    asking_clauses,
    disagree,
    is_of_same_place,
    is_reliable,
    lacks_what_is_asked,
    split_questions,
    succeeds,
)
from knowledge.courtesy import without_courtesy
from knowledge.entries import Citation, Entry, IndexedEntry
from knowledge.foreign_matter import is_interpretation
from knowledge.index import Found, KnowledgeIndex
from knowledge.intents import Intent, recognise, wish_behind
from knowledge.judging import AS_NEAR, HIT_LIMIT, Judge, Judged
from knowledge.letters import wish_of_letter
from knowledge.masking import mask_personal
from knowledge.places import Places, known_places
from knowledge.quote import excerpt, span_of
from knowledge.quote_frame import framed, whole_text
from knowledge.router import MessageRouter
from knowledge.scopes import Scope, ScopeKind, body_of, scopes_of
from knowledge.synonyms import SynonymTable

SUGGESTION_LIMIT = 3
_BESIDE = 2  # entries in force named beside a publication that no longer holds
LONGEST_TOPIC = 60  # characters of a question that are carried to the next
_SURE_PART = 0.85  # confidence from which each of several clauses is answered by itself though the whole is answered
_AS_MUCH = 0.5  # share of a title's own score from which an entry is about the matter of the title


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
    title: str  # with its region or body where another of that title is offered


@dataclass(frozen=True, slots=True, kw_only=True)
class AskContext:
    """What surrounds a question. `today` is a legal day in the authority's zone."""

    today: date
    topic: str | None = None  # `Answer.topic` of the previous turn
    region: str = ""  # only entries that hold in this region, unless the question names another
    department: str = ""  # only entries of this department or of none; the issuer where an entry names no department
    regions: tuple[str, ...] = ()  # names that tell where places lie; they may be named in a question as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The outcome of one question. `text` is quoted word for word, or empty."""

    status: AnswerStatus
    intent: Intent
    cleaned: str  # the question masked and trimmed: the only form that may be stored
    text: str = ""
    rest: str = ""  # the whole entry for 显示全文, empty if nothing was left out
    shortened: tuple[Suggestion, ...] = ()  # of two quoted side by side, those of which something was left out
    citations: tuple[Citation, ...] = ()
    confidence: float = 0.0  # 0 to 1
    hits: tuple[Hit, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    scopes: tuple[Scope, ...] = ()  # regions or bodies the guesses come from, where there are several (只看某地的)
    topic: str = ""  # hand back as `AskContext.topic` with the next message
    parts: tuple["Answer", ...] = ()  # a message asking several things: one answer each


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Confidence from which an entry is quoted, and from which it is at least offered."""

    answer: float = 0.52
    interpretation: float = 0.45  # for an interpretation of these rules, once the question's matter was compared
    suggest: float = 0.1


class Answerer:
    """Answers questions from one index (答疑). Cheap to make; holds no state between questions."""

    def __init__(
        self,
        index: KnowledgeIndex,
        *,
        synonyms: SynonymTable | None = None,
        router: MessageRouter | None = None,
        thresholds: Thresholds | None = None,
    ) -> None:
        self._index = index
        self._judge = Judge(index, synonyms or SynonymTable())
        self._router = router or MessageRouter()
        self._thresholds = thresholds or Thresholds()

    def ask(self, text: str, context: AskContext) -> Answer:
        """Return the answer to a message of any kind; never raises for what a citizen may type."""
        cleaned = mask_personal(text).strip()
        intent = recognise(text)  # as typed: the number of a request tells a wish to follow it
        status = _STATUS_OF_INTENT.get(intent)
        if status is not None:
            return Answer(status=status, intent=intent, cleaned=cleaned, topic=context.topic or "")
        letter = wish_of_letter(cleaned, self._router)
        if letter is not None:
            return self._to_letter(cleaned, letter, context)
        parts = self._parts(split_questions(cleaned), context)
        if parts:
            return _together(cleaned, parts)
        answer = self._answer(cleaned, context)
        parts = self._told_apart(cleaned, answer, context)
        if parts:
            return _together(cleaned, parts)
        wish = wish_behind(cleaned) if answer.status is AnswerStatus.NO_ANSWER else None
        return replace(answer, status=AnswerStatus.ROUTED, intent=wish) if wish else answer

    def quote(self, entry_id: int | str, context: AskContext) -> Answer:
        """Return the answer that quotes a chosen entry, for a pressed suggestion."""
        indexed = self._index.get(entry_id)
        if indexed is None:
            return Answer(status=AnswerStatus.NO_ANSWER, intent=Intent.QUESTION, cleaned="")
        question = context.topic or indexed.entry.title
        hits = (Hit(entry_id=entry_id, title=indexed.entry.title, score=0.0),)
        base = Answer(
            status=AnswerStatus.ANSWERED,
            intent=Intent.QUESTION,
            cleaned=question,
            confidence=1.0,
            hits=hits,
            topic=question[:LONGEST_TOPIC],
        )
        return self._quoted(base, indexed, question, context)

    def judge(self, text: str, context: AskContext) -> Judged:
        """Return the ranked entries and the confidence for a question, whatever its intent."""
        cleaned = mask_personal(text).strip()
        judged = self._judge.judge(
            cleaned,
            topic=context.topic or "",
            within=_scopes(region=context.region, body=context.department),
            regions=context.regions,
        )
        return replace(judged, confidence=0.0) if recognise(cleaned) in _SMALL_TALK else judged

    def excerpt(self, entry_id: int | str, question: str) -> str:
        """Return the part of an entry that answers the question, word for word."""
        indexed = self._index.get(entry_id)
        return excerpt(question, indexed.entry, self._index.idf) if indexed else ""

    def _to_letter(self, cleaned: str, wish: Intent, context: AskContext) -> Answer:
        """Return the way the writer of a letter wants; what is published on its matter is offered, not quoted."""
        judged = self.judge(cleaned, context)
        hits = tuple(self._hit(found) for found in judged.found[:HIT_LIMIT])
        return Answer(
            status=AnswerStatus.ROUTED,
            intent=wish,
            cleaned=cleaned,
            confidence=judged.confidence,
            hits=hits,
            suggestions=self._offered(hits) if judged.confidence >= self._thresholds.suggest else (),
            topic=cleaned[:LONGEST_TOPIC],
        )

    def _told_apart(self, cleaned: str, whole: Answer, context: AskContext) -> tuple[Answer, ...]:
        """Answer what the clauses of a message ask one by one, if the whole has no answer or each a sure one."""
        parts = self._parts(asking_clauses(without_courtesy(cleaned)), context)
        least = _SURE_PART if whole.status is AnswerStatus.ANSWERED else 0.0
        sure = [part.status is AnswerStatus.ANSWERED and part.confidence >= least for part in parts]
        return parts if (all(sure) if least else any(sure)) else ()

    def _parts(self, questions: tuple[str, ...], context: AskContext) -> tuple[Answer, ...]:
        """Answer several questions in turn, each knowing the one before."""
        answers: list[Answer] = []
        for question in questions:
            answers.append(self._answer(question, context))
            context = replace(context, topic=answers[-1].topic)
        leads = {answer.hits[0].entry_id for answer in answers if answer.hits}
        return tuple(answers) if len(leads) > 1 else ()

    def _answer(self, cleaned: str, context: AskContext) -> Answer:
        judged = self.judge(cleaned, context)
        is_follow_up = judged.question != cleaned
        base = Answer(
            status=AnswerStatus.NO_ANSWER,
            intent=Intent.QUESTION,
            cleaned=cleaned,
            confidence=judged.confidence,
            hits=tuple(self._hit(found) for found in judged.found[:HIT_LIMIT]),
            topic=_topic(judged, context) if is_follow_up else without_courtesy(cleaned)[:LONGEST_TOPIC],
        )
        if not base.hits or (judged.confidence < self._thresholds.suggest and not judged.is_worth_offering):
            return base
        if judged.confidence >= self._least_to_quote(judged) and not (
            judged.is_of_another_place or self._lacks_it(judged) or self._holds_elsewhere_too(judged, context)
        ):
            return self._compose(base, judged, context)
        offered = self._offered(base.hits)
        scopes = self._divided(judged.found, context) if judged.scope is None else ()
        return replace(base, status=AnswerStatus.SUGGESTED, suggestions=offered, scopes=scopes)

    def _holds_elsewhere_too(self, judged: Judged, context: AskContext) -> bool:
        """Return whether an entry as near as the first holds for another region, so that neither is the answer."""
        if judged.place:
            return False  # the first holds there
        places = _places(context)
        near = (one for one in judged.found[:HIT_LIMIT] if one.score >= judged.found[0].score - AS_NEAR)
        return len({places.path_of(one.entry.region) for one in self._known(near)} - {()}) > 1

    def _divided(self, found: tuple[Found, ...], context: AskContext) -> tuple[Scope, ...]:
        """Return the regions, else the bodies, of the entries found first, if there are several."""
        places = _places(context)
        scopes = [scope for one in self._known(found[:SUGGESTION_LIMIT]) for scope in scopes_of(one.entry)]
        for kind in ScopeKind:
            several: dict[object, Scope] = {}  # one of each place, however it is written
            for scope in scopes:
                if scope.kind is kind:
                    several.setdefault(places.path_of(scope.name) if kind is ScopeKind.REGION else scope, scope)
            if len(several) > 1:
                return tuple(several.values())
        return ()

    def _known(self, found: Iterable[Found]) -> list[IndexedEntry]:
        return [indexed for one in found if (indexed := self._index.get(one.entry_id))]

    def _offered(self, hits: tuple[Hit, ...]) -> tuple[Suggestion, ...]:
        """Return the nearest entries, one of each title; of several regions or bodies that share it, one of each."""
        named: dict[tuple[str, str], Hit] = {}
        for hit in sorted(hits, key=lambda hit: -hit.score):
            if hit.title:
                named.setdefault((hit.title, self._where(hit)), hit)
        titles = Counter(title for title, _ in named)
        return tuple(
            Suggestion(entry_id=hit.entry_id, title=f"{title}（{where}）" if where and titles[title] > 1 else title)
            for (title, where), hit in tuple(named.items())[:SUGGESTION_LIMIT]
        )

    def _where(self, hit: Hit) -> str:
        indexed = self._index.get(hit.entry_id)
        return (indexed.entry.region or body_of(indexed.entry)) if indexed else ""

    def _least_to_quote(self, judged: Judged) -> float:
        """Return the confidence from which the leading entry is quoted."""
        leading = self._index.get(judged.found[0].entry_id)
        is_compared = leading is not None and is_interpretation(leading.entry)
        return self._thresholds.interpretation if is_compared else self._thresholds.answer

    def _lacks_it(self, judged: Judged) -> bool:
        """Return whether the question asks for a telephone, an amount … of which the leading entry has none."""
        leading = self._index.get(judged.found[0].entry_id)
        if leading is None:
            return False
        told = f"{leading.entry.title}\n{leading.entry.body}"
        return any(lacks_what_is_asked(asked, told) for asked in {judged.question, judged.reading})

    def _compose(self, base: Answer, judged: Judged, context: AskContext) -> Answer:
        """Quote the leading entry, one in force if there is one as near; beside it what contradicts it in its place."""
        first, places = self._preferred(judged.found, context), _places(context)
        answer = self._quoted(base, first, judged.reading, context)
        if answer.status is AnswerStatus.OUTDATED:
            return replace(answer, suggestions=self._in_its_place(first.entry, judged.found, context))
        for found in judged.found[1:SUGGESTION_LIMIT]:
            other = self._index.get(found.entry_id)
            if other is None or other.entry_id == first.entry_id or not _in_force(other, context):
                continue
            second = self._quoted(base, other, judged.reading, context)
            is_of_one_place = places.path_of(first.entry.region) == places.path_of(other.entry.region)
            if is_of_one_place and disagree(first.entry, other.entry, answer.text, second.text):
                return _side_by_side(answer, second)
        return answer

    def _preferred(self, found: tuple[Found, ...], context: AskContext) -> IndexedEntry:
        known = [(one, indexed) for one in found[:HIT_LIMIT] if (indexed := self._index.get(one.entry_id))]
        leading = known[0][1]
        for one, indexed in known:
            is_near = one.score >= found[0].score - AS_NEAR or succeeds(indexed.entry, leading.entry)
            if is_near and _in_force(indexed, context):
                return indexed
        return leading

    def _in_its_place(self, outdated: Entry, found: tuple[Found, ...], context: AskContext) -> tuple[Suggestion, ...]:
        """Return what is in force about the matter of a publication that no longer holds, as its title says."""
        alike = self._index.retrieve(outdated.title).found
        least = _AS_MUCH * alike[0].score if alike else 0.0
        known = [(one, indexed) for one in alike[:HIT_LIMIT] if (indexed := self._index.get(one.entry_id))]
        asked_for = {one.entry_id for one in found}
        held = (
            self._hit(one)
            for one, indexed in known
            if one.score >= least and one.entry_id in asked_for
            if _in_force(indexed, context) and is_of_same_place(indexed.entry, outdated)
        )
        return self._offered(tuple(held))[:_BESIDE]

    def _quoted(self, base: Answer, indexed: IndexedEntry, question: str, context: AskContext) -> Answer:
        whole = whole_text(indexed.entry)
        text = framed(indexed.entry, span_of(question, indexed.entry, self._index.idf))
        hits = sorted(base.hits, key=lambda hit: hit.entry_id != indexed.entry_id)
        return replace(
            base,
            status=AnswerStatus.ANSWERED if _in_force(indexed, context) else AnswerStatus.OUTDATED,
            text=text,
            rest="" if text == whole else whole,
            citations=(indexed.entry.citation(context.today, withdrawn=indexed.withdrawn),),
            hits=tuple(hits),
        )

    def _hit(self, found: Found) -> Hit:
        indexed = self._index.get(found.entry_id)
        return Hit(entry_id=found.entry_id, title=indexed.entry.title if indexed else "", score=round(found.score, 4))


_SMALL_TALK = (Intent.GREETING, Intent.CHITCHAT)
_STATUS_OF_INTENT = {
    Intent.GREETING: AnswerStatus.CHITCHAT,
    Intent.CHITCHAT: AnswerStatus.CHITCHAT,
    Intent.UNSAFE: AnswerStatus.UNSAFE,
    Intent.APPLY: AnswerStatus.ROUTED,
    Intent.FOLLOW: AnswerStatus.ROUTED,
    Intent.PERSON: AnswerStatus.ROUTED,
    Intent.COMPLAINT: AnswerStatus.ROUTED,
}


def _in_force(indexed: IndexedEntry, context: AskContext) -> bool:
    return is_reliable(indexed, indexed.entry.validity(context.today, withdrawn=indexed.withdrawn))


def _together(cleaned: str, parts: tuple[Answer, ...]) -> Answer:
    leading = max(parts, key=lambda part: part.confidence)
    return replace(leading, cleaned=cleaned, topic=parts[-1].topic, parts=parts)


def _places(context: AskContext) -> Places:
    return known_places(frozenset(name for name in (*context.regions, context.region) if name))


def _scopes(*, region: str, body: str) -> tuple[Scope, ...]:
    named = ((ScopeKind.REGION, region), (ScopeKind.BODY, body))
    return tuple(Scope(kind, name) for kind, name in named if name)


def _topic(judged: Judged, context: AskContext) -> str:
    """Return what the next follow-up is about: the same as this one, with the place or body it named."""
    known = context.topic or ""
    return known if judged.scope is None else judged.question[-LONGEST_TOPIC:]


def _side_by_side(first: Answer, second: Answer) -> Answer:
    """Return one answer that shows both quotations under their titles and dates, not merged."""
    shown = [f"{_source(answer.citations[0])}\n{answer.text}" for answer in (first, second)]
    return replace(
        first,
        status=AnswerStatus.CONFLICTING,
        text="\n\n".join(shown),
        rest="",
        shortened=tuple(
            Suggestion(entry_id=answer.hits[0].entry_id, title=answer.citations[0].title)
            for answer in (first, second)
            if answer.rest
        ),
        citations=(*first.citations, *second.citations),
    )


def _source(citation: Citation) -> str:
    dated = f"（{citation.published_on.isoformat()}）" if citation.published_on else ""
    return f"《{citation.title}》{dated}"
