"""Files: taken in after a look at their content, kept sealed, opened only for those who may see them (附件)."""

import io
import secrets
import zipfile
from pathlib import PurePath

from requests_db.services.actors import Actor
from requests_db.services.audit import record_download
from requests_db.services.errors import NotFound, Refusal
from requests_db.services.file_wholeness import is_whole
from requests_db.services.visibility import require_case
from requests_db.store.repositories import cases, files
from requests_db.store.tables_cases import FileRow
from requests_db.store.unit_of_work import UnitOfWork
from requests_db.store.views import FileContent, FileView

MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 20 * MEGABYTE
MAX_NAME_LENGTH = 120
TOKEN_BYTES = 24
INTERNAL, FOR_APPLICANT = "internal", "applicant"
SIGNATURES = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
)
ZIP_SIGNATURE = b"PK\x03\x04"
ZIP_KINDS = (
    ("OFD.xml", "application/ofd", ".ofd"),
    ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
)
TEXT_TYPES = {".txt": "text/plain", ".html": "text/html"}
CHARSETS = ("utf-8-sig", "gb18030")  # as office programs of the last thirty years write text
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
BLANKS = "\t\n\r\f\ufeff"  # signs of a text that are not printable
MADE_HERE = ("receipt", "letter")  # kinds this house writes itself; HTML is taken for these alone


async def store_file(
    unit: UnitOfWork,
    content: bytes,
    name: str,
    kind: str,
    *,
    conversation_id: int | None = None,
    case_id: int | None = None,
    uploaded_by: str = "",
    visibility: str = INTERNAL,
) -> FileView:
    """Keep a file with a conversation or a case.

    Args:
        unit: a writing unit.
        content: what was uploaded or made.
        name: as its owner calls it; only the last path part is kept.
        kind: material, identity, authority, reply, letter, receipt or service_proof.
        conversation_id: whose upload it is, before a case exists.
        case_id: the case it belongs to.
        uploaded_by: label of who brought it.
        visibility: internal, or applicant where followers of the case may fetch it.

    Raises:
        Refusal: `file.empty`, `file.too_large`, `file.type` or `file.broken`.
    """
    media_type, suffix = recognise(content, name, made_here=kind in MADE_HERE)
    row = FileRow(
        token=secrets.token_urlsafe(TOKEN_BYTES),
        case_id=case_id,
        conversation_id=conversation_id,
        kind=kind,
        visibility=visibility,
        name_sealed=unit.cipher.seal(safe_name(name, suffix)),
        media_type=media_type,
        size=len(content),
        content_hash=unit.digester.of("file", content),
        content_sealed=unit.cipher.seal_bytes(content),
        uploaded_at=unit.now,
        uploaded_by=uploaded_by,
    )
    unit.session.add(row)
    await unit.session.flush()
    return file_view(unit, row)


async def open_file(
    unit: UnitOfWork, token: str, *, conversation_id: int | None = None, actor: Actor | None = None
) -> FileContent:
    """Return a file to somebody who may see it: its uploader, a follower of its case, or staff who see the case.

    A download by staff is recorded; the caller commits.

    Raises:
        NotFound: unknown, foreign or erased: told alike.
    """
    row = await files.file_by_token(unit.session, token, with_content=True)
    if row is None or row.content_sealed is None or not await _may_open(unit, row, conversation_id, actor):
        raise NotFound("file.unknown")
    if actor is not None and actor.is_staff:
        await record_download(unit, actor, token, row.case_id)
    return FileContent(
        name=unit.cipher.open(row.name_sealed),
        media_type=row.media_type,
        content=unit.cipher.open_bytes(row.content_sealed),
    )


async def owned_files(unit: UnitOfWork, tokens: tuple[str, ...], actor: Actor) -> list[FileRow]:
    """Return the rows of files the actor brought and that belong to no case yet.

    Raises:
        NotFound: one of them is not the actor's, or is used already.
    """
    rows = await files.files_by_token(unit.session, tokens)
    for row in rows:
        is_own = row.conversation_id == actor.conversation_id if not actor.is_staff else row.conversation_id is None
        if row.case_id is not None or not is_own:
            raise NotFound("file.unknown")
    if len(rows) != len(set(tokens)):
        raise NotFound("file.unknown")
    return list(rows)


async def were_uploaded(unit: UnitOfWork, tokens: tuple[str, ...], conversation_id: int) -> bool:
    """Return whether every file was uploaded in the conversation, used since or not."""
    rows = await files.files_by_token(unit.session, tokens)
    return len(rows) == len(set(tokens)) and all(row.conversation_id == conversation_id for row in rows)


def file_view(unit: UnitOfWork, row: FileRow) -> FileView:
    """Return a row's view."""
    return FileView(
        token=row.token,
        name=unit.cipher.open(row.name_sealed),
        media_type=row.media_type,
        size=row.size,
        kind=row.kind,
        uploaded_at=row.uploaded_at,
    )


def recognise(content: bytes, name: str, *, made_here: bool = False) -> tuple[str, str]:
    """Return media type and suffix of a file by its content; the name decides only between plain texts.

    Raises:
        Refusal: see `store_file`.
    """
    if not content:
        raise Refusal("file.empty")
    if len(content) > MAX_FILE_BYTES:
        raise Refusal("file.too_large", limit_mb=MAX_FILE_BYTES // MEGABYTE)
    for signature, media_type, suffix in SIGNATURES:
        if content.startswith(signature):
            if not is_whole(content, media_type):
                raise Refusal("file.broken")
            return media_type, suffix
    if content.startswith(ZIP_SIGNATURE):
        return _recognise_zip(content)
    suffix = PurePath(name).suffix.lower()
    charset = _charset(content) if suffix in TEXT_TYPES and (made_here or suffix == ".txt") else ""
    if charset:
        return f"{TEXT_TYPES[suffix]}; charset={charset}", suffix
    raise Refusal("file.type")


def safe_name(name: str, suffix: str) -> str:
    """Return a name without path or control characters, ending in the suffix of its real type."""
    last = name.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    cleaned = "".join(sign for sign in last if sign.isprintable()).strip().strip(".")
    stem = PurePath(cleaned).stem[: MAX_NAME_LENGTH - len(suffix)] or "文件"
    if suffix == ".jpg" and PurePath(cleaned).suffix.lower() == ".jpeg":
        return f"{stem}.jpeg"
    return f"{stem}{suffix}"


def _recognise_zip(content: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Refusal("file.broken") from error
    for member, media_type, suffix in ZIP_KINDS:
        if member in members:
            return media_type, suffix
    raise Refusal("file.type")


def _charset(content: bytes) -> str:
    """Return how a text is encoded, as browsers name it; empty where the bytes are no text."""
    for charset in ("utf-16",) if content.startswith(UTF_16_MARKS) else CHARSETS:
        try:
            text = content.decode(charset)
        except UnicodeDecodeError:
            continue
        if all(sign.isprintable() or sign in BLANKS for sign in text):
            return charset.removesuffix("-sig")
    return ""


async def _may_open(unit: UnitOfWork, row: FileRow, conversation_id: int | None, actor: Actor | None) -> bool:
    if actor is not None and actor.is_staff:
        if row.case_id is None:
            return row.conversation_id is None
        await require_case(unit, actor, row.case_id)
        return True
    if conversation_id is None:
        return False
    if row.conversation_id == conversation_id:
        return True
    is_for_applicant = row.visibility == FOR_APPLICANT and row.case_id is not None
    return is_for_applicant and await cases.follows(unit.session, row.case_id or 0, conversation_id)
