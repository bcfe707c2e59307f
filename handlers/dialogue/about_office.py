"""Questions about the office itself: who speaks here, how and when it is reached. Its own card answers them.

Pure. Only a message that asks nothing else counts; courtesy around it is passed over.
"""

import re

from knowledge.courtesy import without_courtesy
from knowledge.text import normalise

_EDGE = " \t\r\n。．.!！~～,，、?？"
_END = "[吗呢啊呀么吧]*"
_WHO = re.compile(
    r"(?:那|请问|我想知道)?(?:你们?|您)(?:这里|这儿)?(?:到底|究竟)?(?:(?:是|叫)(?:个)?(?:谁|什么|啥|什么名字|干什么的|做什么的|干嘛的|哪个单位|哪里)|"
    r"是(?:不是)?(?:一?个)?(?:真?人工?|机器人?|ai|活人|客服|政府)吗?)(?:啊|呀|呢|吗)*"
)
_OURS = (
    "你们|您们|你|您|贵?(?:单位|局|机关)|公开办|服务台|办公室|办事?(?:窗口|大厅)|工作人员|(?:工作|受理)机构|窗口|"
    "这里|这边"
)
_CALLED = f"(?:请问|(?:政府)?信息公开|依申请公开|{_OURS}|的|是|一般|都|现在|今天|明天)*"
_REACHED = (
    r"(?:(?:联系|办公|咨询|服务|值班)?(?:电话|地址|号码|热线)(?:号码?)?|(?:联系|咨询)方式)(?:是|有|在)?"
    r"(?:多少|什么|哪个|几号|哪里|哪儿|哪)?|"
    r"怎么联系(?:你们|您|上)?|打(?:什么|哪个|多少)电话|在(?:哪里|哪儿|哪|什么地方|啥地方)(?:办公|上班)?|怎么(?:走|去|过去)"
)
_HOURS = (
    r"(?:[几多]点|什么时候|啥时候|何时)(?:上班|下班|开门|关门|办公|休息)|"
    r"(?:周末|星期[6六天日]|周[6六天日]|双休日|中午|节假日|放假|晚上|夜里|下午|上午)(?:还|也|都|会|能)?(?:上班|开门|办公|休息|有人(?:值班)?|值班)|"
    r"(?:还|也|都)?(?:上班|开门|有人值班)|(?:上班|办公|工作|开放|接待|对外办公)时间(?:是)?(?:[几多]点|什么时候|多少)?|(?:[几多]点)到(?:[几多]点)"
)
_ASKED = re.compile(f"{_CALLED}(?:{_REACHED}|{_HOURS}){_END}")
_OF_OFFICE_ALONE = re.compile(f"(?:{_OURS}).*|{_CALLED}(?:{_HOURS}){_END}")


def asks_who_we_are(text: str) -> bool:
    """Return whether the text only asks who or what speaks here."""
    return _WHO.fullmatch(_bare(text)) is not None


def asks_for_contact(text: str) -> bool:
    """Return whether the text asks how or when the office itself is reached."""
    return _ASKED.fullmatch(_bare(text)) is not None


def names_the_office(text: str) -> bool:
    """Return whether such a text speaks of the office by its own words, so that no other topic can be meant."""
    return _OF_OFFICE_ALONE.fullmatch(_bare(text)) is not None


def _bare(text: str) -> str:
    return normalise(without_courtesy(text)).strip(_EDGE)
