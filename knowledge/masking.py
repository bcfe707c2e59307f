"""What is blotted out of a message before it is stored or searched: personal numbers, names, keys to a request (脱敏).

Pure. Better one word too many blotted than a name too many kept: what is masked here is never asked back.
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

_GAP = r"[ \t.·\-‐‑–—]?"  # what people put between the groups of a number
_NUMBERS: _Masks = (
    # identity card (身份证号), 15 or 18 places, before bank cards so that the longer reading wins
    (
        re.compile(
            rf"(?<![0-9A-Za-z])[1-9]\d{{5}}{_GAP}(?:18|19|20)\d{{2}}{_GAP}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]){_GAP}"
            r"\d{3}[0-9Xx](?![0-9A-Za-z])"
        ),
        "〔身份证号〕",
    ),
    (
        re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}(?![0-9A-Za-z])"),
        "〔身份证号〕",
    ),
    (
        re.compile(
            r"((?:护照|通行证|居留证|居住证|身份证|军官证|驾驶证)(?:号码?|编号)?(?:是|为|[:： ])*)"
            r"(?=[A-Za-z0-9]*\d{6})[A-Za-z0-9]{7,20}(?![A-Za-z0-9])"
        ),
        r"\1〔证件号码〕",
    ),
    (re.compile(r"(?<!\d)(?:\+?(?:00)?86[ -]?)?1[3-9]\d[ .·-]?\d{4}[ .·-]?\d{4}(?!\d)"), "〔手机号〕"),
    (re.compile(r"(?<!\d)1[ -]?[3-9](?:[ -]?\d){9}(?![\d.])"), "〔手机号〕"),
    (re.compile(r"(?<!\d)(?:\d{4}[ -]?){3,4}\d{3,4}(?!\d)"), "〔银行卡号〕"),
    (re.compile(r"(?<!\d)\(?0\d{2,3}\)?[ -]?\d{7,8}(?!\d)"), "〔电话号码〕"),
    (re.compile(r"((?:电话|座机|固话)(?:号码?)?(?:是|为|[:： ])*)[2-9]\d{6,7}(?!\d)"), r"\1〔电话号码〕"),
    (
        re.compile(r"((?:微信|QQ|qq)号?(?:是|为|[:： ])*)(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{5,20}(?![A-Za-z0-9_-])"),
        r"\1〔联系账号〕",
    ),
    (re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]+)+"), "〔邮箱〕"),
)

_CODE_SIGN = "[A-HJ-NP-Za-hj-np-z2-9]"  # no 0, 1, I, O: as codes are made
_CODE = re.compile(
    rf"(?<![A-Za-z0-9-])(?=[A-Za-z2-9-]*[A-Za-z]){_CODE_SIGN}{{4}}[-－—–]{_CODE_SIGN}{{4}}(?![A-Za-z0-9-])|"
    r"(?<=码)(?:是|为|[:： ])*[A-Za-z0-9]{4}[-－—– ]?[A-Za-z0-9]{4}(?![A-Za-z0-9])"
)
_REFERENCE = re.compile(r"(?<![\d-])(?:19|20)\d{2}[-－—–]\d{5,8}(?![\d-])")
_CODE_AFTER_REFERENCE = re.compile(
    r"((?<![\d-])(?:19|20)\d{2}[-－—–]\d{5,8}[\s，,、/]+)[A-Za-z0-9]{4}[-－—– ]?[A-Za-z0-9]{4}(?![A-Za-z0-9])"
)
_CODES: _Masks = ((_CODE_AFTER_REFERENCE, r"\1〔查询码〕"), (_CODE, "〔查询码〕"))
_REFERENCES: _Masks = ((_REFERENCE, "〔申请编号〕"),)

_HAN = "[\u4e00-\u9fff]"
_SURNAME = (
    "(?:欧阳|司马|上官|诸葛|司徒|夏侯|皇甫|尉迟|长孙|慕容|[王李张刘陈杨赵周吴徐孙朱胡郭何罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡"
    "潘田董袁余叶蒋杜苏魏吕丁沈任姚卢傅钟姜崔谭廖范汪陆贾韦夏邱方侯邹熊孟秦阎薛段雷郝孔邵毛常万顾赖武康贺严尹钱施龚"
    "黄高马林于程金石白江安温])"
)
# After 我是 stands more often what somebody is than who: 我是江苏人, 我是高中生.
_AMBIGUOUS = (
    f"(?:[黄高马林于程金石白江安温常方万武康田严夏任毛何]{_HAN}{{0,3}}(?:人|户|籍|族|员|者|生|民|工|商|师|友|的|领))"
)
_NAME_ENDS = r"(?=(?:[^\u4e00-\u9fff]|$|想|要|住|来|有|在|今|申|身|电|手|家|问|请))"
_NAME = rf"(?:{_SURNAME}{_HAN}{{1,2}}?{_NAME_ENDS}|{_SURNAME}{_HAN}{{1,2}})"
_NAMES: _Masks = (
    (re.compile(rf"((?:我的?(?:名字|姓名)?叫做?|本人叫|名叫|名字[叫是]|姓名[是为:： ]*)\s*){_NAME}"), r"\1〔姓名〕"),
    (re.compile(rf"(我叫\s*)(?![不的什了人车]){_HAN}{{2,4}}(?![\u4e00-\u9fff])"), r"\1〔姓名〕"),
    (re.compile(rf"((?:我是|本人是?)\s*)(?!{_AMBIGUOUS}){_SURNAME}{_HAN}{{1,2}}?{_NAME_ENDS}"), r"\1〔姓名〕"),
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
    return _masked(plain, (*_CODES, *_NAMES))


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
