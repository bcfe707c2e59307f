"""A local Bot API server with scripted users: what the real one would do to us, as far as we rely on it.

Long polling with offsets, webhooks with their secret, floods (429), blocked bots (403), broken answers, files.
It lives in the test's process, so it remembers what a killed bot had accepted.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

BOT_ID = 4242
TOKEN = f"{BOT_ID}:sample-token-of-the-tests"
USERNAME = "sample_desk_bot"
LONGEST_TEXT = 4096


@dataclass(frozen=True, slots=True)
class Sent:
    """A message the server accepted from the bot."""

    chat: int
    message_id: int
    text: str
    buttons: tuple[tuple[str, str], ...]  # label, code
    document: str  # its name, empty for a text
    content: bytes
    at: float


@dataclass
class BotApi:
    """The server's memory and its switches."""

    sent: list[Sent] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    updates: list[dict[str, Any]] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    floods: dict[int, list[int]] = field(default_factory=dict)  # chat → seconds to ask for, one each time
    faults: list[tuple[str, int]] = field(default_factory=list)  # method, status: answered so once
    lost_answers: list[str] = field(default_factory=list)  # methods done once whose answer never arrives
    commands: list[dict[str, str]] = field(default_factory=list)
    cleared: list[int] = field(default_factory=list)  # messages whose buttons were taken away
    acknowledged: list[str] = field(default_factory=list)
    webhook: dict[str, str] = field(default_factory=dict)
    polls_at_once: int = 0
    most_polls_at_once: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    on_send: Callable[[Sent], None] | None = None
    _next_update: int = 1000
    _next_message: int = 1
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    # ------------------------------------------------------------------ users

    def user(self, chat: int, *, name: str = "示例用户") -> "ScriptedUser":
        """Return a person who speaks privately with the bot."""
        return ScriptedUser(self, chat, {"id": chat, "type": "private", "first_name": name})

    def member(self, chat: int, person: int) -> "ScriptedUser":
        """Return a person who speaks in a group."""
        return ScriptedUser(self, person, {"id": chat, "type": "supergroup", "title": "示例群"})

    def push(self, kind: str, content: dict[str, Any]) -> int:
        """Queue an update and return its id."""
        self._next_update += 1
        self.updates.append({"update_id": self._next_update, kind: content})
        self._news.set()
        return self._next_update

    def message_id(self) -> int:
        """Return a fresh message id."""
        self._next_message += 1
        return self._next_message

    def keep_file(self, content: bytes) -> str:
        """Keep a file a person sends and return its id."""
        file_id = f"file-{len(self.files) + 1}"
        self.files[file_id] = content
        return file_id

    def said_to(self, chat: int) -> list[str]:
        """Return the texts a chat received, in order."""
        return [one.text for one in self.sent if one.chat == chat and not one.document]

    def last_to(self, chat: int) -> Sent:
        """Return the last message a chat received."""
        return [one for one in self.sent if one.chat == chat][-1]

    # ----------------------------------------------------------------- server

    def app(self) -> web.Application:
        """Return the server as an aiohttp application."""
        app = web.Application(client_max_size=64 << 20)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        return app

    async def _download(self, request: web.Request) -> web.Response:
        content = self.files.get(request.match_info["path"])
        return web.Response(status=404) if content is None else web.Response(body=content)

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if request.match_info["token"] != TOKEN:
            return _error(401, "Unauthorized")
        self.calls[method] += 1
        for fault in self.faults:
            if fault[0] == method:
                self.faults.remove(fault)
                return _error(fault[1], "scripted fault")
        handle = getattr(self, f"_do_{method.lower()}", None)
        if handle is None:
            return _error(404, "Not Found: method not found")
        given = {**request.query, **await request.post()}
        answer = await handle(given)
        if method in self.lost_answers:
            self.lost_answers.remove(method)
            request.transport.close()
        return answer

    async def _do_getme(self, _given: dict[str, Any]) -> web.Response:
        return _ok({"id": BOT_ID, "is_bot": True, "first_name": "Desk", "username": USERNAME})

    async def _do_getupdates(self, given: dict[str, Any]) -> web.Response:
        if self.webhook.get("url"):
            return _error(409, "Conflict: can't use getUpdates method while webhook is active")
        self.polls_at_once += 1
        self.most_polls_at_once = max(self.most_polls_at_once, self.polls_at_once)
        try:
            offset = int(given.get("offset", 0))
            self.updates = [one for one in self.updates if one["update_id"] >= offset]
            until = time.monotonic() + float(given.get("timeout", 0))
            while not self.updates and (left := until - time.monotonic()) > 0:
                self._news.clear()
                try:
                    await asyncio.wait_for(self._news.wait(), left)
                except TimeoutError:
                    break
            return _ok(self.updates[: int(given.get("limit", 100))])
        finally:
            self.polls_at_once -= 1

    async def _do_setwebhook(self, given: dict[str, Any]) -> web.Response:
        self.webhook = {"url": given["url"], "secret": given.get("secret_token", "")}
        return _ok(True)

    async def _do_deletewebhook(self, _given: dict[str, Any]) -> web.Response:
        self.webhook = {}
        return _ok(True)

    async def _do_setmycommands(self, given: dict[str, Any]) -> web.Response:
        self.commands = json.loads(given["commands"])
        return _ok(True)

    async def _do_sendchataction(self, _given: dict[str, Any]) -> web.Response:
        return _ok(True)

    async def _do_answercallbackquery(self, given: dict[str, Any]) -> web.Response:
        self.acknowledged.append(given["callback_query_id"])
        return _ok(True)

    async def _do_editmessagereplymarkup(self, given: dict[str, Any]) -> web.Response:
        self.cleared.append(int(given["message_id"]))
        return _ok(self._message(int(given["chat_id"]), int(given["message_id"]), text="…"))

    async def _do_sendmessage(self, given: dict[str, Any]) -> web.Response:
        text = given.get("text", "")
        if not text.strip():
            return _error(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
            return _error(400, "Bad Request: message is too long")
        return self._accept(given, text=text)

    async def _do_senddocument(self, given: dict[str, Any]) -> web.Response:
        upload = given["document"]
        if isinstance(upload, str) and upload.startswith("attach://"):
            upload = given[upload.removeprefix("attach://")]
        return self._accept(given, text=given.get("caption", ""), document=upload.filename, content=upload.file.read())

    async def _do_getfile(self, given: dict[str, Any]) -> web.Response:
        content = self.files.get(given["file_id"])
        if content is None:
            return _error(400, "Bad Request: wrong file_id")
        if len(content) > 20 << 20:
            return _error(400, "Bad Request: file is too big")
        file_id = given["file_id"]
        return _ok({"file_id": file_id, "file_unique_id": file_id, "file_size": len(content), "file_path": file_id})

    def _accept(self, given: dict[str, Any], *, text: str, document: str = "", content: bytes = b"") -> web.Response:
        chat = int(given["chat_id"])
        if chat in self.blocked:
            return _error(403, "Forbidden: bot was blocked by the user")
        if self.floods.get(chat):
            wait = self.floods[chat].pop(0)
            return _error(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
        rows = json.loads(given["reply_markup"])["inline_keyboard"] if given.get("reply_markup") else []
        for row in rows:
            for button in row:
                if len(button["callback_data"].encode()) > 64:
                    return _error(400, "Bad Request: BUTTON_DATA_INVALID")
        message = Sent(
            chat=chat,
            message_id=self.message_id(),
            text=text,
            buttons=tuple((button["text"], button["callback_data"]) for row in rows for button in row),
            document=document,
            content=content,
            at=time.monotonic(),
        )
        self.sent.append(message)
        if self.on_send is not None:
            self.on_send(message)
        return _ok(self._message(chat, message.message_id, text=text or "…"))

    @staticmethod
    def _message(chat: int, message_id: int, *, text: str) -> dict[str, Any]:
        return {
            "message_id": message_id,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "示例用户"},
            "from": {"id": BOT_ID, "is_bot": True, "first_name": "Desk", "username": USERNAME},
            "text": text,
        }

    async def call_webhook(self, *, secret: str | None = None) -> list[int]:
        """Deliver every queued update to the webhook, the accepted ones once; return the statuses."""
        statuses = []
        async with aiohttp.ClientSession() as client:
            for update in list(self.updates):
                shown = self.webhook["secret"] if secret is None else secret
                headers = {"X-Telegram-Bot-Api-Secret-Token": shown}
                async with client.post(self.webhook["url"], json=update, headers=headers) as answer:
                    statuses.append(answer.status)
                if statuses[-1] == 200:
                    self.updates.remove(update)
        return statuses


@dataclass
class ScriptedUser:
    """A person in a chat; each act is one update."""

    api: BotApi
    person: int
    chat: dict[str, Any]

    def says(self, text: str, **more: Any) -> int:
        """Write a message and return its id."""
        return self._send({"text": text, **more})

    def edits(self, message_id: int, text: str) -> None:
        """Correct an earlier message."""
        self.api.push("edited_message", self._message(message_id, {"text": text, "edit_date": int(time.time()) + 1}))

    def sends_document(self, name: str, content: bytes, *, size: int | None = None, caption: str = "") -> int:
        """Send a file; `size` may claim more than there is."""
        file_id = self.api.keep_file(content)
        size = len(content) if size is None else size
        document = {"file_id": file_id, "file_unique_id": file_id, "file_name": name, "file_size": size}
        return self._send({"document": document, **({"caption": caption} if caption else {})})

    def sends_photo(self, content: bytes) -> int:
        """Send a photo in two sizes."""
        small, large = self.api.keep_file(content[:20]), self.api.keep_file(content)
        photo = [
            {"file_id": file_id, "file_unique_id": file_id, "width": side, "height": side, "file_size": size}
            for file_id, side, size in ((small, 90, 20), (large, 1280, len(content)))
        ]
        return self._send({"photo": photo})

    def sends_sticker(self) -> int:
        """Send a picture that says nothing."""
        sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9}
        return self._send({"sticker": {**sticker, "is_animated": False, "is_video": False}})

    def sends_voice(self) -> int:
        return self._send({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 2}})

    def sends_place(self) -> int:
        return self._send({"location": {"longitude": 0.0, "latitude": 0.0}})

    def presses(self, label: str) -> None:
        """Press the button with this label on the last message that has one."""
        for message in reversed([one for one in self.api.sent if one.chat == self.chat["id"]]):
            for shown, code in message.buttons:
                if shown == label:
                    return self.presses_code(code, message.message_id)
        raise AssertionError(f"no button {label!r} in chat {self.chat['id']}")

    def presses_code(self, code: str, message_id: int = 1) -> None:
        """Press a button that carries `code`, whether or not it was ever shown."""
        self.api.push(
            "callback_query",
            {
                "id": f"q{self.api.message_id()}",
                "from": self._person(),
                "chat_instance": "1",
                "message": self.api._message(self.chat["id"], message_id, text="…") | {"chat": self.chat},
                "data": code,
            },
        )

    def _send(self, content: dict[str, Any]) -> int:
        message_id = self.api.message_id()
        self.api.push("message", self._message(message_id, content))
        return message_id

    def _message(self, message_id: int, content: dict[str, Any]) -> dict[str, Any]:
        text = content.get("text", "")
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text[:1] == "/" else []
        return {
            "message_id": message_id,
            "date": int(time.time()),
            "chat": self.chat,
            "from": self._person(),
            **({"entities": entities} if entities else {}),
            **content,
        }

    def _person(self) -> dict[str, Any]:
        return {"id": self.person, "is_bot": False, "first_name": "示例用户"}


class RunningBotApi:
    """The server on a local port, as an async context manager."""

    def __init__(self) -> None:
        self.api = BotApi()
        self._server = TestServer(self.api.app())

    async def __aenter__(self) -> "RunningBotApi":
        await self._server.start_server(access_log=None)
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._server.close()

    @property
    def url(self) -> str:
        """The server's root address."""
        return str(self._server.make_url("/")).rstrip("/")


async def until(true: Callable[[], object], *, seconds: float = 30.0, says: str = "") -> None:
    """Wait until something is true.

    Raises:
        AssertionError: it was not true in time.
    """
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(says or "waited in vain")
        await asyncio.sleep(0.01)


def doubled(texts: Sequence[str]) -> dict[str, int]:
    """Return the texts that occur more than once, with how often."""
    return {text: count for text, count in Counter(texts).items() if count > 1}


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _error(code: int, description: str, parameters: dict[str, int] | None = None) -> web.Response:
    body = {"ok": False, "error_code": code, "description": description}
    return web.json_response({**body, **({"parameters": parameters} if parameters else {})}, status=code)
