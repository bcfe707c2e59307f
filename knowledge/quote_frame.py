"""What a quotation stands under in its text: headings, and the words that open the list an item belongs to.

Pure. An item read without them can mean the opposite: 面积不足二百平方米的 under 不予补贴的情形 entitles to nothing.
Everything added is the text's own.
"""

import re
from dataclasses import dataclass

from knowledge.entries import Entry, Passage
from knowledge.quote_clauses import numbering

LONGEST_LEAD = 120  # characters of the words that open a list
LONGEST_LIST = 4_000  # characters between those words and the item
_SKIPPED = "……"  # in place of items that were left out
_NUMBER = 12  # characters in which an item shows its number
_OPENING = re.compile(r"[^。！？!?；;：:\n]*[：:]\s*")
_ITEM_START = re.compile(r"(?:^|(?<=[\n：:；;。]))[^\S\n]*(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a quotation stands in the body of an entry: characters from `start` up to `end`."""

    start: int
    end: int


def framed(entry: Entry, span: Span) -> str:
    """Return the quoted part of an entry under the headings and the opening words it belongs to."""
    lines: list[str] = []
    shown: tuple[str, ...] = (entry.title,)
    body = entry.body  # joined once: of a long text it is work
    begin, is_begun = 0, False
    for passage in entry.passages:
        end = begin + len(passage.text)
        first, last = max(span.start, begin), min(span.end, end)
        if first < last:
            path = tuple(label for label in passage.heading_path if label != entry.title)
            lines += _new_headings(path, shown, passage, is_opening=first == begin)
            lines += _opening_words(body, first) if not is_begun else ()
            lines.append(body[first:last].strip("\n"))
            shown, is_begun = path, True
        begin = end + 1
    return "\n".join(lines)


def whole_text(entry: Entry) -> str:
    """Return the whole text of an entry with its headings."""
    return framed(entry, Span(start=0, end=len(entry.body))).strip()


def _new_headings(path: tuple[str, ...], shown: tuple[str, ...], passage: Passage, *, is_opening: bool) -> list[str]:
    """Return the headings a passage stands under that were not shown before it, outermost first."""
    kept = next((at for at, (old, new) in enumerate(zip(shown, path, strict=False)) if old != new), len(shown))
    return [label for label in path[kept:] if not (is_opening and passage.text.startswith(label))]


def _opening_words(body: str, start: int) -> list[str]:
    """Return the words that open the list in whose items a quotation begins; nothing where it begins in none."""
    item = _item_around(body, start)
    kind = numbering(body[item : item + _NUMBER])
    if not kind:
        return []
    for found in reversed(list(_OPENING.finditer(body, max(0, item - LONGEST_LIST), item))):
        first = found.end()
        if numbering(body[first : first + _NUMBER]) == kind and _is_list(body[first:item], kind):
            words = found.group().strip()
            return [words if first == item else f"{words}\n{_SKIPPED}"] if len(words) <= LONGEST_LEAD else []
    return []


def _item_around(body: str, start: int) -> int:
    """Return where the item begins in which a character stands, the character itself where it stands in none."""
    line = body.rfind("\n", 0, start) + 1
    starts = [found.end() for found in _ITEM_START.finditer(body, line, start + 1)]
    return next((at for at in reversed(starts) if numbering(body[at : at + _NUMBER])), start)


def _is_list(between: str, kind: int) -> bool:
    """Return whether every line from the first item on is an item of the same list."""
    return all(numbering(line) == kind for line in between.split("\n") if line.strip())
