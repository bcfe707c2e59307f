"""The reply period as segments in time, for drawing: used, left out, extended, left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from requests_db.statute.reckoning import ClockState, Reckoning
from requests_db.statute.reply_period import ReplyPeriod


class SegmentKind(StrEnum):
    """What a stretch of days is to the reply period."""

    RESTARTED = "restarted"  # ran before a correction or payment began the count anew
    USED = "used"
    PAUSED = "paused"
    LEFT = "left"
    EXTENDED = "extended"  # left, and owed to the extension
    OVERDUE = "overdue"


SEGMENT_LABELS: dict[SegmentKind, str] = {
    SegmentKind.RESTARTED: "重新起算前",
    SegmentKind.USED: "已用",
    SegmentKind.PAUSED: "不计入",
    SegmentKind.LEFT: "剩余",
    SegmentKind.EXTENDED: "延长",
    SegmentKind.OVERDUE: "超期",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of days, both ends included."""

    from_on: date
    to_on: date
    kind: SegmentKind

    @property
    def days(self) -> int:
        """Length in natural days."""
        return (self.to_on - self.from_on).days + 1


def lay_out(found: Reckoning, today: date, received_on: date | None = None) -> tuple[Segment, ...]:
    """Return the segments of a reckoned reply period as seen on `today`.

    Args:
        found: the reckoning of `reply_due`.
        today: legal day; an open pause is drawn up to it.
        received_on: the day of receipt, from which what ran before a restart is drawn; None draws it not.
    """
    reply = found.reply
    if reply is None or found.state in (ClockState.CLOSED, ClockState.NOT_STARTED):
        return ()
    last = max(found.due.on, today) if found.due else max(today, _last_known_day(found, reply))
    labelled = ((day, _kind(day, found, reply, today)) for day in _days(reply.begins_on, last))
    runs = ((kind, [day for day, _ in run]) for kind, run in groupby(labelled, key=lambda pair: pair[1]))
    drawn = (Segment(from_on=days[0], to_on=days[-1], kind=kind) for kind, days in runs)
    return (*_before_restart(received_on, reply.begins_on), *drawn)


def _before_restart(received_on: date | None, begins_on: date) -> Iterator[Segment]:
    if received_on is not None and received_on < begins_on:
        yield Segment(from_on=received_on + timedelta(days=1), to_on=begins_on, kind=SegmentKind.RESTARTED)


def _days(begins_on: date, last: date) -> Iterator[date]:
    """Yield the days after `begins_on` up to `last`."""
    return (begins_on + timedelta(days=offset) for offset in range(1, (last - begins_on).days + 1))


def _last_known_day(found: Reckoning, reply: ReplyPeriod) -> date:
    """Return the latest day on which something is known to happen while the date is open."""
    since = found.pending[0] if found.pending else reply.begins_on
    return max([since, *(pause.after for pause in reply.pauses)])


def _kind(day: date, found: Reckoning, reply: ReplyPeriod, today: date) -> SegmentKind:
    """Return what `day` is to the period."""
    if found.pending and day > found.pending[0]:
        return SegmentKind.PAUSED
    if any(pause.after < day and (pause.through is None or day <= pause.through) for pause in reply.pauses):
        return SegmentKind.PAUSED
    if found.due and day > found.due.on:
        return SegmentKind.OVERDUE
    if day <= today:
        return SegmentKind.USED
    beyond = reply.extended_by and reply.notice_due is not None and day > reply.notice_due.on
    return SegmentKind.EXTENDED if beyond else SegmentKind.LEFT
