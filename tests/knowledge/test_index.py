"""The index: finding, changing one entry at a time, storing."""

import json
from pathlib import Path

import pytest

from knowledge.entries import Entry, IndexedEntry, Passage
from knowledge.index import SMALL_SEGMENT_LIMIT, KnowledgeIndex
from knowledge.index_file import CURRENT, StoredIndexError


def indexed(entry_id: int, title: str, text: str, *, withdrawn: bool = False, **fields: object) -> IndexedEntry:
    passages = (Passage(position=0, text=text),)
    entry = Entry(key=str(entry_id), title=title, passages=passages, **fields)  # type: ignore[arg-type]
    return IndexedEntry(entry_id=entry_id, entry=entry, withdrawn=withdrawn)


TREES = indexed(1, "示例:行道树修剪", "行道树由园林部门每年冬季修剪一次。")
LAMPS = indexed(2, "示例:路灯报修", "路灯不亮时可以拨打报修电话，两日内修复。")
WATER = indexed(3, "示例:自来水水压", "水压不足时由供水企业上门检测。", questions=("水龙头出水小怎么办",))


def ids(index: KnowledgeIndex, question: str) -> list[int | str]:
    return [found.entry_id for found in index.search(question)]


@pytest.fixture
def index() -> KnowledgeIndex:
    return KnowledgeIndex.build([TREES, LAMPS, WATER])


def test_entry_speaking_of_the_question_comes_first(index: KnowledgeIndex) -> None:
    assert ids(index, "路灯坏了找谁修")[0] == 2


def test_known_question_wording_finds_its_entry(index: KnowledgeIndex) -> None:
    assert ids(index, "水龙头出水太小")[0] == 3


def test_known_wording_without_the_place_asked_about_does_not_outrank_an_entry_on_it() -> None:
    general = indexed(1, "示例:路灯由谁修", "路灯由主管部门维修。", questions=("路灯坏了由谁修",))
    local = indexed(2, "示例:云溪镇市政设施方案", "云溪镇的路灯坏了，由镇建设办公室三日内修好；其他设施由村委会照管。")

    assert ids(KnowledgeIndex.build([general, local]), "云溪镇路灯坏了由谁修")[0] == 2
    assert ids(KnowledgeIndex.build([general, local]), "路灯坏了由谁修")[0] == 1


def test_spoken_question_words_weigh_no_more_than_written_ones(index: KnowledgeIndex) -> None:
    written, spoken = index.retrieve("路灯不亮怎么报修"), index.retrieve("路灯不亮咋报修啊")

    assert written.signals
    assert spoken.signals
    assert spoken.signals.subject_grams == written.signals.subject_grams
    assert spoken.signals.bm25 == written.signals.bm25


def test_traditional_characters_find_simplified_text(index: KnowledgeIndex) -> None:
    assert ids(index, "路燈報修")[0] == 2


def test_published_entry_is_found_at_once(index: KnowledgeIndex) -> None:
    index.replace(indexed(4, "示例:垃圾清运", "生活垃圾每天清运两次。"))

    assert ids(index, "垃圾多久清运")[0] == 4
    assert len(index) == 4


def test_revised_entry_no_longer_answers_with_its_old_text(index: KnowledgeIndex) -> None:
    index.replace(indexed(2, "示例:停车泊位", "路内泊位按小时收费。"))

    assert 2 not in ids(index, "报修电话")
    assert ids(index, "泊位收费")[0] == 2


def test_removed_entry_is_neither_found_nor_kept(index: KnowledgeIndex) -> None:
    index.remove(2)
    index.remove(99)

    assert 2 not in ids(index, "路灯报修")
    assert index.get(2) is None


def test_withdrawn_entry_is_kept_but_never_found() -> None:
    index = KnowledgeIndex.build([TREES, indexed(2, "示例:路灯报修", "路灯报修。", withdrawn=True)])

    assert 2 not in ids(index, "路灯报修")
    assert index.get(2) is not None


def test_many_publications_are_merged_and_all_found(index: KnowledgeIndex) -> None:
    for number in range(10, 10 + 2 * SMALL_SEGMENT_LIMIT):
        index.replace(indexed(number, f"示例事项{number}", f"第{number}号事项的办理说明。"))

    assert all(ids(index, f"{number}号事项")[0] == number for number in range(10, 10 + 2 * SMALL_SEGMENT_LIMIT))
    assert ids(index, "路灯坏了")[0] == 2


def test_long_entry_is_found_by_its_end() -> None:
    filler = "本段说明一般原则，不涉及具体事项。" * 120
    index = KnowledgeIndex.build([TREES, indexed(5, "示例:综合规定", filler + "骑楼外墙每五年粉刷一次。")])

    assert ids(index, "骑楼外墙粉刷")[0] == 5


def test_stored_index_answers_like_the_one_that_was_saved(index: KnowledgeIndex, tmp_path: Path) -> None:
    index.replace(indexed(4, "示例:垃圾清运", "生活垃圾每天清运两次。"))
    index.remove(1)

    index.save(tmp_path / "stored")
    loaded = KnowledgeIndex.load(tmp_path / "stored")

    assert len(loaded) == 3
    assert loaded.get(3) == WATER
    for question in ("路灯坏了找谁修", "垃圾清运", "水压"):
        assert ids(loaded, question) == ids(index, question)


def test_stored_index_can_be_changed(index: KnowledgeIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    loaded = KnowledgeIndex.load(tmp_path)

    loaded.replace(indexed(2, "示例:停车泊位", "路内泊位按小时收费。"))
    loaded.remove(3)

    assert ids(loaded, "泊位收费")[0] == 2
    assert len(loaded) == 2


def test_saving_again_leaves_one_index_that_counts(index: KnowledgeIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    before = KnowledgeIndex.load(tmp_path)
    index.remove(1)
    index.save(tmp_path)

    assert [path.is_dir() for path in tmp_path.iterdir()].count(True) == 1
    assert len(KnowledgeIndex.load(tmp_path)) == 2
    assert ids(before, "行道树修剪")[0] == 1  # whoever reads it keeps what it has mapped
    assert before.get(1) == TREES


@pytest.mark.parametrize("name", ["postings.npy", "entries.jsonl", "head.json", CURRENT])
def test_damaged_stored_index_is_refused(index: KnowledgeIndex, tmp_path: Path, name: str) -> None:
    index.save(tmp_path)
    spoilt = next(tmp_path.rglob(name))
    content = bytearray(spoilt.read_bytes())
    content[len(content) // 2] ^= 0xFF
    spoilt.write_bytes(content)

    with pytest.raises(StoredIndexError):
        KnowledgeIndex.load(tmp_path)


def test_index_stored_by_other_code_is_refused(index: KnowledgeIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    head = next(tmp_path.rglob("head.json"))
    head.write_text(json.dumps({**json.loads(head.read_text("utf-8")), "maker": "other"}), "utf-8")

    with pytest.raises(StoredIndexError, match="another version"):
        KnowledgeIndex.load(tmp_path)


def test_a_snapshot_is_not_reached_by_later_changes(index: KnowledgeIndex, tmp_path: Path) -> None:
    kept = index.snapshot()
    index.update([indexed(2, "示例:停车泊位", "路内泊位按小时收费。")], [1])
    kept.save(tmp_path)

    loaded = KnowledgeIndex.load(tmp_path)
    assert (len(kept), len(index)) == (3, 2)
    assert ids(loaded, "路灯坏了找谁修")[0] == 2
    assert loaded.get(2) == LAMPS


def test_many_changes_are_taken_over_at_once(index: KnowledgeIndex) -> None:
    index.update([indexed(number, f"示例事项{number}", f"第{number}号事项。") for number in range(10, 60)], [1, 2, 99])

    assert len(index) == 51
    assert ids(index, "37号事项")[0] == 37
    assert not {1, 2} & set(ids(index, "行道树路灯"))


def test_missing_stored_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoredIndexError):
        KnowledgeIndex.load(tmp_path / "nothing")


@pytest.mark.parametrize("question", ["", "   ", "😀😀", "?!,。", "a" * 10_000, "\x00\x01", "的"])
def test_any_text_may_be_asked(index: KnowledgeIndex, question: str) -> None:
    assert isinstance(index.search(question), tuple)


def test_empty_index_finds_nothing() -> None:
    assert KnowledgeIndex().search("路灯") == ()
    assert KnowledgeIndex.build([]).search("路灯") == ()
