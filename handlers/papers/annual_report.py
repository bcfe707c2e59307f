"""The statutory annual report as a file: JSON for programs, XLSX, DOCX and HTML with tables two, three and four.

Tables and headings follow 国办公开办函〔2021〕30号, for 2019 and 2020 the trial format of 2019. The figures come
from the register; the prose is a draft, marked as one. An identity that does not hold is printed, not hidden.
"""

import json
import re
from collections.abc import Mapping, Sequence

from handlers.papers.report_grids import table_four_grid, table_three_grid, table_two_grid
from handlers.papers.report_html import report_html
from handlers.papers.report_paper import Block, Prose, ReportPaper, Section
from handlers.papers.report_prose import ReportWords
from requests_db.services.annual_report import AnnualReport
from requests_db.statute.report_format import OTHER_ROW_KEYS, OTHERS_2019, SECTIONS, form_for

JSON = "json"
_NUMBERS = re.compile(r"\[[\d,\s]+\]")  # a row of figures is read on one line
XLSX, DOCX, HTML = "xlsx", "docx", "html"
FILE_FORMS = (XLSX, DOCX, HTML)
MEDIA_TYPES: Mapping[str, str] = {
    JSON: "application/json",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    HTML: "text/html; charset=utf-8",
}


def render_report(report: AnnualReport, form: str) -> bytes:
    """Return the report of one agency and year as a file.

    Args:
        report: the register's figures, with what the office entered.
        form: json, xlsx, docx or html.

    Raises:
        ValueError: there is no such form.
    """
    if form == JSON:
        return _json(report)
    if form not in FILE_FORMS:
        msg = f"no form of report {form}"
        raise ValueError(msg)
    return _written(report_paper(report), form)


def report_paper(report: AnnualReport) -> ReportPaper:
    """Return the whole report: six sections, three tables, a draft of the prose."""
    printed_form = form_for(report.year)
    words = ReportWords(report.agency_name, report.year, report.t3, report.t4)
    sample = (words.sample(),) if report.is_sample else ()
    blocks: tuple[tuple[Block, ...], ...] = (
        (*sample, *words.draft("overview")),
        (table_two_grid(report.t2, printed_form),),
        (*map(words.fault, report.faults), table_three_grid(_printed_rows(report.t3), printed_form)),
        (table_four_grid(report.t4), *words.draft("remedies")),
        words.draft("problems"),
        _other_matters(words, report),
    )
    sections = tuple(Section(heading=heading, blocks=part) for heading, part in zip(SECTIONS, blocks, strict=True))
    return ReportPaper(title=words.title(), sections=sections)


def _written(paper: ReportPaper, form: str) -> bytes:
    """Write a report; the libraries of office files are loaded with the first file."""
    if form == XLSX:
        from handlers.papers.report_xlsx import report_xlsx

        return report_xlsx(paper)
    if form == DOCX:
        from handlers.papers.report_docx import report_docx

        return report_docx(paper)
    return report_html(paper)


def _other_matters(words: ReportWords, report: AnnualReport) -> tuple[Prose, ...]:
    if report.fee_yuan is None or report.fee_notices is None:
        return words.draft("other", "fees_unknown", "text")
    return words.draft("other", "fees", "text", fee_notices=report.fee_notices, fee_yuan=f"{report.fee_yuan:,}")


def _printed_rows(table: Mapping[str, Sequence[int]]) -> dict[str, Sequence[int]]:
    others = [sum(cells) for cells in zip(*(table[key] for key in OTHER_ROW_KEYS), strict=True)]
    return {**table, OTHERS_2019.key: others}


def _json(report: AnnualReport) -> bytes:
    content = {
        "agency": report.agency_name,
        "is_sample": report.is_sample,
        "year": report.year,
        "format": form_for(report.year).value,
        "t2": {key: list(cells) for key, cells in report.t2.items()},
        "t3": report.t3,
        "t4": report.t4,
        "fees": {"notices": report.fee_notices, "yuan": report.fee_yuan},
        "identities": {"hold": not report.faults, "faults": list(report.faults)},
        "entered": list(report.entered),
    }
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return (_NUMBERS.sub(lambda row: " ".join(row.group().split()), text) + "\n").encode()
