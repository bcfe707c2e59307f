"""Reading what people type: cleaning it, recognising commands, document numbers and reference numbers.

Pure functions on text; they must not know states or flows.
"""

import re
import unicodedata
from collections.abc import Mapping
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
    Command.HELP: "帮助 使用帮助 怎么用 功能 你能做什么 你会做什么",
    Command.MENU: "菜单 主菜单 首页 返回菜单 返回首页 回到首页",
    Command.ASK: "提问 我要提问 查政策 查公开信息",
    Command.APPLY: "申请 我要申请 申请公开 我要申请公开 依申请公开 提交申请 新申请",
    Command.RESUME: "继续 继续填写 接着填 继续申请",
    Command.CASES: "我的申请 查进度 查询进度 进度 查申请 办理进度 查询",
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
_SHORTEST_LABEL = 2  # characters that can tell a label
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
_VISIBLE = re.compile(r"[\w\u3400-\u9fff]")
_QUESTION_END = re.compile(r"(?:[?？]|吗|呢|么|多久|怎么办|为什么|什么意思|是什么)\s*[。!！~]*$")


def clean_text(text: str) -> str:
    """Return `text` without control and invisible characters, composed, its outer blanks removed; lines are kept."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c for c in composed if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return "".join(kept).replace("\t", " ").strip()


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


def nearest_label(labels: Mapping[str, str], text: str) -> str:
    """Return the key of the one button whose label begins with the text or else contains it; nothing when unsure.

    For prompts that await a button: people type 没有 where the button says 没有材料.
    """
    plain = text.strip(_EDGE)
    if len(plain) < _SHORTEST_LABEL:
        return ""
    for fits in (str.startswith, str.__contains__):
        found = [key for key, label in labels.items() if fits(label, plain)]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


def document_number_in(text: str) -> str:
    """Return the document number (文号) named in the text as typed, or nothing."""
    found = _DOCUMENT_NUMBER.search(text)
    return re.sub(r"\s+", "", found[0]) if found else ""


def counts_matters(text: str) -> int:
    """Return how many matters the text lists by number or joins by words; 1 when it does neither (一事一申请)."""
    return max(1, len(_MATTER_MARKS.findall(text)), 1 + len(_MATTER_JOINTS.findall(text)))


_REFERENCE = re.compile(r"([A-Za-z]{1,8}-?)?(?<![\d-])((?:19|20)\d{2}-\d{3,8})(?![\d-])")


def reference_in(text: str, prefix: str = "") -> str:
    """Return the reference number of a request named in the text, or nothing.

    Args:
        text: what was typed.
        prefix: the agency's own prefix of its numbers; added where the person left it out.
    """
    found = _REFERENCE.search(text)
    if found is None:
        return ""
    return f"{(found[1] or prefix).upper()}{found[2]}"


_VAGUE = re.compile(
    r"(?:我|想|要|需要|申请|希望|看|查|了解|知道|公开|获取|一下|所有|全部|一切|任何|有关|相关|各种|你们|政府|贵?单位|那个|这个|的)*"
    r"(?:文件|信息|资料|材料|东西|内容|数据|政策|公开|记录|档案|情况)+(?:吧|呢|谢谢)?"
)
_SHORTEST_SUBJECT = 5  # characters that say something


def is_vague(text: str) -> bool:
    """Return whether a description is too general to search by (Art. 29: name, number or other features)."""
    bare = re.sub(r"[\W_]+", "", text)
    if document_number_in(text):
        return False
    return len(bare) < _SHORTEST_SUBJECT or _VAGUE.fullmatch(bare) is not None


_LEAD_IN = re.compile(
    r"^(?:您好|你好|请问)?[,，。!！\s]*(?:我|我们|本人|本公司|我单位)?(?:想要?|需要|希望|打算|要求|请求|要)?(?:依法|在线|网上)?"
    r"(?:提交|提出|办理|填写|发起)?(?:一?[个份件])?(?:依?申请)(?:政府)?(?:信息)?(?:公开)?(?:申请)?[:：,，。!！\s]*(?:一下|下)?"
)


def subject_of(text: str) -> str:
    """Return what a wish to apply asks for, without the words of the wish; nothing when it names no subject."""
    subject = _LEAD_IN.sub("", text, count=1).strip(_EDGE)
    return "" if is_vague(subject) else subject


_CONTACT = re.compile(
    r"(?:请问|你们|您们|你|您|贵?(?:单位|局|机关)|公开办|服务台|办公室|办事?窗口|工作人员|的|是|一般|都)*"
    r"(?:(?:联系|办公|咨询)?(?:电话|方式|地址|号码)(?:是|有)?(?:多少|什么|哪个|几号)?|怎么联系|在(?:哪里|哪儿|哪|什么地方)(?:办公|上班)?|"
    r"(?:几点|什么时候|啥时候)(?:上班|下班|开门|关门|办公)|(?:上班|办公|工作)时间(?:是)?(?:几点|什么时候|多少)?)"
)


def asks_for_contact(text: str) -> bool:
    """Return whether the text asks how or when the office itself is reached."""
    return _CONTACT.fullmatch(text.strip(_EDGE + "?？吗呢啊")) is not None
