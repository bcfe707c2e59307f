"""Runs of clauses that may be quoted, what speaks for each, and the choice among them.

Pure. Government texts say what a question repeats first and what it asks right after it. A run is therefore judged by
what stands before it as much as by what it holds.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.quote_clauses import Clauses, Rows

LONGEST_QUOTE = 500  # characters of a run

_MOST_CLAUSES = 24  # of a run
_PLACES = 10  # places of the text near which a run may begin, by the question held there and in two clauses after
_SINGLE_PLACES = 4  # the same by one clause
_LONGEST_HEADING = 30  # characters of a numbered sentence that only announces what follows
_FIGURES = 12  # clauses with a figure asked for at which a run may begin
_STEPS = range(-1, 6)  # clauses from a place at which a run may begin
_MOST_SENTENCES = 6  # counted
_MOST_COUNTED = 12  # clauses counted

_ASKS_NUMBER = re.compile("多少|几[个天日家次年月名人条项种]?|多久|多长|多大|多高|比例|标准是|金额|数量|总额|总量")
_ASKS_TIME = re.compile("什么时候|何时|时间|哪天|哪年|期限|截止|截至|几[月日号]|多久|日期")
_ASKS_LIST = re.compile("哪些|内容|措施|举措|条件|要求|规定|政策|材料|包括|流程|什么(?:支持|帮助|优惠)")
_ASKS_UNITS = re.compile(r"(?:多少|几)个?([\u4e00-\u9fff])")
_NUMBER = re.compile(r"\d|[一二三四五六七八九十百千万亿两]{2,}|[一二三四五六七八九十两]成")
_TIME = re.compile(r"\d{1,4}[年月日时点:：]|小时|工作日|天内|起至?|月底|当天")
_PROMISE = re.compile(r"[？?：:][”’」』）)]*\s*$")  # what follows belongs to it
_COUNT_OF = r"[\d一二三四五六七八九十百千万亿余多]\s*个?"

FEATURES = (
    "echo_before",
    "pair_echo_before",
    "stretch_before_in_sentence",
    "away_from_anchor",
    "focus_first",
    "tail_first",
    "sentence",
    "sentence_of_best",
    "paragraph_of_best",
    "tail_most",
    "echo_mean",
    "ends_sentence",
    "stops_at_next_item",
    "sentences",
    "clauses",
    "one_clause_for_number",
    "one_clause_for_time",
    "item_for_list",
    "time_first",
    "number_first",
    "unit_first",
    "position",
    "relative_position",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Runs of clauses: `first` to `last`, the latter not included."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]


def runs_of(question: str, clauses: Clauses) -> Runs:
    """Return the runs that begin near the places holding most of the question, or where a figure asked for stands.

    None stops where the text asks or announces something, as a heading does, if any stops elsewhere.
    """
    count = len(clauses.texts)
    ahead = np.minimum(np.arange(count) + 2, count - 1)
    places = np.concatenate(
        [
            np.argsort(-clauses.reach[ahead], kind="stable")[:_PLACES],
            np.argsort(-clauses.cover, kind="stable")[:_SINGLE_PLACES],
        ]
    )
    near = (places[:, None] + np.array(_STEPS)).ravel()
    begins = np.unique(np.concatenate([near, _figures(question, clauses)]))
    begins = begins[(begins >= 0) & (begins < count)]
    lasts = begins[:, None] + np.arange(1, _MOST_CLAUSES + 1)
    lengths = clauses.begins[np.minimum(lasts, count)] - clauses.begins[begins][:, None]
    fits = (lasts <= count) & ((lengths <= LONGEST_QUOTE) | (lasts == begins[:, None] + 1))
    promises = _headings(clauses) | np.array([_PROMISE.search(clause) is not None for clause in clauses.texts])
    complete = fits & ~promises[np.minimum(lasts, count) - 1]
    row, column = np.nonzero(complete if complete.any() else fits)
    return Runs(first=begins[row], last=lasts[row, column])


def features_of(question: str, clauses: Clauses, runs: Runs) -> Rows:
    """Return what speaks for or against each run, in the order of `FEATURES`.

    Args:
        question: normalised.
        clauses: of the text, seen from the question.
        runs: of those clauses.
    """
    first, last = runs.first, runs.last
    size = last - first
    asks_number, asks_time, asks_list = (
        float(cue.search(question) is not None) for cue in (_ASKS_NUMBER, _ASKS_TIME, _ASKS_LIST)
    )
    starts = np.concatenate([[True], clauses.ends[:-1]])
    opens_item = (clauses.items > 0)[first]
    sentences = np.concatenate([[0], np.cumsum(clauses.ends)])
    echoes = np.concatenate([[0.0], np.cumsum(clauses.echo)])
    paragraph = clauses.paragraph[first] / max(float(clauses.paragraph.max()), 1e-9)
    anchor = int(np.argmax(clauses.cover + 0.5 * clauses.reach + 0.3 * clauses.longest))
    return np.column_stack(
        [
            _before(clauses.echo)[first],
            _before(clauses.pair_echo)[first],
            ((1.0 - starts) * _before(clauses.longest))[first],
            np.log1p(np.abs(first - anchor)),
            clauses.focus[first],
            clauses.tail[first],
            clauses.sentence[first],
            clauses.sentence[first] / max(float(clauses.sentence.max()), 1e-9),
            paragraph,
            _most(clauses.tail, runs),
            (echoes[last] - echoes[first]) / size,
            clauses.ends[last - 1],
            opens_item & (np.append(clauses.items, -1)[last] == clauses.items[first]),
            np.minimum(sentences[last] - sentences[first], _MOST_SENTENCES),
            np.minimum(size, _MOST_COUNTED),
            (size == 1) * asks_number,
            (size == 1) * asks_time,
            opens_item * asks_list,
            _opening(_TIME, clauses, runs) * asks_time * paragraph,
            _opening(_NUMBER, clauses, runs) * asks_number * paragraph,
            _opening(_counted(question), clauses, runs) * paragraph,
            np.log1p(clauses.begins[first]),
            first / len(clauses.texts),
        ]
    ).astype(np.float64)


def _figures(question: str, clauses: Clauses) -> NDArray[np.int64]:
    """Return the clauses with a number or time, if the question asks for one, in the paragraphs holding most of it."""
    kinds = [held for asked, held in ((_ASKS_NUMBER, _NUMBER), (_ASKS_TIME, _TIME)) if asked.search(question)]
    found = [at for at, clause in enumerate(clauses.texts) if any(kind.search(clause) for kind in kinds)]
    likely = np.array(found, dtype=np.int64)
    return likely[np.argsort(-clauses.paragraph[likely], kind="stable")[:_FIGURES]]


def _headings(clauses: Clauses) -> NDArray[np.bool_]:
    """Which clauses are a short numbered sentence of their own with text below it (2.加强宣传。)."""
    opens = np.concatenate([[True], clauses.ends[:-1]])
    has_text_below = np.arange(len(clauses.texts)) < len(clauses.texts) - 1
    is_short = np.diff(clauses.begins) <= _LONGEST_HEADING
    return np.asarray(opens & clauses.ends & (clauses.items > 0) & is_short & has_text_below)


def _before(values: Rows) -> Rows:
    return np.concatenate([[0.0], values[:-1]])


def _most(values: Rows, runs: Runs) -> Rows:
    """Return the greatest value within each run."""
    begins, which = np.unique(runs.first, return_inverse=True)
    window = np.minimum(begins[:, None] + np.arange(_MOST_CLAUSES), len(values) - 1)
    greatest = np.maximum.accumulate(values[window], axis=1)
    return np.asarray(greatest[which, runs.last - runs.first - 1], dtype=np.float64)


def _opening(pattern: re.Pattern[str] | None, clauses: Clauses, runs: Runs) -> Rows:
    """Return 1 for each run whose first clause has the pattern, else 0."""
    if pattern is None:
        return np.zeros(len(runs.first))
    begins, which = np.unique(runs.first, return_inverse=True)
    found = np.array([pattern.search(clauses.texts[begin]) is not None for begin in begins.tolist()], dtype=np.float64)
    return found[which]


def _counted(question: str) -> re.Pattern[str] | None:
    """Return what a count of the thing asked for looks like: 多少吨 → a number before 吨."""
    asked = _ASKS_UNITS.search(question)
    return re.compile(_COUNT_OF + asked.group(1)) if asked else None
