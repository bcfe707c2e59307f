"""The register of the provisions this package rests on, each with its Chinese citation and how sure the fact is.

Every other table names a provision by its key here; `cite` gives the words that letters, pages and reasons print.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Confidence(StrEnum):
    """How far the content of a provision was checked."""

    VERIFIED = "verified"  # the full text was read
    PARTIAL = "partial"  # only a part of the text was readable
    FROM_MEMORY = "from_memory"  # to be checked before relying on it; every use sits behind a setting
    PRACTICE = "practice"  # no text: house rule or common practice


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One provision (条款)."""

    instrument: str  # key in INSTRUMENTS
    article: str  # 第三十三条第二款; empty for the instrument as a whole
    title: str  # what it rules, in Chinese
    confidence: Confidence = Confidence.VERIFIED
    in_force_from: date | None = None  # None: as its instrument
    in_force_to: date | None = None  # the last day on which it holds; None while in force


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A law, regulation, measure or reading (法律文件)."""

    title: str  # empty where only the number is known
    number: str = ""  # 文号
    in_force_from: date | None = None
    in_force_to: date | None = None


INSTRUMENTS: dict[str, Instrument] = {
    "条例": Instrument(title="政府信息公开条例", number="国务院令第711号", in_force_from=date(2019, 5, 15)),
    "条例2007": Instrument(
        title="政府信息公开条例（2007年）",
        number="国务院令第492号",
        in_force_from=date(2008, 5, 1),
        in_force_to=date(2019, 5, 14),
    ),
    "民法典": Instrument(title="民法典", in_force_from=date(2021, 1, 1)),
    "复议法": Instrument(title="行政复议法", in_force_from=date(2024, 1, 1)),
    "行诉法": Instrument(title="行政诉讼法", in_force_from=date(2017, 7, 1)),
    "行诉解释": Instrument(
        title="最高人民法院关于适用〈中华人民共和国行政诉讼法〉的解释",
        number="法释〔2018〕1号",
        in_force_from=date(2018, 2, 8),
    ),
    "公开解释": Instrument(
        title="最高人民法院关于审理政府信息公开行政案件适用法律若干问题的解释",
        number="法释〔2025〕8号",
        in_force_from=date(2025, 6, 1),
    ),
    "收费办法": Instrument(
        title="政府信息公开信息处理费管理办法", number="国办函〔2020〕109号", in_force_from=date(2021, 1, 1)
    ),
    "30号": Instrument(
        title="中华人民共和国政府信息公开工作年度报告格式",
        number="国办公开办函〔2021〕30号",
        in_force_from=date(2021, 9, 26),
    ),
    "60号": Instrument(
        title="中华人民共和国政府信息公开工作年度报告格式（试行）",
        number="国办公开办函〔2019〕60号",
        in_force_from=date(2019, 11, 23),
        in_force_to=date(2021, 9, 25),
    ),
    "235号": Instrument(title="", number="国办公开办函〔2016〕235号"),
    "放假办法": Instrument(title="全国年节及纪念日放假办法", in_force_from=date(2025, 1, 1)),
    "解读惯例": Instrument(title="政策解读惯例"),
}


def _regulation(article: str, title: str, confidence: Confidence = Confidence.VERIFIED) -> Article:
    return Article(instrument="条例", article=article, title=title, confidence=confidence)


ARTICLES: dict[str, Article] = {
    "条例10": _regulation("第十条", "谁制作谁公开，谁保存谁公开"),
    "条例14": _regulation("第十四条", "国家秘密、法律行政法规禁止公开、危及“三安全一稳定”的不予公开"),
    "条例15": _regulation("第十五条", "商业秘密、个人隐私等损害第三方合法权益的不得公开"),
    "条例16-1": _regulation("第十六条第一款", "三类内部事务信息可以不予公开"),
    "条例16-2": _regulation("第十六条第二款", "四类过程性信息、行政执法案卷信息可以不予公开"),
    "条例17": _regulation("第十七条", "公开审查机制和保密审查"),
    "条例18": _regulation("第十八条", "不予公开信息的定期评估"),
    "条例26": _regulation("第二十六条", "主动公开期限二十个工作日"),
    "条例27": _regulation("第二十七条", "申请权"),
    "条例28": _regulation("第二十八条", "申请渠道"),
    "条例29": _regulation("第二十九条", "申请的形式和内容"),
    "条例30": _regulation("第三十条", "补正"),
    "条例31": _regulation("第三十一条", "收到申请之日"),
    "条例32": _regulation("第三十二条", "征求第三方意见"),
    "条例33": _regulation("第三十三条", "答复期限"),
    "条例33-2": _regulation("第三十三条第二款", "二十个工作日内答复，经同意可延长不超过二十个工作日"),
    "条例33-3": _regulation("第三十三条第三款", "征求第三方和其他机关意见所需时间不计算在内"),
    "条例34": _regulation("第三十四条", "征求共同制作机关意见"),
    "条例32-34": _regulation("第三十二条至第三十四条", "征求意见"),
    "条例35": _regulation("第三十五条", "申请数量、频次明显超过合理范围的说明理由"),
    "条例36": _regulation("第三十六条", "答复类型"),
    "条例36-1": _regulation("第三十六条第一项", "已经主动公开"),
    "条例36-2": _regulation("第三十六条第二项", "可以公开"),
    "条例36-3": _regulation("第三十六条第三项", "决定不予公开"),
    "条例36-4": _regulation("第三十六条第四项", "经检索没有所申请公开信息"),
    "条例36-5": _regulation("第三十六条第五项", "不属于本行政机关负责公开"),
    "条例36-6": _regulation("第三十六条第六项", "重复申请"),
    "条例36-7": _regulation("第三十六条第七项", "工商、不动产登记资料等另有规定"),
    "条例37": _regulation("第三十七条", "区分处理"),
    "条例38": _regulation("第三十八条", "提供已制作或者获取的信息"),
    "条例39-1": _regulation("第三十九条第一款", "以申请形式进行信访、投诉、举报"),
    "条例39-2": _regulation("第三十九条第二款", "要求提供公开出版物"),
    "条例39": _regulation("第三十九条", "信访投诉举报和公开出版物"),
    "条例40": _regulation("第四十条", "提供形式"),
    "条例41": _regulation("第四十一条", "更正与自身相关的信息"),
    "条例42": _regulation("第四十二条", "信息处理费"),
    "条例43": _regulation("第四十三条", "必要的帮助"),
    "条例45": _regulation("第四十五条", "登记、审核、办理、答复、归档工作制度"),
    "条例46": _regulation("第四十六条", "考核、评议和责任追究"),
    "条例49": _regulation("第四十九条", "年度报告的时间"),
    "条例49-1": _regulation("第四十九条第一款", "部门年度报告一月三十一日前公布"),
    "条例49-2": _regulation("第四十九条第二款", "政府年度报告三月三十一日前公布"),
    "条例50": _regulation("第五十条", "年度报告的内容"),
    "条例51": _regulation("第五十一条", "投诉举报、行政复议、行政诉讼"),
    "条例2007-24": Article(instrument="条例2007", article="第二十四条", title="十五个工作日内答复"),
    "民法典201": Article(instrument="民法典", article="第二百零一条", title="开始的当日不计入"),
    "民法典202": Article(instrument="民法典", article="第二百零二条", title="按月计算的对应日"),
    "民法典203": Article(instrument="民法典", article="第二百零三条", title="最后一日是法定休假日的顺延"),
    "复议法20": Article(instrument="复议法", article="第二十条", title="六十日内申请行政复议"),
    "复议法23": Article(instrument="复议法", article="第二十三条", title="不予公开须先申请行政复议"),
    "复议法24": Article(instrument="复议法", article="第二十四条至第二十八条", title="行政复议管辖"),
    "行诉法45": Article(instrument="行诉法", article="第四十五条", title="收到复议决定书十五日内起诉"),
    "行诉法46": Article(instrument="行诉法", article="第四十六条", title="六个月内直接起诉"),
    "行诉解释64": Article(instrument="行诉解释", article="第六十四条", title="未告知起诉期限的最长一年"),
    "行诉解释66": Article(instrument="行诉解释", article="第六十六条", title="履行期限届满后六个月内起诉不作为"),
    "公开解释1": Article(instrument="公开解释", article="第一条第二款", title="不予公开的复议前置"),
    "公开解释5": Article(instrument="公开解释", article="第五条", title="举证责任和合理检索义务"),
    "公开解释10": Article(instrument="公开解释", article="第十条", title="不予受理的情形"),
    "公开解释11": Article(instrument="公开解释", article="第十一条", title="判决公开的二十个工作日"),
    "收费办法": Article(
        instrument="收费办法", article="", title="信息处理费的收取程序", confidence=Confidence.FROM_MEMORY
    ),
    "收费办法3": Article(
        instrument="收费办法", article="第三条", title="按件或者按量，超额累进", confidence=Confidence.PARTIAL
    ),
    "收费办法4": Article(instrument="收费办法", article="第四条", title="按件计收标准", confidence=Confidence.PARTIAL),
    "收费办法5": Article(instrument="收费办法", article="第五条", title="按量计收标准", confidence=Confidence.PARTIAL),
    "收费办法7": Article(
        instrument="收费办法", article="第七条", title="缴费期限和重新起算", confidence=Confidence.FROM_MEMORY
    ),
    "235号": Article(instrument="235号", article="", title="邮寄答复以交邮之日为答复日"),
    "30号": Article(instrument="30号", article="", title="年度报告格式"),
    "60号": Article(instrument="60号", article="", title="年度报告格式（试行）"),
    "放假办法2": Article(instrument="放假办法", article="第二条", title="全体公民放假的节日"),
    "解读惯例": Article(
        instrument="解读惯例", article="", title="文件公布后三个工作日内解读", confidence=Confidence.PRACTICE
    ),
}


def cite(key: str) -> str:
    """Return the citation for `key`, e.g. 《政府信息公开条例》第三十三条第二款; empty for an empty key (house rule).

    Raises:
        KeyError: the key is not registered.
    """
    if not key:
        return ""
    provision = ARTICLES[key]
    instrument = INSTRUMENTS[provision.instrument]
    if provision.confidence is Confidence.PRACTICE or not instrument.title:
        return instrument.title or instrument.number
    number = f"（{instrument.number}）" if instrument.number and not provision.article else ""
    return f"《{instrument.title}》{provision.article}{number}"


def printed(keys: Iterable[str]) -> str:
    """Return several citations as a decision prints them, each instrument named once, joined by 、.

    A provision known from memory only is named by its instrument alone.

    Raises:
        KeyError: a key is not registered.
    """
    named: dict[str, list[str]] = {}
    for key in dict.fromkeys(keys):
        provision = ARTICLES[key]
        places = named.setdefault(f"《{INSTRUMENTS[provision.instrument].title}》", [])
        if provision.confidence is not Confidence.FROM_MEMORY and provision.article:
            places.append(provision.article)
    return "，".join(title + "、".join(places) for title, places in named.items())


def in_force(key: str, on: date) -> bool:
    """Return whether the provision `key` is in force on the legal day `on`.

    Raises:
        KeyError: the key is not registered.
    """
    provision = ARTICLES[key]
    instrument = INSTRUMENTS[provision.instrument]
    begins = provision.in_force_from or instrument.in_force_from
    ends = provision.in_force_to or instrument.in_force_to
    return (begins is None or begins <= on) and (ends is None or on <= ends)
