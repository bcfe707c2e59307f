"""Measures of retrieval and judgement over a bench folder, by exactly the path that answers citizens.

A folder holds `kb.jsonl` (id, text, and title or dept where known), `queries.jsonl` (id, text, kind answerable, near or
chat, and answer where known) and `qrels.tsv` (question, entry). Nothing is tuned to the folder. For every question ten
entries are ranked whatever the status would be.
"""

import json
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from knowledge.answers import Answerer, AskContext
from knowledge.entries import Entry, IndexedEntry
from knowledge.index import KnowledgeIndex
from knowledge.passages import blocks_of_text, cut_passages

RANKED = 10
PASS_SHARE = 0.9  # share of answerable questions that the cut lets through
_DAY = date(2000, 1, 1)  # bench entries carry no dates, so that any day serves


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question of a bench and what became of it."""

    question_id: str
    text: str
    kind: str  # answerable, near or chat
    relevant: frozenset[str]
    answer: str
    ranked: tuple[str, ...]  # at most ten ids
    confidence: float
    quoted: str
    milliseconds: float

    @property
    def rank(self) -> int | None:
        """Place of the first relevant entry, from 1, or None."""
        return next((place for place, key in enumerate(self.ranked, start=1) if key in self.relevant), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The measures of one folder."""

    cases: tuple[Case, ...]
    build_seconds: float

    def to_json(self) -> dict[str, Any]:
        """Return the measures by name, as `knowledge evaluate --json` prints them."""
        answerable = [case for case in self.cases if case.kind == "answerable"]
        milliseconds = [case.milliseconds for case in self.cases]
        measures: dict[str, Any] = {
            "questions": len(self.cases),
            "mrr@10": _mean(1.0 / (case.rank or np.inf) for case in answerable),
        }
        for depth in (1, 3, 10):
            measures[f"hit@{depth}"] = _mean(float((case.rank or RANKED + 1) <= depth) for case in answerable)
        measures["rejected_at_90"] = {kind: self._rejected(kind) for kind in ("near", "chat")}
        measures["auroc"] = {kind: self._auroc(kind) for kind in ("near", "chat")}
        measures["precision_at_half"] = self._precision_at_half()
        answered = [case for case in answerable if case.answer]
        if answered:
            measures["rouge_l"] = _mean(rouge_l(case.quoted, case.answer) for case in answered)
        measures["p50_ms"] = _quantile(milliseconds, 0.5)
        measures["p99_ms"] = _quantile(milliseconds, 0.99)
        measures["build_s"] = round(self.build_seconds, 3)
        measures["rss_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
        return measures

    def _confidence(self, kind: str) -> NDArray[np.float64]:
        return np.array([case.confidence for case in self.cases if case.kind == kind], dtype=np.float64)

    def _rejected(self, kind: str) -> float | None:
        known, unknown = self._confidence("answerable"), self._confidence(kind)
        if not len(known) or not len(unknown):
            return None
        return round(float((unknown < np.quantile(known, 1.0 - PASS_SHARE)).mean()), 4)

    def _auroc(self, kind: str) -> float | None:
        known, unknown = np.sort(self._confidence("answerable")), self._confidence(kind)
        if not len(known) or not len(unknown):
            return None
        below = np.searchsorted(known, unknown, side="left")
        not_above = np.searchsorted(known, unknown, side="right")
        return round(float(1.0 - ((below + not_above) / 2.0).mean() / len(known)), 4)

    def _precision_at_half(self) -> float | None:
        known = self._confidence("answerable")
        if not len(known):
            return None
        cut = float(np.median(known))
        return _mean(float(case.rank == 1) for case in self.cases if case.confidence >= cut)


def evaluate(folder: Path) -> Report:
    """Build an index of the folder's entries, ask all its questions and return the measures.

    Raises:
        OSError: a file is missing.
        ValueError: a line is not JSON.
        KeyError: a line lacks a field.
    """
    entries = [IndexedEntry(entry_id=str(row["id"]), entry=_entry(row)) for row in _rows(folder / "kb.jsonl")]
    relevant = _relevant(folder / "qrels.tsv")
    started = time.perf_counter()
    answerer = Answerer(KnowledgeIndex.build(entries))
    built = time.perf_counter() - started
    answerer.judge("预热", AskContext(today=_DAY))  # the first question also loads the tables of characters
    cases = tuple(_ask(answerer, row, relevant) for row in _rows(folder / "queries.jsonl"))
    return Report(cases=cases, build_seconds=built)


def rouge_l(quoted: str, answer: str) -> float:
    """Return ROUGE-L (F1 of the longest common subsequence) by characters, blanks left out; 0 to 1."""
    left, right = "".join(quoted.split()), "".join(answer.split())
    if not left or not right:
        return 0.0
    return 2.0 * LCSseq.similarity(left, right) / (len(left) + len(right))


def _ask(answerer: Answerer, row: dict[str, Any], relevant: dict[str, set[str]]) -> Case:
    context = AskContext(today=_DAY)
    started = time.perf_counter()
    judged = answerer.judge(str(row["text"]), context)
    quoted = answerer.excerpt(judged.found[0].entry_id, judged.reading) if judged.found else ""
    spent = time.perf_counter() - started
    return Case(
        question_id=str(row["id"]),
        text=str(row["text"]),
        kind=str(row["kind"]),
        relevant=frozenset(relevant.get(str(row["id"]), ())),
        answer=str(row.get("answer") or ""),
        ranked=tuple(str(found.entry_id) for found in judged.found[:RANKED]),
        confidence=judged.confidence,
        quoted=quoted,
        milliseconds=spent * 1000.0,
    )


def _entry(row: dict[str, Any]) -> Entry:
    passages = cut_passages(blocks_of_text(str(row["text"])))
    return Entry(
        key=str(row["id"]),
        title=str(row.get("title") or ""),
        passages=passages,
        department=str(row.get("dept") or ""),
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _relevant(path: Path) -> dict[str, set[str]]:
    """Read `question, entry, grade` lines; a grade of 0 is not relevant."""
    found: dict[str, set[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) >= 2 and (len(fields) < 3 or fields[2].strip() != "0"):
            found.setdefault(fields[0], set()).add(fields[1].strip())
    return found


def _mean(values: Iterator[float]) -> float | None:
    listed = list(values)
    return round(float(np.mean(listed)), 4) if listed else None


def _quantile(values: list[float], share: float) -> float | None:
    return round(float(np.quantile(values, share)), 3) if values else None
