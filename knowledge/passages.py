"""Long text into passages that can be quoted by themselves and know the headings above them.

Government texts are numbered 第…编 第…章 第…节 第…条 一、 （一） 1. （1）. A heading that stands alone goes into the
heading path of what follows; a paragraph that opens with its own number keeps its text whole and lends its first words
to the path. Pure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.entries import Passage
from knowledge.text import sentences

LONGEST_PASSAGE = 500  # characters; longer text is cut at the end of a sentence
LONGEST_HEADING = 45  # characters of a line that may be a heading by itself
_LONGEST_LABEL = 30  # characters a numbered paragraph may lend to the path
_SHORTEST_SECTION = 60  # characters; shorter numbered paragraphs are items of a list, not sections

_NUMERALS = "零〇一二三四五六七八九十百千两"
_ARTICLE_RANK = 30
_NUMBERINGS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (10, re.compile(rf"第[{_NUMERALS}\d]+编(?![、和至规的])")),
    (15, re.compile(rf"第[{_NUMERALS}\d]+章(?![、和至规的])")),
    (20, re.compile(rf"第[{_NUMERALS}\d]+节(?![、和至规的])")),
    (_ARTICLE_RANK, re.compile(rf"第[{_NUMERALS}\d]+条(?:之[{_NUMERALS}])?(?!第|规定|款|项|所|的|、|和|至|中|及|或)")),
    (40, re.compile(rf"[{_NUMERALS}]{{1,4}}、")),
    (50, re.compile(rf"[（(〔][{_NUMERALS}]{{1,4}}[）)〕]")),
    (60, re.compile(r"\d{1,2}(?:[.．](?!\d)|、)")),
    (70, re.compile(r"[（(]\d{1,2}[）)]|[①-⑳]")),
)
_OPEN_END = re.compile(r"[。；;，,、！？!?…]$")
_TITLE_END = re.compile(
    r"(?:要点|方案|办法|规定|细则|意见|通知|制度|规则|指南|目录|清单|计划|规划|措施|条例|决定|公告|分工|标准)(?:[（(][^（()）]{1,12}[）)])?$"
)
_TITLE_RANK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph as a reader found it; `level` 1–6 when the file itself marks it as a heading."""

    text: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    rank: int
    label: str
    heading: bool  # the whole block is the heading, nothing of it is text


def cut_passages(blocks: Iterable[Block]) -> tuple[Passage, ...]:
    """Return the passages of a text given as paragraphs in order.

    Neighbouring short paragraphs under the same heading share a passage; a paragraph longer than `LONGEST_PASSAGE` is
    cut between sentences. A heading with nothing below it becomes a passage of its own, so that no text is lost.
    """
    cutter = _Cutter()
    kept = [block for block in blocks if block.text.strip()]
    for at, block in enumerate(kept):
        below = kept[at + 1].text.strip() if at + 1 < len(kept) else ""
        cutter.take(block.text.strip(), block.level, below)
    cutter.close()
    return tuple(
        Passage(position=position, text=text, heading_path=path) for position, (path, text) in enumerate(cutter.done)
    )


def blocks_of_text(text: str) -> tuple[Block, ...]:
    """Return every line of plain text as a paragraph; blank lines only separate."""
    return tuple(Block(text=line.strip()) for line in text.splitlines() if line.strip())


def is_numbered(line: str) -> bool:
    """Whether a line opens with a number of the kind official texts use."""
    return bool(_numbering(line)[1])


class _Cutter:
    """Walks the paragraphs once, keeping the headings that are open and the text not yet handed out."""

    def __init__(self) -> None:
        self.done: list[tuple[tuple[str, ...], str]] = []
        self._open: list[_Place] = []
        self._pending: list[str] = []
        self._unused_heading = False

    def take(self, text: str, level: int | None, below: str) -> None:
        """Take the next paragraph; `below` is the one after it."""
        in_article = any(place.rank == _ARTICLE_RANK for place in self._open)
        place = _place(text, level, below, in_article=in_article)
        if place is None:
            self._add(text)
            return
        self._enter(place)
        if not place.heading:
            self._add(text)
        elif place.label:
            self._unused_heading = True

    def close(self) -> None:
        """Hand out what is left."""
        self._flush()
        if self._unused_heading:
            self._keep_heading()

    def _enter(self, place: _Place) -> None:
        if not place.label and not (self._open and self._open[-1].rank >= place.rank):
            return  # one more item of the list under the open heading
        self._flush()
        if self._unused_heading and self._open and self._open[-1].rank >= place.rank:
            self._keep_heading()
        while self._open and self._open[-1].rank >= place.rank:
            self._open.pop()
        if place.label:
            self._open.append(place)

    def _keep_heading(self) -> None:
        *above, last = (place.label for place in self._open)
        self.done.append((tuple(above), last))
        self._unused_heading = False

    def _add(self, text: str) -> None:
        self._unused_heading = False
        if self._pending and sum(map(len, self._pending)) + len(text) > LONGEST_PASSAGE:
            self._flush()
        self._pending.append(text)

    def _flush(self) -> None:
        path = tuple(place.label for place in self._open)
        if self._pending:
            self.done.extend((path, piece) for piece in _pieces("\n".join(self._pending)))
        self._pending = []


def _place(text: str, level: int | None, below: str, *, in_article: bool) -> _Place | None:
    """Return where a paragraph stands among the headings, or None when it is plain text."""
    if level is not None:
        return _Place(level - 6, text, heading=True)  # marked headings stand above all numbering
    rank, number = _numbering(text)
    if number:
        if in_article and rank > _ARTICLE_RANK:
            return None
        heads_list = text.endswith("。") and text.count("。") == 1 and _numbering(below)[0] > rank
        return _numbered(text.rstrip("。") if heads_list else text, number, rank)
    if len(text) <= LONGEST_HEADING and _TITLE_END.search(text) and not _OPEN_END.search(text):
        return _Place(_TITLE_RANK, text, heading=True)
    return None


def _numbering(text: str) -> tuple[int, str]:
    """Return rank and number a paragraph opens with, or (0, "")."""
    for rank, pattern in _NUMBERINGS:
        match = pattern.match(text)
        if match:
            return rank, match.group()
    return 0, ""


def _numbered(text: str, number: str, rank: int) -> _Place:
    if rank != _ARTICLE_RANK and _stands_alone(text):
        return _Place(rank, text.rstrip("：:"), heading=True)
    if rank == _ARTICLE_RANK:
        return _Place(rank, _article_label(text, number), heading=False)
    if len(text) < _SHORTEST_SECTION:
        return _Place(rank, "", heading=False)  # an item of a list: belongs to the heading above
    openings = (re.split(ends, text, maxsplit=1)[0] for ends in (r"[。：:！？；]", r"[，,。：:]"))
    return _Place(rank, next((label for label in openings if len(label) <= _LONGEST_LABEL), number), heading=False)


def _stands_alone(text: str) -> bool:
    return len(text) <= LONGEST_HEADING and not _OPEN_END.search(text) and "。" not in text


def _article_label(text: str, number: str) -> str:
    """Return 第…条 with its name in brackets, where one is printed."""
    named = re.match(r"\s*[【（(]([^】）)]{1,20})[】）)]", text[len(number) :])
    return number + (named.group().strip() if named else "")


def _pieces(text: str) -> list[str]:
    if len(text) <= LONGEST_PASSAGE:
        return [text]
    pieces = [""]
    for sentence in sentences(text):
        if pieces[-1] and len(pieces[-1]) + len(sentence) > LONGEST_PASSAGE:
            pieces.append("")
        pieces[-1] += sentence
    return [piece.strip() for whole in pieces for piece in _chopped(whole) if piece.strip()]


def _chopped(piece: str) -> list[str]:
    """Cut a sentence that is itself far too long, as scraped tables are."""
    limit = 2 * LONGEST_PASSAGE
    return [piece[at : at + limit] for at in range(0, len(piece), limit)]
