"""The reply period of Art. 33: start and restarts, pauses, extensions, and the day it ends.

Counting runs in stretches between pauses, each looked up in the calendar at once, so a case with many events costs no
more than a few look-ups.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from requests_db.statute.calendar import Reached, WorkingCalendar
from requests_db.statute.events import ConsultKind, Event, EventType
from requests_db.statute.history import Consultation, History
from requests_db.statute.limits import REVISION_IN_FORCE, Limit, LimitKey, law_on
from requests_db.statute.refusals import ImpossibleHistory

ONE_DAY = timedelta(days=1)
OPINION_LIMIT: dict[ConsultKind, LimitKey] = {  # other agencies have no period: only their opinion ends the pause
    ConsultKind.THIRD_PARTY: LimitKey.THIRD_PARTY_OPINION,
    ConsultKind.JOINT_AGENCY: LimitKey.JOINT_AGENCY_OPINION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """Readings on which the text is silent; the defaults are the house's."""

    dispatch_day_excluded: bool = False  # True: the day a consultation letter leaves is left out as well
    restart_drops_pauses: bool = True  # False: pauses before a correction or payment still lengthen the period
    restart_drops_extension: bool = True  # False: an extension granted before a restart still adds to it
    repealed_law_for_old_cases: bool = False  # True: receipts before 2019-05-15 keep the 15 days of the 2008 rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Days left out: (after, through]; without an end while the opinion is outstanding (不计入期限的时间)."""

    after: date
    through: date | None
    provisional: bool  # the end was counted through days no notice settles
    lapsed: bool  # ended by the addressee's silence
    consultation: Consultation


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyPeriod:
    """How the reply period stands (答复期限)."""

    limit: Limit
    begins_on: date  # day 0: receipt, or the restart
    restarted_by: EventType | None
    extended_by: int  # working days of extension that count
    kept_days: int  # working days of pauses before a restart, where a convention keeps them
    pauses: tuple[Pause, ...]  # those that move the date, by dispatch
    idle_letters: tuple[Consultation, ...]  # dispatched on or after the last day: no effect
    due: Reached | None  # None: an open pause keeps the date open
    notice_due: Reached | None  # last day before extension, by which one must be notified

    @property
    def quota(self) -> int:
        """Working days in all."""
        return self.limit.amount + self.extended_by + self.kept_days


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One pass through extensions and letters in time."""

    extended_by: int
    pauses: tuple[Pause, ...]
    idle_letters: tuple[Consultation, ...]
    due: Reached | None


def reply_period(
    history: History, calendar: WorkingCalendar, *, conventions: Conventions, limits: Iterable[Limit]
) -> ReplyPeriod | None:
    """Return how the reply period stands, None before receipt.

    Args:
        history: the facts of the case.
        calendar: the working calendar.
        conventions: the agency's readings.
        limits: the table of periods.

    Raises:
        ImpossibleHistory: an extension after expiry or beyond the maximum.

    Source: 政府信息公开条例 Arts 30 to 34; 国办函〔2020〕109号 Art. 7 for the restart after payment.
    """
    law = law_on(_day_of_law(history.receipt_on or REVISION_IN_FORCE, conventions), limits)
    limit, most = law[LimitKey.REPLY], law[LimitKey.EXTENSION]
    if history.receipt_on is None:
        for event in history.extensions:
            _check_extension(event, 0, None, most, history)
        return None
    pauses = [_pause(one, calendar, conventions, law) for one in history.consultations if one.kind in limit.pauses]
    starts = _starts(history)
    for (begins_on, _), (ends_on, _) in zip(starts, starts[1:], strict=False):
        granted = [event for event in history.extensions if begins_on <= event.on < ends_on]
        _run(begins_on, limit.amount, granted, pauses, calendar, most, history)
    begins_on, restarted_by = starts[-1]
    kept_from = begins_on if conventions.restart_drops_extension else history.receipt_on
    earlier = sum(event.working_days or 0 for event in history.extensions if kept_from <= event.on < begins_on)
    kept_days = 0 if conventions.restart_drops_pauses else _paused_days(pauses, history.receipt_on, begins_on, calendar)
    granted = [event for event in history.extensions if event.on >= begins_on]
    base = limit.amount + kept_days
    run = _run(begins_on, base + earlier, granted, pauses, calendar, most, history)
    return ReplyPeriod(
        limit=limit,
        begins_on=begins_on,
        restarted_by=restarted_by,
        extended_by=run.extended_by + earlier,
        kept_days=kept_days,
        pauses=tuple(pause for pause in run.pauses if pause.through is None or pause.through > begins_on),
        idle_letters=run.idle_letters,
        due=run.due,
        notice_due=_run(begins_on, base, [], pauses, calendar, most, history).due,
    )


def _run(
    begins_on: date,
    quota: int,
    granted: list[Event],
    pauses: list[Pause],
    calendar: WorkingCalendar,
    most: Limit,
    history: History,
) -> _Run:
    """Go through extensions and letters in time; each sees the date as it stood on its day."""
    effective: list[Pause] = []
    idle: list[Consultation] = []
    extended_by = 0
    due = count_quota(begins_on, quota, effective, calendar)
    steps: list[tuple[date, int, Event | Pause]] = [(event.on, 0, event) for event in granted]
    steps += [(pause.consultation.sent_on, 1, pause) for pause in pauses]
    for on, _, step in sorted(steps, key=lambda one: one[:2]):
        if isinstance(step, Pause):
            if due is not None and on >= due.on:
                idle.append(step.consultation)
                continue
            effective.append(step)
        else:
            _check_extension(step, extended_by, due, most, history)
            extended_by += step.working_days or 0
        due = count_quota(begins_on, quota + extended_by, effective, calendar)
    return _Run(extended_by=extended_by, pauses=tuple(effective), idle_letters=tuple(idle), due=due)


def count_quota(begins_on: date, quota: int, pauses: Iterable[Pause], calendar: WorkingCalendar) -> Reached | None:
    """Return the day on which `quota` working days after `begins_on`, pauses left out, are used up.

    Args:
        begins_on: day 0.
        quota: working days, 1 or more.
        pauses: in any order, overlapping or not; overlapping ones are merged.
        calendar: the working calendar.

    Returns:
        The day, or None where an open pause begins before the quota is used up.
    """
    cursor, left, provisional = begins_on, quota, False
    for pause in sorted(pauses, key=lambda one: one.after):
        before = calendar.count_at_most(cursor, pause.after) if pause.after > cursor else 0
        if before >= left:
            break
        left -= before
        if pause.through is None:
            return None
        cursor = max(cursor, pause.after, pause.through)
        provisional |= pause.provisional
    reached = calendar.add(cursor, left)
    return Reached(on=reached.on, provisional=True) if provisional else reached


def pending_since(history: History) -> tuple[date, EventType] | None:
    """Return since when, and by what, the reply period waits for the applicant: a correction or a payment."""
    waits = [(day, event) for event, day in open_waits(history).items()]
    return min(waits) if waits else None


def open_waits(history: History) -> dict[EventType, date]:
    """Return what the agency asked the applicant for and has not got, with the day it was asked."""
    waits: dict[EventType, date] = {}
    asked = history.correction_requested_on
    if asked and not history.correction_received_on and not history.correction_lapsed_on:
        waits[EventType.CORRECTION_REQUESTED] = asked
    notices = history.fee_notices_on
    if notices and not history.fee_lapsed_on and not any(day >= notices[-1] for day in history.fees_paid_on):
        waits[EventType.FEE_NOTICE_RECEIVED] = notices[-1]
    return waits


def _day_of_law(receipt_on: date, conventions: Conventions) -> date:
    """Return the day whose law applies; the clock answers by the present regulation unless told otherwise."""
    return receipt_on if conventions.repealed_law_for_old_cases else max(receipt_on, REVISION_IN_FORCE)


def _starts(history: History) -> list[tuple[date, EventType | None]]:
    """Return receipt and every restart in order; only the last one counts (Art. 30; 109号 Art. 7)."""
    restarts = [(day, EventType.FEE_PAID) for day in history.fees_paid_on]
    if history.correction_received_on:
        restarts.append((history.correction_received_on, EventType.CORRECTION_RECEIVED))
    if history.receipt_on is None:
        return []
    return [(history.receipt_on, None), *sorted(restarts)]


def _pause(one: Consultation, calendar: WorkingCalendar, conventions: Conventions, law: dict[LimitKey, Limit]) -> Pause:
    """Return the days a consultation leaves out: to the opinion or the lapse, whichever is first (Arts 32 to 34)."""
    after = one.sent_on - ONE_DAY if conventions.dispatch_day_excluded else one.sent_on
    key = OPINION_LIMIT.get(one.kind)
    lapse = calendar.add(one.received_on, law[key].amount) if key and one.received_on else None
    lapsed = lapse is not None and (one.replied_on is None or one.replied_on > lapse.on)
    through = lapse.on if lapsed and lapse else one.replied_on
    provisional = lapse is not None and lapse.provisional and lapsed
    return Pause(after=after, through=through, provisional=provisional, lapsed=lapsed, consultation=one)


def _paused_days(pauses: list[Pause], after: date, through: date, calendar: WorkingCalendar) -> int:
    """Return the working days of merged pauses in (after, through]."""
    total, cursor = 0, after
    for pause in sorted(pauses, key=lambda one: one.after):
        begins, ends = max(cursor, pause.after), min(through, pause.through or through)
        if ends > begins:
            total += calendar.count(begins, ends)
            cursor = ends
    return total


def _check_extension(event: Event, already: int, due: Reached | None, most: Limit, history: History) -> None:
    """Refuse an extension that is too long or comes after expiry (Art. 33(2))."""
    days = event.working_days or 0
    if days < 1 or already + days > most.amount:
        text = f"延长{days}个工作日，超出1至{most.amount}个工作日的范围" + (
            f"（此前已延长{already}个）" if already else ""
        )
        raise ImpossibleHistory("extension_too_long", text, most.article)
    if due is None or due.provisional or event.on <= due.on:
        return
    if not any(stop <= due.on for stop in _stops_open_on(event.on, history)):
        raise ImpossibleHistory("extension_after_expiry", f"{event.on}延期时答复期限已于{due.on}届满", most.article)


def _stops_open_on(day: date, history: History) -> list[date]:
    """Return since when the period waits for the applicant on `day`: such a period does not run out."""
    stops = [notice for notice in history.fee_notices_on if not any(notice <= p <= day for p in history.fees_paid_on)]
    asked, received = history.correction_requested_on, history.correction_received_on
    if asked and not (received and received <= day):
        stops.append(asked)
    return stops
