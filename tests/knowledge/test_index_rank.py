"""The first choice of chunks: the sums of BM25 weights, whatever way they are added up."""

import random

import numpy as np
import pytest

from knowledge import index_common, index_rank
from knowledge.index_common import CommonGrams
from knowledge.index_query import Query, build_query
from knowledge.index_rank import first_choice
from knowledge.index_segment import IMPACT_STEP, SearchedText, Segment, build_segment

THINGS = ("路灯", "井盖", "行道树", "公交站", "图书馆", "停车场", "垃圾箱", "健身器材")
DONE = ("报修", "更换", "登记", "清洗", "开放", "收费", "搬迁", "检查")


@pytest.fixture(scope="module")
def segment() -> Segment:
    rnd = random.Random(5)
    texts = (
        f"示例第{n}号{rnd.choice(THINGS)}{rnd.choice(DONE)}，{rnd.choice(THINGS)}同时{rnd.choice(DONE)}"
        for n in range(600)
    )
    return build_segment(SearchedText(body=text) for text in texts)


def whole_sums(segment: Segment, query: Query) -> np.ndarray:
    sums = np.zeros(segment.chunk_count)
    for row, idf, repeats in zip(segment.rows(query.keys), query.idf, query.repeats, strict=True):
        if row >= 0:
            postings, impacts = segment.postings_of(row)
            sums[postings] += impacts * (idf * repeats * IMPACT_STEP)
    return sums


def test_the_chunks_of_the_highest_sums_are_chosen_in_falling_order(segment: Segment) -> None:
    query = build_query("示例图书馆停车场收费检查", [segment])

    chosen, scores = first_choice(segment, CommonGrams(segment), query, 40)

    sums = whole_sums(segment, query)
    assert len(set(chosen.tolist())) == 40
    assert scores == pytest.approx(np.sort(sums)[::-1][:40], rel=1e-5)
    assert scores == pytest.approx(sums[chosen], rel=1e-5)


def test_what_is_looked_up_of_common_grams_adds_up_like_what_is_read(
    segment: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = build_query("示例图书馆停车场收费检查", [segment])
    monkeypatch.setattr(index_rank, "POSTING_BUDGET", 100)

    chosen, scores = first_choice(segment, CommonGrams(segment), query, 40)

    assert scores == pytest.approx(whole_sums(segment, query)[chosen], rel=1e-5)


def test_few_matching_chunks_are_all_chosen(segment: Segment) -> None:
    query = build_query("第17号", [segment])

    chosen, scores = first_choice(segment, CommonGrams(segment), query, 10_000)

    assert sorted(chosen.tolist()) == np.flatnonzero(whole_sums(segment, query)).tolist()
    assert (scores > 0).all()


@pytest.mark.parametrize("most_bytes", [0, 1 << 20])
def test_a_gram_has_the_same_impacts_laid_out_and_searched_for(
    segment: Segment, monkeypatch: pytest.MonkeyPatch, most_bytes: int
) -> None:
    monkeypatch.setattr(index_common, "MOST_BYTES", most_bytes)
    common, chunks = CommonGrams(segment), np.arange(0, segment.chunk_count, 7)

    for row in range(len(segment.keys)):
        postings, impacts = segment.postings_of(row)
        expected = np.zeros(segment.chunk_count, dtype=np.uint8)
        expected[postings] = impacts
        assert common.impacts(row, chunks).tolist() == expected[chunks].tolist()
