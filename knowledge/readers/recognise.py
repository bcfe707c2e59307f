"""A publication in plain lines: which is its title, its particulars, its text (识别).

Used for everything that arrives without a structure of its own: TXT, PDF, DOCX, and HTML after its tags are gone. What
is not printed stays empty; nothing is guessed from the outside except a title from the first line.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.passages import is_numbered
from knowledge.readers.dates import DAY, find_day, parse_day
from knowledge.readers.furniture import footer_start, is_crumbs, is_menu_item, is_tool
from knowledge.readers.labels import Labelled

_HEAD_LINES = 60  # lines in which title and particulars are looked for
_LONGEST_TITLE = 90
_NUMBER = r"[\u4e00-\u9fff]{1,12}\s*[〔\[［(（【〈]?\s*(?:19|20)\d{2}\s*[〕\]］)）】〉]?\s*第?\s*\d{1,5}\s*号"
_NUMBER_LINE = re.compile(rf"[（(]?\s*({_NUMBER})\s*[）)]?")
_TITLE_WORD = re.compile(
    r"(?:通知|通告|公告|公示|方案|要点|意见|办法|规定|细则|解读|指南|条例|决定|报告|批复|复函|函|问答|规划|计划|措施|制度|规则|清单|目录|标准|说明|答记者问)"
    r"(?:[（(].{1,20}[）)])?$"
)
_ORGAN_END = r"(?:人民政府|办公厅|办公室|委员会|管理局|管理委员会|政府|部|委|局|厅|署|院|处|中心|公司|大学|医院)"
_ORGAN = re.compile(rf"[\u4e00-\u9fff]{{2,24}}?{_ORGAN_END}")
_TITLE_ORGAN = re.compile(rf"^([\u4e00-\u9fff]{{2,20}}?{_ORGAN_END})(?=关于|印发|转发|《|(?:19|20)\d{{2}}|办公室关于)")
_TAIL = re.compile(rf"本[\u4e00-\u9fff]{{1,10}}自\s*({DAY})\s*起(?:施行|实施|执行|生效)")
_UNTIL = re.compile(rf"有效期(?:限)?(?:至|到|截止至?|截至)\s*({DAY})")
_SITES = ("网站", "本站", "本网", "门户", "新闻网", "日报", "新华社", "客户端")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a publication says of itself, and its text line by line."""

    title: str
    lines: tuple[str, ...]
    document_number: str = ""
    index_number: str = ""
    issuer: str = ""
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None


def recognise(raw: Sequence[str], *, known_title: str = "") -> Printed:
    """Return title, particulars and text found in the lines of one publication.

    Args:
        raw: the lines in order, blank ones included.
        known_title: the title, where the file itself names it; it is then only looked for, not guessed.
    """
    lines = [line.strip() for line in raw]
    end = footer_start(lines)
    footer, lines = lines[end:], lines[:end]
    labels = Labelled()
    label_lines = {at for at, line in enumerate(lines[:_HEAD_LINES]) if labels.take(line)}
    if known_title:
        title_at = next((at for at, line in enumerate(lines[:_HEAD_LINES]) if _same(line, known_title)), None)
    else:
        title_at = _find_title(lines, label_lines)
    title = known_title or labels.text("title") or (lines[title_at] if title_at is not None else "")
    body, number = _body(lines, title_at, title, label_lines)
    text = "\n".join(body)
    effective, until = _TAIL.search(text), _UNTIL.search(text)
    return Printed(
        title=tidy_title(title),
        lines=tuple(body),
        document_number=labels.text("document_number") or number,
        index_number=labels.text("index_number"),
        issuer=_issuer(labels, title, body, footer),
        published_on=labels.day("published_on") or labels.day("formed_on") or _signed_on(body),
        effective_on=labels.day("effective_on") or (find_day(effective.group(1)) if effective else None),
        expires_on=labels.day("expires_on") or (find_day(until.group(1)) if until else None),
    )


def tidy_title(title: str) -> str:
    """Return a title on one line without blanks inside Chinese text."""
    joined = re.sub(r"\s+", " ", title).strip(" 　•·")
    return re.sub(r"(?<=[\u3000-\u9fff，。、；：？！“”（）])\s+|\s+(?=[\u3000-\u9fff，。、；：？！“”（）])", "", joined)


def _same(line: str, title: str) -> bool:
    return tidy_title(line) == tidy_title(title)


def printed_number(line: str) -> str:
    """Return the document number (文号) if a line is one and nothing else, brackets lost or not."""
    match = _NUMBER_LINE.fullmatch(line.strip())
    return match.group(1).strip() if match else ""


def _find_title(lines: Sequence[str], label_lines: set[int]) -> int | None:
    candidates = [at for at, line in enumerate(lines[:_HEAD_LINES]) if at not in label_lines and _may_be_title(line)]
    if not candidates:
        return None
    crumbs = [line for line in lines[:_HEAD_LINES] if is_crumbs(line)]
    return max(candidates, key=lambda at: _title_score(at, lines, label_lines, crumbs))


def _may_be_title(line: str) -> bool:
    return (
        2 <= len(line) <= _LONGEST_TITLE
        and not is_crumbs(line)
        and not is_tool(line)
        and not is_menu_item(line)
        and not printed_number(line)
        and parse_day(line) is None
        and "|" not in line
    )


def _title_score(at: int, lines: Sequence[str], label_lines: set[int], crumbs: Sequence[str]) -> float:
    line = lines[at]
    score = 3.0 * bool(_TITLE_WORD.search(line)) + 1.0 * ("关于" in line) + 1.0 * (8 <= len(line) <= 60)
    score += 2.0 * any(line in crumb for crumb in crumbs) + 1.0 * (lines.count(line) > 1 and len(line) > 8)
    near = [other for other in label_lines if not any(lines[min(at, other) + 1 : max(at, other)])]
    score += 2.5 * bool(near)
    score -= 4.0 * bool(re.search(r"[。；;，,：:！!]$|。", line)) + 4.0 * is_numbered(line)
    return score - 0.08 * sum(1 for earlier in lines[:at] if earlier)


def _body(lines: Sequence[str], title_at: int | None, title: str, label_lines: set[int]) -> tuple[list[str], str]:
    """Return the lines of the text, and the document number printed alone among them at the top."""
    start = 0 if title_at is None else title_at + 1
    body: list[str] = []
    number = ""
    for at in range(start, len(lines)):
        line = lines[at]
        if not line or at in label_lines or is_tool(line) or is_menu_item(line):
            continue
        if len(body) < 3 and (_same(line, title) or is_crumbs(line)):
            continue
        printed = printed_number(line) if len(body) < 4 else ""
        if printed:
            number = number or printed
            continue
        body.append(line)
    if not number and title_at:
        number = next(filter(None, map(printed_number, lines[max(0, title_at - 3) : title_at])), "")
    return body, number


def _issuer(labels: Labelled, title: str, body: Sequence[str], footer: Sequence[str]) -> str:
    """Return the issuing body: as labelled, as signed, as the source or the title names it, in this order."""
    source = labels.text("source")
    if any(site in source for site in _SITES) or len(source) < 4 or not _ORGAN.fullmatch(source):
        source = ""
    named = _TITLE_ORGAN.match(tidy_title(title))
    return labels.text("issuer") or _signature(body) or source or (named.group(1) if named else "") or _host(footer)


def _signature(body: Sequence[str]) -> str:
    """Return the body that signs: alone on a line, before a date or among the last lines."""
    for at, line in enumerate(body):
        dated = at + 1 < len(body) and parse_day(body[at + 1]) is not None
        if (dated or at >= len(body) - 3) and at > 0 and _ORGAN.fullmatch(line):
            return line
    return ""


def _signed_on(body: Sequence[str]) -> date | None:
    """Return the date under the signature, or one printed alone at the top."""
    for at, line in enumerate(body):
        day = parse_day(line.strip("（）() "))
        if day is not None and (at < 2 or _ORGAN.fullmatch(body[at - 1]) or at >= len(body) - 3):
            return day
    return None


def _host(footer: Sequence[str]) -> str:
    for line in footer:
        match = re.match(rf"主办(?:单位)?[:：]?\s*({_ORGAN.pattern}(?![\u4e00-\u9fff]))", line)
        if match:
            return match.group(1)
    return ""
