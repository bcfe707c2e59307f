"""The reply period of Art. 33: start and restarts, pauses, extensions, and the day it ends.

Counting runs in stretches between pauses, each looked up in the calendar at once, so a case with many events costs no
more than a few look-ups.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from requests_db.statute.calendar import Reached, WorkingCalendar
from requests_db.statute.events import ConsultKind, Event, EventType
from requests_db.statute.history import Consultation, History
from requests_db.statute.limits import REVISION_IN_FORCE, Limit, LimitKey, limit_of, row_on
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
    restart_drops_pauses: bool = True  # False: pauses begun before a correction or payment still lengthen the period
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


def reply_period(
    history: History, calendar: WorkingCalendar, *, conventions: Conventions, limits: tuple[Limit, ...]
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
    law_day = _day_of_law(history.receipt_on or REVISION_IN_FORCE, conventions)
    limit = row_on(LimitKey.REPLY, law_day, limits)
    pauses = [_pause(one, calendar, conventions, limits) for one in history.consultations if one.kind in limit.pauses]
    if history.extensions:
        most = row_on(LimitKey.EXTENSION, law_day, limits)
        _check_extensions(history, pauses, limit.amount, calendar, most, conventions)
    if history.receipt_on is None:
        return None
    begins_on, restarted_by = _starts(history)[-1]
    limit = _as_given(limit, history, begins_on, restarted_by)
    kept_from = begins_on if conventions.restart_drops_extension else history.receipt_on
    extended_by = sum(event.working_days or 0 for event in history.extensions if event.on >= kept_from)
    kept_days = _kept_days(pauses, history.receipt_on, begins_on, calendar, conventions)
    if conventions.restart_drops_pauses:
        pauses = _of_period(pauses, begins_on)
    notice_due = due = count_quota(begins_on, limit.amount + kept_days, pauses, calendar)
    if extended_by:
        due = count_quota(begins_on, limit.amount + kept_days + extended_by, pauses, calendar)
    moving = pauses if due is None else [pause for pause in pauses if pause.consultation.sent_on < due.on]
    return ReplyPeriod(
        limit=limit,
        begins_on=begins_on,
        restarted_by=restarted_by,
        extended_by=extended_by,
        kept_days=kept_days,
        pauses=tuple([pause for pause in moving if pause.through is None or pause.through > begins_on]),
        idle_letters=tuple([pause.consultation for pause in pauses[len(moving) :]]),
        due=due,
        notice_due=notice_due,
    )


def count_quota(begins_on: date, quota: int, pauses: Iterable[Pause], calendar: WorkingCalendar) -> Reached | None:
    """Return the day on which `quota` working days after `begins_on`, pauses left out, are used up.

    A letter dispatched on or after that day leaves it unchanged.

    Args:
        begins_on: day 0.
        quota: working days, 1 or more.
        pauses: by dispatch, overlapping or not; overlapping ones are merged.
        calendar: the working calendar.

    Returns:
        The day, or None where an open pause begins before the quota is used up.
    """
    cursor, left, provisional = begins_on, quota, False
    for pause in pauses:
        sent_on = pause.consultation.sent_on
        if sent_on > cursor and calendar.count_at_most(cursor, sent_on) >= left:
            break
        if pause.after > cursor:
            left -= calendar.count_at_most(cursor, pause.after)
            cursor = pause.after
        if pause.through is None:
            return None
        if pause.through > cursor:
            cursor = pause.through
            provisional |= pause.provisional
    reached = calendar.add(cursor, left)
    return Reached(on=reached.on, provisional=True) if provisional else reached


def pending_since(history: History) -> tuple[date, EventType] | None:
    """Return since when, and by what, the reply period waits for the applicant: a correction or a payment."""
    if history.correction_requested_on is None and not history.fee_notices_on:
        return None
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
    restarts += [(event.on, EventType.REOPENED) for event in history.reopened]
    if history.receipt_on is None:
        return []
    return [(history.receipt_on, None), *sorted(restarts)]


def _as_given(limit: Limit, history: History, begins_on: date, restarted_by: EventType | None) -> Limit:
    """Return the period of a case taken up again: what the review decision gives, else the reply period anew.

    Limitations: the statute states no period for it; a reply period counted anew is practice, from memory.
    """
    if restarted_by is not EventType.REOPENED:
        return limit
    given = [event.working_days for event in history.reopened if event.on == begins_on and event.working_days]
    return replace(limit, amount=given[-1]) if given else limit


def _pause(one: Consultation, calendar: WorkingCalendar, conventions: Conventions, limits: tuple[Limit, ...]) -> Pause:
    """Return the days a consultation leaves out: to the opinion or the lapse, whichever is first (Arts 32 to 34)."""
    after = one.sent_on - ONE_DAY if conventions.dispatch_day_excluded else one.sent_on
    through, provisional, lapsed = one.replied_on, False, False
    key = OPINION_LIMIT.get(one.kind)
    if key is not None and one.received_on is not None:
        lapse = calendar.add(one.received_on, limit_of(key, limits).amount)
        if through is None or through > lapse.on:
            through, provisional, lapsed = lapse.on, lapse.provisional, True
    return Pause(after=after, through=through, provisional=provisional, lapsed=lapsed, consultation=one)


def _of_period(pauses: list[Pause], begins_on: date) -> list[Pause]:
    """Return the pauses whose letters left in the period that begins on `begins_on`: a restart drops earlier ones."""
    return [pause for pause in pauses if pause.consultation.sent_on >= begins_on]


def _kept_days(
    pauses: list[Pause], after: date, through: date, calendar: WorkingCalendar, conventions: Conventions
) -> int:
    """Return the working days of merged pauses in (after, through], where a convention keeps them over a restart."""
    if conventions.restart_drops_pauses:
        return 0
    total, cursor = 0, after
    for pause in sorted(pauses, key=lambda one: one.after):
        begins, ends = max(cursor, pause.after), min(through, pause.through or through)
        if ends > begins:
            total += calendar.count(begins, ends)
            cursor = ends
    return total


def _check_extensions(
    history: History,
    pauses: list[Pause],
    quota: int,
    calendar: WorkingCalendar,
    most: Limit,
    conventions: Conventions,
) -> None:
    """Refuse an extension that is too long or comes after expiry of its period (Art. 33(2))."""
    starts = [day for day, _ in _starts(history)]
    begun: date | None = None
    already = 0
    for event in history.extensions:
        days = event.working_days or 0
        begins_on = max((day for day in starts if day <= event.on), default=None)
        if begins_on != begun:
            begun, already = begins_on, 0
        if days < 1 or already + days > most.amount:
            before = f"（此前已延长{already}个）" if already else ""
            text = f"延长{days}个工作日，超出1至{most.amount}个工作日的范围{before}"
            raise ImpossibleHistory("extension_too_long", text, most.article)
        # So few days cannot hold the quota: the period has not run out, and need not be counted.
        if begins_on is not None and (event.on - begins_on).days > quota + already:
            begun_pauses = _of_period(pauses, begins_on) if conventions.restart_drops_pauses else pauses
            known = [pause for pause in begun_pauses if pause.consultation.sent_on <= event.on]
            _check_in_time(event, count_quota(begins_on, quota + already, known, calendar), most, history)
        already += days


def _check_in_time(event: Event, due: Reached | None, most: Limit, history: History) -> None:
    """Refuse an extension after the last day, unless the period waits for the applicant."""
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
