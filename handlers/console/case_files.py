"""Files of cases, handed to staff who see the case; every download is recorded."""

from urllib.parse import quote

from aiohttp import web

from handlers.console.deps import actor_of, deps_of
from requests_db.services.files import open_file
from requests_db.services.retrying import in_unit


async def show(request: web.Request) -> web.Response:
    """Hand out a file as a download: whatever it holds, it is never shown as a page of ours."""
    actor, token = actor_of(request), request.match_info["file"]
    file = await in_unit(deps_of(request).units, lambda unit: open_file(unit, token, actor=actor))
    return web.Response(
        body=file.content,
        headers={
            "Content-Type": file.media_type,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
