"""The annual report at the desk: its tables with the cases behind each number, what the office enters, the files."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from urllib.parse import quote

from aiohttp import web
from markupsafe import Markup

from handlers.console.deps import actor_of, deps_of
from handlers.console.forms import SHORT_TEXT_LIMIT, Form, FormFaults, read_form
from handlers.console.listing import Listing, list_address, page_number
from handlers.console.pages import back_to, render
from handlers.papers.annual_report import FILE_FORMS, MEDIA_TYPES, render_report, report_paper
from handlers.papers.report_html import grid_html
from handlers.papers.report_paper import Block, Grid
from requests_db.services.actors import Actor
from requests_db.services.annual_report import (
    FEE_NOTICES,
    FEE_YUAN,
    AnnualReport,
    CellCase,
    annual_report,
    cases_behind,
    enter_figures,
    figure_keys,
    proceedings_behind,
)
from requests_db.services.audit import record_download
from requests_db.services.case_page import find_by_ref
from requests_db.services.errors import InvalidInput, NotFound
from requests_db.services.retrying import in_unit
from requests_db.statute.report_format import (
    COLUMN_LABELS,
    FIRST_REPORT_YEAR,
    TABLE_FOUR_COLUMNS,
    TABLE_FOUR_PARTS,
    TABLE_THREE_ROWS,
    TABLE_TWO_2019,
    TABLE_TWO_2021,
    TOTAL,
    ReportForm,
    form_for,
)
from requests_db.store.unit_of_work import UnitOfWork

HERE = "/staff/reports"
SHOWN_YEARS = 6
LAST_MONTH_OF_WRITING = 3  # until then the report of last year is the one worked on
CASES_ON_A_PAGE = 50
ROW_LABELS = {row.key: row.label for row in TABLE_THREE_ROWS}
TILES = ("new", "carry_in", "result_total", "carry_out")


async def show(request: web.Request) -> web.Response:
    """Show the report of a year as it stands, every number of table three leading to its cases."""
    deps, actor, year = deps_of(request), actor_of(request), _year(request, request.query.get("year", ""))
    async with deps.units.reading() as unit:
        report = await annual_report(unit, year, actor.agency_id)
    paper = report_paper(report)
    total = list(COLUMN_LABELS).index(TOTAL)
    return render(
        request,
        "report.html",
        year=year,
        years=_years(request, year),
        title=paper.title,
        sections=[(section.heading, [_block(block, report) for block in section.blocks]) for section in paper.sections],
        tiles=[
            (deps.wording.text(f"desk.report.tile.{row}"), report.t3[row][total], _cell_address(year, row, TOTAL))
            for row in TILES
        ],
        faults=report.faults,
        forms=tuple(FILE_FORMS),
    )


async def behind(request: web.Request) -> web.Response:
    """Show the requests that one number of table three or four counts; those out of sight without their number."""
    deps, actor, year = deps_of(request), actor_of(request), int(request.match_info["year"])
    row, column = request.query.get("row", ""), request.query.get("column", "")
    named = cell_name(row, column)
    if named is None:
        raise web.HTTPNotFound
    looking = cases_behind if row in ROW_LABELS else proceedings_behind
    async with deps.units.reading() as unit:
        found = await looking(unit, year, row, column, actor.agency_id)
        listing = Listing.of(total=len(found), page=page_number(request), size=CASES_ON_A_PAGE)
        first = (listing.page - 1) * CASES_ON_A_PAGE
        lines = [(one, await _sees(unit, actor, one)) for one in found[first : first + CASES_ON_A_PAGE]]
    return render(
        request,
        "report_cases.html",
        year=year,
        row=named[0],
        column=named[1],
        page=listing,
        lines=lines,
        page_address=lambda number: list_address(f"{HERE}/{year}/cases", row=row, column=column, page=number),
    )


def cell_name(row: str, column: str) -> tuple[str, str] | None:
    """Return what the row and the column of a number are called; None where neither table has it."""
    for rows, columns in ((ROW_LABELS, COLUMN_LABELS), (TABLE_FOUR_PARTS, TABLE_FOUR_COLUMNS)):
        if row in rows and column in columns:
            return rows[row], columns[column]
    return None


async def write(request: web.Request) -> web.Response:
    """Show the form for figures that no case tells."""
    return await _form_page(request, Form())


async def take(request: web.Request) -> web.StreamResponse:
    """Keep the figures that were typed; a cleared one is taken back."""
    form, year, actor = await read_form(request, max_file_bytes=0), int(request.match_info["year"]), actor_of(request)
    figures = {key: form.text(key, limit=SHORT_TEXT_LIMIT) for key in figure_keys(year) if key in form.values}
    try:
        form.settle()
        await in_unit(
            deps_of(request).units, lambda unit: enter_figures(unit, actor.agency_id or 0, year, figures, actor)
        )
    except (FormFaults, InvalidInput) as refusal:
        form.take(refusal.faults if isinstance(refusal, FormFaults) else refusal.fields)
        return await _form_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    raise back_to(f"{HERE}?year={year}", done="figures")


async def download(request: web.Request) -> web.Response:
    """Hand out the report as a file; the download is recorded."""
    actor, year, kind = actor_of(request), int(request.match_info["year"]), request.match_info["form"]

    async def work(unit: UnitOfWork) -> AnnualReport:
        report = await annual_report(unit, year, actor.agency_id)
        await record_download(unit, actor, f"annual-report-{year}.{kind}", None)
        return report

    report = await in_unit(deps_of(request).units, work)
    name = f"{report_paper(report).title}.{kind}"
    return web.Response(
        body=render_report(report, kind),
        headers={
            "Content-Type": MEDIA_TYPES[kind],
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        },
    )


async def _form_page(request: web.Request, form: Form, *, status: int = HTTPStatus.OK) -> web.Response:
    year = int(request.match_info["year"])
    async with deps_of(request).units.reading() as unit:
        report = await annual_report(unit, year, actor_of(request).agency_id)
    groups = (*_table_two(report), *_table_four(report), _fees(request, report))
    labels = {key: f"{heading} {label}" for heading, fields in groups for key, label, _ in fields}
    return render(
        request, "report_form.html", status=status, form=form, year=year, groups=groups, labels=labels, address=HERE
    )


def _table_two(report: AnnualReport) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    blocks = TABLE_TWO_2021 if form_for(report.year) is ReportForm.FORM_2021 else TABLE_TWO_2019
    for block in blocks:
        fields = []
        for key, label in block.rows:
            known = report.t2.get(key, ())
            for at, column in enumerate(block.columns[1:], start=1):
                value = known[at - 1] if at <= len(known) else ""
                fields.append((f"t2.{key}.{at}", f"{label}：{column}", str(value)))
        yield block.heading, fields


def _table_four(report: AnnualReport) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    for part, heading in TABLE_FOUR_PARTS.items():
        fields = []
        for at, (column, label) in enumerate(TABLE_FOUR_COLUMNS.items()):
            key = f"t4.{part}.{column}"
            if column != TOTAL:
                fields.append((key, label, str(report.t4[part][at]) if key in report.entered else ""))
        yield heading, fields


def _fees(request: web.Request, report: AnnualReport) -> tuple[str, list[tuple[str, str, str]]]:
    wording = deps_of(request).wording
    known = {FEE_NOTICES: report.fee_notices, FEE_YUAN: report.fee_yuan}
    labels = {FEE_NOTICES: wording.text("desk.report.fee_notices"), FEE_YUAN: wording.text("desk.report.fee_yuan")}
    fields = [(key, label, str(known[key]) if key in report.entered else "") for key, label in labels.items()]
    return wording.text("desk.report.fees"), fields


def _block(block: Block, report: AnnualReport) -> dict[str, object]:
    if isinstance(block, Grid):
        is_counted = any(cell.counts and cell.counts[0] in (*report.t3, *report.t4) for cell in block.cells)
        link = _link(report) if is_counted else None
        return {"grid": Markup(grid_html(block, link))}  # noqa: S704 - grid_html escapes every text
    return {"grid": "", "text": block.text, "tone": "bad" if block.is_warning else "warn" if block.is_draft else ""}


def _link(report: AnnualReport) -> Callable[[str, str], str]:
    """Return what leads from a number to its cases; none leads from nought, nor from what the office entered."""

    def link(row: str, column: str) -> str:
        is_some = _number_of(report, row, column) and not _is_entered(report, row, column)
        return _cell_address(report.year, row, column) if is_some else ""

    return link


def _number_of(report: AnnualReport, row: str, column: str) -> int:
    for table, columns in ((report.t3, list(COLUMN_LABELS)), (report.t4, list(TABLE_FOUR_COLUMNS))):
        if row in table and column in columns:
            return table[row][columns.index(column)]
    return 0


def _is_entered(report: AnnualReport, row: str, column: str) -> bool:
    keys = TABLE_FOUR_COLUMNS if column == TOTAL else (column,)
    return any(f"t4.{row}.{key}" in report.entered for key in keys)


def _cell_address(year: int, row: str, column: str) -> str:
    return list_address(f"{HERE}/{year}/cases", row=row, column=column)


async def _sees(unit: UnitOfWork, actor: Actor, one: CellCase) -> bool:
    try:
        await find_by_ref(unit, actor, one.ref)
    except NotFound:
        return False
    return True


def _years(request: web.Request, chosen: int) -> list[int]:
    latest = deps_of(request).units.clock.today().year
    return sorted({chosen, *range(latest - SHOWN_YEARS + 1, latest + 1)}, reverse=True)


def _year(request: web.Request, text: str) -> int:
    today = deps_of(request).units.clock.today()
    if text.isascii() and text.isdigit() and FIRST_REPORT_YEAR <= int(text[:9]) <= today.year:
        return int(text)
    return today.year - 1 if today.month <= LAST_MONTH_OF_WRITING else today.year
