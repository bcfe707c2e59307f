"""What a message says besides its matter (客套): greetings, who writes, leave to ask, thanks, hopes of a reply.

Pure. A clause goes only if every word of it is such a word, and words before or behind the matter only where what
they say is plain, so that nothing asked is lost. No pattern goes back on a word it has read: whatever is typed, the
time taken grows with its length only.
"""

import re

_CLAUSE_END = re.compile(r"(?<=[,，。;；:：!！?？~～、…\s])")
_PERSONS = (
    "领导|同志|老师|工作人员|客服人员|客服|部门|单位|机关|政府|[省市县区镇乡局厅处科部]长|书记|主任|先生|女士|小姐|"
    "朋友|大家|小编|机器人|服务台"
)
_WORDS = (  # of several that begin alike the longest stands first
    "[你您]们?好|[早晚]上好|[上下中]午好|早安|晚安|hello|hi|哈[喽啰罗]|嗨|喂|在吗|在不在|有人[吗么]",
    f"(?:尊敬|敬爱|亲爱)的?.{{0,8}}?(?:{_PERSONS})|各位|{_PERSONS}|贵(?:局|单位|部门|市|区|县|办|厅|委)",
    "我们?是[1一]?[名个位]?(?:普通|本地|外地|热心)?的?(?:市民|居民|村民|群众|老?百姓|公民|网友|公众)",
    "[有1一2两几]?个?小?(?:问题|疑问|疑惑|困惑|事情|事儿|事)|如下",
    "请教|[烦恳敬]请|请|问|咨询|了解|打听|打扰|冒昧|不好意思|抱歉|麻烦|劳驾|拜托|费心|[恳请跪]求|求",
    "感激不尽|不胜感激|(?:非常|十分|万分|特别|很|太|多|深表|跪|叩)?(?:谢|感谢|感激|感恩)",
    "辛苦|添麻烦|为[盼感]|此致|敬[礼上启]|祝福?|工作顺利|身体健康|生活愉快|万事如意|一切顺利|[阖合]家幸福",
    "期[待盼]|希望|渴望|盼望?|等待?|等候|静候|坐等|望|能够?|可以|得到|收到|百忙之?中?|抽空|抽时间",
    "尽[快早]|及时|早日|抓紧|快|马上|立即|赶紧|赶快|急需?|着急|紧急|在线|明确|详细|准确|满意|确切|认真",
    "解释|解惑|解答|[回答]复|回答|答案|答疑|复|回信|佳音|告知|告诉|指导|指点|指教|赐教|帮助|帮忙?|给予?|予以|支持|理解",
    "[1一]?下|[1一]声|[想要会我你您他们的了好先再就也个为对来这里那吧呢啊呀哈哦哟嘛啦么吗有在和与很看]",
)
_ONLY_COURTESY = re.compile(f"(?>{'|'.join(_WORDS)})++")
_LEAD = re.compile(  # 我想咨询一下…, 请帮我看看…; 咨询电话 is left as it is
    "(?>(?:[你您]们?好[啊呀]?|不好意思|打扰|麻烦|劳驾|请(?![问教求示假客柬愿]))(?:一?下|了|[你您])?)*+"
    "(?>(?:我们?)?[就还也]?(?:想要|想|要|来)(?:向[你您]们?)?(?:咨询|知道|问(?![政责题卷答询])|了解(?!放|决|除)|请教(?![书师育练])|打听(?!证))"
    "(?:一?下)?(?:个?问题)?|请问(?:一?下)?|(?:问|了解|请教|打听)一?下|(?:帮|替)我?[看查问][看查问一]*+下?)*+"
)
_TRAIL = re.compile(
    "(?>(?:非常|十分|万分|多|很)?(?:感谢|谢谢|谢)[你您]?|求解答?|求助|拜托了?|在线等|很急|急|[盼望]回复|盼复)++$"
)
_LEAVE = re.compile("[问询]|请教|了解|打听|疑|困惑|解答|解惑|[有个件]小?事")
_REPLY = re.compile("[回答]复")
_LEAST_MATTER = 4  # letters that must remain of a clause whose words of courtesy are cut off
_MARKS = " ,，。;；:：!！?？~～、…\n"


def without_courtesy(text: str) -> str:
    """Return a message without the clauses and words that only greet, ask leave, or thank; all if nothing else."""
    told = [clause for clause in _CLAUSE_END.split(text) if _letters(clause) and not is_courtesy(clause)]
    return "".join(map(_bare, told)).strip() or text


def is_courtesy(clause: str) -> bool:
    """Return whether a clause says nothing of the matter."""
    return _ONLY_COURTESY.fullmatch(_letters(clause).lower()) is not None


def asks_leave(text: str) -> bool:
    """Return whether a message only asks to be allowed to ask (我想咨询个问题): the question is still to come.

    A clause that asks about a reply (请问能马上答复吗) may be the question itself.
    """
    clauses = [clause for clause in _CLAUSE_END.split(text) if _letters(clause)]
    asks = any(_LEAVE.search(clause) and not _REPLY.search(clause) for clause in clauses)
    return asks and all(map(is_courtesy, clauses))


def _bare(clause: str) -> str:
    """Return a clause without the words of courtesy it begins and ends with, if enough remains."""
    lead = _LEAD.match(clause)
    begun = clause[lead.end() if lead else 0 :]
    trail = _TRAIL.search(begun.rstrip(_MARKS))
    bare = begun[: trail.start()] if trail else begun
    return bare if len(_letters(bare)) >= _LEAST_MATTER else clause


def _letters(clause: str) -> str:
    return "".join(filter(str.isalnum, clause))
