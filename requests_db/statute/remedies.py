"""Remedies against a reply: which way is open, before whom, by when, and the sentence a letter prints.

A refusal under Arts 14 to 16, full or partial, must announce reconsideration first (复议法 Art. 23); other replies
offer both ways; what courts do not take on its own is not announced as suable. Whom to turn to depends on the agency.
"""

from dataclasses import dataclass
from enum import StrEnum

from requests_db.statute.articles import cite
from requests_db.statute.limits import LIMITS, LimitKey, limit_of
from requests_db.statute.outcomes import Outcome, RemedyKind


class AgencyKind(StrEnum):
    """What kind of agency answers (机关类型)."""

    LOCAL_DEPARTMENT = "local_department"
    LOCAL_GOVERNMENT = "local_government"
    PROVINCE_GOVERNMENT = "province_government"
    STATE_DEPARTMENT = "state_department"
    VERTICAL_AGENCY = "vertical_agency"
    JUSTICE_BUREAU = "justice_bureau"
    DEPARTMENT_BRANCH = "department_branch"
    EMPOWERED_ORGANISATION = "empowered_organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """Who reconsiders the replies of a kind of agency (复议机关)."""

    agency: str  # the kind of agency in Chinese
    body: str  # the reviewing body in general words; an agency's settings name it


# 复议法 Arts 24 to 28.
REVIEWERS: dict[AgencyKind, Reviewer] = {
    AgencyKind.LOCAL_DEPARTMENT: Reviewer(agency="县级以上地方人民政府工作部门", body="本级人民政府"),
    AgencyKind.LOCAL_GOVERNMENT: Reviewer(agency="地方人民政府", body="上一级人民政府"),
    AgencyKind.PROVINCE_GOVERNMENT: Reviewer(agency="省级人民政府", body="本机关"),
    AgencyKind.STATE_DEPARTMENT: Reviewer(agency="国务院部门", body="本机关"),
    AgencyKind.VERTICAL_AGENCY: Reviewer(
        agency="海关、金融、外汇管理等垂直领导机关，税务和国家安全机关", body="上一级主管部门"
    ),
    AgencyKind.JUSTICE_BUREAU: Reviewer(
        agency="履行行政复议机构职责的地方司法行政部门", body="本级人民政府或者上一级司法行政部门"
    ),
    AgencyKind.DEPARTMENT_BRANCH: Reviewer(agency="地方人民政府工作部门的派出机构", body="该部门的本级人民政府"),
    AgencyKind.EMPOWERED_ORGANISATION: Reviewer(agency="法律、法规、规章授权的组织", body="管理该组织的地方人民政府"),
}


REMEDY_LIMITS = (LimitKey.RECONSIDERATION, LimitKey.LAWSUIT_DIRECT)  # what can run from service of a reply


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyNotice:
    """The words on remedies for one letter (救济告知)."""

    kind: RemedyKind
    sentences: tuple[str, ...]  # Simplified Chinese
    articles: tuple[str, ...]  # keys in `articles`

    @property
    def text(self) -> str:
        """The paragraph as printed."""
        return "".join(self.sentences)


def remedy_notice(outcome: Outcome, *, review_body: str, court: str = "有管辖权的人民法院") -> RemedyNotice:
    """Return what a letter says on remedies.

    Args:
        outcome: the decision.
        review_body: the reviewing body by name, from the agency's settings, or `REVIEWERS[kind].body`.
        court: the court by name, where the agency names one.

    Source: 复议法 Arts 20 and 23; 行诉法 Arts 45 and 46; 法释〔2025〕8号 Arts 1 and 10; 条例 Art. 51. That inquiry
    matters are not open to reconsideration is a reading; 国办函〔2021〕132号 was read in part.
    """
    review_days = limit_of(LimitKey.RECONSIDERATION, LIMITS).span
    direct = limit_of(LimitKey.LAWSUIT_DIRECT, LIMITS).span
    after_review = limit_of(LimitKey.LAWSUIT_AFTER_REVIEW, LIMITS).span
    review = f"自收到本答复之日起{review_days}内向{review_body}申请行政复议"
    if outcome.remedy is RemedyKind.REVIEW_FIRST:
        sentences = (
            f"如对本答复不服，应当先{review}；",
            f"对行政复议决定不服的，再自收到行政复议决定书之日起{after_review}内向{court}提起行政诉讼。",
        )
        return RemedyNotice(kind=outcome.remedy, sentences=sentences, articles=("复议法20", "复议法23", "行诉法45"))
    if outcome.remedy is RemedyKind.EITHER:
        sentences = (f"如对本答复不服，可以{review}，", f"或者自收到本答复之日起{direct}内向{court}提起行政诉讼。")
        return RemedyNotice(kind=outcome.remedy, sentences=sentences, articles=("复议法20", "行诉法46"))
    if outcome.remedy is RemedyKind.NONE:
        return RemedyNotice(kind=outcome.remedy, sentences=(), articles=())
    complaint = "可以向上一级行政机关或者政府信息公开工作主管部门投诉、举报。"
    if outcome.reviewable:
        sentences = (f"如对本答复不服，可以{review}，", f"也{complaint}")
        return RemedyNotice(kind=outcome.remedy, sentences=sentences, articles=("复议法20", "条例51", "公开解释10"))
    return RemedyNotice(kind=outcome.remedy, sentences=(f"如有异议，{complaint}",), articles=("条例51", "公开解释10"))


def remedy_limits(outcome: Outcome) -> tuple[LimitKey, ...]:
    """Return the periods for contesting that service of the reply opens: those its letter announces, no others.

    Source: 复议法 Arts 20 and 23; 行诉法 Arts 44 and 46; 法释〔2025〕8号 Arts 1 and 10.
    """
    if outcome.remedy is RemedyKind.EITHER:
        return REMEDY_LIMITS
    if outcome.remedy is RemedyKind.REVIEW_FIRST:
        return (LimitKey.RECONSIDERATION,)
    return (LimitKey.RECONSIDERATION,) if outcome.remedy is RemedyKind.NOT_SUABLE and outcome.reviewable else ()


def basis_of(notice: RemedyNotice) -> str:
    """Return the citations of a notice, joined as a letter prints them."""
    return "、".join(cite(key) for key in notice.articles)
