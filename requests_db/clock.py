"""Time as the rest of the house sees it: aware UTC instants and legal days.

The only place that knows the authority's zone. It must not know cases, limits or holidays.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"


class Clock(Protocol):
    """Tells the instant and the legal day (时钟)."""

    @property
    def zone(self) -> ZoneInfo:
        """The authority's zone."""
        ...

    def now(self) -> datetime:
        """Return the instant, aware, in UTC."""
        ...

    def today(self) -> date:
        """Return the legal day in the authority's zone."""
        ...


def require_aware(at: datetime) -> datetime:
    """Return `at` in UTC.

    Raises:
        ValueError: `at` is naive, so nobody can tell which instant it means.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        msg = f"a naive datetime is no instant: {at.isoformat()}"
        raise ValueError(msg)
    return at.astimezone(UTC)


def legal_day(at: datetime, zone: ZoneInfo | str = DEFAULT_ZONE) -> date:
    """Return the day that `at` falls on in `zone`.

    Raises:
        ValueError: `at` is naive.
    """
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    return require_aware(at).astimezone(place).date()


class SystemClock:
    """The machine's clock."""

    def __init__(self, zone: str = DEFAULT_ZONE) -> None:
        self._zone = ZoneInfo(zone)

    @property
    def zone(self) -> ZoneInfo:
        """The authority's zone."""
        return self._zone

    def now(self) -> datetime:
        """Return the instant, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the legal day in the authority's zone."""
        return legal_day(self.now(), self._zone)


class FrozenClock:
    """A clock that stands still until moved: for tests, replays and rehearsals."""

    def __init__(self, now: datetime, zone: str = DEFAULT_ZONE) -> None:
        self._now = require_aware(now)
        self._zone = ZoneInfo(zone)

    @property
    def zone(self) -> ZoneInfo:
        """The authority's zone."""
        return self._zone

    def now(self) -> datetime:
        """Return the instant at which the clock stands, aware, in UTC."""
        return self._now

    def today(self) -> date:
        """Return the legal day at which the clock stands."""
        return legal_day(self._now, self._zone)

    def advance(self, step: timedelta) -> None:
        """Move the clock by `step`; a negative step moves it back."""
        self._now += step

    def move_to(self, at: datetime) -> None:
        """Set the clock to `at`.

        Raises:
            ValueError: `at` is naive.
        """
        self._now = require_aware(at)
