"""The page without scripts: reading its form, laying out its lines, checking where a post comes from."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import BodyPartReader, web

from handlers.dialogue.transcript import Line
from handlers.webchat.parcels import Upload, read_part
from handlers.webchat.render import reply_json
from requests_db.store.views import FileContent

FIELD_LIMIT_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainForm:
    """What was posted from the plain page."""

    message_id: str
    text: str
    choice: str
    uploads: tuple[Upload, ...]


def new_form_id() -> str:
    """Return an identity for the next post, so that a double press is one message."""
    return secrets.token_urlsafe(16)


def check_origin(request: web.Request) -> None:
    """Refuse a post that another site made.

    Raises:
        HTTPForbidden: the browser names another origin.
    """
    site = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin", "")
    if site in {"same-origin", "none"}:
        return
    if site or (origin and urlsplit(origin).netloc != request.host):
        raise web.HTTPForbidden(text="请从本页面提交。")


async def read_form(request: web.Request, *, limit_bytes: int) -> PlainForm:
    """Return the posted form, multipart or not; files up to `limit_bytes` each."""
    fields: dict[str, str] = {}
    uploads: list[Upload] = []
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            if part.filename is None:
                content = await read_part(part, limit_bytes=FIELD_LIMIT_BYTES)
                fields[part.name or ""] = content.decode("utf-8", "replace")
            elif part.filename:
                uploads.append(Upload(name=part.filename, content=await read_part(part, limit_bytes=limit_bytes)))
    else:
        fields = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return PlainForm(
        message_id=fields.get("message_id") or new_form_id(),
        text=fields.get("text", "").replace("\r\n", "\n"),
        choice=fields.get("choice", ""),
        uploads=tuple(upload for upload in uploads if upload.content),
    )


def shown(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return the lines as the template wants them; the last reply with choices keeps its buttons."""
    last = max((at for at, line in enumerate(lines) if line.reply and line.reply.choices), default=-1)
    return [
        {"reply": reply_json(line.reply), "is_open": at == last} if line.reply else {"mine": line.mine}
        for at, line in enumerate(lines)
    ]


def file_response(found: FileContent) -> web.Response:
    """Return a file as a download that no browser will run."""
    return web.Response(
        body=found.content,
        headers={
            "Content-Type": found.media_type,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
