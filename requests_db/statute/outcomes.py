"""Every way a case can end, as data: label, articles, report row, what the letter must say, remedies."""

from dataclasses import dataclass
from enum import StrEnum


class RemedyKind(StrEnum):
    """Which way is open against an outcome (救济途径)."""

    REVIEW_FIRST = "review_first"  # 复议前置: Arts 14 to 16 refusals, full or partial
    EITHER = "either"  # reconsideration or suit
    NOT_SUABLE = "not_suable"  # courts do not take it on its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One way of answering or ending a case (办理结果)."""

    key: str  # the row key of table three where the outcome is one, else a finer word
    label: str  # Chinese, as staff choose it
    articles: tuple[str, ...]  # keys in `articles`
    report_row: str  # row key of table three (`granted`, `d1_state_secret` …)
    remedy: RemedyKind
    letter: str  # key of the letter template
    must_contain: tuple[str, ...] = ()  # Chinese, what the letter must say (Art. 36)
    requires_reasons: bool = False
    requires_search_record: bool = False
    requires_re_review: bool = False  # Art. 18: keep a date for looking again
    chosen_by_staff: bool = True  # False: follows from a lapse or withdrawal, never picked for a reply
