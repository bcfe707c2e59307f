"""The chat API: the fixed shapes, identities, repeats and refusals."""

import asyncio

import aiohttp
import pytest

REPLY_KEYS = {"id", "text", "status", "choices", "citations", "attachments"}
STATUSES = {
    "answered",
    "suggested",
    "no_answer",
    "outdated",
    "conflicting",
    "routed",
    "chitchat",
    "unsafe",
    "prompt",
    "receipt",
    "notice",
    "info",
    "refused",
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def test_a_question_is_answered_with_its_source(arrive):
    citizen = await arrive()

    replies = await citizen.say("申请公开以后多久能收到答复？")

    answer = replies[0]
    assert set(answer) == REPLY_KEYS
    assert answer["status"] == "answered"
    assert "20个工作日" in answer["text"].replace(" ", "")
    assert set(answer["citations"][0]) == {
        "title",
        "document_number",
        "issuer",
        "published_on",
        "url",
        "validity",
    }


async def test_every_open_prompt_offers_cancel_and_known_statuses(arrive):
    citizen = await arrive()

    replies = await citizen.say("我要申请公开政府信息")

    assert {reply["status"] for reply in replies} <= STATUSES
    assert "取消" in [choice["label"] for choice in replies[-1]["choices"]]


async def test_numbers_count_up_and_after_gives_the_rest(arrive):
    citizen = await arrive()
    first = await citizen.say("你好")
    second = await citizen.say("申请要花钱吗？")

    numbers = [reply["id"] for reply in [*first, *second]]

    assert numbers == sorted(set(numbers))
    assert await citizen.heard(first[-1]["id"]) == second
    assert await citizen.heard() == [*first, *second]


@pytest.mark.parametrize("path", ["/favicon.ico", "/chat/static/seal.svg"])
async def test_every_page_has_its_icon(arrive, path):
    citizen = await arrive()

    async with citizen.http.get(f"{citizen.address}{path}") as answered:
        assert (answered.status, answered.content_type) == (200, "image/svg+xml")


async def test_the_same_message_is_answered_with_the_same_replies(arrive):
    citizen = await arrive()
    body = {"message_id": "m1", "text": "什么是补正？"}

    first = await citizen.post(body)
    again = await citizen.post(body)

    assert first == again
    assert len(await citizen.heard()) == len(first[1]["replies"])


async def test_a_message_id_with_another_body_is_refused(arrive):
    citizen = await arrive()
    await citizen.post({"message_id": "m1", "text": "什么是补正？"})

    status, body = await citizen.post({"message_id": "m1", "text": "别的话"})

    assert status == 409
    assert set(body["error"]) == {"code", "message"}


async def test_the_same_message_sent_ten_times_at_once_is_one_message(arrive):
    citizen = await arrive()
    body = {"message_id": "m1", "text": "我要申请公开政府信息"}

    answers = await asyncio.gather(*(citizen.post(body) for _ in range(10)))

    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0] == 200
    assert len(await citizen.heard()) == len(answers[0][1]["replies"])


async def test_two_tabs_at_once_lose_nothing(arrive):
    citizen = await arrive()

    answers = await asyncio.gather(
        *(citizen.post({"message_id": f"m{number}", "text": "你好"}) for number in range(12))
    )

    assert [status for status, _ in answers] == [200] * 12
    said = sorted(reply["id"] for _, body in answers for reply in body["replies"])
    assert said == [reply["id"] for reply in await citizen.heard()]


async def test_a_stale_choice_shows_the_present_prompt(arrive):
    citizen = await arrive()
    first = await citizen.say("我要申请公开政府信息")
    await citizen.press("取消")

    status, body = await citizen.post({"message_id": "late", "choice": first[-1]["choices"][0]["choice"]})

    assert status == 200
    assert body["replies"][-1]["choices"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"message_id": "m", "text": "长" * 4001}, 422),
        ({"message_id": "m", "text": "长" * 10_000}, 422),
        ({"message_id": "m", "text": "   "}, 422),
        ({"message_id": "m"}, 422),
        ({"text": "没有编号"}, 400),
        ({"message_id": 5, "text": "x"}, 400),
        ({"message_id": "m\u0000", "text": "x"}, 400),
        ({"message_id": "m", "text": "x", "files": ["a\u0000"]}, 400),
        ({"message_id": "m", "text": 5}, 400),
        (["x"], 400),
        ({"message_id": "m", "text": "x" * 400_000}, 413),
        ({"message_id": "m", "text": "有文件", "files": ["no-such-file"]}, 422),
    ],
)
async def test_what_cannot_be_a_message_is_refused_with_a_sentence(arrive, body, status):
    citizen = await arrive()

    answered, said = await citizen.post(body)

    assert answered == status
    assert said["error"]["message"].endswith(("。", "？"))


async def test_a_broken_body_is_refused(arrive):
    citizen = await arrive()

    async with citizen.http.post(
        f"{citizen.address}/api/chat/messages", data=b"{not json", headers=citizen.headers
    ) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]["code"] == "bad_request"


@pytest.mark.parametrize("token", ["", "wrong", "x" * 5000])
async def test_without_a_known_token_nothing_is_said(arrive, token):
    citizen = await arrive()
    citizen.token = token

    status, body = await citizen.post({"message_id": "m", "text": "你好"})

    assert status == 401
    assert body["error"]["code"] == "unauthorised"


@pytest.mark.parametrize(
    "text", ["😀😀😀", "\u0000\u0007控制", "'; DROP TABLE cases; --", "<script>alert(1)</script>", "۞" * 50]
)
async def test_strange_texts_get_a_clear_sentence(arrive, text):
    citizen = await arrive()

    replies = await citizen.say(text)

    assert replies
    assert all(reply["text"] for reply in replies)


async def test_a_file_is_kept_for_its_own_conversation_alone(arrive):
    citizen, stranger = await arrive(), await arrive()
    status, body = await citizen.upload("身份证明.pdf", PDF, "application/pdf")
    assert status == 201
    path = f"{citizen.address}/api/chat/files/{body['file']}"

    async with citizen.http.get(path, headers=citizen.headers) as own:
        assert own.status == 200
        assert await own.read() == PDF
        assert own.headers["Content-Disposition"].startswith("attachment")
    async with citizen.http.get(path, headers=stranger.headers) as foreign:
        assert foreign.status == 404
    async with citizen.http.get(path) as nobody:
        assert nobody.status == 401


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("大.pdf", PDF + b"0" * (21 * 1024 * 1024), 413),
        ("空.pdf", b"", 422),
        ("程序.exe", b"MZ\x90\x00" + b"0" * 100, 422),
        ("冒充.pdf", b"MZ\x90\x00" + b"0" * 100, 422),
    ],
)
async def test_files_we_cannot_take_are_refused_with_a_sentence(arrive, name, content, status):
    citizen = await arrive()

    answered, body = await citizen.upload(name, content, "application/octet-stream")

    assert answered == status
    assert body["error"]["message"]


async def test_an_upload_that_is_no_form_is_refused(arrive):
    citizen = await arrive()

    async with citizen.http.post(f"{citizen.address}/api/chat/files", data=b"x", headers=citizen.headers) as answer:
        assert answer.status == 400


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 30])
async def test_after_must_be_a_number(arrive, after):
    citizen = await arrive()

    async with citizen.http.get(
        f"{citizen.address}/api/chat/messages?after={after}", headers=citizen.headers
    ) as answer:
        assert answer.status == 400


async def test_the_page_is_chinese_marked_as_sample_and_locked_down(arrive):
    citizen = await arrive()

    async with citizen.http.get(f"{citizen.address}/") as page:
        text = await page.text()

    assert 'lang="zh-CN"' in text
    assert "示例" in text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


async def test_the_plain_page_converses_without_scripts(house):
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        posted = {"message_id": "p1", "text": "申请要花钱吗？"}
        async with browser.post(f"{house.address}/plain", data=posted) as page:
            text = await page.text()
            assert page.status == 200

        async with browser.post(f"{house.address}/plain", data=posted) as page:
            again = await page.text()

    assert "申请要花钱吗？" in text
    assert "出处" in text
    assert text.count("申请要花钱吗？") == again.count("申请要花钱吗？")


async def test_a_post_from_another_site_is_refused(house):
    async with aiohttp.ClientSession() as browser:
        headers = {"Origin": "https://evil.example"}
        async with browser.post(f"{house.address}/plain", data={"text": "x"}, headers=headers) as page:
            assert page.status == 403


async def test_files_that_are_too_large_for_the_plain_page_cost_neither_words_nor_memory(house, monkeypatch):
    monkeypatch.setattr("handlers.webchat.plain.UPLOADED_LIMIT_BYTES", 1000)
    form = aiohttp.FormData()
    form.add_field("text", "我想问一件事")
    for number in range(3):
        form.add_field("files", PDF + b"x" * 600, filename=f"{number}.pdf")
    async with aiohttp.ClientSession() as browser, browser.post(f"{house.address}/plain", data=form) as page:
        text = await page.text()
        assert page.status == 413
    assert "我想问一件事" in text
    assert "请压缩或拆分" in text


async def test_a_form_of_endless_parts_is_refused(house):
    form = aiohttp.FormData()
    for number in range(60):
        form.add_field(f"field{number}", b"x", filename=f"{number}.pdf")
    async with aiohttp.ClientSession() as browser, browser.post(f"{house.address}/plain", data=form) as page:
        assert page.status in {400, 413}


async def test_a_fault_of_ours_is_told_by_a_number_and_logged_without_words(house, arrive, monkeypatch, caplog):
    citizen = await arrive()

    async def broken(*_given, **_named):
        raise RuntimeError("示例申请人 11010519491231002X")

    monkeypatch.setattr("handlers.webchat.routes.read_replies", broken)
    monkeypatch.setattr("handlers.webchat.routes.plain.read_form", broken)
    async with citizen.http.get(f"{citizen.address}/api/chat/messages", headers=citizen.headers) as answer:
        assert answer.status == 500
        assert (await answer.json())["error"]["code"] == "internal"
    async with citizen.http.post(f"{citizen.address}/plain", data={"text": "x"}) as page:
        assert page.status == 500
        assert "事件编号" in await page.text()
    assert "11010519491231002X" not in caplog.text


async def test_health_is_told_without_content(house):
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{house.address}/healthz") as alive, http.get(f"{house.address}/readyz") as ready:
            assert (alive.status, ready.status) == (200, 200)
        async with http.get(f"{house.address}/metrics") as metrics:
            assert 'gongkai_rows{what="cases_open"}' in await metrics.text()


async def test_an_unknown_address_of_the_api_is_told_in_its_own_form(house):
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{house.address}/api/chat/nothing") as unknown:
            assert unknown.status == 404
            assert (await unknown.json())["error"]["code"] == "not_found"
        async with http.delete(f"{house.address}/api/chat/messages") as refused:
            assert refused.status == 405
            assert (await refused.json())["error"]["message"]


async def test_the_receipt_and_plain_texts_can_be_fetched(arrive):
    citizen = await arrive()
    status, body = await citizen.upload("说明.txt", "示例说明".encode(), "text/plain")
    assert status == 201

    path = f"{citizen.address}/api/chat/files/{body['file']}"
    async with citizen.http.get(path, headers=citizen.headers) as found:
        assert found.status == 200
        assert await found.text() == "示例说明"
        assert found.content_type == "text/plain"
