"""What a free message wants: closed list of intents, recognised by our own cues.

A question *about* applying is a question; only a wish to apply is an application.
"""

import re
from enum import StrEnum

from knowledge.courtesy import asks_leave
from knowledge.guard import asks_to_do_harm, gives_orders, speaks_of_danger
from knowledge.index_query import without_shell
from knowledge.text import normalise


class Intent(StrEnum):
    """What a message wants (意图)."""

    GREETING = "greeting"
    QUESTION = "question"
    APPLY = "apply"  # 我要申请公开
    FOLLOW = "follow"  # 我的申请到哪了
    PERSON = "person"  # 转人工
    COMPLAINT = "complaint"  # 投诉、举报、信访
    PROPOSAL = "proposal"  # 建言
    CHITCHAT = "chitchat"
    UNSAFE = "unsafe"


_GREETING = re.compile(
    r"(?:你|您)?(?:好|们好)(?:啊|呀|吗)?|(?:早上|上午|中午|下午|晚上)好|早安?|晚安|hi|hello|嗨|哈喽|喂|在吗|在不在|有人吗|"
    r"谢谢(?:你|您|了)?|多谢|感谢|再见|拜拜|请问(?:一下)?在吗"
)
_ASKS = re.compile(
    r"怎么|咋|啥|多长|干嘛|干什么|是啥|如何|怎样|什么|哪|多少|多久|几[个天日次年月份]|是否|能不能|可不可以|可以不|要不要|需不需要|有没有|是不是|吗|呢|为啥|为何|[?]|条件|流程|材料|期限|规定|"
    r"谁|(\w)不\1|意思|含义|定义|区别|属性|种类|类型|范围|算不算|会不会|行不行|可以.{0,12}么$|么[?]?$|"
    r"(?:要|用|能|得|收|给|会|是|行|办|可以)[^,。]{0,8}不[?]?$"
)
_PERSON = re.compile(
    r"(?:转|找|要|接|换|叫|联系|有没有)(?:一?[个位])?(?:人工|真人|客服|工作人员|活人|坐席)|^人工(?:客服|服务|坐席|回答)?$|和人(?:说话|聊)"
)
_PERSON_NAMED = re.compile("人工(?:客服|服务|坐席|回答)")
_REFERENCE = re.compile(
    r"^[^\d\s,。]{0,8}-?(?:19|20)\d{2}-?\d{4,8}$|"
    r"(?:编号|回执号|受理号|登记号|申请号|查询号|单号|回执)(?:是|为)?[: ]*[^\d\s,。]{0,8}(?:19|20)\d{2}-?\d{4,8}(?!\d)"
)
_FOLLOW = re.compile(
    r"(?:我(?:的|们的)?|之前|上次|上周|昨天|那个|这个|已经)[^。?!]{0,12}(?:申请|件|答复|事项|回执|留言|工单)[^。?!]{0,10}"
    r"(?:到哪|进度|进展|怎么样了|怎样了|如何了|什么时候(?:能)?(?:有|给|答复|回复|出)|有结果|有答复|结果(?:出|呢)|办好|处理(?:到|得|好|完)|还没|没(?:有)?(?:答复|回复|消息|结果))|"
    r"(?:查|看|跟踪|跟进|追踪)(?:一?下|询)?(?:我的|申请|办理|处理)?(?:的)?(?:进度|进展|办件|状态)|(?:办理|申请|处理)进度(?:查询)?$|^(?:查)?进度(?:查询)?$|"
    r"^(?:请|麻烦|帮我|给我|我想|我要|想)*(?:查|看)(?:查|看|一?下|询)*我的申请$"
)
_APPLY = re.compile(
    r"(?:我|我们|本人|本公司|单位)?(?:想|要|想要|需要|申请|希望|打算|准备|来|请求|要求|帮我)(?:依法|向[^,。]{1,20})?(?:提交|提出|申请|办理|填写|发起|写|递交)?(?:一?[个份件])?"
    r"[^,。?!]{0,20}(?:申请(?:政府)?(?:信息)?公开|公开申请|信息公开申请)|^(?:提交|填写|发起|开始|新建|我要)?(?:依)?申请(?:政府)?(?:信息)?公开?$|"
    r"(?:(?<!申)请|要求|(?<!依)申请|希望)(?:贵[局委厅府会机关单位]*|你们|政府)?(?:依法)?公开[^?]{2,}|^我要申请$"
)
_COMPLAINT = re.compile(
    r"(?:我|我们|想|要)(?:要|想|来)?[^,。?!]{0,6}(?:投诉|举报|信访|上访|控告|检举|反映)|^(?:投诉|举报|信访)|"
    r"(?:强烈|实名|匿名|严重)(?:投诉|举报|抗议)|(?:没人管|不作为|乱收费|欠薪|拖欠工资|扰民|贪污|受贿|态度(?:恶劣|极差|很差))"
)
_CHITCHAT = re.compile(
    r"(?:你|您)(?:是谁|叫什么|几岁|多大|是(?:不是)?(?:机器人|真人|人)|会(?:什么|唱|讲|做)|喜欢|爱|吃|有(?:男|女)朋友|好(?:笨|聪明|可爱|傻))|"
    r"^(?:那|这|所以|可是|但是)?[你您](?![们好局委厅市区县镇乡村街院校所站处科单公])[^。?!]{0,14}[?]?$|什么天气|"
    r"讲(?:个|一个)?(?:笑话|故事)|唱(?:首|个|一首)?歌|(?:今天|明天)?天气(?:怎么样|如何|好)|无聊|哈哈+|呵呵+|^[嘿嗯哦啊呀额唉]+$|我爱你|陪我聊|聊聊天|^(?:测试|test)$|"
    r"(?:有意思|有趣|好玩|好笑|好看|好听|好吃|可爱|漂亮|帅)(?:吗|么|嘛|不)[?]?$|"
    r"(?:小时候|长大以?后).{0,4}$"
)
_REQUEST = re.compile(
    "[你您](?:可不可以|能不能|可以|能)?(?:可以|能|知不知道|知道|晓得|了解|清楚|觉得|认为|说说?|看看?(?![过到见])|[帮给替和跟]我|告诉|帮忙)"
    "(?:我们?)?(?:[讲说查问看])?(?:一?下)?"
)
_SPEAKS_OF_US = re.compile("你(?![们好局委厅市区县镇乡村街院校所站处科单公])")
_OF_PERSONS = re.compile(r"[\W_你您我他她它咱俩们自己谁人是有的不没很也都还就在和跟给对这那啊呀么吧嘛哦]")
_LEAST_MATTER = 2  # letters besides persons and particles from which a request to us is about some matter
_MOST_TALK = 4  # and up to which a clause with 你 is about us
_COMPLAINT_NAMED = re.compile("投诉|举报|控告|检举|信访|上访")
_NAMES_DISCLOSURE = re.compile(
    r"^(?:投诉|举报)(?:行政|政府)?(?:机关|部门|单位)?(?:不|拒绝)(?:依法|主动)?公开(?:政府)?信息"
)
_CLAUSE_END = re.compile(r"[,。!?;\n]+")
_FILLER = re.compile(r"[\W_]+")


def recognise(text: str) -> Intent:
    """Return what the message wants; anything unrecognised is a question."""
    plain = normalise(text).strip()
    if speaks_of_danger(plain) or asks_to_do_harm(plain) or gives_orders(plain):
        return Intent.UNSAFE
    bare = _FILLER.sub("", plain)
    if not bare:
        return Intent.CHITCHAT
    if _GREETING.fullmatch(bare) or (
        len(bare) <= 12 and all(map(_GREETING.fullmatch, re.split(r"[\W_]+", plain.strip("!?。,~ "))))
    ):
        return Intent.GREETING
    if asks_leave(plain):
        return Intent.GREETING
    return _wish(plain) or (Intent.CHITCHAT if len(bare) <= 20 and _is_chat(plain) else Intent.QUESTION)


def wish_behind(text: str) -> Intent | None:
    """Return the wish a question hints at, to be met when no published entry answers it (邻居扰民怎么投诉)."""
    plain = normalise(text).strip()
    if _PERSON_NAMED.search(plain):
        return Intent.PERSON
    if _COMPLAINT.search(plain) or _COMPLAINT_NAMED.search(plain):
        return Intent.COMPLAINT
    return Intent.APPLY if _APPLY.search(plain) else None


def _wish(plain: str) -> Intent | None:
    if _PERSON.search(plain):
        return Intent.PERSON
    if _FOLLOW.search(plain) or (_REFERENCE.search(plain) and len(plain) <= 40):
        return Intent.FOLLOW
    if _ASKS.search(plain) or _NAMES_DISCLOSURE.search(plain):
        return None
    if _APPLY.search(plain):
        return Intent.APPLY
    return Intent.COMPLAINT if _COMPLAINT.search(plain) else None


def _is_chat(plain: str) -> bool:
    """Return whether every clause is chit-chat: 你是机器人吗 is, with a question after it the message is not."""
    clauses = [clause.strip() for clause in _CLAUSE_END.split(plain) if clause.strip()]
    return bool(clauses) and all(map(_chats, clauses))


def _chats(clause: str) -> bool:
    """Return whether a clause is only about us two: 谁是你爸爸 is, 你知道补正要几天吗 asks about a matter."""
    request = _REQUEST.match(clause)
    matter = clause[request.end() :] if request else clause
    if request and not _SPEAKS_OF_US.search(matter) and _content(matter) >= _LEAST_MATTER:
        return False
    return bool(_CHITCHAT.search(clause)) or (
        _SPEAKS_OF_US.search(clause) is not None and _content(clause) <= _MOST_TALK
    )


def _content(clause: str) -> int:
    """Return how many letters of a clause name anything but persons."""
    return len(_OF_PERSONS.sub("", without_shell(clause)))
