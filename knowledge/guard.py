"""What a question may not do: give orders, ask how to do harm, or pass over a person in danger.

A sentence that tries to instruct the bot has no power, because answers are quotations; it is named so that the desk
can count it.
"""

import re

_IGNORE = r"(?:忽略|无视|忘记|忘掉|不要理会|不用管|不要管|绕过|跳过)(?:掉)?"
_POINTING = r"(?:以上|上面|上述|之前|前面|此前|先前|所有|全部|一切|任何|你的|你们的|系统)"
# Citizens forget, skip and get round rules too (跳过身份证明要求, 忘记补正的要求了): only the bot's own are meant here.
_ORDER = re.compile(
    rf"{_IGNORE}[^。！？?\n]{{0,12}}(?:指令|指示|提示词|系统提示|设定)|"
    rf"{_IGNORE}[^。！？?，,\n]{{0,4}}{_POINTING}[^。！？?，,\n]{{0,6}}(?:规则|限制|要求|命令|提示|规定)"
    r"(?![^。！？?，,\n]{0,8}(?:了|怎么|吗|行不行|合法|会))|"
    r"(?:系统|你的|初始)提示词|(?<![人谁者他她们工])(?:假装|扮演|充当)你?(?:是|成|为)?(?:一个|一名|一位|我的?)|假装你是|"
    r"你现在(?:起)?是(?:一个|一名|一位)?(?!人(?!工智能)|谁|什么|否|不是|哪|在|几)(?![^。！？?，,\n]*[吗么呢?？])|"
    r"(?:越狱|上帝)模式|(?:进入|打开|开启|切换|启用|启动)[^。！？?，,\n]{0,4}(?:开发者|管理员|调试)模式|"
    r"ignore\s+(?:all\s+|any\s+)?(?:the\s+|your\s+)?(?:previous|above|prior)|system\s*prompt|jailbreak|"
    r"<\s*/?\s*(?:script|system)|;\s*drop\s+table",
    re.IGNORECASE,
)
_DANGER = re.compile(
    r"(?:想|要|准备|打算|只能|去)(?:自杀|寻死|轻生|跳楼|割腕)|不想活|活不下去|结束(?:自己的)?生命|一死了之|"
    r"(?:杀了|弄死|砍死|炸了|炸掉|报复社会)|同归于尽"
)
_CONTRABAND = r"(?:土?炸弹|炸药|雷管|爆炸物|毒品|冰毒|海洛因|枪支|手枪|枪|子弹|毒药)"
_MAKING_HARM = re.compile(
    rf"(?:制作|制造|自制|制备|合成|做)(?:一?[个把颗枚种]|点|些)?{_CONTRABAND}|"
    rf"(?:哪里|怎么|如何)(?:能|可以)?(?:买|购买|弄|搞)(?:到|得到)?(?:一?[个把颗枚种]|点|些)?{_CONTRABAND}"
)


def gives_orders(text: str) -> bool:
    """Return whether the text tries to instruct the bot (提示词注入) instead of asking."""
    return _ORDER.search(text) is not None


def speaks_of_danger(text: str) -> bool:
    """Return whether someone may be in danger: self-harm or violence."""
    return _DANGER.search(text) is not None


def asks_to_do_harm(text: str) -> bool:
    """Return whether the text asks how to make or get explosives, weapons, drugs or poison."""
    return _MAKING_HARM.search(text) is not None
