"""Slowing a flood down: token buckets by sender, kept in this process alone.

They protect this process; they decide nothing about a request, so no other process needs to know them.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address
from math import ceil

Network = IPv4Network | IPv6Network

SENDERS_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How much is let through: `burst` calls at once, then `per_second`."""

    burst: int
    per_second: float


class Buckets:
    """Counts calls by sender against one rate.

    Args:
        rate: what is let through.
        monotonic: seconds of a clock that never goes back.
    """

    def __init__(self, rate: Rate, monotonic: Callable[[], float]) -> None:
        self._rate = rate
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_for(self, sender: str) -> int:
        """Count one call; return the seconds after which it may be tried again, 0 where it is let through."""
        now = self._monotonic()
        left, at = self._buckets.pop(sender, (float(self._rate.burst), now))
        left = min(self._rate.burst, left + (now - at) * self._rate.per_second)
        self._buckets[sender] = (max(left - 1, 0) if left >= 1 else left, now)
        if len(self._buckets) > SENDERS_REMEMBERED:
            self._buckets.popitem(last=False)
        return 0 if left >= 1 else ceil((1 - left) / self._rate.per_second)


def believed_address(remote: str, forwarded_for: str, trusted: tuple[Network, ...]) -> str:
    """Return the address of the person, believing X-Forwarded-For only from trusted proxies."""
    address = remote
    hops = [part.strip() for part in forwarded_for.split(",") if part.strip()]
    while hops and _is_trusted(address, trusted):
        address = hops.pop()
    return address


def _is_trusted(address: str, trusted: tuple[Network, ...]) -> bool:
    try:
        return any(ip_address(address) in network for network in trusted)
    except ValueError:
        return False
