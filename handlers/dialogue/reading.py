"""Reading what people type: cleaning it, recognising commands, document numbers and reference numbers.

Pure functions on text; they must not know states or flows.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from knowledge.text import normalise

LONGEST_TEXT = 4_000  # characters of one message that are read


class Command(StrEnum):
    """Words that work everywhere (指令)."""

    START = "start"
    HELP = "help"
    MENU = "menu"
    ASK = "ask"
    APPLY = "apply"
    RESUME = "resume"
    CASES = "cases"
    CORRECT = "correct"
    REASONS = "reasons"
    ATTACH = "attach"
    WITHDRAW = "withdraw"
    HUMAN = "human"
    LINK = "link"
    PRIVACY = "privacy"
    CANCEL = "cancel"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A command with what was typed after it."""

    command: Command
    rest: str = ""


_SLASH = {
    "start": Command.START,
    "help": Command.HELP,
    "menu": Command.MENU,
    "ask": Command.ASK,
    "apply": Command.APPLY,
    "cases": Command.CASES,
    "human": Command.HUMAN,
    "link": Command.LINK,
    "privacy": Command.PRIVACY,
    "cancel": Command.CANCEL,
    "back": Command.BACK,
}
_PHRASES = {
    Command.HELP: "帮助 使用帮助 怎么用 功能 你能做什么 你会做什么 说明 使用说明",
    Command.MENU: "菜单 主菜单 首页 返回菜单 返回首页 回到首页",
    Command.ASK: "提问 我要提问 问问题 问个问题 我要问问题 我想问问题 我想问个问题 我有问题 我要咨询 查政策 查公开信息",
    Command.APPLY: "申请 我要申请 提交申请 新申请 申请公开 我要申请公开 依申请公开 申请公开信息 我要申请公开信息 "
    "我想申请公开信息 申请信息公开 我要申请信息公开 申请政府信息公开 申请公开政府信息",
    Command.RESUME: "继续 继续填 继续填写 接着填 继续申请 继续填写申请",
    Command.CASES: "我的申请 我的申请呢 查进度 查一下进度 查询进度 进度 办理进度 查询 查办件 查申请 "
    "查下申请 查一下申请 查询申请 查我的申请 查下我的申请 查一下我的申请 查询我的申请 "
    "看我的申请 看看我的申请 看一下我的申请",
    Command.CORRECT: "补正 我要补正 提交补正",
    Command.REASONS: "说明理由",
    Command.ATTACH: "补充材料 我要补充材料",
    Command.WITHDRAW: "撤回 撤回申请 我要撤回",
    Command.HUMAN: "人工 转人工 人工服务 人工客服 找人工 转人工服务",
    Command.PRIVACY: "隐私 个人信息 删除我的信息 删除我的数据 删除个人信息",
    Command.CANCEL: "取消 退出 算了 不办了 不填了",
    Command.BACK: "返回 上一步 后退",
}
_COMMAND_OF = {phrase: command for command, line in _PHRASES.items() for phrase in line.split()}
_SLASH_LINE = re.compile(r"/([A-Za-z]+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_EDGE = " \t\r\n。．.!！~～,，、"

# 文号: 国办发〔2019〕14号 in any of the brackets people type
_DOCUMENT_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:[〔\[(（【]\s*(?:19|20)\d{2}\s*[〕\])）】])\s*(?:第)?\s*\d{1,5}\s*号|"
    r"[\u4e00-\u9fff]{2,12}(?:公告|通告|令)(?:\s*(?:19|20)\d{2}\s*年)?第\s*\d{1,5}\s*号"
)
_MATTER_MARKS = re.compile(
    r"(?:^|[\n；;。，,\s])\s*(?:\d{1,2}[.、．)）](?!\d)|[一二三四五六七八九十][、.．]|[（(][一二三四五六七八九十\d]{1,2}[)）])"
)
_MATTER_JOINTS = re.compile(r"[，,；;。]\s*(?:另外|此外|同时|还有|以及)(?:也|还|再)?(?:想?要|需要|申请|请)")
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")  # what terminals colour and move by
_TAG = re.compile(
    r"<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)\s*>|</?[A-Za-z][^<>]*>", re.DOTALL | re.IGNORECASE
)
_VISIBLE = re.compile(r"[\w\u3400-\u9fff]")
_QUESTION_END = re.compile(
    r"(?:[?？]|吗|呢|么|多久|多长时间|几天|多少钱?|怎么收费|怎么办|为什么|什么意思|是什么|怎么算)\s*[。!！~]*$"
)
_ABOUT_FILING = re.compile(
    r"(?:请问|那|这|这个|一般|大概|申请|公开|办|办理|办下来|答复|回复|结果|要|需要|得|会|是|我|都|也|等|的|一共|到底)*"
    r"(?:多久|多长时间|几天|多少天|什么时候|多少钱|怎么收费|(?:收|交|花|要)(?:费用?|钱)(?:吗|不)|免费(?:吗|不)|花钱(?:吗|不))"
    r"(?:我|能|可以|会|才|有|给|出|拿到|办好|办完|办下来|答复|回复|结果|收到|呢|啊|呀|了|的|吗)*"
)

_SEEKS_EXPLANATION = re.compile(
    r"为什么|为何|为啥|凭什么|怎么(?:回事|还|没|不)|怎么办(?!理)|(?:能不能|可不可以|是否|该不该)(?:给我|帮我|享受|领取|办理|补)|"
    r"什么时候(?:能|才|会)|要不要|有没有人管"
)
_HOW_TO_FILL = re.compile(
    r"(?:这(?:一[项步栏格]|[个里项步])?)?(?:(?:要|该|应该|应当)?(?:怎么|如何|怎样|咋)(?:填|写|选|答|办|弄)(?:呢|啊|呀)?|"
    r"(?:要|该)?(?:填|写|选)(?:什么|啥|哪个|哪种)(?:呢|啊|呀)?|(?:是)?(?:什么|啥)意思|(?:我)?(?:不会|不懂|看不懂|不明白)(?:怎么)?(?:填|写|选)?|"
    r"(?:举|给)个?例子?|有例子吗|例子)"
)


def clean_text(text: str) -> str:
    """Return `text` without control sequences and invisible characters, composed, trimmed; its lines are kept."""
    composed = unicodedata.normalize("NFC", _SEQUENCE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    kept = (c for c in composed if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return "".join(kept).replace("\t", " ").strip()


def without_markup(text: str) -> str:
    """Return `text` without the tags and entities of a web page it was copied from; what they enclose is kept."""
    return html.unescape(_TAG.sub("", text)).strip()


def says_something(text: str) -> bool:
    """Return whether there is a letter, a digit or a character in it; emoji and punctuation alone say nothing."""
    return _VISIBLE.search(text) is not None


def command_in(text: str) -> Spoken | None:
    """Return the command that the whole message is, if it is one."""
    slash = _SLASH_LINE.fullmatch(text.strip())
    if slash:
        command = _SLASH.get(slash[1].lower())
        return Spoken(command=command, rest=(slash[2] or "").strip()) if command else None
    command = _COMMAND_OF.get(text.strip(_EDGE)) or _COMMAND_OF.get(normalise(text).strip(_EDGE))
    return Spoken(command=command) if command else None


def asks_something(text: str) -> bool:
    """Return whether the words end as a question does."""
    return _QUESTION_END.search(text.strip()) is not None


def asks_about_filing(text: str) -> bool:
    """Return whether the whole message asks how long it takes or what it costs: never the description of a matter."""
    return _ABOUT_FILING.fullmatch(text.strip(_EDGE + "?？")) is not None


def asks_about_money(text: str) -> bool:
    """Return whether a question about filing asks what it costs, not how long it takes."""
    return re.search("[钱费]", text) is not None


def only_wonders(text: str) -> bool:
    """Return whether there is nothing but question marks."""
    return bool(text) and not text.strip("?？ \n")


def seeks_explanation(text: str) -> bool:
    """Return whether a description asks why something is so or what to do about it: a consultation, not a document."""
    return document_number_in(text) == "" and _SEEKS_EXPLANATION.search(text) is not None


def asks_how_to_fill(text: str) -> bool:
    """Return whether somebody asks what to write here, or does not understand what is asked."""
    return _HOW_TO_FILL.fullmatch(text.strip(_EDGE + "?？")) is not None


def document_number_in(text: str) -> str:
    """Return the document number (文号) named in the text as typed, or nothing."""
    found = _DOCUMENT_NUMBER.search(text)
    return re.sub(r"\s+", "", found[0]) if found else ""


def counts_matters(text: str) -> int:
    """Return how many matters the text lists by number or joins by words; 1 when it does neither (一事一申请)."""
    return max(1, len(_MATTER_MARKS.findall(text)), 1 + len(_MATTER_JOINTS.findall(text)))


_REFERENCE = re.compile(r"([A-Za-z]{1,8}-?)?(?<![\d-])((?:19|20)\d{2}-\d{3,8})(?![\d-])")
_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z0-9]{4})[- ]?([A-Za-z0-9]{4})(?![A-Za-z0-9-])")
_DASHES = re.compile("[－—–−‐]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKey:
    """What opens a request: its number and its access code, as the receipt prints them."""

    ref: str
    code: str


def reference_in(text: str, prefix: str = "") -> str:
    """Return the reference number of a request named in the text, or nothing.

    Args:
        text: what was typed.
        prefix: the agency's own prefix of its numbers; added where the person left it out.
    """
    found = _REFERENCE.search(_narrow(text))
    if found is None:
        return ""
    return f"{(found[1] or prefix).upper()}{found[2]}"


def case_key_in(text: str, prefix: str = "") -> CaseKey | None:
    """Return the number and the access code named together in the text; None where one of them is missing.

    Args:
        text: what was typed, in any order and with any words around.
        prefix: see `reference_in`.
    """
    narrow = _narrow(text)
    ref = _REFERENCE.search(narrow)
    if ref is None:
        return None
    beside = f"{narrow[: ref.start()]} {narrow[ref.end() :]}"
    code = next((found for found in _CODE.finditer(beside) if not (found[1] + found[2]).isdigit()), None)
    return CaseKey(ref=reference_in(text, prefix), code=f"{code[1]}-{code[2]}".upper()) if code else None


def _narrow(text: str) -> str:
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text))


_VAGUE = re.compile(
    r"(?:我|想|要|需要|申请|希望|看|查|了解|知道|公开|获取|一下|所有|全部|一切|任何|有关|相关|各种|各类|每个|每一|你们|贵|本|政府|机关|单位|"
    r"部门|[局委厅办院区县市镇乡村]|那个|这个|那份|这份|某个|一些|一份|几份|些|份|个|的|和|与|及|请|给)*"
    r"(?:(?:和|与|及|或|以及)?(?:文件|信息|资料|材料|东西|内容|数据|政策|公开|记录|档案|情况|文档|通知|公告|报告|合同))+"
    r"(?:吧|呢|谢谢|都要|全要|全部)?"
)
_SHORTEST_SUBJECT = 5  # characters that say something
_FEWEST_KINDS = 3  # different characters below which a description only repeats itself


def is_vague(text: str) -> bool:
    """Return whether a description is too general to search by (Art. 29: name, number or other features)."""
    bare = re.sub(r"[\W_]+", "", text)
    if document_number_in(text):
        return False
    if len(bare) < _SHORTEST_SUBJECT or len(set(bare)) < _FEWEST_KINDS or bare.isdigit():
        return True
    return _VAGUE.fullmatch(bare) is not None


_LEAD_IN = re.compile(
    r"^(?:您好|你好|请问)?[,，。!！\s]*(?:我|我们|本人|本公司|我单位)?(?:想要?|需要|希望|打算|要求|请求|要)?(?:依法|在线|网上)?"
    r"(?:提交|提出|办理|填写|发起)?(?:一?[个份件])?(?:依?申请)(?:政府)?(?:信息)?(?:公开)?(?:申请)?[:：,，。!！\s]*(?:一下|下)?"
)


def subject_of(text: str) -> str:
    """Return what a wish to apply asks for, without the words of the wish; nothing when it names no subject."""
    subject = _LEAD_IN.sub("", text, count=1).strip(_EDGE)
    return "" if is_vague(subject) or asks_about_filing(subject) else subject
