"""The annual report's tables as the format prints them: exact headings, rows and columns, and their identities.

Formats: 国办公开办函〔2021〕30号 (in force) and 〔2019〕60号 (reports for 2019 and 2020, still met in older files).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ApplicantKind(StrEnum):
    """How table three counts applicants (申请人情况)."""

    NATURAL = "natural"
    BUSINESS = "business"
    RESEARCH = "research"
    CHARITY = "charity"
    LEGAL_SERVICE = "legal_service"
    OTHER = "other"


TOTAL = "total"
COLUMN_LABELS: dict[str, str] = {
    ApplicantKind.NATURAL: "自然人",
    ApplicantKind.BUSINESS: "商业企业",
    ApplicantKind.RESEARCH: "科研机构",
    ApplicantKind.CHARITY: "社会公益组织",
    ApplicantKind.LEGAL_SERVICE: "法律服务机构",
    ApplicantKind.OTHER: "其他",
    TOTAL: "总计",
}
APPLICANT_HEADING = "申请人情况"
ORGANISATION_HEADING = "法人或其他组织"  # stands over the five organisation columns; it has no subtotal
CORNER_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


class ReportForm(StrEnum):
    """Which printed format applies (报告格式)."""

    FORM_2019 = "2019-60"
    FORM_2021 = "2021-30"


FIRST_REPORT_YEAR = 2008  # the regulation's first version took effect on 1 May 2008


def form_for(year: int) -> ReportForm:
    """Return the format in force when the report for `year` is due (by January or March of the year after)."""
    return ReportForm.FORM_2021 if date(year + 1, 1, 1) > date(2021, 9, 26) else ReportForm.FORM_2019


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One number row of table three (表三行)."""

    key: str
    label: str  # as printed in its cell
    group: str = ""  # the heading it stands under, e.g. （三）不予公开
    section: str = ""  # the outermost heading, e.g. 三、本年度办理结果


RESULTS = "三、本年度办理结果"
REFUSED, UNABLE, UNPROCESSED, OTHERS = "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"


def _rows(group: str, *rows: tuple[str, str]) -> tuple[ReportRow, ...]:
    return tuple(ReportRow(key=key, label=label, group=group, section=RESULTS) for key, label in rows)


TABLE_THREE_ROWS: tuple[ReportRow, ...] = (
    ReportRow(key="new", label="一、本年新收政府信息公开申请数量"),
    ReportRow(key="carry_in", label="二、上年结转政府信息公开申请数量"),
    *_rows("", ("granted", "（一）予以公开")),
    *_rows("", ("partial", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）")),
    *_rows(
        REFUSED,
        ("d1_state_secret", "1.属于国家秘密"),
        ("d2_law_forbids", "2.其他法律行政法规禁止公开"),
        ("d3_three_securities_one_stability", "3.危及“三安全一稳定”"),
        ("d4_third_party", "4.保护第三方合法权益"),
        ("d5_internal_affairs", "5.属于三类内部事务信息"),
        ("d6_process", "6.属于四类过程性信息"),
        ("d7_enforcement_file", "7.属于行政执法案卷"),
        ("d8_admin_query", "8.属于行政查询事项"),
    ),
    *_rows(
        UNABLE,
        ("u1_not_held", "1.本机关不掌握相关政府信息"),
        ("u2_needs_creation", "2.没有现成信息需要另行制作"),
        ("u3_still_unclear", "3.补正后申请内容仍不明确"),
    ),
    *_rows(
        UNPROCESSED,
        ("n1_petition", "1.信访举报投诉类申请"),
        ("n2_repeat", "2.重复申请"),
        ("n3_publication", "3.要求提供公开出版物"),
        ("n4_bulk_repetitive", "4.无正当理由大量反复申请"),
        ("n5_confirm_reissue", "5.要求行政机关确认或重新出具已获取信息"),
    ),
    *_rows(
        OTHERS,
        ("o1_correction_lapsed", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
        ("o2_fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
        ("o3_other", "3.其他"),
    ),
    *_rows("", ("result_total", "（七）总计")),
    ReportRow(key="carry_out", label="四、结转下年度继续办理"),
)
ROW_KEYS: tuple[str, ...] = tuple(row.key for row in TABLE_THREE_ROWS)
RESULT_ROWS: tuple[str, ...] = ROW_KEYS[2:-2]
# The 2019 format has one row for all other ends.
OTHERS_2019 = ReportRow(key="others", label=OTHERS, section=RESULTS)
OTHER_ROW_KEYS = ("o1_correction_lapsed", "o2_fee_unpaid", "o3_other")


def table_three_rows(form: ReportForm = ReportForm.FORM_2021) -> tuple[ReportRow, ...]:
    """Return the rows of table three as `form` prints them."""
    if form is ReportForm.FORM_2021:
        return TABLE_THREE_ROWS
    kept = [row for row in TABLE_THREE_ROWS if row.key not in OTHER_ROW_KEYS]
    return (*kept[:-2], OTHERS_2019, *kept[-2:])


SECTIONS: tuple[str, ...] = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of table two: a heading, its columns, its rows (表二)."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]  # key and label


TABLE_TWO_2021: tuple[Block, ...] = (
    Block(
        heading="第二十条第（一）项",
        columns=("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        rows=(("rules", "规章"), ("normative_documents", "行政规范性文件")),
    ),
    Block(
        heading="第二十条第（五）项",
        columns=("信息内容", "本年处理决定数量"),
        rows=(("licences", "行政许可"),),
    ),
    Block(
        heading="第二十条第（六）项",
        columns=("信息内容", "本年处理决定数量"),
        rows=(("penalties", "行政处罚"), ("coercion", "行政强制")),
    ),
    Block(
        heading="第二十条第（八）项",
        columns=("信息内容", "本年收费金额（单位：万元）"),
        rows=(("fees", "行政事业性收费"),),
    ),
)
_ITEMS_2019 = ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量")
TABLE_TWO_2019: tuple[Block, ...] = (
    Block(
        heading="第二十条第（一）项",
        columns=("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
        rows=(("rules", "规章"), ("normative_documents", "规范性文件")),
    ),
    Block(
        heading="第二十条第（五）项",
        columns=_ITEMS_2019,
        rows=(("licences", "行政许可"), ("other_services", "其他对外管理服务事项")),
    ),
    Block(
        heading="第二十条第（六）项",
        columns=_ITEMS_2019,
        rows=(("penalties", "行政处罚"), ("coercion", "行政强制")),
    ),
    Block(
        heading="第二十条第（八）项",
        columns=("信息内容", "上一年项目数量", "本年增/减"),
        rows=(("fees", "行政事业性收费"),),
    ),
    Block(
        heading="第二十条第（九）项",
        columns=("信息内容", "采购项目数量", "采购总金额"),
        rows=(("procurement", "政府集中采购"),),
    ),
)

TABLE_FOUR_PARTS: dict[str, str] = {
    "review": "行政复议",
    "direct": "行政诉讼：未经复议直接起诉",
    "after": "行政诉讼：复议后起诉",
}
TABLE_FOUR_COLUMNS: dict[str, str] = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "open": "尚未审结",
    TOTAL: "总计",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDay:
    """A fixed day by which a report must be out (年度报告时间); it does not move for a weekend."""

    label: str
    month: int
    day: int
    article: str  # key in `articles`


REPORT_DAYS: Mapping[str, ReportDay] = {
    "department": ReportDay(label="部门向主管部门提交并公布", month=1, day=31, article="条例49-1"),
    "county": ReportDay(label="县级汇总", month=2, day=20, article="30号"),
    "prefecture": ReportDay(label="市级汇总", month=3, day=10, article="30号"),
    "province": ReportDay(label="省级汇总", month=3, day=31, article="30号"),
    "government": ReportDay(label="主管部门公布本级政府年度报告", month=3, day=31, article="条例49-2"),
}


def report_due_on(kind: str, year: int) -> date:
    """Return the day by which the report for `year` must be out: a fixed day, never rolled.

    Raises:
        KeyError: `kind` is not in `REPORT_DAYS`.
    """
    fixed = REPORT_DAYS[kind]
    return date(year + 1, fixed.month, fixed.day)
