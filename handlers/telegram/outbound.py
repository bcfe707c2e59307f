"""From replies to Telegram's messages: texts within its limits, buttons, files. Pure.

Texts go out without any markup, so nothing that a person or a document wrote can be taken for markup.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.dialogue.messages import Attachment, Choice, Reply, Source
from handlers.wording import Wording

LONGEST_TEXT = 4096  # UTF-16 units, Telegram's limit for a message
LONGEST_CODE = 64  # bytes, Telegram's limit for what a button carries
SHORT_LABEL = 8  # characters; two such buttons share a row
BREAKS = ("\n\n", "\n", "。", "；", "！", "？", ". ", "，", " ")  # where to split, the best first
JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")  # belong to the character before them


class ButtonTooLong(Exception):
    """A button carries more than Telegram can hand back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    """One message of text, with the buttons under it."""

    text: str
    rows: tuple[tuple[Choice, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePart:
    """One file."""

    attachment: Attachment


Part = TextPart | FilePart


def parts_of(reply: Reply, wording: Wording) -> tuple[Part, ...]:
    """Return the messages that say `reply`, always the same for the same reply: a part once accepted stays its number.

    Raises:
        ButtonTooLong: a choice carries more than 64 bytes.
    """
    blocks = [reply.text.strip(), *(source_line(source, wording) for source in reply.citations)]
    texts = split_text("\n\n".join(block for block in blocks if block))
    rows = button_rows(reply.choices)
    said = [TextPart(text=text, rows=rows if text is texts[-1] else ()) for text in texts]
    return (*said, *(FilePart(attachment=each) for each in reply.attachments))


def source_line(source: Source, wording: Wording) -> str:
    """Return one citation: title, document number, issuer, day, validity, and its address below."""
    described = [wording.text("telegram.source.title", title=source.title), source.document_number, source.issuer]
    if source.published_on is not None:
        described.append(wording.text("telegram.source.published", day=source.published_on.isoformat()))
    if source.validity and source.validity != "in_force":
        described.append(wording.text(f"telegram.source.{source.validity}"))
    line = wording.text("telegram.source.line", source="，".join(each for each in described if each))
    return f"{line}\n{source.url}" if source.url else line


def button_rows(choices: Sequence[Choice]) -> tuple[tuple[Choice, ...], ...]:
    """Return the buttons in rows: short ones in pairs, longer ones alone.

    Raises:
        ButtonTooLong: a choice carries more than 64 bytes.
    """
    rows: list[tuple[Choice, ...]] = []
    for choice in choices:
        if len(choice.code.encode()) > LONGEST_CODE:
            raise ButtonTooLong(choice.code)
        is_short = len(choice.label) <= SHORT_LABEL
        if rows and is_short and len(rows[-1]) == 1 and len(rows[-1][0].label) <= SHORT_LABEL:
            rows[-1] = (rows[-1][0], choice)
        else:
            rows.append((choice,))
    return tuple(rows)


def split_text(text: str, longest: int = LONGEST_TEXT) -> tuple[str, ...]:
    """Return `text` in pieces of at most `longest` UTF-16 units, split at the best break in the last half.

    Nothing is lost but white space at the splits; no character and no joined emoji is torn apart.
    """
    pieces: list[str] = []
    rest = text.strip()
    while rest:
        fitting = _fitting(rest, longest)
        if fitting < len(rest):
            fitting = _break_before(rest, fitting)
        pieces.append(rest[:fitting].rstrip())
        rest = rest[fitting:].lstrip()
    return tuple(piece for piece in pieces if piece)


def _fitting(text: str, longest: int) -> int:
    """Return how many characters of `text` fit into `longest` UTF-16 units."""
    units = 0
    for count, character in enumerate(text):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > longest:
            return count
    return len(text)


def _break_before(text: str, end: int) -> int:
    """Return where to split at or before `end`, in its last half if a break is there."""
    for mark in BREAKS:
        at = text.rfind(mark, end // 2, end)
        if at >= 0:
            return at + len(mark)
    whole = end
    while whole > end // 2 and (text[whole] in JOINERS or text[whole - 1] in JOINERS):
        whole -= 1
    return whole if whole > end // 2 else end
