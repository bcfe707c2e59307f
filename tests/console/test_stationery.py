"""The office prints on its own layout, and on ours again."""

import io

from docx import Document

from handlers.papers.stationery import Stationery
from tests import factories
from tests.console.test_letters import NOTICE, send
from tests.papers.test_layout_check import BODY, word

MARK = "本机关自己的版头"


def text_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


async def kept_letter(browser, receipt) -> bytes:
    """Keep a correction notice with a case and return the file."""
    page = await send(browser, receipt, "correction_notice", "keep", **NOTICE)
    assert page.status == 200, page.text
    token = page.source.split("/staff/files/")[1].split('"')[0]
    return await (await browser.client.get(f"/staff/files/{token}")).read()


async def test_a_layout_is_fetched_changed_kept_and_given_up(signed_in, units, agency):
    head = await signed_in("head", "registrar", "handler")
    page = await head.get("/staff/stationery")
    assert "自带的" in page.text
    ours = await (await head.client.get("/staff/stationery/letter/file")).read()
    assert ours == Stationery.load().layouts["letter"]

    page = await head.post_files("/staff/stationery", {"layout": "letter"}, layout_file=("信.docx", b"%PDF-1.7"))
    assert page.status == 422
    assert "这不是 DOCX 文件" in page.text
    page = await head.post_files(
        "/staff/stationery", {"layout": "letter"}, layout_file=("信.docx", word("{{ letter.x }}"))
    )
    assert "没有“letter.x”这个占位" in page.text
    assert "缺少“letter.paragraphs”" in page.text
    page = await head.post_files("/staff/stationery", {"layout": "letter"})
    assert page.status == 422

    own = word(MARK, *BODY)
    page = await head.post_files("/staff/stationery", {"layout": "letter"}, layout_file=("信.docx", own))
    assert "版式已启用" in page.text
    assert "信.docx" in page.text
    assert await (await head.client.get("/staff/stationery/letter/file")).read() == own
    page = await head.post("/staff/stationery/letter/reset")
    assert "已恢复自带的版式" in page.text
    assert await (await head.client.get("/staff/stationery/letter/file")).read() == ours
    assert (await head.get("/staff/stationery/nonsense/file")).status == 404


async def test_letters_are_printed_on_the_offices_own_layout(signed_in, units, agency):
    citizen = await factories.make_conversation(units)
    receipt = await factories.file_request(units, agency, citizen)
    head = await signed_in("head", "registrar", "handler")
    await head.post_files("/staff/stationery", {"layout": "letter"}, layout_file=("信.docx", word(MARK, *BODY)))
    assert MARK in text_of(await kept_letter(head, receipt))


async def test_the_preview_shows_the_offices_own_layout(signed_in, units, agency):
    receipt = await factories.file_request(units, agency, await factories.make_conversation(units))
    head = await signed_in("head", "registrar", "handler")
    assert MARK not in (await send(head, receipt, "correction_notice", "preview", **NOTICE)).text
    await head.post_files("/staff/stationery", {"layout": "letter"}, layout_file=("信.docx", word(MARK, *BODY)))

    page = await send(head, receipt, "correction_notice", "preview", **NOTICE)

    assert MARK in page.text
    assert "写明年份" in page.text
    assert "{{" not in page.text
