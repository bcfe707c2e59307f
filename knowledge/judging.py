"""Which entries a question leads to, and how sure that is: as typed, with its topic, or narrowed to a place or body.

Knows no status and no quotation: `knowledge/answers.py` decides what becomes of it.
"""

from dataclasses import dataclass, replace

from knowledge.asked_kinds import AskedKind, holds, kinds_asked, without_kinds, without_other_kinds
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
from knowledge.index_places import places_of, says_all_places, without_places
from knowledge.index_query import LONGEST_QUESTION
from knowledge.judge import confidence, is_of_another_place, is_worth_offering
from knowledge.places import Path, Places, ancestors, is_province, known_places, naming, seat_of
from knowledge.scopes import Scope, ScopeKind, around, named_in, scopes_of, without_name
from knowledge.synonyms import SynonymTable
from knowledge.text import normalise

HIT_LIMIT = 10
AS_NEAR = 0.5  # score by which an entry may lie behind another and answer the question as well
_PART_DOUBT = 0.05  # confidence lost when only the part of a message that asks was read
_SPELLING_DOUBT = 0.1  # confidence lost when letters had to be guessed to read the question
_PLACE_DOUBT = 0.05  # confidence lost when the places named were passed over
_SURE = 0.6  # confidence from which no wider reading is tried
_LIKELY = 0.5  # confidence from which an entry that holds there goes before one of another place
_NAME_MISSED = 0.25  # share of the confidence left where nothing is named, or the entry lacks the name asked about
_MATTER_MISSED = 0.5  # share left where the question names a matter the interpretation speaks of nowhere
_SAME_MATTER = 0.6  # share of the leading score from which another entry is as much about a follow-up's topic
_SAME_SUBJECT = 0.85  # the same for a question that stands by itself
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
    place: Path = ()  # the place asked about: the one named, else the one the entries are narrowed to


@dataclass(frozen=True, slots=True)
class _Bounds:
    """To which region and body the entries are narrowed."""

    scopes: tuple[Scope, ...]
    places: Places

    @property
    def region(self) -> Path:
        """The place the entries must hold in; empty if any will do."""
        named = (self.places.path_of(one.name) for one in self.scopes if one.kind is ScopeKind.REGION)
        return next(named, ())

    def hold(self, one: Facets) -> bool:
        """Return whether an entry lies within them."""
        return all(one.is_within(scope, self.places) for scope in self.scopes)

    def among(self, scope: Scope) -> "_Bounds":
        """Return the bounds with this scope in the place of the one of its kind."""
        return _Bounds((*(one for one in self.scopes if one.kind is not scope.kind), scope), self.places)


class Judge:
    """Ranks and judges from one index; holds no state between questions."""

    def __init__(self, index: KnowledgeIndex, synonyms: SynonymTable) -> None:
        self._index = index
        self._synonyms = synonyms

    def judge(
        self, asked: str, *, topic: str = "", within: tuple[Scope, ...] = (), regions: tuple[str, ...] = ()
    ) -> Judged:
        """Return the ranked entries and the confidence for a masked question.

        Args:
            asked: the question.
            topic: what the one before was about; a question that leans on it is read with it.
            within: only entries of these regions and bodies, or of none; what holds in a place from above is its own.
            regions: what may be named besides the regions and bodies of what is found, by names that tell where it
                lies; a named region goes before that of `within`.
        """
        own = tuple(one.name for one in within if one.kind is ScopeKind.REGION)
        bounds = _Bounds(within, known_places(frozenset((*regions, *own))))
        question = _in_full(asked, topic)
        judged = self._about(asked, question, bounds)
        scope = self._named(question, judged.found, bounds, frozenset((*regions, *own)))
        if scope is None:
            judged = self._beyond_what_was_read(asked, topic, judged, bounds) if question != asked else judged
            return self._settled(judged, bounds)
        closer = bounds.among(scope)
        narrowed = self._about(asked, without_name(question, scope, bounds.places), closer)
        if not narrowed.found or narrowed.confidence < judged.confidence:
            return self._settled(judged, closer)
        return self._settled(replace(narrowed, question=question, scope=scope), closer)

    def _named(self, question: str, found: tuple[Found, ...], bounds: _Bounds, regions: frozenset[str]) -> Scope | None:
        """Return the scope a question names: one of what is found, a place that one lies in, or one of `regions`."""
        entries = (self._index.get(one.entry_id) for one in found[:HIT_LIMIT])
        scopes = frozenset(scope for one in entries if one is not None for scope in scopes_of(one.entry))
        regions = regions.union(one.name for one in scopes if one.kind is ScopeKind.REGION)
        if bounds.region and without_places(question) != question:
            regions |= self._index.regions()  # what is found leaves out those of other places
        return named_in(question, scopes | around(regions, bounds.places), bounds.places, near=bounds.region)

    def _settled(self, judged: Judged, bounds: _Bounds) -> Judged:
        """Return what was found with the nearest of the leading entries first.

        What is unsure or of another place gives way to what holds in the places named, read without their names.
        """
        if bounds.region:
            judged = replace(judged, found=self._nearest_first(judged.found, bounds), place=bounds.region)
        if judged.found and not self._holds_there(judged.found[0], judged.question, bounds):
            judged = replace(judged, is_of_another_place=True)
        if judged.confidence >= _SURE and not judged.is_of_another_place:
            return judged
        asked = without_courtesy(judged.question)
        general = without_places(asked)
        if general == asked or names_nothing(general) or (bounds.region and self._says_all_places(judged, asked)):
            return judged
        return self._more_general(judged, general, bounds)

    def _says_all_places(self, judged: Judged, asked: str) -> bool:
        leading = self._index.get(judged.found[0].entry_id) if judged.found else None
        return leading is not None and says_all_places(asked, leading.entry.words)

    def _more_general(self, judged: Judged, general: str, bounds: _Bounds) -> Judged:
        """Return what holds in the places passed over in `general`, if it answers better: what is bound to none."""

        def holds_there(one: Facets) -> bool:
            return bounds.hold(one) and (bool(bounds.region) or not bounds.places.path_of(one.region))

        read = self._search(general, holds_there)
        near = (one for one in read.found[:HIT_LIMIT] if one.score >= read.found[0].score - AS_NEAR)
        held = (one for one in near if self._holds_there(one, judged.question, bounds))
        free = [one for one in held if self._is_bound_to_none(one, bounds)]
        if not free:
            return judged
        behind = read.found[0].score - free[0].score  # of a place's own: so much less sure
        sure = read.confidence - _PLACE_DOUBT - behind
        if sure < _LIKELY if judged.is_of_another_place else sure <= judged.confidence:
            return judged
        leading = max(free, key=lambda one: self._depth(one, bounds))
        found = (leading, *(one for one in read.found if one is not leading))
        return replace(
            judged,
            reading=read.reading,
            found=found,
            confidence=sure,
            is_of_another_place=False,
            is_worth_offering=read.is_worth_offering,
        )

    def _is_bound_to_none(self, found: Found, bounds: _Bounds) -> bool:
        """Return whether an entry of no region names no place either, nor is of one place's office.

        One of a region was let through because it holds in the place.
        """
        indexed = self._index.get(found.entry_id)
        if indexed is None or bounds.places.path_of(indexed.entry.region):
            return indexed is not None
        return not seat_of(indexed.entry.issuer) and not self._index.places_named(found.entry_id)

    def _holds_there(self, found: Found, question: str, bounds: _Bounds) -> bool:
        """Return whether an entry holds in the place narrowed to; if to none, in one of those the question names.

        An entry of no region holds everywhere, yet one of a city's office does not where another province is named.
        """
        indexed = self._index.get(found.entry_id)
        path = bounds.places.path_of(indexed.entry.region) if indexed else ()
        named = places_of(normalise(question))
        if path and bounds.region:
            provinces = {name for name in named if is_province(name)}
            return path == bounds.region[: len(path)] and not _is_another(provinces, question, path)
        if path:
            return not _is_another({name for name in named if name[-1] != "区"}, question, path)  # 管理区 names none
        seat = bounds.places.path_of(seat_of(indexed.entry.issuer)) if indexed else ()
        return not seat or not _is_another({name for name in named if is_province(name)}, question, seat)

    def _nearest_first(self, found: tuple[Found, ...], bounds: _Bounds) -> tuple[Found, ...]:
        """Return the entries with those of the smallest region first, among the ones as near as the leading one.

        The scores stay in falling order; what holds elsewhere comes after what holds everywhere.
        """
        group = [one for one in found[:HIT_LIMIT] if one.score >= found[0].score - AS_NEAR]
        nearest = sorted(group, key=lambda one: -self._depth(one, bounds))
        moved = (replace(one, score=at.score) for one, at in zip(nearest, group, strict=True))
        return (*moved, *found[len(group) :])

    def _depth(self, found: Found, bounds: _Bounds) -> int:
        """Return how closely the region of an entry fits the bounds, in levels; under 0 where it holds elsewhere."""
        indexed = self._index.get(found.entry_id)
        path = bounds.places.path_of(indexed.entry.region) if indexed else ()
        return len(path) if path == bounds.region[: len(path)] else -1

    def _about(self, asked: str, question: str, bounds: _Bounds) -> Judged:
        """Judge a question; entries asked for in its way (多久, 多少钱) lead if the first is not, or it follows one.

        They do so if they are as much about its subject as the first entry is.
        """
        widely = self._search(question, bounds.hold if bounds.scopes else None)
        kinds = kinds_asked(asked)
        is_follow_up = question != asked and follows_up(asked)
        if not kinds or not widely.found or not (is_follow_up or self._is_asked_otherwise(widely.found[0], kinds)):
            return widely
        closely = self._search(question, lambda one: bounds.hold(one) and one.is_asked_for(kinds))
        share = _SAME_MATTER if is_follow_up else _SAME_SUBJECT
        is_near = closely.found and closely.found[0].score >= share * widely.found[0].score
        if not is_near or closely.confidence < _LEAST_DOUBTFUL:
            return widely
        known = {one.entry_id for one in closely.found}
        return replace(closely, found=(*closely.found, *(one for one in widely.found if one.entry_id not in known)))

    def _is_asked_otherwise(self, found: Found, kinds: frozenset[AskedKind]) -> bool:
        """Return whether an interpretation is asked for in other ways only; of documents no way is known."""
        indexed = self._index.get(found.entry_id)
        return (
            indexed is not None and bool(indexed.entry.questions) and not facets_of(indexed.entry).is_asked_for(kinds)
        )

    def _beyond_what_was_read(self, asked: str, topic: str, judged: Judged, bounds: _Bounds) -> Judged:
        """Return what a follow-up leads to where its topic outweighs it, so that the same entry would be read again.

        That entry stays where it speaks of the follow-up's own words; else entries that do are offered, or it is
        read by itself.
        """
        before = self._about(topic, topic, bounds)
        read = before.found[:1]
        if not read or not judged.found or read[0].entry_id != judged.found[0].entry_id:
            return judged
        if self._says_more(read[0], asked, topic):
            return replace(judged, confidence=max(judged.confidence, min(before.confidence, _HAS_IT)))
        alone = replace(self._about(asked, without_pointing(asked) or asked, bounds), question=asked)
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
        return speaks_of(indexed.entry.words, own_subject(without_kinds(asked)))

    def _speaks_of(self, found: Found, subject: str) -> bool:
        indexed = self._index.get(found.entry_id)
        return indexed is not None and speaks_of(indexed.entry.words, subject)

    def _search(self, question: str, where: Accept | None) -> Judged:
        readings = self._readings(without_courtesy(question))
        tries = [(self._index.retrieve(wording, where=where), doubt) for wording, _, doubt in readings]
        sure, best = max(
            (self._sureness(reading, said, one) - doubt, -place)
            for place, ((reading, said, doubt), (one, _)) in enumerate(zip(readings, tries, strict=True))
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

    def _sureness(self, reading: str, said: str, retrieval: Retrieval) -> float:
        """Return how sure we are of the leading entry for one wording of what was said."""
        sure = confidence(retrieval.signals)
        if names_nothing(reading):
            return sure * _NAME_MISSED
        leading = self._index.get(retrieval.found[0].entry_id) if retrieval.found else None
        if leading is None:
            return sure
        if turns_on_a_name(reading) and lacks_the_name(reading, leading.entry.words):
            return sure * _NAME_MISSED
        return sure * _MATTER_MISSED if is_foreign(said, leading.entry) else sure

    def _readings(self, question: str) -> list[tuple[str, str, float]]:
        """Return the wordings a question is searched in, each with what it stands for and the confidence lost by it."""
        readings = [(wording, question, 0.0) for wording in (question, *self._synonyms.variants(question))]
        if (part := asking_part(question)) is not None:
            readings.append((part, part, _PART_DOUBT))
        if (respelled := respell(question[:LONGEST_QUESTION], self._index.counts)) is not None:
            readings.append((respelled, respelled, _SPELLING_DOUBT))
        return readings


def _is_another(named: set[str], question: str, path: Path) -> bool:
    """Return whether a question that names places names none of those a place lies in."""
    return bool(named) and not any(naming(one).search(question) for one in ancestors(path))


def _is_of_many_matters(entry: Entry) -> bool:
    return len({passage.heading_path for passage in entry.passages}) > 1 or len(entry.body) > _ONE_MATTER


def _in_full(asked: str, topic: str) -> str:
    """Return a follow-up with its topic; what the topic asked for goes where something else is asked for now."""
    if not topic or not follows_up(asked):
        return asked
    kinds = kinds_asked(asked)
    return with_topic(asked, without_other_kinds(topic, kinds) if kinds else topic)
