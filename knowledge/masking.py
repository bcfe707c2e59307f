"""What is blotted out of a message before it is stored or searched: personal numbers, names, keys to a request (脱敏).

Pure. Better one word too many blotted than a name too many kept: what is masked here is never asked back.
"""

import re
from collections.abc import Iterable

_Masks = tuple[tuple[re.Pattern[str], str], ...]

_NUMBERS: _Masks = (
    # identity card (身份证号), 15 or 18 places, before bank cards so that the longer reading wins
    (
        re.compile(
            r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])"
        ),
        "〔身份证号〕",
    ),
    (
        re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}(?![0-9A-Za-z])"),
        "〔身份证号〕",
    ),
    (re.compile(r"(?<!\d)(?:\d{4}[ -]?){3,4}\d{3,4}(?!\d)"), "〔银行卡号〕"),
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"), "〔手机号〕"),
    (re.compile(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)"), "〔电话号码〕"),
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
    return _masked(text, (*_NUMBERS, *_CODES, *_NAMES))


def _masked(text: str, masks: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, label in masks:
        text = pattern.sub(label, text)
    return text
