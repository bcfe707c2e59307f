"""What the JSON API refuses, each with its HTTP status, code and a sentence saying what to do next."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from handlers.dialogue.incidents import report

API = "/api/"


class ApiFault(Exception):
    """A refused call.

    Args:
        status: HTTP status.
        code: stable word for programs.
        message: Simplified Chinese sentence for people.
        retry_after_seconds: when to try again, for 429.
    """

    def __init__(self, status: int, code: str, message: str, *, retry_after_seconds: int | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after_seconds = retry_after_seconds

    def response(self) -> web.Response:
        """Return the JSON form."""
        headers = {} if self.retry_after_seconds is None else {"Retry-After": str(self.retry_after_seconds)}
        return json_response({"error": {"code": self.code, "message": self.message}}, self.status, headers)


def json_response(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Return JSON with Chinese text left readable and nothing cached."""
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(
        text=text,
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


@web.middleware
async def tell_api_faults(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Tell unknown paths and methods of the API in its own form, and faults of ours by a number alone.

    What an exception says may quote what a citizen wrote, so it must not reach the server's own log.
    """
    try:
        return await handler(request)
    except ApiFault as fault:
        return web.Response(text=fault.message, status=fault.status)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed) as error:
        if not request.path.startswith(API):
            raise
        if isinstance(error, web.HTTPNotFound):
            return ApiFault(404, "not_found", "没有这个接口地址，请核对后再试。").response()
        return ApiFault(405, "method_not_allowed", "这个接口不支持这种请求方式。").response()
    except web.HTTPException:
        raise
    except Exception as error:  # the border of the citizens' door
        return _fault_of_ours(request, report(error, "web"))


def _fault_of_ours(request: web.Request, incident: str) -> web.Response:
    message = f"系统出了故障，这一步没有完成。请稍后再试；一直不行，请把事件编号 {incident} 告诉我们。"
    if request.path.startswith(API):
        return ApiFault(500, "internal", message).response()
    return web.Response(text=message, status=500)


def unauthorised() -> ApiFault:
    """Return the fault for a missing or unknown token."""
    return ApiFault(401, "unauthorised", "会话已失效，请重新打开页面开始新的会话。")


def malformed(message: str) -> ApiFault:
    """Return the fault for a body that is not what the API takes."""
    return ApiFault(400, "bad_request", message)
