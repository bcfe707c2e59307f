"""How fast citizens may come and speak; who comes too fast is told when to try again."""

from aiohttp import web

from handlers.throttling import Buckets, Network, Rate, believed_address
from handlers.webchat.faults import ApiFault

__all__ = ["FILE_RATE", "MESSAGE_RATE", "SESSION_RATE", "Network", "Rate", "Throttle", "sender_address"]

SESSION_RATE = Rate(burst=600, per_second=10)  # one address may be a whole office behind one router
MESSAGE_RATE = Rate(burst=120, per_second=2)  # one conversation
FILE_RATE = Rate(burst=30, per_second=0.5)


class Throttle(Buckets):
    """Counts calls of the chat API by sender."""

    def admit(self, sender: str) -> None:
        """Count one call.

        Raises:
            ApiFault: 429, with the seconds to wait.
        """
        wait = self.wait_for(sender)
        if wait:
            raise ApiFault(429, "too_many_requests", f"发送得太快了，请 {wait} 秒后再试。", retry_after_seconds=wait)


def sender_address(request: web.Request, trusted: tuple[Network, ...]) -> str:
    """Return the address of the person, believing X-Forwarded-For only from trusted proxies."""
    return believed_address(request.remote or "", request.headers.get("X-Forwarded-For", ""), trusted)
