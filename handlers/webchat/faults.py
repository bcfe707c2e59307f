"""What the JSON API refuses, each with its HTTP status, code and a sentence saying what to do next."""

import json

from aiohttp import web


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


def unauthorised() -> ApiFault:
    """Return the fault for a missing or unknown token."""
    return ApiFault(401, "unauthorised", "会话已失效，请重新打开页面开始新的会话。")


def malformed(message: str) -> ApiFault:
    """Return the fault for a body that is not what the API takes."""
    return ApiFault(400, "bad_request", message)
