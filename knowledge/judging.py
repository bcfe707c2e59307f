"""Which entries a question leads to, and how sure that is: as typed, with its topic, or narrowed to a place or body.

Knows no status and no quotation: `knowledge/answers.py` decides what becomes of it.
"""

from dataclasses import dataclass, replace

from knowledge.asked_kinds import holds, kinds_asked, without_kinds, without_other_kinds
from knowledge.compose import (
    asking_part,
    follows_up,
    lacks_the_name,
    names_nothing,
    own_subject,
    points_back,
    speaks_of,
    turns_on_a_name,
    with_topic,
    without_pointing,
)
from knowledge.courtesy import without_courtesy
from knowledge.entries import Entry
from knowledge.facets import Accept, Facets, facets_of
from knowledge.foreign_matter import is_foreign
from knowledge.homophones import respell
from knowledge.index import Found, KnowledgeIndex, Retrieval
from knowledge.index_query import LONGEST_QUESTION
from knowledge.judge import confidence, is_of_another_place, is_worth_offering
from knowledge.scopes import Scope, named_in, scopes_of, without_name
from knowledge.synonyms import SynonymTable

HIT_LIMIT = 10
_PART_DOUBT = 0.05  # confidence lost when only the part of a message that asks was read
_SPELLING_DOUBT = 0.1  # confidence lost when letters had to be guessed to read the question
_NAME_MISSED = 0.25  # share of the confidence left where nothing is named, or the entry lacks the name asked about
_MATTER_MISSED = 0.5  # share left where the question names a matter the interpretation speaks of nowhere
_SAME_MATTER = 0.6  # share of the leading score from which another entry is as much about a follow-up's topic
_STANDS_ALONE = 0.6  # confidence from which a follow-up is read by itself where its topic only repeats what was read
_OFFERED_INSTEAD = 0.5  # share of the confidence left to entries that take the place of the one just read
_HAS_IT = 0.6  # confidence at least where what was read with as much has what a follow-up asks for
_ONE_MATTER = 600  # characters up to which a text without headings is about one thing
_LEAST_DOUBTFUL = 0.1  # confidence from which entries asked for like a follow-up go before others


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was found for a question before anything is composed."""

    question: str  # masked, with the topic it follows
    reading: str  # the wording of it that found the entries
    found: tuple[Found, ...]
    confidence: float
    is_worth_offering: bool  # the first entry speaks of all the question names, sure or not
    is_of_another_place: bool  # then it may be offered, but is never quoted as the answer
    scope: Scope | None = None  # the region or body the question names, to which the entries are narrowed


class Judge:
    """Ranks and judges from one index; holds no state between questions."""

    def __init__(self, index: KnowledgeIndex, synonyms: SynonymTable) -> None:
        self._index = index
        self._synonyms = synonyms

    def judge(
        self, asked: str, *, topic: str = "", within: tuple[Scope, ...] = (), others: tuple[Scope, ...] = ()
    ) -> Judged:
        """Return the ranked entries and the confidence for a masked question.

        Args:
            asked: the question.
            topic: what the one before was about; a question that leans on it is read with it.
            within: only entries of these regions and bodies, or of none.
            others: what may be named besides the regions and bodies of what is found; a named region goes before
                that of `within`.
        """
        question = _in_full(asked, topic)
        judged = self._about(asked, question, within)
        scope = named_in(question, {*others, *self._scopes(judged.found)})
        if scope is None:
            return self._beyond_what_was_read(asked, topic, judged, within) if question != asked else judged
        kept = (*(one for one in within if one.kind is not scope.kind), scope)
        narrowed = self._about(asked, without_name(question, scope), kept)
        if not narrowed.found or narrowed.confidence < judged.confidence:
            return judged
        return replace(narrowed, question=question, scope=scope)

    def _about(self, asked: str, question: str, within: tuple[Scope, ...]) -> Judged:
        """Judge a question; where it follows another, entries asked for in that way (多久, 多少钱) lead.

        They do so if they are as much about its topic as the first entry is.
        """

        def belongs(one: Facets) -> bool:
            return all(map(one.is_within, within))

        widely = self._search(question, belongs if within else None)
        kinds = kinds_asked(asked) if question != asked and follows_up(asked) else None
        if not kinds or not widely.found:
            return widely
        closely = self._search(question, lambda one: belongs(one) and one.is_asked_for(kinds))
        is_near = closely.found and closely.found[0].score >= _SAME_MATTER * widely.found[0].score
        if not is_near or closely.confidence < _LEAST_DOUBTFUL:
            return widely
        known = {one.entry_id for one in closely.found}
        return replace(closely, found=(*closely.found, *(one for one in widely.found if one.entry_id not in known)))

    def _beyond_what_was_read(self, asked: str, topic: str, judged: Judged, within: tuple[Scope, ...]) -> Judged:
        """Return what a follow-up leads to where its topic outweighs it, so that the same entry would be read again.

        That entry stays where it speaks of the follow-up's own words; else entries that do are offered, or it is
        read by itself.
        """
        before = self._about(topic, topic, within)
        read = before.found[:1]
        if not read or not judged.found or read[0].entry_id != judged.found[0].entry_id:
            return judged
        if self._says_more(read[0], asked, topic):
            return replace(judged, confidence=max(judged.confidence, min(before.confidence, _HAS_IT)))
        alone = replace(self._about(asked, without_pointing(asked) or asked, within), question=asked)
        if alone.confidence >= _STANDS_ALONE:
            return alone
        subject = own_subject(asked)
        held = tuple(one for one in judged.found if self._speaks_of(one, subject))
        if not held:
            return alone
        if held[0].entry_id == read[0].entry_id:
            return judged
        sure = judged.confidence * _OFFERED_INSTEAD
        return replace(judged, question=judged.question if points_back(asked) else asked, found=held, confidence=sure)

    def _says_more(self, read: Found, asked: str, topic: str) -> bool:
        """Return whether what was read, a text about more than one thing, also has what a follow-up asks for by kind.

        An interpretation known by questions of another kind is about that one thing alone, and one already asked for
        in this way has been read.
        """
        indexed, kinds = self._index.get(read.entry_id), kinds_asked(asked)
        if indexed is None or not kinds or not holds(indexed.entry.body, kinds):
            return False
        is_open = facets_of(indexed.entry).kinds <= kinds and kinds.isdisjoint(kinds_asked(topic))
        if not (_is_of_many_matters(indexed.entry) or is_open):
            return False
        return speaks_of(_all_of(indexed.entry), own_subject(without_kinds(asked)))

    def _speaks_of(self, found: Found, subject: str) -> bool:
        indexed = self._index.get(found.entry_id)
        return indexed is not None and speaks_of(_all_of(indexed.entry), subject)

    def _search(self, question: str, where: Accept | None) -> Judged:
        readings = self._readings(without_courtesy(question))
        tries = [(self._index.retrieve(wording, where=where), doubt) for wording, doubt in readings]
        sure, best = max(
            (self._sureness(reading, one) - doubt, -place)
            for place, ((reading, doubt), (one, _)) in enumerate(zip(readings, tries, strict=True))
        )
        chosen = tries[-best][0]
        return Judged(
            question=question,
            reading=readings[-best][0],
            found=chosen.found,
            confidence=sure,
            is_worth_offering=is_worth_offering(chosen.signals),
            is_of_another_place=is_of_another_place(chosen.signals),
        )

    def _sureness(self, reading: str, retrieval: Retrieval) -> float:
        """Return how sure we are of the leading entry for one wording of the question."""
        sure = confidence(retrieval.signals)
        if names_nothing(reading):
            return sure * _NAME_MISSED
        leading = self._index.get(retrieval.found[0].entry_id) if retrieval.found else None
        if leading is None:
            return sure
        if turns_on_a_name(reading) and lacks_the_name(reading, _all_of(leading.entry)):
            return sure * _NAME_MISSED
        return sure * _MATTER_MISSED if is_foreign(reading, leading.entry) else sure

    def _readings(self, question: str) -> list[tuple[str, float]]:
        """Return the wordings a question is searched in, each with the confidence lost by reading it so."""
        readings = [(wording, 0.0) for wording in (question, *self._synonyms.variants(question))]
        if (part := asking_part(question)) is not None:
            readings.append((part, _PART_DOUBT))
        if (respelled := respell(question[:LONGEST_QUESTION], self._index.counts)) is not None:
            readings.append((respelled, _SPELLING_DOUBT))
        return readings

    def _scopes(self, found: tuple[Found, ...]) -> frozenset[Scope]:
        entries = (self._index.get(one.entry_id) for one in found[:HIT_LIMIT])
        return frozenset(scope for one in entries if one is not None for scope in scopes_of(one.entry))


def _is_of_many_matters(entry: Entry) -> bool:
    return len({passage.heading_path for passage in entry.passages}) > 1 or len(entry.body) > _ONE_MATTER


def _all_of(entry: Entry) -> str:
    headings = (label for passage in entry.passages for label in passage.heading_path)
    return "\n".join((entry.title, *entry.questions, *headings, entry.body))


def _in_full(asked: str, topic: str) -> str:
    """Return a follow-up with its topic; what the topic asked for goes where something else is asked for now."""
    if not topic or not follows_up(asked):
        return asked
    kinds = kinds_asked(asked)
    return with_topic(asked, without_other_kinds(topic, kinds) if kinds else topic)
