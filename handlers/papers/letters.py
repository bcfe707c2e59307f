"""Letters of the desk: as a Word file to sign and send, and as the same text on screen.

`write_letter` and `preview_html` render one composed letter, so what is previewed is what is sent.
"""

from html import escape

from handlers.papers.letter_composing import compose, is_numbered
from handlers.papers.letter_places import places_of
from handlers.papers.letter_values import UNPRINTABLE, Letter, LetterFacts, MissingFacts, Place
from handlers.papers.stationery import Stationery

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def letter_kinds(stationery: Stationery | None = None) -> tuple[str, ...]:
    """Return every kind of letter: notices, replies by outcome key, forms."""
    return (stationery or Stationery.load()).kinds()


def asked_facts(kind: str, stationery: Stationery | None = None) -> tuple[Place, ...]:
    """Return the facts a form must ask before a letter of `kind` can be written.

    Raises:
        UnknownLetter: there is no such kind.
    """
    return places_of(stationery or Stationery.load(), kind)


def write_letter(kind: str, facts: LetterFacts, stationery: Stationery | None = None) -> bytes:
    """Return a letter as a Word file; the same facts give the same bytes.

    Args:
        kind: a notice, an outcome key or a form, one of `letter_kinds`.
        facts: what the letter is told.
        stationery: wording and layouts; the house's own where none is given.

    Raises:
        UnknownLetter: there is no such kind.
        MissingFacts: facts the letter must state are not given.
        TextFault: the wording names something that does not exist.
        BrokenLayout: the layout cannot be read.
    """
    used = stationery or Stationery.load()
    if is_numbered(used.section(kind)) and not facts.document_number:
        raise MissingFacts(kind, ("document_number",))
    letter = compose(kind, facts, used)
    from handlers.papers.word_file import filled  # its library is loaded with the first Word file

    return filled(used.layout(kind), letter, str(used.shared("shared")["sample"]))


def preview_html(kind: str, facts: LetterFacts, stationery: Stationery | None = None) -> str:
    """Return the same letter as an HTML fragment for screens; every text in it is escaped.

    Raises:
        UnknownLetter: there is no such kind.
        MissingFacts: facts the letter must state are not given.
        TextFault: the wording names something that does not exist.
    """
    used = stationery or Stationery.load()
    letter = compose(kind, facts, used)
    mark = [_tag("p", used.shared("shared")["sample"], "letter-sample")] if letter.is_sample else []
    parts = [
        *mark,
        _tag("p", letter.agency, "letter-agency"),
        _tag("h2", letter.title, "letter-title"),
        *([_tag("p", letter.document_number, "letter-number")] if letter.document_number else ()),
        *([_tag("p", f"{letter.addressee}：", "letter-addressee")] if letter.addressee else ()),
        *(_tag("p", text) for text in letter.paragraphs),
        *_form(letter),
        *(_tag("p", text, "letter-note") for text in letter.notes),
        *_closing(letter),
    ]
    return f'<article class="letter" lang="zh-CN">{"".join(parts)}</article>'


def _closing(letter: Letter) -> tuple[str, ...]:
    if letter.rows:
        return ()
    enclosed = "".join(_tag("li", name) for name in letter.enclosures)
    listed = (f'<p>附件：</p><ol class="letter-enclosures">{enclosed}</ol>',) if enclosed else ()
    contact = (_tag("p", letter.contact, "letter-contact"),) if letter.contact else ()
    signed = (_tag("p", f"{letter.agency}（印章）", "letter-signed"), _tag("p", letter.issued, "letter-date"))
    return (*listed, *signed, *contact)


def _form(letter: Letter) -> tuple[str, ...]:
    rows = "".join(f'<tr><th scope="row">{escape(row.label)}</th>{_tag("td", row.text)}</tr>' for row in letter.rows)
    form = (f'<table class="letter-form"><tbody>{rows}</tbody></table>',) if rows else ()
    if not letter.columns:
        return form
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in letter.columns)
    body = "".join(f"<tr>{''.join(_tag('td', cell) for cell in item)}</tr>" for item in letter.items)
    return (*form, f'<table class="letter-list"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def _tag(name: str, text: str, css: str = "") -> str:
    attribute = f' class="{css}"' if css else ""
    text = escape(text.translate(UNPRINTABLE)).replace("\n", "<br>")
    return f"<{name}{attribute}>{text}</{name}>"
