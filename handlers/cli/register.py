"""Commands of the register: cases, the annual report, the audit of the history chain."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from handlers.cli.running import AsJson, House, MakeHouse, ReportFormat, fail, read_argument, show, telling, with_house
from handlers.papers.annual_report import render_report
from requests_db.services import annual_report, audit, register_import, register_queries
from requests_db.services.actors import operator
from requests_db.services.retrying import in_unit


def cases_commands(make_house: MakeHouse) -> typer.Typer:
    """Return the `cases` commands."""
    commands = typer.Typer(no_args_is_help=True)

    @commands.command("list", help="列出在办件。")
    def list_cases(
        overdue: Annotated[bool, typer.Option("--overdue", help="只列逾期")] = False,
        due_within: Annotated[int | None, typer.Option("--due-within", min=0, help="几个工作日内到期")] = None,
        as_json: AsJson = False,
    ) -> None:
        async def work(house: House) -> list[dict[str, Any]]:
            async with house.units.reading() as unit:
                rows = await register_queries.open_cases(unit, overdue=overdue, due_within=due_within)
            return [row.to_json() for row in rows]

        rows = with_house(make_house, work)
        text = "\n".join(f"{row['ref']}\t{row['state_label']}\t{row['due_on'] or '—'}" for row in rows)
        show(rows, as_json=as_json, text=text or "没有符合条件的件。")

    @commands.command("show", help="显示一件的状态、期限和经过。")
    def show_case(ref: str, as_json: AsJson = False) -> None:
        async def work(house: House) -> dict[str, Any]:
            async with house.units.reading() as unit:
                return (await register_queries.case_record(unit, ref)).to_json()

        record = with_house(make_house, work)
        show(record, as_json=as_json, text=_record_text(record))

    @commands.command("import", help="导入旧登记簿（CSV）；有一处错误则全部不导入。")
    def import_cases(file: str, as_json: AsJson = False) -> None:
        text = read_argument(file)

        async def work(house: House) -> register_import.ImportReport:
            return await in_unit(
                house.units, lambda unit: register_import.import_register(unit, text, operator(), tell=telling)
            )

        try:
            report = with_house(make_house, work)
        except register_import.RegisterFaults as faults:
            fail("\n".join(f"第 {fault.line} 行：{fault.message}" for fault in faults.faults))
        show(asdict(report), as_json=as_json, text=_import_text(report))

    return commands


def _record_text(record: dict[str, Any]) -> str:
    lines = [f"{record['ref']} {record['state_label']}，期限 {record['due_on'] or '—'}"]
    lines += [f"  {reason}" for reason in record["because"]]
    lines += [f"{line['on']} {line['label']} {line['actor']}" for line in record["history"]]
    return "\n".join(lines)


def _import_text(report: register_import.ImportReport) -> str:
    lines = [f"导入 {report.created} 件，已有 {report.known} 件未变。"]
    if report.unknown_units:
        lines.append(f"本机关没有这些单位，名称已记入办理经过：{'、'.join(report.unknown_units)}")
    return "\n".join(lines)


def report_commands(make_house: MakeHouse) -> typer.Typer:
    """Return the `report` commands."""
    commands = typer.Typer(no_args_is_help=True)

    @commands.callback()
    def reports() -> None:
        """Keep the name `annual` before its arguments, though it is the only command here."""

    @commands.command("annual", help="政府信息公开工作年度报告的统计表。")
    def annual(
        year: int,
        form: Annotated[ReportFormat, typer.Option("--format")] = ReportFormat.JSON,
        out: Annotated[Path | None, typer.Option("--out", help="写入文件")] = None,
    ) -> None:
        async def work(house: House) -> annual_report.AnnualReport:
            async with house.units.reading() as unit:
                return await annual_report.annual_report(unit, year)

        content = render_report(with_house(make_house, work), form.value)
        if out is not None:
            out.write_bytes(content)
            typer.echo(str(out))
        elif form in {ReportFormat.JSON, ReportFormat.HTML}:
            typer.echo(content.decode())
        else:
            fail("这种格式请用 --out 指定要写入的文件。", status=2)

    return commands


def audit_commands(make_house: MakeHouse) -> typer.Typer:
    """Return the `audit` commands."""
    commands = typer.Typer(no_args_is_help=True)

    @commands.callback()
    def audits() -> None:
        """Keep the name `verify`, though it is the only command here."""

    @commands.command("verify", help="逐行核对登记簿的散列链，找出被改动的行。")
    def verify(as_json: AsJson = False) -> None:
        async def work(house: House) -> list[dict[str, Any]]:
            async with house.units.reading() as unit:
                return [asdict(fault) for fault in await audit.verify(unit)]

        faults = with_house(make_house, work)
        text = "\n".join(f"{fault['subject']}：{fault['problem']}" for fault in faults)
        show({"intact": not faults, "faults": faults}, as_json=as_json, text=text or "登记簿完整，没有发现被改动的行。")
        raise typer.Exit(1 if faults else 0)

    return commands
