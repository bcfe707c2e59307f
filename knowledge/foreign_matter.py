"""Whether a question turns on a matter an interpretation of these rules does not speak of (小孩没成年能坐飞机吗).

Such an interpretation is found by its question wordings, and these are everyday language: a question of another field
may share all but one word with one of them. That word is what it turns on. Pure.
"""

import re

from knowledge.entries import Entry
from knowledge.index_query import without_shell
from knowledge.text import normalise

_FIELD = re.compile(  # words of the rules themselves, and of a desk for them
    "公开|答复|补正|复议|第3方|征求意见|批复|批文|文件|机关|公共利益|国家秘密|商业秘密|过程性|预算|决算|信访|授权组织|收费通知|"
    "信息处理费|按[件量页]|查询码|编号|回执|归档|同步|暂定|人工|机器人|聊天|服务台"
)
_SUBJECT = "信息公开"
_SHARED = re.compile("申请|材料|资料|政府|信息")  # words of this field that every other has as well
_APPLYING = "申请"
_CLAUSE_END = re.compile(r"[,。;:!?\s]+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_SAYS_NOTHING = re.compile(  # words that relate, count or move, and name no matter
    "(?:已经|以后|之后|之前|之内|以前|以内|现在|刚才|一直|早就|刚刚|马上|接下来|到底|究竟|一般|大概|普通|必须|一定|一共|"
    "只有|只是|不是|还是|都是|这种|那种|这样|那样|这些|那些|这类|这个|那个|通过|处理|告诉|知道|觉得|记得|相信|收到|拿到|发出|递交|"
    "时间|时候|事情|东西|手里|对方|别人|他们|人家|大家|自己|本人|家里|单位|不同|同样|属于|分别|作为|判断|安排|限制|原来|大小|"
    "[们把被让叫说讲给替帮去来到在做弄办写填看见查找搜问回交附发提出进走拿取得搞用有没不无能会要肯敢按由从向对往于依和与跟同或及"
    "里上下中前后内外间就都也还又再才只却仍既很太多少够更最请谁哪什么这那它他她咱俩此每各某件份张次天日号项条种些"
    "点样几两1一个组部分整全完过着掉起开始当成像手称之而且但所以因为若如果每\\d])+"
)
_EDGE = "们把被让给在到去来有没不无能会要得按由从向对和与跟同或及里就都也还又再才只却仍既很太多"
_LEAST_NAMED = 2  # letters of a word that names a matter


def is_foreign(question: str, entry: Entry) -> bool:
    """Return whether a question names a matter that an interpretation speaks of nowhere.

    Of a question in words of this field that is no sign: people call what the field is about by many names. An entry
    without question wordings is a document, found by what it says; what an agency publishes on other fields is asked
    for in many words as well (申请 where the entry says 办理), and left to the rest of the judgement.
    """
    normal = normalise(question)
    if not is_interpretation(entry) or _FIELD.search(normal):
        return False
    if _APPLYING in normal and not any(_APPLYING in wording for wording in (entry.title, *entry.questions)):
        return True
    told = normalise(entry.words)
    clauses = [clause for clause in _CLAUSE_END.split(normal) if clause]
    strange = {clause for clause in clauses if _names_unspoken(clause, told)}
    return bool(strange) and not any(_SHARED.search(clause) for clause in clauses if clause not in strange)


def is_interpretation(entry: Entry) -> bool:
    """Return whether an entry interprets these rules: with question wordings, under disclosure or relying on them."""
    return bool(entry.questions) and any(_SUBJECT in named for named in (entry.department, *entry.basis))


def _names_unspoken(clause: str, told: str) -> bool:
    """Return whether a word of a clause names a matter and stands nowhere in a text, in no pair of letters."""
    runs = (run for part in _NOT_LETTERS.split(without_shell(clause)) for run in _unheard(part, told))
    return any(_is_name(run) and not _SAYS_NOTHING.fullmatch(run) for run in runs)


def _is_name(run: str) -> bool:
    """Return whether a stretch of letters is long enough to name a matter; 合同 is one, though 同 relates elsewhere."""
    return len(run if len(run) == _LEAST_NAMED else run.strip(_EDGE)) >= _LEAST_NAMED


def _unheard(part: str, told: str) -> list[str]:
    """Return the stretches of letters of which a text holds no pair."""
    held = [False] * len(part)
    for place in range(len(part) - 1):
        if part[place : place + 2] in told:
            held[place] = held[place + 1] = True
    marked = "".join(" " if known else letter for letter, known in zip(part, held, strict=True))
    return marked.split()
