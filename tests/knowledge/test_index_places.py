"""Which places a text names, and when it speaks of another."""

import pytest

from knowledge.entries import Entry, IndexedEntry, Passage
from knowledge.index import KnowledgeIndex
from knowledge.index_places import is_of_another, places_in, places_of, speaks_of_another
from knowledge.text import points_of


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("甘肃省平凉市的办法", {"甘肃", "平凉市"}),
        ("a3区和k7县的学校", {"a3区", "k7县"}),
        ("本市社区超市的规定", set()),
    ],
)
def test_places_are_told_from_words_that_only_end_like_them(text: str, named: set[str]) -> None:
    assert places_of(text) == named
    assert places_in(points_of(text)) == named


def test_text_without_any_place_speaks_of_no_other() -> None:
    asked = frozenset({"甘肃"})

    assert not speaks_of_another(asked, frozenset())
    assert not speaks_of_another(asked, frozenset({"甘肃", "浙江"}))
    assert speaks_of_another(asked, frozenset({"浙江"}))


def test_district_of_a_city_is_no_other_city() -> None:
    assert not is_of_another(frozenset({"长沙市"}), frozenset({"岳麓区"}))
    assert not is_of_another(frozenset({"长沙市"}), frozenset({"长沙市", "株洲市"}))
    assert is_of_another(frozenset({"长沙市"}), frozenset({"株洲市"}))
    assert is_of_another(frozenset({"甘肃", "平凉市"}), frozenset({"浙江"}))


def test_question_on_one_place_is_not_led_by_an_entry_on_another() -> None:
    def entry(key: int, text: str) -> IndexedEntry:
        passages = (Passage(position=0, text=text),)
        return IndexedEntry(entry_id=key, entry=Entry(key=str(key), title="示例", passages=passages))

    index = KnowledgeIndex.build(
        [
            entry(1, "浙江省发放示例补贴的标准按月计算。"),
            entry(2, "各地方发放示例补贴的标准按月计算。"),
        ]
    )

    assert index.search("甘肃发放示例补贴的标准")[0].entry_id == 2
    retrieved = index.retrieve("浙江发放示例补贴的标准")
    assert retrieved.found[0].entry_id == 1
    assert retrieved.signals is not None
    assert not retrieved.signals.other_place
