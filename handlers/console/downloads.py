"""Lists of the board and the ledger as files; every download is recorded."""

import asyncio
from dataclasses import replace
from urllib.parse import quote

from aiohttp import web

from handlers.console.board_cases import address_of, read_filter, words_of
from handlers.console.deps import actor_of, deps_of
from handlers.console.ledger import ledger_address, read_wish, shown_line
from handlers.console.lists_on_paper import board_sheets, case_sheet, ledger_sheet
from handlers.console.pages import instant_text
from handlers.papers.sheets import MEDIA_TYPES, Sheet, write_csv
from requests_db.services.audit import record_download
from requests_db.services.ledger import every_line
from requests_db.services.retrying import in_unit


async def cases(request: web.Request) -> web.Response:
    """Hand out the cases behind a number of the board."""
    deps, actor, asked = deps_of(request), actor_of(request), read_filter(request.query)
    async with deps.units.reading() as unit:
        said = await words_of(unit, actor, asked, deps.wording)
        sheet = await case_sheet(unit, actor, asked, said, deps.wording)
    await _record(request, address_of(replace(asked, topic=""), path="board-cases"))
    return await _file(request, [sheet])


async def board(request: web.Request) -> web.Response:
    """Hand out the whole board as a workbook."""
    deps, actor = deps_of(request), actor_of(request)
    async with deps.units.reading() as unit:
        sheets = await board_sheets(unit, actor, deps.wording)
    await _record(request, "board")
    return await _file(request, sheets, name=deps.wording.text("desk.board.export.name"))


async def ledger(request: web.Request) -> web.Response:
    """Hand out the ledger as it is narrowed."""
    deps, actor, wish = deps_of(request), actor_of(request), read_wish(request.query)
    async with deps.units.reading() as unit:
        lines = await every_line(unit, actor, wish)
    case_ids = {line.case_id for line in lines} if wish.ref else set()
    await _record(request, ledger_address(replace(wish, ref=""), path="ledger"), case_ids.pop() if case_ids else None)
    shown = [shown_line(line, deps.wording, lambda at: instant_text(at, deps)) for line in lines]
    return await _file(request, [ledger_sheet(shown, deps.wording)])


async def _record(request: web.Request, what: str, case_id: int | None = None) -> None:
    """Note the download; nothing that was typed freely goes into the register."""
    actor = actor_of(request)
    await in_unit(deps_of(request).units, lambda unit: record_download(unit, actor, what, case_id))


async def _file(request: web.Request, sheets: list[Sheet], *, name: str = "") -> web.Response:
    kind, today = request.match_info["form"], deps_of(request).units.clock.today()
    title = f"{name or sheets[0].name} {today.isoformat()}.{kind}"
    body = await asyncio.to_thread(_written, sheets, kind)
    return web.Response(
        body=body,
        headers={
            "Content-Type": MEDIA_TYPES[kind],
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(title, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


def _written(sheets: list[Sheet], kind: str) -> bytes:
    if kind == "csv":
        return write_csv(sheets[0])
    from handlers.papers.workbooks import write_xlsx  # its library is loaded with the first workbook

    return write_xlsx(sheets)
