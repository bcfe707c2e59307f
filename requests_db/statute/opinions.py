"""Opinions asked for under Arts 32 to 34: when silence begins to mean something, and what must be in before releasing.

A third party's silence leaves the decision to the agency; a co-producer's is consent; another agency's means nothing.
"""

from collections.abc import Collection, Mapping
from datetime import date

from requests_db.statute.calendar import Reached, WorkingCalendar
from requests_db.statute.events import ConsultKind
from requests_db.statute.history import Consultation, History
from requests_db.statute.limits import LIMITS, Limit, limit_of
from requests_db.statute.refusals import ImpossibleHistory
from requests_db.statute.reply_period import OPINION_LIMIT

ASKED_LABELS: Mapping[ConsultKind, str] = {
    ConsultKind.THIRD_PARTY: "第三方",
    ConsultKind.JOINT_AGENCY: "共同制作机关",
    ConsultKind.OTHER_AGENCY: "其他机关",
}
ARTICLE: Mapping[ConsultKind, str] = {
    ConsultKind.THIRD_PARTY: "条例32",
    ConsultKind.JOINT_AGENCY: "条例34",
    ConsultKind.OTHER_AGENCY: "条例33-3",
}


def silence_ends(letter: Consultation, calendar: WorkingCalendar, limits: tuple[Limit, ...] = LIMITS) -> Reached | None:
    """Return the last day for the opinion, None where no period runs: other agencies, and before proven receipt."""
    key = OPINION_LIMIT.get(letter.kind)
    if key is None or letter.received_on is None:
        return None
    return calendar.add(letter.received_on, limit_of(key, limits).amount)


def is_silent(letter: Consultation, on: date, calendar: WorkingCalendar) -> bool:
    """Return whether the addressee let the period go by without a word: the last day itself still belongs to them."""
    last = silence_ends(letter, calendar)
    return letter.replied_on is None and last is not None and not last.provisional and last.on < on


def check_silence(history: History, letter_id: str, on: date, calendar: WorkingCalendar) -> None:
    """Refuse to record silence that means nothing, or does not yet.

    Args:
        history: the facts of the case.
        letter_id: which letter.
        on: the day on which the silence is recorded.
        calendar: the working calendar.

    Raises:
        ImpossibleHistory: no such letter, answered already, no period by law, not delivered, or still running.
    """
    letter = next((one for one in history.consultations if (one.id or "") == letter_id), None)
    if letter is None:
        raise ImpossibleHistory("never_asked", "没有发出过这份征求意见书，请先选择是哪一份", "条例32-34")
    who, article = ASKED_LABELS[letter.kind], ARTICLE[letter.kind]
    if letter.replied_on is not None:
        raise ImpossibleHistory("lapse_after_opinion", f"{who}已于{letter.replied_on}反馈意见，不是逾期未反馈", article)
    if letter.kind not in OPINION_LIMIT:
        text = f"法律没有给{who}规定反馈期限，不能按逾期未反馈处理；请催办，收到后登记反馈意见"
        raise ImpossibleHistory("silence_without_period", text, article)
    last = silence_ends(letter, calendar)
    if last is None:
        text = f"还没有登记{who}收到征求意见书，反馈期限尚未起算；请先登记征求意见书送达"
        raise ImpossibleHistory("letter_not_delivered", text, article)
    if last.provisional:
        text = f"{who}的反馈期限算到没有放假安排的年份，暂时不能确定是否届满；请先导入放假通知"
        raise ImpossibleHistory("lapse_unsettled", text, article)
    if on <= last.on:
        text = f"{who}的反馈期限到{last.on}（含当日）才届满，{on}不能按逾期未反馈处理"
        raise ImpossibleHistory("lapse_too_early", text, article)


def check_third_party(history: History, letter_id: str) -> None:
    """Refuse to tell of a release somebody who was never asked as a third party (Art. 32).

    Raises:
        ImpossibleHistory: no letter of this name went to a third party.
    """
    asked = [one.id or "" for one in history.consultations if one.kind is ConsultKind.THIRD_PARTY]
    if letter_id not in asked:
        raise ImpossibleHistory(
            "never_asked", "没有向第三方发出过这份征求意见书，请先选择告知哪一方", ARTICLE[ConsultKind.THIRD_PARTY]
        )


def check_opinions(history: History, settled: Collection[str], overridden: Collection[str]) -> None:
    """Refuse a decision on information that somebody was asked about and has neither answered nor let lapse.

    Args:
        history: the facts of the case.
        settled: the letters whose silence is on record.
        overridden: the letters to third parties told of a release for a serious public interest (Art. 32).

    Raises:
        ImpossibleHistory: a third party's or a co-producer's opinion is outstanding.
    """
    for letter in history.consultations:
        if letter.replied_on is not None or (letter.id or "") in settled or letter.kind not in OPINION_LIMIT:
            continue
        if letter.kind is ConsultKind.THIRD_PARTY and (letter.id or "") in overridden:
            continue
        who = ASKED_LABELS[letter.kind]
        text = (
            f"{letter.sent_on}发给{who}的征求意见书还没有结果，不能作出这种答复。"
            "请先登记反馈意见；期限届满没有反馈的，登记逾期未反馈"
        )
        if letter.kind is ConsultKind.THIRD_PARTY:
            text += "；不公开可能对公共利益造成重大影响的，登记决定公开并书面告知第三方"
        raise ImpossibleHistory("opinion_outstanding", text, ARTICLE[letter.kind])


def check_objections(objecting: Collection[str], grounds: str, overridden: Collection[str]) -> None:
    """Refuse release against a third party's objection without a word on why it does not stand (Art. 32).

    Raises:
        ImpossibleHistory: neither grounds nor a decision for the public interest.
    """
    if set(objecting) <= set(overridden) or grounds.strip():
        return
    text = (
        "第三方不同意公开。认为其理由不成立的，请在“理由”中写明；"
        "不公开可能对公共利益造成重大影响的，先登记决定公开并书面告知第三方"
    )
    raise ImpossibleHistory("objection_unanswered", text, ARTICLE[ConsultKind.THIRD_PARTY])
