"""What is blotted out of a message before it is stored or searched: personal numbers, names, keys to a request (脱敏).

Pure. Better one word too many blotted than a name too many kept: what is masked here is never asked back. Years, sums
and the numbers of documents are left. A message takes time in proportion to its length: every repetition is bounded.
"""

import re
from collections.abc import Iterable, Mapping

_KEPT = r"\1"  # opens a label before which the first group stays
_Masks = tuple[tuple[re.Pattern[str], str], ...]

# Full-width forms read as their plain ones, and figures written in Chinese as figures: sign for sign, so that a place
# in what is read is the same place in what was written.
_FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D, 0x30FB: 0xB7}
_PLAIN_FIGURES = _FULL_WIDTH | dict(zip(map(ord, "〇零一二三四五六七八九"), map(ord, "00123456789"), strict=True))
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufe0e\ufe0f\u20e3\ufeff]")  # signs that only part a number

# What people put between the figures of a number, none or up to four signs of it: 138 —— 1234 / 5678.
_BLANKS = r" \t\u00a0\u2002-\u200a\u202f\-‐‑‒–—―"
_GAP = rf"[{_BLANKS}./·_~]{{0,4}}"
_SPACE = rf"[{_BLANKS}]{{0,4}}"
_IS = r"(?:是|为|[:： ]){0,9}"  # between a label and what it labels
_YEAR = r"(?:19|20)\d{2}"
# A sum or a measure of any length is nobody's number: 13800000000元, 13800000000.00 万元. 元旦 and 元月 are days.
_MEASURE = r"(?:元(?![旦宵月])|[美欧港日]元|人民币|块钱|平方|立方|公里|公顷|公斤|吨|亩|㎡)"
_NO_MEASURE = rf"(?!(?:\.\d{{1,4}})? ?[多余]?[十百千万亿]{{0,3}}{_MEASURE})"
# Where figures are parted at will, the first two are those of a province (GB/T 2260): no list of years begins so.
_PROVINCE = r"(?:1{0}[1-5]|2{0}[1-3]|3{0}[1-7]|4{0}[1-6]|5{0}[0-4]|6{0}[1-5]|7{0}1|8{0}[1-3]|9{0}1)".replace(
    "{0}", _GAP
)
_BIRTHDAY = rf"(?:0{_GAP}[1-9]|1{_GAP}[0-2]){_GAP}(?:[0-2]{_GAP}\d|3{_GAP}[01])"
_REGION = rf"{_PROVINCE}(?:{_GAP}\d){{4}}{_GAP}"
# A day and what follows it, or two years, is no number of a telephone: 1998-12-1 2003, 1998 1999 200.
_NO_DATE = rf"(?!{_YEAR}[ -](?:{_YEAR}|(?:0?[1-9]|1[0-2])[ -](?:0?[1-9]|[12]\d|3[01]))(?!\d))"
_MOBILES = (
    rf"(?:\+?(?:00)?86{_GAP})?\(?1[3-9]\d\)?{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)",
    rf"{_NO_DATE}1{_SPACE}[3-9](?:{_SPACE}\d){{9}}(?![\d.])",
    r"1(?P<sign>[./·_~])[3-9](?:(?P=sign)\d){9}(?!\d)",
)
# Eighteen figures meant for an identity card. With other letters they are a social credit code (统一社会信用代码).
_EIGHTEEN = r"(?<![A-Za-z])\d{17}[\dXx]?(?![A-Za-z])"
_NUMBERS: _Masks = (
    # identity card (身份证号), 15 or 18 places, before bank cards so that the longer reading wins
    (
        re.compile(
            rf"(?<![0-9A-Za-z]){_REGION}(?:1{_GAP}[89]|2{_GAP}0)(?:{_GAP}\d){{2}}{_GAP}{_BIRTHDAY}(?:{_GAP}\d){{3}}"
            rf"{_GAP}[0-9Xx](?![0-9A-Za-z])"
        ),
        "〔身份证号〕",
    ),
    (
        re.compile(rf"(?<![0-9A-Za-z]){_REGION}\d{_GAP}\d{_GAP}{_BIRTHDAY}(?:{_GAP}\d){{3}}(?![0-9A-Za-z])"),
        "〔身份证号〕",
    ),
    (
        re.compile(
            r"(?<![0-9A-Za-z])[1-9]\d{5}(?:(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[0-9Xx]|"
            r"\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3})(?![0-9A-Za-z])"
        ),
        "〔身份证号〕",
    ),
    (
        re.compile(
            rf"((?:护照|通行证|居留证|居住证|身份证|军官证|驾驶证)(?:号码?|编号)?{_IS})"
            r"(?=[A-Za-z0-9]{0,14}\d{6})[A-Za-z0-9]{7,20}(?![A-Za-z0-9])"
        ),
        r"\1〔证件号码〕",
    ),
    *((re.compile(rf"(?<!\d)(?<![¥￥$])(?:{mobile}){_NO_MEASURE}"), "〔手机号〕") for mobile in _MOBILES),
    # bank card: unbroken, or in fours; none begins like a year, which lists of years and days do
    (
        re.compile(
            rf"(?<!\d)(?:\d{{15,16}}|\d{{19,20}}|{_EIGHTEEN}|(?!19|20)(?:\d{{4}}{_GAP}){{3,4}}\d{{3,4}})(?!\d){_NO_MEASURE}"
        ),
        "〔银行卡号〕",
    ),
    (
        re.compile(rf"(?<!\d)(?<!(?:19|20)\d\d[-—–])\(?0\d{{2,3}}\)?{_GAP}\d{{3,4}}{_SPACE}\d{{4}}(?!\d)"),
        "〔电话号码〕",
    ),
    (
        re.compile(rf"((?:电话|座机|固话)(?:号码?)?{_IS})(?!{_YEAR}[ -])[2-9]\d{{2,3}}{_SPACE}\d{{4}}(?!\d)"),
        r"\1〔电话号码〕",
    ),
    # an account has a figure or a stroke in it, or is led in: 微信wxid_abc, 微信号：abcdef; but 微信pay
    (
        re.compile(
            rf"((?:微信|(?<![A-Za-z])(?i:qq|wechat|weixin|vx)) ?(?:账号|帐号|号码?)?{_IS})"
            r"(?:(?=[A-Za-z0-9_-]{0,19}[\d_-])|(?<=[号是为:：])|(?<=[号是为:：] ))[A-Za-z0-9_-]{5,64}"
        ),
        r"\1〔联系账号〕",
    ),
)

_HAN = "[\u4e00-\u9fff]"
_SURNAME = (
    "(?:欧阳|司马|上官|诸葛|司徒|夏侯|皇甫|尉迟|长孙|慕容|[王李张刘陈杨赵周吴徐孙朱胡郭何罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡"
    "潘田董袁余叶蒋杜苏魏吕丁沈任姚卢傅钟姜崔谭廖范汪陆贾韦夏邱方侯邹熊孟秦阎薛段雷郝孔邵毛常万顾赖武康贺严尹钱施龚"
    "黄高马林于程金石白江安温])"
)
_LED_TO = "[是为到给至址箱]"  # before an address: 请发到张三@example.com
_LOCAL = "[A-Za-z0-9._%+-]"
_MAILS: _Masks = (
    (
        re.compile(
            rf"(?<!{_LOCAL})(?:(?:(?<!{_HAN})|(?<={_LED_TO})){_SURNAME}{_HAN}{{1,2}})?(?:〔手机号〕)?{_LOCAL}*"
            rf"(?:(?!{_LED_TO}){_HAN}){{0,4}}(?<=[A-Za-z0-9._%+\-\u4e00-\u9fff〕])"
            r"@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
        ),
        "〔邮箱〕",
    ),
)

_CODE_SIGN = "[A-HJ-NP-Za-hj-np-z2-9]"  # no 0, 1, I, O: as codes are made
_CODE = re.compile(
    rf"(?<![A-Za-z0-9-])(?=[A-Za-z2-9-]*[A-Za-z]){_CODE_SIGN}{{4}}[-－—–]{_CODE_SIGN}{{4}}(?![A-Za-z0-9-])|"
    r"(?<=码)(?:是|为|[:： ]){0,9}[A-Za-z0-9]{4}[-－—– ]?[A-Za-z0-9]{4}(?![A-Za-z0-9])"
)
_REFERENCE = re.compile(r"(?<![\d-])(?:19|20)\d{2}[-－—–]\d{5,8}(?![\d-])")
_CODE_AFTER_REFERENCE = re.compile(
    r"((?<![\d-])(?:19|20)\d{2}[-－—–]\d{5,8}[\s，,、/]{1,9})[A-Za-z0-9]{4}[-－—– ]?[A-Za-z0-9]{4}(?![A-Za-z0-9])"
)
_CODES: _Masks = ((_CODE_AFTER_REFERENCE, r"\1〔查询码〕"), (_CODE, "〔查询码〕"))
_REFERENCES: _Masks = ((_REFERENCE, "〔申请编号〕"),)

# After 我是 stands more often what somebody is than who: 我是江苏人, 我是高中生.
_AMBIGUOUS = (
    f"(?:[黄高马林于程金石白江安温常方万武康田严夏任毛何]{_HAN}{{0,3}}(?:人|户|籍|族|员|者|生|民|工|商|师|友|的|领))"
)
# Words that begin like a name and tell when or how: 我是马上要退休的人, 本人曾在贵市居住, 本人于去年申请.
_ADVERB = (
    "(?:马上|万一|方[才便]|白天|夏天|严重|许[久多]|任[何意]|何[时处]|常[年常住驻时在]|"
    "曾[经在有被去想要向对是]|曾(?=申请)|于[今去昨前上本当此同〇零一二三四五六七八九十]|高龄)"
)
_NAME_ENDS = r"(?=(?:[^\u4e00-\u9fff]|$|想|要|住|来|有|在|今|申|身|电|手|家|问|请))"
_NAME = rf"(?:{_SURNAME}{_HAN}{{1,2}}?{_NAME_ENDS}|{_SURNAME}{_HAN}{{1,2}})"
_BLANK_OR_NONE = r"\s{0,9}"
_FORM_LABEL = "(?:(?:联系|申请|收件|收信|代理|委托|投诉|举报|反映|经办|负责|当事)人|法定代表人|户主)"
_BODY = "[省市县区镇乡村州厂店局校院社会司]"  # of a place or a body, not of a name
# What a form's label is followed by when no name is: 申请人：公民, 联系人：如何填写.
_NO_NAME = "[何么谁哪吗呢填写无不是限人民企业单位法组织机构部门公司局校院会社个]"
_NAMES: _Masks = (
    (
        re.compile(
            rf"((?:我的?(?:名字|姓名)?叫做?|本人叫|名叫|名字[叫是]|姓名[是为:： ]{{0,9}}){_BLANK_OR_NONE}){_NAME}"
        ),
        r"\1〔姓名〕",
    ),
    (
        re.compile(rf"(我叫{_BLANK_OR_NONE})(?![不的什了人车]){_HAN}{{2,4}}(?![\u4e00-\u9fff])"),
        r"\1〔姓名〕",
    ),
    (
        re.compile(
            rf"((?:我是|本人是?){_BLANK_OR_NONE})(?!{_AMBIGUOUS}|{_ADVERB}){_SURNAME}{_HAN}{{1,2}}?{_NAME_ENDS}"
        ),
        r"\1〔姓名〕",
    ),
    (
        re.compile(
            rf"((?<!被){_FORM_LABEL}{_BLANK_OR_NONE}(?:[:：]|是|为(?!何)|叫|(?<=\s)){_BLANK_OR_NONE})"
            rf"(?!{_AMBIGUOUS}|{_ADVERB}|何[意人事]){_SURNAME}(?:(?!{_BODY}){_HAN}){{1,2}}?{_NAME_ENDS}"
        ),
        r"\1〔姓名〕",
    ),
    (
        re.compile(
            rf"((?<!被){_FORM_LABEL}{_BLANK_OR_NONE}[:：]{_BLANK_OR_NONE})"
            rf"(?!{_AMBIGUOUS})(?:(?!{_NO_NAME}){_HAN}){{2,4}}(?:·{_HAN}{{1,8}})?(?!{_HAN})"
        ),
        r"\1〔姓名〕",
    ),
)


def mask_personal(text: str) -> str:
    """Return `text` with personal numbers, e-mail addresses, introduced names and keys to a request blotted out.

    For whatever is stored as a question or searched: staff of every unit read those.
    """
    return _masked(mask_for_staff(text), _REFERENCES)


def mask_for_staff(text: str) -> str:
    """Return `text` as `mask_personal` does, but with the numbers of requests kept.

    For words that somebody leaves with the staff about a request: its number is what they are about.
    """
    plain = _masked(_UNSEEN.sub("", text), _NUMBERS, reading=_PLAIN_FIGURES)
    return _masked(plain, (*_MAILS, *_CODES, *_NAMES))


def _masked(
    text: str, masks: Iterable[tuple[re.Pattern[str], str]], *, reading: Mapping[int, int] = _FULL_WIDTH
) -> str:
    for pattern, label in masks:
        text = _blotted(text, pattern, label, reading)
    return text


def _blotted(text: str, pattern: re.Pattern[str], label: str, reading: Mapping[int, int]) -> str:
    """Return `text` with what `pattern` finds in its reading replaced by `label`; a first group kept stays as it is."""
    pieces, done = [], 0
    for found in pattern.finditer(text.translate(reading)):
        kept = text[found.start(1) : found.end(1)] if label.startswith(_KEPT) else ""
        pieces += [text[done : found.start()], kept, label.removeprefix(_KEPT)]
        done = found.end()
    return "".join((*pieces, text[done:]))
