"""What entries are filtered by, and that a filter finds its own however many others come first."""

from pathlib import Path

import pytest

from knowledge.asked_kinds import AskedKind
from knowledge.entries import Entry, IndexedEntry, Passage
from knowledge.facets import FacetColumn, facets_of
from knowledge.index import SMALL_SEGMENT_LIMIT, KnowledgeIndex
from knowledge.places import Places
from knowledge.scopes import Scope, ScopeKind

NORTH, SOUTH = Scope(ScopeKind.REGION, "示例北市"), Scope(ScopeKind.REGION, "示例南市")
BUREAU = Scope(ScopeKind.BODY, "示例市民政局")
NOWHERE = Places()  # nothing is known of where places lie but what their names say
OTHERS = 300  # more than are looked at closely


def entry(**said: object) -> Entry:
    return Entry(key="k", title="示例补贴", passages=(Passage(position=0, text="示例补贴的说明。"),), **said)


def subsidies(own: int) -> list[IndexedEntry]:
    """Many entries on one subject, of which only one is of the north."""
    return [
        IndexedEntry(entry_id=number, entry=entry(region="示例北市" if number == own else "示例南市"))
        for number in range(OTHERS)
    ]


def in_the_north(index: KnowledgeIndex) -> list[int | str]:
    return [one.entry_id for one in index.search("示例补贴", where=lambda facets: facets.is_within(NORTH, NOWHERE))]


def test_entry_of_no_region_belongs_to_all() -> None:
    assert facets_of(entry()).is_within(NORTH, NOWHERE)
    assert facets_of(entry(region="示例北市")).is_within(NORTH, NOWHERE)
    assert not facets_of(entry(region="示例南市")).is_within(NORTH, NOWHERE)
    assert not facets_of(entry(issuer="示例市教育局")).is_within(BUREAU, NOWHERE)


def test_what_holds_in_a_region_holds_in_what_it_contains_and_nowhere_else() -> None:
    district = Scope(ScopeKind.REGION, "甲省乙市丙区")

    held = [
        one
        for one in ("甲省", "甲省乙市", "甲省/乙市/丙区", "全国", "甲省丁市", "甲省乙市戊区", "甲省乙市丙区己镇")
        if facets_of(entry(region=one)).is_within(district, NOWHERE)
    ]

    assert held == ["甲省", "甲省乙市", "甲省/乙市/丙区", "全国"]


def test_entry_is_asked_for_by_its_title_or_a_wording() -> None:
    facets = facets_of(entry(questions=("要等几天",)))

    assert facets.is_asked_for(frozenset({AskedKind.TIME}))
    assert not facets.is_asked_for(frozenset({AskedKind.MONEY, AskedKind.PLACE}))


def test_column_asks_a_filter_once_of_each_different_one() -> None:
    column = FacetColumn.of([facets_of(entry()), facets_of(entry(region="示例南市")), facets_of(entry())])
    asked = []

    def remember(facets: object) -> bool:
        asked.append(facets)
        return len(asked) == 1

    assert column.passing(remember).tolist() == [True, False, True]
    assert len(asked) == 2
    assert [facets.region for facets in column] == ["", "示例南市", ""]


@pytest.mark.parametrize("own", [0, OTHERS - 1])
def test_the_only_one_a_filter_lets_through_is_found_behind_many(own: int, tmp_path: Path) -> None:
    index = KnowledgeIndex.build(subsidies(own))
    index.save(tmp_path)

    assert in_the_north(index) == [own]
    assert in_the_north(KnowledgeIndex.load(tmp_path)) == [own]


def test_filter_holds_for_what_was_published_revised_and_merged_since() -> None:
    index = KnowledgeIndex.build(subsidies(own=7))
    for number in range(OTHERS, OTHERS + 2 * SMALL_SEGMENT_LIMIT):
        index.replace(IndexedEntry(entry_id=number, entry=entry(region="示例北市" if number % 2 else "示例南市")))
    index.replace(IndexedEntry(entry_id=7, entry=entry(region="示例南市")))

    assert set(in_the_north(index)) == {
        number for number in range(OTHERS, OTHERS + 2 * SMALL_SEGMENT_LIMIT) if number % 2
    }


def test_filter_that_lets_nothing_through_finds_nothing() -> None:
    index = KnowledgeIndex.build(subsidies(own=0))

    assert index.search("示例补贴", where=lambda _: False) == ()
