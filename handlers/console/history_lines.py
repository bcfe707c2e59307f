"""The history of a case as people read it: each line's facts and texts with their names, nothing technical."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from handlers.console.pages import day_text
from handlers.wording import Wording
from requests_db.services.late_entries import ENTERED_ON
from requests_db.services.letters import GIVEN
from requests_db.services.replies import PAPER, REPLACES
from requests_db.statute.fees import BASIS_LABELS
from requests_db.statute.outcomes import OUTCOMES
from requests_db.statute.report_format import TABLE_FOUR_COLUMNS, TABLE_FOUR_PARTS
from requests_db.statute.workflow import Action
from requests_db.store.case_views import HistoryLine

Names = Mapping[str, str]
WORD_GROUPS = {
    "kind": "consult_kind",
    "opinion": "opinion",
    "way": "way",
    "came_as": "channel",
    "cause": "cause",
    "basis_of_service": "basis_of_service",
    "brought": "brought",
}
PLAIN_FACTS = ("letter", "working_days", "allowed_working_days", "quantity", "yuan")
REPLYING = (Action.SAVE_DRAFT, Action.SUBMIT_FOR_REVIEW, Action.ANSWER)  # the reason of a reply is its grounds
TEXTS = (
    "late_reason",
    "reason",
    "grounds",
    "text",
    "guidance",
    "advice",
    "remark",
    "addressee",
    "places",
    "words",
    "found",
    "how_to_pay",
    "open_part",
    "taken_down_by",
    "proof",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """One line of the history on the page."""

    label: str
    on: date
    entered_at: datetime | None  # when it was entered, where that came late
    who: str
    article: str
    facts: tuple[tuple[str, str], ...]  # name and value, both in Chinese
    moved: str  # how the due date moved, empty where it did not


def shown_lines(history: tuple[HistoryLine, ...], wording: Wording, names: Mapping[str, Names]) -> list[ShownLine]:
    """Return the history for the page, the latest first.

    Args:
        history: as the service gives it.
        wording: the words.
        names: for `unit_id` and `holder_id`, what each id is called.
    """
    return [_shown(line, wording, names) for line in reversed(history)]


def _shown(line: HistoryLine, wording: Wording, names: Mapping[str, Names]) -> ShownLine:
    return ShownLine(
        label=_label(line, wording),
        on=line.on,
        entered_at=line.at if line.facts.get(ENTERED_ON) else None,
        who=line.actor_label or wording.text("desk.case.by_system"),
        article=line.article,
        facts=tuple((wording.text(f"desk.field.{name}"), value) for name, value in _facts(line, wording, names)),
        moved=_moved(line, wording),
    )


def _label(line: HistoryLine, wording: Wording) -> str:
    """Return what the line is called: a note that keeps or gives out a letter by that."""
    for fact, key in ((REPLACES, "noted_sealed"), (PAPER, "noted"), (GIVEN, "noted_given")):
        if line.facts.get(fact):
            return wording.text(f"desk.letters.{key}")
    return line.label


def _facts(line: HistoryLine, wording: Wording, names: Mapping[str, Names]) -> Iterator[tuple[str, str]]:
    for name, value in {**line.facts, **(line.facts.get("proof") or {})}.items():
        text = _fact(name, value, wording, names)
        if text:
            yield name, text
    for name in TEXTS:
        words = line.texts.get(name)
        if isinstance(words, str) and words.strip():
            yield ("grounds" if name == "reason" and line.action in REPLYING else name), words


def _fact(name: str, value: Any, wording: Wording, names: Mapping[str, Names]) -> str:  # noqa: ANN401 - any JSON value
    if name in names:
        return names[name].get(str(value), "")
    if name == "outcome":
        return OUTCOMES[value].label if value in OUTCOMES else ""
    if name in WORD_GROUPS:
        key = f"desk.word.{WORD_GROUPS[name]}.{value}"
        return wording.text(key) if wording.has(key) else str(value)
    labels: Mapping[str, Mapping[Any, str]] = {
        "basis": BASIS_LABELS,
        "procedure": TABLE_FOUR_PARTS,
        "result": TABLE_FOUR_COLUMNS,
    }
    if name in labels:
        return labels[name].get(value, "")
    if name == "answer_by_on":
        return day_text(date.fromisoformat(value))
    if name in PLAIN_FACTS or name in ("number", "title", "document_number"):
        return str(value)
    return ""


def _moved(line: HistoryLine, wording: Wording) -> str:
    if line.due_before == line.due_after:
        return ""
    unknown = wording.text("desk.due.unknown")
    before, after = (day_text(day) or unknown for day in (line.due_before, line.due_after))
    return wording.text("desk.due.moved", before=before, after=after)
