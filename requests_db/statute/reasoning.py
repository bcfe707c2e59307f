"""The reasoning behind a date, in Simplified Chinese: what console, letter and chat show alike.

Every line is made from the values the arithmetic returned, so words and date cannot differ. Days settled by a notice
are written out run by run; days that no notice settles are one line that says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from requests_db.statute.articles import cite
from requests_db.statute.calendar import WEEKDAYS, WorkingCalendar
from requests_db.statute.events import Ask, Channel, ConsultKind, EventType
from requests_db.statute.history import History
from requests_db.statute.limits import LimitKey, Unit, limit_of
from requests_db.statute.reckoning import ClockState, Reckoning
from requests_db.statute.reply_period import Pause, ReplyPeriod

BRIEF_LINES = 6

CHANNEL_RECEIPT: dict[Channel, str] = {
    Channel.IN_PERSON: "当面提交申请，提交之日为收到申请之日",
    Channel.REGISTERED_MAIL: "签收邮寄的申请，签收之日为收到申请之日",
    Channel.ORDINARY_MAIL: "与平常信函的申请人确认，确认之日为收到申请之日",
    Channel.ONLINE: "双方确认网上申请，确认之日为收到申请之日",
    Channel.FAX: "双方确认传真申请，确认之日为收到申请之日",
}
RECEIPT_AWAITED: dict[Channel, str] = {
    Channel.IN_PERSON: "尚未提交",
    Channel.REGISTERED_MAIL: "邮寄的申请尚未签收",
    Channel.ORDINARY_MAIL: "平常信函须与申请人确认，确认之日起算",
    Channel.ONLINE: "网上申请须双方确认，确认之日起算",
    Channel.FAX: "传真申请须双方确认，确认之日起算",
}
ADDRESSEE: dict[ConsultKind, str] = {
    ConsultKind.THIRD_PARTY: "第三方",
    ConsultKind.JOINT_AGENCY: "共同制作机关",
    ConsultKind.OTHER_AGENCY: "其他机关",
}
TRIGGER: dict[LimitKey, str] = {
    LimitKey.CORRECTION_NOTICE: "收到申请",
    LimitKey.THIRD_PARTY_OPINION: "第三方收到征求意见书",
    LimitKey.JOINT_AGENCY_OPINION: "共同制作机关收到征求意见书",
    LimitKey.FEE_PAYMENT: "申请人收到收费通知",
    LimitKey.INTERPRETATION: "文件公布",
    LimitKey.PROACTIVE_PUBLICATION: "信息形成或者变更",
    LimitKey.COURT_ORDERED_DISCLOSURE: "判决生效",
    LimitKey.RECONSIDERATION: "答复送达",
    LimitKey.LAWSUIT_DIRECT: "答复送达",
    LimitKey.LAWSUIT_AFTER_REVIEW: "复议决定书送达",
    LimitKey.LAWSUIT_NONREPLY: "答复期限届满",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of the reasoning behind a date."""

    on: date | None  # the day the step begins with
    text: str  # Simplified Chinese
    counted: int | None = None  # working days counted up to and including this step, where it counts
    headline: bool = True  # False: a detail of the day-by-day count, left out of a brief


def day_name(day: date) -> str:
    """Return a day as people read it, e.g. 2026-01-04（周日）."""
    return f"{day.isoformat()}（{WEEKDAYS[day.weekday()]}）"


def explain(found: Reckoning, history: History, calendar: WorkingCalendar) -> tuple[Reason, ...]:
    """Return the reasoning for `found`, first to last step."""
    if found.question.what in (Ask.REPLY_DUE, Ask.EXTENSION_NOTICE_DUE):
        return tuple(_explain_reply(found, history, calendar))
    return tuple(_explain_plain(found, history, calendar))


def brief(because: tuple[Reason, ...]) -> tuple[str, ...]:
    """Return the headlines of a reasoning, at most six lines, the last one kept."""
    lines = [reason.text for reason in because if reason.headline]
    if len(lines) <= BRIEF_LINES:
        return tuple(lines)
    kept = lines[: BRIEF_LINES - 2]
    return (*kept, f"另有{len(lines) - BRIEF_LINES + 1}项，见计算明细。", lines[-1])


def _explain_reply(found: Reckoning, history: History, calendar: WorkingCalendar) -> Iterator[Reason]:
    """Yield the steps for the reply period and the notice of its extension."""
    reply = found.reply
    if reply is None:
        yield _not_received(history)
        return
    yield _receipt(history)
    yield from _correction(history, calendar)
    yield from _fee(history)
    if history.abandoned_on:
        yield _closed(history)
        return
    if found.pending:
        yield _pending(found.pending)
        return
    if reply.restarted_by:
        yield _restart(reply)
    yield _term(found, reply)
    yield from _pauses(reply, calendar)
    if found.due is None:
        yield Reason(on=None, text="征求意见尚未结束，期间停止计时，现在还不能确定届满日。")
        return
    yield from _runs(reply.begins_on, found.due.on, reply.pauses, calendar)
    yield from _last_day(found, calendar)


def _explain_plain(found: Reckoning, history: History, calendar: WorkingCalendar) -> Iterator[Reason]:
    """Yield the steps for a limit without pauses."""
    limit, name = found.limit, TRIGGER[found.limit.key]
    if found.begins_on is None or found.due is None:
        yield from _no_date(found, history)
        return
    start = f"{day_name(found.begins_on)}{name}，当日不计入。依据{cite('民法典201')}。"
    yield Reason(on=found.begins_on, text=start, counted=0)
    basis = f"依据{cite(limit.article)}。" if limit.article else "这是本机关的工作目标。"
    yield Reason(on=None, text=f"{limit.label}为{limit.span}。{basis}")
    if limit.unit is Unit.WORKING_DAY:
        yield from _runs(found.begins_on, found.due.on, (), calendar)
    elif found.unrolled_on is not None and found.unrolled_on != found.due.on:
        why = calendar.why(found.unrolled_on)
        text = (
            f"最后一日{day_name(found.unrolled_on)}是休息日（{why}），顺延至其后第一个工作日。依据{cite('民法典203')}。"
        )
        yield Reason(on=found.unrolled_on, text=text)
    yield from _last_day(found, calendar)


def _no_date(found: Reckoning, history: History) -> Iterator[Reason]:
    """Yield why a limit without pauses has no date."""
    if found.limit.key is LimitKey.LAWSUIT_NONREPLY and found.reply is not None:
        if history.abandoned_on:
            yield _closed(history)
        else:
            yield Reason(on=None, text="答复期限停止计时，届满日未定，起诉期限还不能起算。")
        return
    if found.limit.key in (LimitKey.CORRECTION_NOTICE, LimitKey.LAWSUIT_NONREPLY):
        yield _not_received(history)
        return
    yield Reason(on=None, text=f"尚无“{TRIGGER[found.limit.key]}”的记录，{found.limit.label}尚未起算。")


def _not_received(history: History) -> Reason:
    """Say what is missing before the clock starts (Art. 31)."""
    missing = RECEIPT_AWAITED[history.channel] if history.channel else "没有收到申请的记录"
    return Reason(on=history.submitted_on, text=f"{missing}，期限尚未起算。依据{cite('条例31')}。")


def _receipt(history: History) -> Reason:
    """Say on which day the application counts as received."""
    what = CHANNEL_RECEIPT[history.channel] if history.channel else "收到申请"
    day = history.receipt_on
    name = day_name(day) if day else ""
    text = f"{name}{what}，当日不计入。依据{cite('条例31')}、{cite('民法典201')}。"
    return Reason(on=day, text=text, counted=0)


def _correction(history: History, calendar: WorkingCalendar) -> Iterator[Reason]:
    """Say when a correction was asked for, and flag a late notice; the law names no effect for it."""
    asked = history.correction_requested_on
    if asked is None or history.receipt_on is None:
        return
    limit = limit_of(LimitKey.CORRECTION_NOTICE)
    last = calendar.add(history.receipt_on, limit.amount).on
    late = f"，已超过收到申请后{limit.span}的最后一日{last}（逾期告知）" if asked > last else ""
    yield Reason(on=asked, text=f"{day_name(asked)}告知申请人补正{late}。依据{cite(limit.article)}。")


def _fee(history: History) -> Iterator[Reason]:
    """Say when the fee notice reached the applicant."""
    for day in history.fee_notices_on:
        yield Reason(on=day, text=f"{day_name(day)}申请人收到收费通知。依据{cite('收费办法7')}。")


def _closed(history: History) -> Reason:
    """Say why nothing is due any more."""
    day = history.abandoned_on
    what, article = (
        ("逾期不补正", "条例30") if day == history.correction_lapsed_on else ("逾期未缴纳信息处理费", "收费办法7")
    )
    text = f"{day_name(day) if day else ''}申请人{what}，视为放弃申请，不再处理。依据{cite(article)}。"
    return Reason(on=day, text=text)


def _pending(pending: tuple[date, EventType]) -> Reason:
    """Say what the clock waits for."""
    since, event = pending
    if event is EventType.CORRECTION_REQUESTED:
        text = f"等待申请人补正，收到补正的申请后重新起算，现在还不能确定届满日。依据{cite('条例30')}。"
    else:
        text = f"等待申请人缴费，缴清的次日起重新起算，现在还不能确定届满日。依据{cite('收费办法7')}。"
    return Reason(on=since, text=text)


RESTART_WORDS: dict[EventType, tuple[str, str]] = {
    EventType.CORRECTION_RECEIVED: ("收到补正的申请", "条例30"),
    EventType.FEE_PAID: ("申请人缴清信息处理费", "收费办法7"),
    EventType.REOPENED: ("重新办理", "条例51"),
}


def _restart(reply: ReplyPeriod) -> Reason:
    """Say that the period began anew."""
    what, article = RESTART_WORDS[reply.restarted_by or EventType.CORRECTION_RECEIVED]
    text = f"{day_name(reply.begins_on)}{what}，答复期限重新起算，当日不计入"
    text += f"，此前的停止计时和延期不再计入。依据{cite(article)}。"
    return Reason(on=reply.begins_on, text=text, counted=0)


def _term(found: Reckoning, reply: ReplyPeriod) -> Reason:
    """Say how many working days there are in all."""
    parts = [f"答复期限为{reply.limit.span}"]
    if reply.extended_by and found.question.what is Ask.REPLY_DUE:
        parts.append(f"经负责人同意并告知申请人延长{reply.extended_by}个工作日")
    if reply.kept_days:
        parts.append(f"重新起算前不计入的{reply.kept_days}个工作日仍予扣除")
    ending = "；延期须在此期限届满前告知" if found.question.what is Ask.EXTENSION_NOTICE_DUE else ""
    return Reason(on=None, text=f"{'，'.join(parts)}{ending}。依据{cite(reply.limit.article)}。")


def _pauses(reply: ReplyPeriod, calendar: WorkingCalendar) -> Iterator[Reason]:
    """Say which consultations leave time out, and which do not."""
    for pause in reply.pauses:
        one = pause.consultation
        first = pause.after + timedelta(days=1)
        who = f"征求{ADDRESSEE[one.kind]}意见" + (f"（{one.id}）" if one.id else "")
        if pause.through is None:
            text = f"{day_name(one.sent_on)}发函{who}，尚未收到意见，自{first}起不计入期限。"
        elif pause.through < first:
            text = f"{day_name(one.sent_on)}{who}，当日收到意见，不影响期限。"
        else:
            ended = "逾期未反馈" if pause.lapsed else "收到意见"
            left_out = calendar.count(pause.after, pause.through)
            text = f"{who}：{first}至{pause.through}（{ended}）不计入期限，期间有{left_out}个工作日。"
        yield Reason(on=first, text=f"{text}依据{cite('条例33-3')}。")
    for one in reply.idle_letters:
        text = f"{day_name(one.sent_on)}发函征求{ADDRESSEE[one.kind]}意见，已在期限最后一日或者之后，不影响届满日。"
        yield Reason(on=one.sent_on, text=text)


def _runs(begins_on: date, due_on: date, pauses: tuple[Pause, ...], calendar: WorkingCalendar) -> Iterator[Reason]:
    """Yield the days of the count, equal neighbours as one line, as far as notices settle them."""
    last = min(due_on, calendar.last_known_day)
    days = [begins_on + timedelta(days=offset) for offset in range(1, (last - begins_on).days + 1)]
    counted = 0
    for label, run in groupby(days, key=lambda day: _label(day, pauses, calendar)):
        group = list(run)
        span = group[0].isoformat() if len(group) == 1 else f"{group[0]}至{group[-1]}"
        if label is not None and not label.startswith("调休"):
            yield Reason(on=group[0], text=f"{span}：{label}，不计入。", counted=counted, headline=False)
            continue
        first, counted = counted + 1, counted + len(group)
        number = f"第{first}个" if first == counted else f"第{first}至第{counted}个"
        note = f"，{label}" if label else ""
        yield Reason(on=group[0], text=f"{span}{note}：{number}工作日。", counted=counted, headline=False)


def _label(day: date, pauses: tuple[Pause, ...], calendar: WorkingCalendar) -> str | None:
    """Return why a day stands out: left out, off, or a make-up day; None for a plain working day."""
    working = calendar.is_working(day)
    if any(pause.after < day and (pause.through is None or day <= pause.through) for pause in pauses):
        return "征求意见期间"
    if working and day.weekday() < WEEKDAYS.index("周六"):
        return None
    if not working and calendar.why(day) in WEEKDAYS:
        return "周末"
    return calendar.why(day)


def _last_day(found: Reckoning, calendar: WorkingCalendar) -> Iterator[Reason]:
    """Say which day is the last, and whether that is settled."""
    if found.due is None or found.state is not ClockState.RUNNING:
        return
    if found.due.provisional:
        first = calendar.last_known_day + timedelta(days=1)
        text = f"{first}以后的放假安排尚未载入，按历年做法从早推算，暂定{day_name(found.due.on)}届满"
        text += "；放假安排公布后重新计算。"
        yield Reason(on=found.due.on, text=text)
        return
    yield Reason(on=found.due.on, text=f"届满日为{day_name(found.due.on)}。")
