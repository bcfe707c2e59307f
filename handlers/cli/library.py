"""Commands of the knowledge base: import, list, evaluate, and the router of citizens' messages."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from handlers.cli.running import AsJson, House, MakeHouse, fail, read_argument, settings_or_exit, show, with_house
from handlers.entry_limits import keep_limits
from knowledge.catalogue import Catalogue
from knowledge.entries import Entry, Stage
from knowledge.evaluate import evaluate
from knowledge.life_cycle import EntryChoice
from knowledge.live_router import ROUTER_FILE
from knowledge.readers import read_paths
from knowledge.router import MessageRouter, train_router
from requests_db.services.actors import operator
from requests_db.services.agency import agencies
from requests_db.services.retrying import UnitOfWork

AUTHOR = "命令行"
POLICY_NOTE = "导入时标为政策文件，需要配发解读"
AsPolicies = Annotated[bool, typer.Option("--as-policies", help="都是政策文件，需要配发解读，解读期限从今天起算")]


def library_commands(make_house: MakeHouse) -> typer.Typer:
    """Return the `knowledge` commands."""
    commands = typer.Typer(no_args_is_help=True)

    @commands.command("import", help="导入文件或文件夹（Markdown、HTML、DOCX、PDF、TXT、CSV、XLSX）。")
    def import_files(paths: list[Path], as_policies: AsPolicies = False, as_json: AsJson = False) -> None:
        missing = [str(path) for path in paths if not path.exists()]
        if missing:
            fail(f"没有找到：{'、'.join(missing)}。")
        read = read_paths(paths)
        result = with_house(make_house, lambda house: _import(house, read.entries, as_policies))
        for fault in read.faults:
            place = fault.file if fault.line is None else f"{fault.file}:{fault.line}"
            typer.echo(f"{place}：{fault.message}", err=True)
        faults = [{"file": str(fault.file), "line": fault.line, "message": fault.message} for fault in read.faults]
        text = f"新增 {result['created']} 条，更新 {result['updated']} 条，未变 {result['unchanged']} 条。"
        show({**result, "faults": faults}, as_json=as_json, text=text)
        raise typer.Exit(1 if faults else 0)

    @commands.command("list", help="列出已发布的条目。")
    def list_entries(as_json: AsJson = False) -> None:
        rows = with_house(make_house, _published)
        text = "\n".join(f"{row['entry_id']}\t{row['title']}\t{row['document_number']}" for row in rows)
        show(rows, as_json=as_json, text=text or "知识库还是空的，请用 knowledge import 导入。")

    @commands.command("evaluate", help="在评测文件夹上测量检索与拒答（kb.jsonl、queries.jsonl、qrels.tsv）。")
    def evaluate_folder(folder: Path, as_json: AsJson = False) -> None:
        try:
            report = evaluate(folder)
        except (OSError, ValueError, KeyError) as error:
            fail(f"无法评测 {folder}：{error}")
        result = report.to_json()
        text = "\n".join(f"{name}\t{value}" for name, value in result.items())
        show(result, as_json=as_json, text=text)

    _add_router_commands(commands)
    return commands


async def _import(house: House, entries: Sequence[Entry], as_policies: bool) -> dict[str, Any]:
    async with house.units.writing() as unit:
        report = await unit.companion(Catalogue).import_entries(entries, author=AUTHOR)
        if as_policies:
            await _mark_policies(unit, [entry.key for entry in entries])
        await unit.commit()
    return asdict(report)


async def _mark_policies(unit: UnitOfWork, keys: Sequence[str]) -> None:
    """Mark entries as policies of the first agency; the time for their interpretation runs from today."""
    numbers = await unit.companion(Catalogue).mark_policies(keys, author=AUTHOR, note=POLICY_NOTE)
    first = next(iter(await agencies(unit)), None)
    if first is not None:
        await keep_limits(unit, numbers, replace(operator(), agency_id=first.id))


async def _published(house: House) -> list[dict[str, Any]]:
    choice = EntryChoice(stage=Stage.PUBLISHED)
    async with house.units.reading() as unit:
        catalogue = unit.companion(Catalogue)
        found = await catalogue.find(choice, limit=max(await catalogue.count(choice), 1))
    return [
        {
            "entry_id": item.entry_id,
            "key": item.entry.key,
            "title": item.entry.title,
            "document_number": item.entry.document_number,
            "issuer": item.entry.issuer,
            "published_on": item.entry.published_on.isoformat() if item.entry.published_on else None,
        }
        for item in found
    ]


def _add_router_commands(commands: typer.Typer) -> None:
    @commands.command("train-router", help="用本机关已标注的来信（每行 JSON：text、type）训练分流模型，存于 DATA_DIR。")
    def train(file: str, as_json: AsJson = False) -> None:
        lines = _labelled(read_argument(file))
        if not lines:
            fail("文件里没有可用的行；每行应为 JSON，含 text 和 type。")
        path = _router_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            model = train_router(lines)
        except ValueError as error:
            fail(str(error))
        model.save(path)
        result = {"messages": len(lines), "types": sorted({kind for _, kind in lines}), "file": str(path)}
        show(result, as_json=as_json, text=f"已用 {len(lines)} 条来信训练，模型存于 {path}。")

    @commands.command("route", help="预测每行来信的类型：咨询、建言、投诉/求助；--json 时每封来信输出一行 JSON。")
    def route(file: str, as_json: AsJson = False) -> None:
        router = _router()
        for line in filter(str.strip, read_argument(file).splitlines()):
            text = _text_of(line)
            kind, confidence = router.route(text)
            row = {"text": text, "type": kind, "confidence": round(confidence, 4)}
            typer.echo(json.dumps(row, ensure_ascii=False) if as_json else f"{kind}\t{text}")


def _router() -> MessageRouter:
    try:
        return MessageRouter.load(_router_path())
    except (OSError, ValueError) as error:
        fail(f"分流模型 {_router_path()} 读不出来，请用 knowledge train-router 重新训练：{error}")


def _router_path() -> Path:
    return settings_or_exit().data_dir / ROUTER_FILE


def _labelled(text: str) -> list[tuple[str, str]]:
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found.append((str(row["text"]), str(row["type"])))
        except (ValueError, KeyError, TypeError):
            typer.echo(f"第 {number} 行不是含 text 和 type 的 JSON，已跳过。", err=True)
    return found


def _text_of(line: str) -> str:
    try:
        row = json.loads(line)
    except ValueError:
        return line
    return str(row.get("text", "")) if isinstance(row, dict) else str(row)
