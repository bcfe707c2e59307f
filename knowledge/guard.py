"""What a question may not do: carry personal numbers into storage, give orders, or pass over a person in danger.

Personal numbers are masked before anything is stored or searched. A sentence that tries to instruct the bot
has no power, because answers are quotations; it is named so that the desk can count it.
"""

import re

_PERSONAL = (
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
_ORDER = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要理会|不用管|绕过|跳过)[^。！？\n]{0,12}(?:指令|指示|提示词|提示|设定|规则|限制|要求|命令)|"
    r"(?:系统|你的|初始)提示词|(?:假装|扮演|充当)(?:你)?(?:是|一个|为)|你现在是(?:一个|一名)?(?!人工)|"
    r"(?:开发者|越狱|管理员|上帝)模式|ignore\s+(?:all\s+|any\s+)?(?:the\s+|your\s+)?(?:previous|above|prior)|system\s*prompt|jailbreak|"
    r"<\s*/?\s*(?:script|system)|;\s*drop\s+table",
    re.IGNORECASE,
)
_DANGER = re.compile(
    r"(?:想|要|准备|打算|只能|去)(?:自杀|寻死|轻生|跳楼|割腕)|不想活|活不下去|结束(?:自己的)?生命|一死了之|"
    r"(?:杀了|弄死|砍死|炸了|炸掉|报复社会)|同归于尽|(?:制作|制造|自制|做)(?:一个|个)?(?:炸弹|炸药|爆炸物|毒品|冰毒|枪支)|"
    r"(?:哪里|怎么|如何)(?:能)?(?:买|购买|弄到)(?:到)?(?:枪支|枪|毒品|冰毒|炸药)"
)


def mask_personal(text: str) -> str:
    """Return `text` with identity, telephone and bank card numbers and e-mail addresses replaced by their kind."""
    for pattern, label in _PERSONAL:
        text = pattern.sub(label, text)
    return text


def gives_orders(text: str) -> bool:
    """Return whether the text tries to instruct the bot (提示词注入) instead of asking."""
    return _ORDER.search(text) is not None


def speaks_of_danger(text: str) -> bool:
    """Return whether someone may be in danger: self-harm, violence, weapons or drugs."""
    return _DANGER.search(text) is not None
