"""The statutory annual report as a file: JSON for programs, XLSX, DOCX and HTML with tables two, three and four.

Tables and headings follow 国办公开办函〔2021〕30号, for 2019 and 2020 the trial format of 2019. The figures come
from the register; the prose is a draft, marked as one. An identity that does not hold is printed, not hidden.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from handlers.papers.report_docx import report_docx
from handlers.papers.report_grids import table_four_grid, table_three_grid, table_two_grid
from handlers.papers.report_html import report_html
from handlers.papers.report_paper import Block, Prose, ReportPaper, Section
from handlers.papers.report_prose import ReportWords
from handlers.papers.report_xlsx import report_xlsx
from requests_db.statute.report_format import OTHER_ROW_KEYS, OTHERS_2019, SECTIONS, ReportForm, form_for
from requests_db.statute.report_tables import check_identities, check_table_four

JSON = "json"
FILE_FORMS: Mapping[str, Callable[[ReportPaper], bytes]] = {
    "xlsx": report_xlsx,
    "docx": report_docx,
    "html": report_html,
}
MEDIA_TYPES: Mapping[str, str] = {
    JSON: "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}


class Figures(Protocol):
    """What the register counts for one agency and year; `services.annual_report.AnnualReport` is one."""

    @property
    def agency_name(self) -> str:
        """The agency's name."""

    @property
    def year(self) -> int:
        """The report year, figures as on its 31 December."""

    @property
    def t3(self) -> Mapping[str, Sequence[int]]:
        """Table three: row key to seven numbers."""

    @property
    def t4(self) -> Mapping[str, Sequence[int]]:
        """Table four: review, direct, after to five numbers."""

    @property
    def faults(self) -> Sequence[str]:
        """Identities that do not hold, in Chinese, e.g. against last year's carry-over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFigures:
    """Figures the desk does not count and the agency adds (表二和收费)."""

    t2: Mapping[str, Sequence[object]] = field(default_factory=dict)  # row key of table two to its columns
    fee_notices: int | None = None  # how many fee notices went out
    fee_yuan: int | None = None  # fees received in the year, in yuan


def render_report(report: Figures, form: str, own: OwnFigures | None = None) -> bytes:
    """Return the report of one agency and year as a file.

    Args:
        report: the register's figures.
        form: json, xlsx, docx or html.
        own: figures the register does not hold; left blank where not given.

    Raises:
        ValueError: there is no such form.
    """
    if form == JSON:
        return _json(report, own or OwnFigures())
    if form not in FILE_FORMS:
        msg = f"no form of report {form}"
        raise ValueError(msg)
    return FILE_FORMS[form](report_paper(report, own or OwnFigures()))


def report_paper(report: Figures, own: OwnFigures) -> ReportPaper:
    """Return the whole report: six sections, three tables, a draft of the prose."""
    printed_form = form_for(report.year)
    words = ReportWords(report.agency_name, report.year, report.t3, report.t4)
    blocks: tuple[tuple[Block, ...], ...] = (
        words.draft("overview"),
        (table_two_grid(own.t2, printed_form),),
        (*map(words.fault, identity_faults(report)), table_three_grid(_printed_rows(report.t3), printed_form)),
        (*map(words.fault, check_table_four(_lists(report.t4))), table_four_grid(report.t4), *words.draft("remedies")),
        words.draft("problems"),
        _other_matters(words, own),
    )
    sections = tuple(Section(heading=heading, blocks=part) for heading, part in zip(SECTIONS, blocks, strict=True))
    return ReportPaper(title=words.title(), sections=sections)


def identity_faults(report: Figures) -> tuple[str, ...]:
    """Return every identity of table three that does not hold, those the register found included, each once."""
    return tuple(dict.fromkeys((*report.faults, *check_identities(_lists(report.t3)))))


def _other_matters(words: ReportWords, own: OwnFigures) -> tuple[Prose, ...]:
    if own.fee_yuan is None or own.fee_notices is None:
        return words.draft("other", "fees_unknown", "text")
    return words.draft("other", "fees", "text", fee_notices=own.fee_notices, fee_yuan=f"{own.fee_yuan:,}")


def _printed_rows(table: Mapping[str, Sequence[int]]) -> dict[str, Sequence[int]]:
    others = [sum(cells) for cells in zip(*(table[key] for key in OTHER_ROW_KEYS), strict=True)]
    return {**table, OTHERS_2019.key: others}


def _json(report: Figures, own: OwnFigures) -> bytes:
    faults = (*identity_faults(report), *check_table_four(_lists(report.t4)))
    content = {
        "agency": report.agency_name,
        "year": report.year,
        "format": ReportForm(form_for(report.year)).value,
        "t2": {key: list(cells) for key, cells in own.t2.items()},
        "t3": _lists(report.t3),
        "t4": _lists(report.t4),
        "identities": {"hold": not faults, "faults": list(faults)},
    }
    return (json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _lists(table: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    return {key: list(cells) for key, cells in table.items()}
