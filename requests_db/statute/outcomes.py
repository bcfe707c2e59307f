"""Every way a case can end, as data: label, articles, report row, what the letter must say, remedies.

The keys of table three of the annual report are outcomes themselves; where the statute is finer than the table (Art.
36(1) and (2), (4) and (5)) there are finer outcomes that name the row they are counted in.
"""

from dataclasses import dataclass
from enum import StrEnum

from requests_db.statute.report_format import RESULT_ROWS


class RemedyKind(StrEnum):
    """Which way is open against an outcome (救济途径)."""

    REVIEW_FIRST = "review_first"  # 复议前置: refusals under Arts 14 to 16, full or partial
    EITHER = "either"  # reconsideration or suit
    NOT_SUABLE = "not_suable"  # courts do not take it on its own (法释〔2025〕8号 Art. 10)
    NONE = "none"  # the applicant's own doing


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One way of answering or ending a case (办理结果)."""

    key: str  # the row key of table three where the outcome is one, else a finer word
    label: str  # Chinese, as staff choose it
    articles: tuple[str, ...]  # keys in `articles`
    report_row: str  # row key of table three (`granted`, `d1_state_secret` …)
    remedy: RemedyKind
    letter: str  # key of the letter template; empty where no letter goes out
    must_contain: tuple[str, ...] = ()  # Chinese, what the letter must say beyond `REPLY_ELEMENTS`
    requires_reasons: bool = False
    requires_search_record: bool = False  # 法释〔2025〕8号 Art. 5: a reasonable search must be provable
    requires_re_review: bool = False  # Art. 18: keep a date for looking again
    awaits_opinions: bool = False  # Arts 32, 34: not before those asked have answered or let their time go by
    reviewable: bool = True  # open to reconsideration (国办函〔2021〕132号)
    chosen_by_staff: bool = True  # False: follows from a lapse, a withdrawal or an import, never picked for a reply


# What every reply letter needs, whatever it decides (答复书要素). Seen in the Jiangsu rules, 国办公开办函〔2020〕2号.
REPLY_ELEMENTS: tuple[str, ...] = (
    "标题",
    "文号",
    "申请人姓名或者名称",
    "申请事实",
    "法律依据（写明条、款、项）",
    "处理决定",
    "申请行政复议、提起行政诉讼的途径和期限",
    "答复主体",
    "日期和印章",
)

GRANTS: tuple[Outcome, ...] = (
    Outcome(
        key="already_public",
        label="已经主动公开",
        articles=("条例36-1",),
        report_row="granted",
        remedy=RemedyKind.EITHER,
        letter="already_public",
        must_contain=("获取该政府信息的方式、途径",),
    ),
    Outcome(
        key="granted",
        label="予以公开",
        articles=("条例36-2",),
        report_row="granted",
        remedy=RemedyKind.EITHER,
        letter="granted",
        must_contain=("政府信息，或者获取该政府信息的方式、途径和时间",),
        awaits_opinions=True,
    ),
    Outcome(
        key="partial",
        label="部分公开（区分处理）",
        articles=("条例37", "条例36-3"),
        report_row="partial",
        remedy=RemedyKind.REVIEW_FIRST,
        letter="partial",
        must_contain=("可以公开的内容", "不予公开的内容及理由"),
        requires_reasons=True,
        requires_re_review=True,
        awaits_opinions=True,
    ),
)


def _refusal(key: str, label: str, *articles: str) -> Outcome:
    """Return a refusal under Arts 14 to 16: reasons, review first, and a date for looking again."""
    return Outcome(
        key=key,
        label=label,
        articles=("条例36-3", *articles),
        report_row=key,
        remedy=RemedyKind.REVIEW_FIRST,
        letter="refused",
        must_contain=("不予公开的决定", "不予公开的理由"),
        requires_reasons=True,
        requires_re_review=True,
    )


REFUSALS: tuple[Outcome, ...] = (
    _refusal("d1_state_secret", "不予公开：属于国家秘密", "条例14"),
    _refusal("d2_law_forbids", "不予公开：其他法律行政法规禁止公开", "条例14"),
    _refusal("d3_three_securities_one_stability", "不予公开：危及“三安全一稳定”", "条例14"),
    _refusal("d4_third_party", "不予公开：保护第三方合法权益", "条例15", "条例32"),
    _refusal("d5_internal_affairs", "不予公开：属于三类内部事务信息", "条例16-1"),
    _refusal("d6_process", "不予公开：属于四类过程性信息", "条例16-2"),
    _refusal("d7_enforcement_file", "不予公开：属于行政执法案卷", "条例16-2"),
    Outcome(
        key="d8_admin_query",
        label="属于行政查询事项",
        articles=("条例36-7",),
        report_row="d8_admin_query",
        remedy=RemedyKind.NOT_SUABLE,
        letter="admin_query",
        must_contain=("告知依照有关法律、行政法规的规定办理",),
        reviewable=False,
    ),
)

CANNOT_PROVIDE: tuple[Outcome, ...] = (
    Outcome(
        key="not_exist",
        label="经检索不存在",
        articles=("条例36-4",),
        report_row="u1_not_held",
        remedy=RemedyKind.EITHER,
        letter="not_exist",
        must_contain=("经检索没有所申请公开信息", "该政府信息不存在"),
        requires_search_record=True,
    ),
    Outcome(
        key="not_agency",
        label="不属于本机关负责公开",
        articles=("条例36-5", "条例10"),
        report_row="u1_not_held",
        remedy=RemedyKind.EITHER,
        letter="not_agency",
        must_contain=("不属于本行政机关负责公开及理由", "能够确定负责公开的机关的，其名称、联系方式"),
        requires_reasons=True,
    ),
    Outcome(
        key="u1_not_held",
        label="本机关不掌握相关政府信息",
        articles=("条例36-4", "条例36-5"),
        report_row="u1_not_held",
        remedy=RemedyKind.EITHER,
        letter="not_exist",
        requires_search_record=True,
        chosen_by_staff=False,
    ),
    Outcome(
        key="u2_needs_creation",
        label="没有现成信息需要另行制作",
        articles=("条例38",),
        report_row="u2_needs_creation",
        remedy=RemedyKind.NOT_SUABLE,
        letter="needs_creation",
        must_contain=("没有现成信息，需要加工、分析的说明",),
        requires_reasons=True,
    ),
    Outcome(
        key="u3_still_unclear",
        label="补正后申请内容仍不明确",
        articles=("条例30",),
        report_row="u3_still_unclear",
        remedy=RemedyKind.EITHER,
        letter="still_unclear",
        must_contain=("告知补正的日期和收到补正的日期", "仍不明确之处"),
        requires_reasons=True,
    ),
)

NO_PROCESSING: tuple[Outcome, ...] = (
    Outcome(
        key="n1_petition",
        label="不予处理：信访举报投诉类申请",
        articles=("条例39-1",),
        report_row="n1_petition",
        remedy=RemedyKind.NOT_SUABLE,
        letter="petition",
        must_contain=("不作为政府信息公开申请处理", "可以通过相应渠道提出"),
    ),
    Outcome(
        key="n2_repeat",
        label="不予处理：重复申请",
        articles=("条例36-6",),
        report_row="n2_repeat",
        remedy=RemedyKind.NOT_SUABLE,
        letter="repeat",
        must_contain=("已就同一政府信息作出答复的日期和文号", "不予重复处理"),
    ),
    Outcome(
        key="n3_publication",
        label="不予处理：要求提供公开出版物",
        articles=("条例39-2",),
        report_row="n3_publication",
        remedy=RemedyKind.NOT_SUABLE,
        letter="publication",
        must_contain=("获取公开出版物的途径",),
    ),
    Outcome(
        key="n4_bulk_repetitive",
        label="不予处理：无正当理由大量反复申请",
        articles=("条例35",),
        report_row="n4_bulk_repetitive",
        remedy=RemedyKind.EITHER,
        letter="bulk_repetitive",
        must_contain=("要求说明理由的日期", "申请理由不合理之处"),
        requires_reasons=True,
    ),
    Outcome(
        key="n5_confirm_reissue",
        label="不予处理：要求行政机关确认或重新出具已获取信息",
        articles=("条例38",),
        report_row="n5_confirm_reissue",
        remedy=RemedyKind.EITHER,
        letter="confirm_reissue",
        must_contain=("申请人已获取该信息的情况",),
        requires_reasons=True,
    ),
)

OTHER_ENDS: tuple[Outcome, ...] = (
    Outcome(
        key="o1_correction_lapsed",
        label="逾期不补正，不再处理",
        articles=("条例30",),
        report_row="o1_correction_lapsed",
        remedy=RemedyKind.EITHER,
        letter="abandoned_correction",
        must_contain=("告知补正的日期和期限", "逾期未补正、视为放弃申请"),
        chosen_by_staff=False,
    ),
    Outcome(
        key="o2_fee_unpaid",
        label="逾期未缴费，不再处理",
        articles=("收费办法7",),
        report_row="o2_fee_unpaid",
        remedy=RemedyKind.EITHER,
        letter="abandoned_fee",
        must_contain=("收费通知送达的日期和缴费期限", "逾期未缴纳、视为放弃申请"),
        chosen_by_staff=False,
    ),
    Outcome(
        key="withdrawn",
        label="申请人撤回申请",
        articles=(),
        report_row="o3_other",
        remedy=RemedyKind.NONE,
        letter="",
        reviewable=False,
        chosen_by_staff=False,
    ),
    Outcome(
        key="o3_other",
        label="其他处理",
        articles=(),
        report_row="o3_other",
        remedy=RemedyKind.EITHER,
        letter="other",
        must_contain=("处理情况和依据",),
        requires_reasons=True,
    ),
)

OUTCOMES: dict[str, Outcome] = {
    outcome.key: outcome for outcome in GRANTS + REFUSALS + CANNOT_PROVIDE + NO_PROCESSING + OTHER_ENDS
}


def outcome(key: str) -> Outcome:
    """Return the outcome named `key`.

    Raises:
        KeyError: no such outcome.
    """
    return OUTCOMES[key]


def choices() -> tuple[Outcome, ...]:
    """Return the outcomes staff may choose for a reply, in the order of the report."""
    chosen = [one for one in OUTCOMES.values() if one.chosen_by_staff]
    return tuple(sorted(chosen, key=lambda one: RESULT_ROWS.index(one.report_row)))
