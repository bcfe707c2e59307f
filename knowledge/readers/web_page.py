"""Saved pages of government sites: the text without menus and scripts, the particulars where the page prints them.

The page's own marks come first (the `<meta>` names that government sites agreed on, well-known containers of the text),
then the main text as trafilatura finds it, then what `recognise` makes of the lines.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import trafilatura
from lxml import etree, html

from knowledge.passages import Block
from knowledge.readers.dates import find_day
from knowledge.readers.encoding import clean, decode
from knowledge.readers.furniture import footer_start, is_tool
from knowledge.readers.plain import entry_of_printed
from knowledge.readers.recognise import Printed, recognise, tidy_title
from knowledge.readers.results import ReadResult, UnreadableFileError

_DROPPED = ("script", "style", "noscript", "template", "iframe", "form", "select", "button", "svg", "nav", "object")
_BREAKING = frozenset(
    (
        "address",
        "article",
        "blockquote",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
    )
    + (
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "thead",
        "title",
        "tr",
        "ul",
    )
)
_CONTAINERS = (
    "//*[@id='UCAP-CONTENT' or @id='zoom' or @id='Zoom' or @id='ArticleContent' or @id='articleContent']",
    "//*[contains(@class,'TRS_Editor') or contains(@class,'TRS_UEDITOR') or contains(@class,'trs_editor_view')]",
    "//*[contains(@class,'pages_content') or contains(@class,'article-content') or contains(@class,'article_content')]",
    "//article",
)
_META: Mapping[str, tuple[str, ...]] = {
    "title": ("articletitle", "og:title"),
    "published_on": ("pubdate", "publishdate", "article:published_time"),
    "issuer": ("contentsource",),
    "url": ("url", "og:url"),
}
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://\S+)")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_TELLING = 8  # characters of a line that is not found in another text by chance
_LEAST_TEXT = 40  # characters a container must hold to be taken for the main text


def read_web_page(path: Path) -> ReadResult:
    """Read one publication from a saved HTML page.

    Raises:
        UnreadableFileError: the bytes are no text, or the page has no main text.
    """
    source = _source(path.read_bytes())
    page = _parsed(source)
    metas = _metas(page)
    url = _address(page, metas, source)
    heading = _heading(page)
    _drop_furniture(page)
    known_title = tidy_title(metas.get("title", "")) or heading
    printed = _corrected(recognise(list(_lines(page)), known_title=known_title), metas)
    blocks = _main_blocks(page, source, printed)
    return ReadResult(entries=(entry_of_printed(printed, path, url=url, blocks=blocks),))


def _source(content: bytes) -> str:
    """Return the page as text; the declared character set counts only where the bytes fit it."""
    declared = _CHARSET.search(content[:2048])
    name = declared.group(1).decode().lower() if declared else ""
    if name in {"gbk", "gb2312", "gb18030", "big5"}:
        try:
            return clean(content.decode("gb18030" if name.startswith("gb") else name))
        except UnicodeDecodeError:
            return decode(content)
    return decode(content)


def _parsed(source: str) -> html.HtmlElement:
    try:
        return html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", source))
    except (etree.ParserError, ValueError) as problem:
        raise UnreadableFileError("网页内容是空的或已损坏，请重新保存网页后再导入。") from problem


def _metas(page: html.HtmlElement) -> dict[str, str]:
    contents: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        contents.setdefault(name, (meta.get("content") or "").strip())
    found = {kind: next(filter(None, map(contents.get, names)), "") or "" for kind, names in _META.items()}
    return {kind: value for kind, value in found.items() if value}


def _address(page: html.HtmlElement, metas: Mapping[str, str], source: str) -> str:
    canonical = page.xpath("string(//link[@rel='canonical']/@href)")
    saved = _SAVED_FROM.search(source[:4096])
    candidates = (metas.get("url", ""), canonical, saved.group(1) if saved else "")
    return next((address for address in candidates if re.match(r"https?://\S+$", address)), "")


def _heading(page: html.HtmlElement) -> str:
    """Return the page's only top heading, or an empty text."""
    headings = {tidy_title(element.text_content()) for element in page.iter("h1")} - {""}
    return headings.pop() if len(headings) == 1 else ""


def _drop_furniture(page: html.HtmlElement) -> None:
    etree.strip_elements(page, *_DROPPED, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for element in page.xpath("//*[@hidden or contains(translate(@style,' ',''),'display:none')]"):
        if element.tag not in {"html", "body"}:
            element.drop_tree()


def _corrected(printed: Printed, metas: Mapping[str, str]) -> Printed:
    """Return what was recognised, corrected by what the page says of itself."""
    return replace(
        printed,
        issuer=printed.issuer or metas.get("issuer", ""),
        published_on=find_day(metas.get("published_on", "")) or printed.published_on,
    )


def _main_blocks(page: html.HtmlElement, source: str, printed: Printed) -> tuple[Block, ...]:
    """Return the text of a well-known container, else those recognised lines that are main text."""
    for path in _CONTAINERS:
        found = [element for element in page.xpath(path) if len(element.text_content().strip()) >= _LEAST_TEXT]
        if found:
            return _without_furniture(list(_blocks(max(found, key=_weight))), printed.title)
    main = trafilatura.extract(source, include_comments=False, include_tables=True, favor_recall=True) or ""
    levels = _levels(page)
    return tuple(Block(text=line, level=levels.get(tidy_title(line))) for line in _within(printed.lines, main))


def _within(lines: Sequence[str], main: str) -> Sequence[str]:
    """Return the lines from the first to the last that the main text holds; all of them if it holds none.

    The main text only marks where the publication begins and ends, because extraction drops headings and short lines.
    """
    held = _squeezed(main)
    found = [at for at, line in enumerate(lines) if len(_squeezed(line)) >= _TELLING and _squeezed(line) in held]
    return lines[found[0] : found[-1] + 1] if found else lines


def _squeezed(text: str) -> str:
    """Return the characters that two ways of extracting the same text agree on."""
    return re.sub(r"[\s|*#-]+", "", clean(text))


def _weight(element: html.HtmlElement) -> int:
    return len(element.text_content())


def _blocks(container: html.HtmlElement) -> Iterator[Block]:
    """Return the paragraphs of a container in order, headings with their level."""
    levels = _levels(container)
    for line in _lines(container):
        yield Block(text=line, level=levels.get(tidy_title(line)))


def _levels(element: html.HtmlElement) -> dict[str, int]:
    headings = element.iter("h1", "h2", "h3", "h4", "h5", "h6")
    return {tidy_title(heading.text_content()): int(heading.tag[1]) for heading in headings}


def _without_furniture(blocks: list[Block], title: str) -> tuple[Block, ...]:
    kept = [block for block in blocks if block.text and not is_tool(block.text)]
    kept = kept[: footer_start([block.text for block in kept])]
    while kept and tidy_title(kept[0].text) == title:
        kept = kept[1:]
    return tuple(kept)


def _lines(page: html.HtmlElement) -> Iterator[str]:
    """Return the visible lines: one for each block element, the cells of a table row divided by a bar."""
    for line in "".join(_marked(page)).split("\n"):
        text = re.sub(r"[ \t]+", " ", line).strip(" |")
        if text:
            yield text


def _marked(element: html.HtmlElement) -> Iterator[str]:
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        if node.tag in _BREAKING:
            yield "\n"
        if event == "start":
            yield _inline(node.text)
        else:
            if node.tag in {"td", "th"}:
                yield " | "
            if node is not element:
                yield _inline(node.tail)


def _inline(text: str | None) -> str:
    return re.sub(r"\s+", " ", clean(text or ""))
