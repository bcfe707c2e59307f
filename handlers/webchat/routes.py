"""Routes of the citizens' web door. Each translates, calls one use case and renders."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader

from handlers.dialogue.messages import ChannelName, Inbound, Reply
from handlers.dialogue.transcript import Line, read_replies, read_transcript
from handlers.dialogue.turn import BodyMismatch, TurnFailed
from handlers.webchat import plain
from handlers.webchat.faults import ApiFault, json_response, malformed, tell_api_faults
from handlers.webchat.identity import bearer, cookie, keep_cookie, speaker, throttle_key
from handlers.webchat.limits import FILE_RATE, MESSAGE_RATE, SESSION_RATE, Network, Throttle, sender_address
from handlers.webchat.parcels import TEXT_LIMIT, Said, read_message, read_upload
from handlers.webchat.render import FILES_PATH, replies_json, reply_json
from handlers.wording import Wording
from requests_db.services import agency, conversations, files
from requests_db.services.errors import NotFound, Refusal
from requests_db.services.retrying import in_unit
from requests_db.store.unit_of_work import UnitOfWork, Units
from requests_db.store.views import FileView

HERE = Path(__file__).parent
TakeTurn = Callable[[Inbound], Awaitable[tuple[Reply, ...]]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebChatDeps:
    """What the web door needs of the house."""

    units: Units
    take_turn: TakeTurn
    wording: Wording
    secure_cookies: bool
    trusted_proxies: tuple[Network, ...] = ()


def add_webchat(app: web.Application, deps: WebChatDeps) -> None:
    """Add the chat page, the widget, the plain form and the JSON API to `app`."""
    app.middlewares.append(tell_api_faults)
    door = WebDoor(deps)
    app.router.add_static("/chat/static", HERE / "static")
    app.add_routes(
        [
            web.get("/", door.page),
            web.get("/embed", door.embedded_page),
            web.get("/widget.js", door.widget),
            web.get("/favicon.ico", door.icon),
            web.get("/plain", door.plain_page),
            web.post("/plain", door.plain_say),
            web.post("/api/chat/sessions", answering_faults(door.new_session)),
            web.post("/api/chat/messages", answering_faults(door.say)),
            web.get("/api/chat/messages", answering_faults(door.replies)),
            web.get("/api/chat/transcript", answering_faults(door.transcript)),
            web.post("/api/chat/files", answering_faults(door.upload)),
            web.get(FILES_PATH + "/{token}", answering_faults(door.download)),
        ]
    )


def answering_faults(handler: Handler) -> Handler:
    """Return `handler` with every refusal told in the API's JSON form."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except ApiFault as fault:
            return fault.response()
        except web.HTTPRequestEntityTooLarge:
            return ApiFault(413, "body_too_large", "内容太大，请精简或拆分后再发送。").response()

    return answer


class WebDoor:
    """The handlers of the citizens' web door, sharing their dependencies."""

    def __init__(self, deps: WebChatDeps) -> None:
        self._deps = deps
        self._sessions = Throttle(SESSION_RATE, time.monotonic)
        self._messages = Throttle(MESSAGE_RATE, time.monotonic)
        self._uploads = Throttle(FILE_RATE, time.monotonic)
        self._templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, enable_async=True)

    async def page(self, _request: web.Request) -> web.Response:
        """Show the chat page."""
        return await self._html("chat.html", ancestors="'none'")

    async def embedded_page(self, _request: web.Request) -> web.Response:
        """Show the chat page inside the agency's own page."""
        return await self._html("chat.html", ancestors="https: http:")

    async def widget(self, _request: web.Request) -> web.FileResponse:
        """Return the script that an agency's page includes with one line."""
        return web.FileResponse(HERE / "static" / "widget.js", headers={"Cache-Control": "max-age=3600"})

    async def icon(self, _request: web.Request) -> web.FileResponse:
        """Return the seal to browsers that ask for an icon by its old name."""
        return web.FileResponse(HERE / "static" / "seal.svg", headers={"Cache-Control": "max-age=86400"})

    async def new_session(self, request: web.Request) -> web.Response:
        """Open a conversation and return its token, shown once."""
        self._sessions.admit(sender_address(request, self._deps.trusted_proxies))
        session = await in_unit(self._deps.units, conversations.new_web_session)
        response = json_response({"conversation": session.conversation_key, "token": session.token}, 201)
        keep_cookie(response, session.token, secure=self._deps.secure_cookies)
        return response

    async def say(self, request: web.Request) -> web.Response:
        """Take one message and return its replies."""
        conversation = await speaker(self._deps.units, bearer(request))
        self._messages.admit(conversation.key)
        replies = await self._take(conversation, await read_message(request))
        return json_response(replies_json(replies))

    async def replies(self, request: web.Request) -> web.Response:
        """Return everything said to the citizen after a number."""
        conversation = await speaker(self._deps.units, bearer(request))
        after = _number(request.query.get("after", "0"))
        async with self._deps.units.reading() as unit:
            said = await read_replies(unit, self._deps.wording, conversation.id, after=after)
        return json_response(replies_json(said))

    async def transcript(self, request: web.Request) -> web.Response:
        """Return both sides of the conversation after a number, for a page reloaded and for its other tabs."""
        after = _number(request.query.get("after", "0"))
        lines = await self._lines(await speaker(self._deps.units, bearer(request)), after=after)
        return json_response(
            {"lines": [{"reply": reply_json(line.reply)} if line.reply else {"mine": line.mine} for line in lines]}
        )

    async def upload(self, request: web.Request) -> web.Response:
        """Store a file for the conversation and return its name."""
        conversation = await speaker(self._deps.units, bearer(request))
        self._uploads.admit(throttle_key(conversation.key))
        upload = await read_upload(request, limit_bytes=files.MAX_FILE_BYTES)
        token = await self._store(conversation, upload.name, upload.content)
        return json_response({"file": token}, 201)

    async def download(self, request: web.Request) -> web.Response:
        """Return a file that was offered in this conversation."""
        conversation = await speaker(self._deps.units, bearer(request) or cookie(request))
        try:
            async with self._deps.units.reading() as unit:
                found = await files.open_file(unit, request.match_info["token"], conversation_id=conversation.id)
        except NotFound as error:
            raise ApiFault(404, "not_found", "没有找到这个文件。") from error
        return plain.file_response(found)

    async def plain_page(self, request: web.Request) -> web.StreamResponse:
        """Show the conversation as a page that needs no script."""
        return await self._plain(cookie(request))

    async def plain_say(self, request: web.Request) -> web.StreamResponse:
        """Take one message of the plain form, then show the page again."""
        plain.check_origin(request)
        token = cookie(request)
        form = await plain.read_form(request, limit_bytes=files.MAX_FILE_BYTES)
        try:
            if form.trouble is not None:
                raise form.trouble
            token = await self._plain_token(request, token)
            conversation = await speaker(self._deps.units, token)
            self._messages.admit(conversation.key)
            stored = [await self._store(conversation, item.name, item.content) for item in form.uploads]
            await self._take(
                conversation,
                Said(message_id=form.message_id, text=form.text, choice=form.choice, files=tuple(stored)),
            )
        except ApiFault as fault:
            return await self._plain(token, trouble=fault.message, typed=form.text, status=fault.status)
        response = web.Response(status=303, headers={"Location": "/plain#text"})
        keep_cookie(response, token, secure=self._deps.secure_cookies)
        return response

    async def _plain_token(self, request: web.Request, token: str) -> str:
        async with self._deps.units.reading() as unit:
            if token and await conversations.conversation_by_token(unit, token):
                return token
        self._sessions.admit(sender_address(request, self._deps.trusted_proxies))
        return (await in_unit(self._deps.units, conversations.new_web_session)).token

    async def _plain(self, token: str, *, trouble: str = "", typed: str = "", status: int = 200) -> web.StreamResponse:
        lines: tuple[Line, ...] = ()
        if token:
            try:
                lines = await self._lines(await speaker(self._deps.units, token))
            except ApiFault:
                token = ""
        return await self._html(
            "plain.html",
            ancestors="'none'",
            status=status,
            lines=plain.shown(lines),
            trouble=trouble,
            typed=typed,
            form_id=plain.new_form_id(),
        )

    async def _lines(self, conversation: conversations.ConversationView, *, after: int = 0) -> tuple[Line, ...]:
        async with self._deps.units.reading() as unit:
            return await read_transcript(unit, self._deps.wording, conversation.id, after=after)

    async def _take(self, conversation: conversations.ConversationView, said: Said) -> tuple[Reply, ...]:
        inbound = Inbound(
            channel=ChannelName.WEB,
            conversation_key=conversation.key,
            message_id=said.message_id,
            at=self._deps.units.clock.now(),
            text=said.text,
            choice=said.choice,
            file_tokens=said.files,
        )
        if said.files:
            await self._check_files(conversation, said.files)
        try:
            return await self._deps.take_turn(inbound)
        except BodyMismatch as error:
            raise ApiFault(409, "message_id_reused", "这个 message_id 已用于另一条内容，请换一个编号。") from error
        except TurnFailed as error:
            sentence = f"这条消息暂时没有处理成功，内容没有丢失，请稍后重新发送。编号 {error.incident}"
            raise ApiFault(500, "incident", sentence) from error

    async def _check_files(self, conversation: conversations.ConversationView, tokens: tuple[str, ...]) -> None:
        async with self._deps.units.reading() as unit:
            if not await files.were_uploaded(unit, tokens, conversation.id):
                raise ApiFault(422, "unknown_file", "有文件没有上传成功，请重新上传。")

    async def _store(self, conversation: conversations.ConversationView, name: str, content: bytes) -> str:
        async def work(unit: UnitOfWork) -> FileView:
            return await files.store_file(
                unit,
                content=content,
                name=name,
                kind="material",
                conversation_id=conversation.id,
                uploaded_by="applicant",
            )

        try:
            stored = await in_unit(self._deps.units, work)
        except Refusal as refusal:
            status = 413 if refusal.key == "file.too_large" else 422
            sentence = self._deps.wording.text(f"refusal.{refusal.key}", **refusal.facts)
            raise ApiFault(status, refusal.key.replace(".", "_"), sentence) from refusal
        return stored.token

    async def _html(self, name: str, *, ancestors: str, status: int = 200, **values: object) -> web.Response:
        async with self._deps.units.reading() as unit:
            first = (await agency.agencies(unit))[0]
        text = await self._templates.get_template(name).render_async(agency=first, text_limit=TEXT_LIMIT, **values)
        headers = {
            "Content-Security-Policy": PAGE_POLICY.format(ancestors=ancestors),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }
        return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len("2147483647"):
        raise malformed("after 应为回复编号（整数）。")
    return int(text)
