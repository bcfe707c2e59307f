"""Commands of the statute: the clock, the fee, the working calendar."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from handlers.cli.running import House, MakeHouse, fail, read_argument, settings_or_exit, show, telling, with_house
from requests_db.services import agency, calendars
from requests_db.services.actors import operator
from requests_db.services.calendar_import import RecalculationReport, import_notice
from requests_db.statute.calendar import WorkingCalendar
from requests_db.statute.deadlines import Conventions, ImpossibleHistory, due, latest_day, to_json
from requests_db.statute.events import read_clock_line
from requests_db.statute.fees import FeeBasis, fee
from requests_db.statute.notices import FaultyNotice

MONTHS = range(1, 13)
WEEK = "一二三四五六日"


def add_law_commands(app: typer.Typer, make_house: MakeHouse) -> None:
    """Add `clock`, `fee` and `calendar` to the command line."""

    @app.command("clock", help="按法定期限规则计算：输入一份事件列表，或每行一份。")
    def clock(
        file: Annotated[str, typer.Argument(help="JSON 文件，“-” 表示标准输入")],
        today: Annotated[str, typer.Option("--today", help="以哪一天为今天，例如 2026-11-22")] = "",
        as_json: Annotated[bool, typer.Option("--json", help="输出 JSON（本命令总是输出 JSON）")] = False,
    ) -> None:
        _ = as_json
        day = _day(today) if today else None
        calendar, conventions = _working_rules(make_house)
        failed = False
        for line in _lists(read_argument(file)):
            answer = answer_line(line, calendar, today=day, conventions=conventions)
            failed = failed or "error" in answer
            typer.echo(json.dumps(answer, ensure_ascii=False))
        raise typer.Exit(1 if failed else 0)

    @app.command("fee", help="计算信息处理费：per_case 按件，per_page 按量。")
    def fee_command(
        basis: Annotated[FeeBasis, typer.Argument(help="per_case 或 per_page")],
        quantity: Annotated[int, typer.Argument(min=0, help="件数或页数")],
        as_json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        charged = fee(basis, quantity)
        because = list(charged.because)
        text = "\n".join([f"{charged.yuan} 元", *because])
        show({"fee_yuan": charged.yuan, "because": because}, as_json=as_json, text=text)

    app.add_typer(_calendar_commands(make_house), name="calendar", help="工作日历：查看、载入放假通知。")


def _calendar_commands(make_house: MakeHouse) -> typer.Typer:
    commands = typer.Typer(no_args_is_help=True)

    @commands.command("show", help="显示一年的工作日、放假和调休。")
    def calendar_show(
        year: Annotated[int, typer.Argument(min=1900, max=2200)],
        as_json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        calendar, _ = _working_rules(make_house)
        days = calendar_year(calendar, year)
        show(days, as_json=as_json, text=_calendar_text(days))

    @commands.command("import", help="载入一份国务院办公厅放假通知（CSV），并重算所有在办件。")
    def calendar_import(file: str, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
        text = read_argument(file)

        async def work(house: House) -> RecalculationReport:
            return await import_notice(house.units, text, operator(), tell=telling)

        try:
            report = with_house(make_house, work)
        except FaultyNotice as faulty:
            fail("\n".join(map(str, faulty.faults)))
        show(report.to_json(), as_json=as_json, text=_report_text(report))

    return commands


def calendar_year(calendar: WorkingCalendar, year: int) -> dict[str, Any]:
    """Return a year's working calendar: whether known, totals, and every day that differs from Monday to Friday."""
    first = date(year, 1, 1)
    days = [date.fromordinal(first.toordinal() + at) for at in range((date(year + 1, 1, 1) - first).days)]
    unusual = [day for day in days if calendar.is_working(day) != (day.weekday() < WEEK.index("六"))]
    return {
        "year": year,
        "known": all(calendar.is_known(day) for day in days),
        "working_days": sum(map(calendar.is_working, days)),
        "off": [{"date": day.isoformat(), "why": calendar.why(day)} for day in unusual if not calendar.is_working(day)],
        "work": [{"date": day.isoformat(), "why": calendar.why(day)} for day in unusual if calendar.is_working(day)],
        "months": {f"{month:02d}": sum(calendar.is_working(d) for d in days if d.month == month) for month in MONTHS},
    }


def _report_text(report: RecalculationReport) -> str:
    done = "已载入" if report.is_new else "此前已载入"
    lines = [
        f"{report.year} 年放假通知{done}（第 {report.version} 版），重算 {report.recomputed} 件，"
        f"期限变动 {len(report.changes)} 件，暂定转为确定 {report.confirmed} 件。"
    ]
    for change in report.changes:
        provisional = "（暂定）" if change.provisional else ""
        lines.append(f"{change.ref}：{change.before or '—'} → {change.after or '—'}{provisional}")
    lines += [f"{case.ref}：未能重算，须人工核对：{case.message}" for case in report.unsettled]
    return "\n".join(lines)


def _calendar_text(days: dict[str, Any]) -> str:
    known = "" if days["known"] else "（放假通知尚未载入，暂定）"
    lines = [f"{days['year']} 年共 {days['working_days']} 个工作日{known}"]
    lines += [f"{item['date']} 休 {item['why']}" for item in days["off"]]
    lines += [f"{item['date']} 班 {item['why']}" for item in days["work"]]
    return "\n".join(lines)


def _working_rules(make_house: MakeHouse) -> tuple[WorkingCalendar, Conventions]:
    """Return the calendar and conventions of this installation, or the national ones where nothing is set up yet."""
    settings = settings_or_exit()
    is_empty = not settings.database_url and not Path(settings.data_dir, "desk.db").exists()
    if is_empty:
        return WorkingCalendar.national(), Conventions()

    async def work(house: House) -> tuple[WorkingCalendar, Conventions]:
        async with house.units.reading() as unit:
            found = await agency.agencies(unit)
            own = found[0] if found else None
            calendar = await calendars.working_calendar(unit, own.id if own else None)
            return calendar, own.conventions if own else Conventions()

    return with_house(make_house, work)


def answer_line(
    line: str, calendar: WorkingCalendar, *, today: date | None, conventions: Conventions
) -> dict[str, Any]:
    """Return the `clock` command's answer to one list of events, or its error with the rule that forbids it.

    Args:
        line: a list of events in JSON, one of them an `ask`.
        calendar: the working calendar.
        today: the day on which the list is read; None: the latest day in it.
        conventions: readings where the text is silent.
    """
    try:
        events, question = read_clock_line(line)
        read_on = today or latest_day(events) or date.max
        return to_json(due(events, question, calendar, today=read_on, conventions=conventions))
    except ImpossibleHistory as error:
        return {"error": {"code": error.code, "message": error.message, "article": error.article}}


def _lists(text: str) -> Iterator[str]:
    """Yield the event lists of a file: the whole file if it is one list, else one a line."""
    try:
        whole = json.loads(text)
    except ValueError:
        whole = None
    if isinstance(whole, list) and (not whole or isinstance(whole[0], dict)):
        yield text
        return
    for line in text.splitlines():
        if line.strip():
            yield line


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"日期 {text} 无效，请写成 2026-11-22 的形式。", status=2)
