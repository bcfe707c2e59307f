import io
import zipfile

import pytest

from requests_db.services.agency import AgencyProfile
from requests_db.services.errors import NotFound, Refusal
from requests_db.services.files import MAX_FILE_BYTES, open_file, recognise, safe_name, store_file
from requests_db.store.repositories import chains
from requests_db.store.unit_of_work import Units
from tests import factories
from tests.conftest import StaffMaker
from tests.pictures import JPEG, PNG

PDF = b"%PDF-1.7 sample\n1 0 obj endobj\n%%EOF"


def archive(*members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for member in members:
            made.writestr(member, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (PNG, "a.exe", "image/png"),
        (JPEG, "a.jpeg", "image/jpeg"),
        (archive("OFD.xml"), "a.ofd", "application/ofd"),
        (
            archive("word/document.xml"),
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("文字".encode(), "a.txt", "text/plain; charset=utf-8"),
        ("\ufeff文字\r\n\t甲".encode(), "a.txt", "text/plain; charset=utf-8"),
        ("关于示例路施工的说明。\r\n㐀䶮".encode("gb18030"), "说明.TXT", "text/plain; charset=gb18030"),
        ("说明".encode("utf-16"), "a.txt", "text/plain; charset=utf-16"),
    ],
)
def test_type_is_told_by_content(content: bytes, name: str, media_type: str) -> None:
    assert recognise(content, name)[0] == media_type


@pytest.mark.parametrize(
    ("content", "name", "key"),
    [
        (b"", "a.pdf", "file.empty"),
        (b"MZ\x90", "a.pdf", "file.type"),
        (b"<html>", "a.html", "file.type"),
        (b"PK\x03\x04broken", "a.docx", "file.broken"),
        (archive("evil.exe"), "a.docx", "file.type"),
        (b"\x00\x01", "a.txt", "file.type"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04", "a.txt", "file.type"),
        (bytes(range(128, 256)), "a.txt", "file.type"),
        (b"%PDF-" + bytes(MAX_FILE_BYTES), "a.pdf", "file.too_large"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(content: bytes, name: str, key: str) -> None:
    with pytest.raises(Refusal) as caught:
        recognise(content, name)

    assert caught.value.key == key


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\文件\\申请.pdf", "申请.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("", "文件.pdf"),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_name_keeps_no_path_and_ends_in_its_real_type(name: str, kept: str) -> None:
    assert safe_name(name, ".pdf") == kept


async def test_uploader_opens_what_nobody_else_may(units: Units, agency: AgencyProfile, staff: StaffMaker) -> None:
    citizen = await factories.make_conversation(units)
    stranger = await factories.make_conversation(units, key="c2")
    registrar = await staff("registrar")
    async with units.writing() as unit:
        kept = await store_file(unit, PDF, "证件.pdf", "identity", conversation_id=citizen.conversation_id)
        await unit.commit()

    async with units.writing() as unit:
        assert (await open_file(unit, kept.token, conversation_id=citizen.conversation_id)).content == PDF
        for refused in ({"conversation_id": stranger.conversation_id}, {"actor": registrar}, {}):
            with pytest.raises(NotFound):
                await open_file(unit, kept.token, **refused)


async def test_staff_who_see_the_case_open_its_files_and_the_download_is_recorded(
    units: Units, agency: AgencyProfile, staff: StaffMaker
) -> None:
    citizen = await factories.make_conversation(units)
    registrar, handler = await staff("registrar"), await staff("handler", unit="roads")
    async with units.writing() as unit:
        kept = await store_file(unit, PDF, "材料.pdf", "material", conversation_id=citizen.conversation_id)
        await unit.commit()
    await factories.file_request(units, agency, citizen, material_tokens=(kept.token,))

    async with units.writing() as unit:
        opened = await open_file(unit, kept.token, actor=registrar)
        with pytest.raises(NotFound):
            await open_file(unit, kept.token, actor=handler)
        await unit.commit()
        entries = [entry async for entry in chains.register_entries(unit.session)]
        recorded = [(entry.actor_id, entry.facts) for entry in entries if entry.kind == "download"]

    assert opened.name == "材料.pdf"
    assert recorded == [(registrar.staff_id, {"file": kept.token})]
