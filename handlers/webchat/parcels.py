"""What callers send: JSON messages and multipart files, read with limits and named faults."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web

from handlers.webchat.faults import ApiFault, malformed

TEXT_LIMIT = 4000  # characters of one message
IDENTITY_LIMIT = 120  # characters of a message id
FILES_LIMIT = 10  # files in one message
JSON_LIMIT_BYTES = 256 * 1024
CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message of the chat API."""

    message_id: str
    text: str = ""
    choice: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One uploaded file, whole."""

    name: str
    content: bytes


async def read_message(request: web.Request) -> Said:
    """Return the message in the body of `request`.

    Raises:
        ApiFault: 400, 413 or 422, saying what to change.
    """
    body = await _json_object(request)
    message_id = _word(body, "message_id")
    if not message_id or len(message_id) > IDENTITY_LIMIT or not _is_plain(message_id):
        raise malformed(f"message_id 应为 1 到 {IDENTITY_LIMIT} 个字符的唯一编号。")
    files = body.get("files", [])
    if not isinstance(files, list) or not all(isinstance(token, str) and _is_plain(token) for token in files):
        raise malformed("files 应为文件编号的列表。")
    if len(files) > FILES_LIMIT:
        raise ApiFault(422, "too_many_files", f"一次最多发送 {FILES_LIMIT} 个文件，请分几次发送。")
    said = Said(message_id=message_id, text=_word(body, "text"), choice=_word(body, "choice"), files=tuple(files))
    check_said(said)
    return said


def check_said(said: Said) -> None:
    """Refuse what cannot be a message.

    Raises:
        ApiFault: 422, saying what to change.
    """
    if len(said.text) > TEXT_LIMIT:
        raise ApiFault(
            422, "text_too_long", f"内容有 {len(said.text)} 字，最多 {TEXT_LIMIT} 字；请精简，或作为附件上传。"
        )
    if not said.text.strip() and not said.choice and not said.files:
        raise ApiFault(422, "empty_message", "消息是空的，请输入内容或按一个按钮。")


async def read_upload(request: web.Request, *, limit_bytes: int) -> Upload:
    """Return the file of a multipart body, its field being named `file`.

    Raises:
        ApiFault: 400 or 413, saying what to change.
    """
    if not request.content_type.startswith("multipart/"):
        raise malformed("请用 multipart/form-data 上传，文件字段名为 file。")
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "file":
                return Upload(name=part.filename or "附件", content=await read_part(part, limit_bytes=limit_bytes))
    except (ValueError, RuntimeError) as error:
        raise malformed("上传的内容不完整，请重新上传。") from error
    raise malformed("没有找到文件，文件字段名应为 file。")


async def read_part(part: BodyPartReader, *, limit_bytes: int) -> bytes:
    """Return the content of one part.

    Raises:
        ApiFault: 413, it is larger than `limit_bytes`.
    """
    content = bytearray()
    while chunk := await part.read_chunk(CHUNK_BYTES):
        content += chunk
        if len(content) > limit_bytes:
            raise too_large(limit_bytes)
    return bytes(content)


def too_large(limit_bytes: int) -> ApiFault:
    """Return the fault for a file over the limit."""
    return ApiFault(413, "file_too_large", f"文件超过 {limit_bytes // (1024 * 1024)} MB，请压缩或拆分后再上传。")


async def _json_object(request: web.Request) -> dict[str, Any]:
    content = await request.content.read(JSON_LIMIT_BYTES + 1)
    while len(content) <= JSON_LIMIT_BYTES and not request.content.at_eof():
        content += await request.content.read(JSON_LIMIT_BYTES + 1 - len(content))
    if len(content) > JSON_LIMIT_BYTES:
        raise ApiFault(413, "body_too_large", f"内容太长，最多 {TEXT_LIMIT} 字；请精简，或作为附件上传。")
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise malformed("内容不是有效的 JSON。") from error
    if not isinstance(body, dict):
        raise malformed("内容应为 JSON 对象。")
    return body


def _word(body: dict[str, Any], name: str) -> str:
    value = body.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, str):
        raise malformed(f"{name} 应为文字。")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise malformed(f"{name} 含有无法识别的字符。")
    return value


def _is_plain(word: str) -> bool:
    """Return whether a name holds nothing but printable characters: no database need ever see another."""
    return word.isprintable()
