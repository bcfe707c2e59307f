"""The page without scripts: reading its form, laying out its lines, checking where a post comes from."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import BodyPartReader, web

from handlers.dialogue.transcript import Line
from handlers.webchat.faults import ApiFault, malformed
from handlers.webchat.parcels import CHUNK_BYTES, FILES_LIMIT, Upload, read_part, too_large
from handlers.webchat.render import reply_json
from requests_db.store.views import FileContent

FIELD_LIMIT_BYTES = 64 * 1024
FIELDS_LIMIT = 20  # the page has four
UPLOADED_LIMIT_BYTES = 40 * 1024 * 1024  # all files of one form together


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainForm:
    """What was posted from the plain page."""

    message_id: str
    text: str
    choice: str
    uploads: tuple[Upload, ...]
    trouble: ApiFault | None = None  # why the files cannot be taken; what was typed is kept


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
    """Return the posted form, multipart or not; files up to `limit_bytes` each, and not too many together.

    Raises:
        ApiFault: 400, the body is no form of ours.
    """
    if request.content_type == "multipart/form-data":
        return await _read_parts(request, limit_bytes)
    fields = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return _form(fields, [], None)


async def _read_parts(request: web.Request, limit_bytes: int) -> PlainForm:
    fields: dict[str, str] = {}
    uploads: list[Upload] = []
    trouble: ApiFault | None = None
    seen = 0
    async for part in await request.multipart():
        seen += 1
        if seen > FIELDS_LIMIT + FILES_LIMIT:
            raise malformed("这张表单不是从本页面提交的。")
        if not isinstance(part, BodyPartReader):
            continue
        if part.filename is None:
            content = await read_part(part, limit_bytes=FIELD_LIMIT_BYTES)
            fields[part.name or ""] = content.decode("utf-8", "replace")
        elif part.filename:
            held = sum(len(upload.content) for upload in uploads)
            kept = await _read_file(part, min(limit_bytes, UPLOADED_LIMIT_BYTES - held))
            if kept is None or len(uploads) >= FILES_LIMIT:
                trouble = trouble or too_large(limit_bytes)
            else:
                uploads.append(Upload(name=part.filename, content=kept))
    return _form(fields, uploads, trouble)


async def _read_file(part: BodyPartReader, room: int) -> bytes | None:
    """Return a file, none where it does not fit; it is read to its end in any case, so that the page can answer."""
    kept = bytearray()
    size = 0
    while chunk := await part.read_chunk(CHUNK_BYTES):
        size += len(chunk)
        if size <= room:
            kept += chunk
    return bytes(kept) if size <= room else None


def _form(fields: dict[str, str], uploads: Sequence[Upload], trouble: ApiFault | None) -> PlainForm:
    return PlainForm(
        message_id=fields.get("message_id") or new_form_id(),
        text=fields.get("text", "").replace("\r\n", "\n"),
        choice=fields.get("choice", ""),
        uploads=tuple(upload for upload in uploads if upload.content),
        trouble=trouble,
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
