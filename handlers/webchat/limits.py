"""Slowing a flood down: token buckets by sender, kept in this process alone.

They protect this process; they decide nothing about a request, so no other process needs to know them.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address
from math import ceil

from aiohttp import web

from handlers.webchat.faults import ApiFault

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How much is let through: `burst` calls at once, then `per_second`."""

    burst: int
    per_second: float


SESSION_RATE = Rate(burst=600, per_second=10)  # one address may be a whole office behind one router
MESSAGE_RATE = Rate(burst=120, per_second=2)  # one conversation
FILE_RATE = Rate(burst=30, per_second=0.5)
SENDERS_REMEMBERED = 20_000


class Throttle:
    """Counts calls by sender against one rate.

    Args:
        rate: what is let through.
        monotonic: seconds of a clock that never goes back.
    """

    def __init__(self, rate: Rate, monotonic: Callable[[], float]) -> None:
        self._rate = rate
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def admit(self, sender: str) -> None:
        """Count one call.

        Raises:
            ApiFault: 429, with the seconds to wait.
        """
        now = self._monotonic()
        left, at = self._buckets.pop(sender, (float(self._rate.burst), now))
        left = min(self._rate.burst, left + (now - at) * self._rate.per_second)
        self._buckets[sender] = (max(left - 1, 0) if left >= 1 else left, now)
        if len(self._buckets) > SENDERS_REMEMBERED:
            self._buckets.popitem(last=False)
        if left < 1:
            wait = ceil((1 - left) / self._rate.per_second)
            raise ApiFault(429, "too_many_requests", f"发送得太快了，请 {wait} 秒后再试。", retry_after_seconds=wait)


def sender_address(request: web.Request, trusted: tuple[Network, ...]) -> str:
    """Return the address of the person, believing X-Forwarded-For only from trusted proxies."""
    address = request.remote or ""
    hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while hops and _is_trusted(address, trusted):
        address = hops.pop()
    return address


def _is_trusted(address: str, trusted: tuple[Network, ...]) -> bool:
    try:
        return any(ip_address(address) in network for network in trusted)
    except ValueError:
        return False
