"""The measures over a bench folder."""

import json
from pathlib import Path

import pytest

from knowledge.evaluate import Case, Report, evaluate, rouge_l


def case(kind: str, confidence: float, *, ranked: tuple[str, ...] = (), relevant: str = "") -> Case:
    return Case(
        question_id="q",
        text="",
        kind=kind,
        relevant=frozenset({relevant}) if relevant else frozenset(),
        answer="",
        ranked=ranked,
        confidence=confidence,
        quoted="",
        milliseconds=1.0,
    )


def test_ranks_are_counted_to_the_tenth_place() -> None:
    cases = (
        case("answerable", 0.9, ranked=("a", "b"), relevant="a"),
        case("answerable", 0.8, ranked=("b", "a"), relevant="a"),
        case("answerable", 0.7, ranked=("b", "c"), relevant="a"),
    )

    measures = Report(cases=cases, build_seconds=0.0).to_json()

    assert measures["mrr@10"] == 0.5
    assert (measures["hit@1"], measures["hit@3"], measures["hit@10"]) == (0.3333, 0.6667, 0.6667)


def test_only_what_falls_strictly_under_the_cut_is_rejected() -> None:
    known = tuple(case("answerable", 0.5, ranked=("a",), relevant="a") for _ in range(10))
    cases = (*known, case("near", 0.5), case("near", 0.4), case("chat", 0.1))

    measures = Report(cases=cases, build_seconds=0.0).to_json()

    assert measures["rejected_at_90"] == {"near": 0.5, "chat": 1.0}
    assert measures["auroc"] == {"near": 0.75, "chat": 1.0}


def test_precision_counts_every_question_from_the_median_up() -> None:
    cases = (
        case("answerable", 0.9, ranked=("a",), relevant="a"),
        case("answerable", 0.2, ranked=("a",), relevant="a"),
        case("answerable", 0.6, ranked=("b",), relevant="a"),
        case("near", 0.8, ranked=("b",)),
    )

    assert Report(cases=cases, build_seconds=0.0).to_json()["precision_at_half"] == 0.3333


@pytest.mark.parametrize(
    ("quoted", "answer", "score"),
    [("二十个 工作日", "二十个工作日", 1.0), ("", "二十", 0.0), ("甲乙丙丁", "甲丁", 2 / 3)],
)
def test_rouge_l_is_the_f_measure_of_the_longest_common_subsequence(quoted: str, answer: str, score: float) -> None:
    assert rouge_l(quoted, answer) == pytest.approx(score)


def test_folder_is_measured_by_the_production_path(tmp_path: Path) -> None:
    lines = {
        "kb.jsonl": [
            {"id": "k1", "text": "行道树由园林部门每年冬季修剪一次。", "dept": "示例园林局"},
            {"id": "k2", "text": "路灯不亮时可以拨打报修电话，两日内修复。"},
        ],
        "queries.jsonl": [
            {"id": "q1", "text": "路灯不亮怎么报修", "kind": "answerable", "answer": "拨打报修电话，两日内修复"},
            {"id": "q2", "text": "行道树多久修剪一次", "kind": "answerable"},
            {"id": "q3", "text": "游泳馆几点开门", "kind": "near"},
            {"id": "q4", "text": "讲个笑话", "kind": "chat"},
        ],
    }
    for name, rows in lines.items():
        (tmp_path / name).write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("q1\tk2\t1\nq2\tk1\t1\n", encoding="utf-8")

    report = evaluate(tmp_path)

    measures = report.to_json()
    assert measures["hit@1"] == 1.0
    assert measures["rejected_at_90"] == {"near": 1.0, "chat": 1.0}
    assert measures["rouge_l"] > 0.7
    assert {"p50_ms", "p99_ms", "build_s", "rss_mb", "precision_at_half", "auroc"} <= measures.keys()
