"""The command line put together: `python bot.py …`."""

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from handlers.cli.keeping import add_keeping_commands
from handlers.cli.keys import keys_commands
from handlers.cli.law import add_law_commands
from handlers.cli.library import library_commands
from handlers.cli.people import people_commands
from handlers.cli.register import audit_commands, cases_commands, report_commands
from handlers.cli.running import (
    AsJson,
    House,
    MakeHouse,
    Passwords,
    fail,
    read_argument,
    settings_or_exit,
    show,
    with_house,
)
from knowledge.answers import Answer, AskContext
from requests_db.services.agency_file import AgencyFileFaults, read_agency_file

SHOWN_HITS = 3


class ServeRole(StrEnum):
    """Which part of the house a process runs."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"
    TELEGRAM = "telegram"


def command_line(make_house: MakeHouse) -> typer.Typer:
    """Return the whole command line over houses made by `make_house`."""
    app = typer.Typer(
        invoke_without_command=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="公开服务台：政策解读与政府信息公开申请。不带命令时即 serve。",
    )

    @app.callback()
    def start(context: typer.Context) -> None:
        """Serve where no command is given."""
        if context.invoked_subcommand is None:
            serve(ServeRole.ALL)

    @app.command("serve", help="运行服务。")
    def serve(role: Annotated[ServeRole, typer.Option("--role")] = ServeRole.ALL) -> None:
        run_house(make_house, role)

    @app.command("init", help="建立或升级数据库；--agency 以文件设置机关、单位和人员。")
    def init(agency_file: Annotated[Path | None, typer.Option("--agency", help="TOML 文件")] = None) -> None:
        initialise(make_house, agency_file)

    @app.command("ask", help="以正式流程回答一个问题。")
    def ask(question: str, as_json: AsJson = False) -> None:
        result = with_house(make_house, lambda house: _asked(house, question))
        show(result, as_json=as_json, text=_answer_text(result))

    add_law_commands(app, make_house)
    app.add_typer(library_commands(make_house), name="knowledge", help="知识库。")
    app.add_typer(cases_commands(make_house), name="cases", help="登记簿。")
    app.add_typer(report_commands(make_house), name="report", help="法定报告。")
    app.add_typer(people_commands(make_house), name="staff", help="工作人员账号。")
    app.add_typer(audit_commands(make_house), name="audit", help="核查。")
    app.add_typer(keys_commands(make_house), name="keys", help="字段加密密钥。")
    add_keeping_commands(app)
    return app


def run_house(make_house: MakeHouse, role: ServeRole) -> None:
    """Open a house, set up what is missing, and serve until told to stop."""

    async def work(house: House) -> None:
        _tell_passwords(await house.furnish())
        await house.load_answers()
        await house.serve(role.value, _tell_address)

    with_house(make_house, work)


def initialise(make_house: MakeHouse, agency_file: Path | None) -> None:
    """Create or upgrade the database; set up the agency of the file, every fault told at once."""
    try:
        plan = None if agency_file is None else read_agency_file(read_argument(str(agency_file)))
    except AgencyFileFaults as faults:
        fail("\n".join(faults.faults))

    async def work(house: House) -> Passwords:
        return await house.furnish(plan)

    passwords = with_house(make_house, work)
    settings = settings_or_exit()
    typer.echo(f"数据库已就绪：{settings.database_url.rpartition('@')[2] or settings.data_dir / 'desk.db'}")
    if plan is not None:
        typer.echo(f"已设置机关：{plan.settings.name}")
    _tell_passwords(passwords)


def _tell_passwords(passwords: Passwords) -> None:
    for username, password in passwords:
        typer.echo(f"账号 {username} 的一次性密码：{password}（首次登录后须修改，只显示这一次）")


def _tell_address(address: str) -> None:
    typer.echo(f"公众聊天页：{address}/")
    typer.echo(f"工作台：{address}/staff/")


async def _asked(house: House, question: str) -> dict[str, Any]:
    await house.furnish()
    await house.load_answers()
    answer = house.answerer.ask(question, AskContext(today=house.clock.today()))
    return answer_json(answer)


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return an answer in the form of the `ask` command."""
    return {
        "status": answer.status.value,
        "text": answer.text,
        "citations": [
            {
                **asdict(citation),
                "published_on": citation.published_on.isoformat() if citation.published_on else None,
                "validity": citation.validity.value,
            }
            for citation in answer.citations
        ],
        "confidence": round(answer.confidence, 4),
        "hits": [{"entry_id": hit.entry_id, "title": hit.title, "score": round(hit.score, 4)} for hit in answer.hits],
    }


def _answer_text(result: dict[str, Any]) -> str:
    lines = [result["text"] or f"（{result['status']}）"]
    lines += [f"出处：《{source['title']}》{source['document_number']}" for source in result["citations"]]
    if not result["text"]:
        lines += [f"可能相关：{hit['title']}" for hit in result["hits"][:SHOWN_HITS]]
    return "\n".join(lines)
