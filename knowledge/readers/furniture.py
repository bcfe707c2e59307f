"""What surrounds a publication on a web page and is none of it: menus, tool bars, footers, injected mark-up. Pure."""

import re
from collections.abc import Sequence
from string import ascii_lowercase, ascii_uppercase

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_HIDDEN = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))
_MARK = "\x00"  # stands where a tag was; texts never hold it, `encoding.clean` sees to that
_EMPTY_ITEM = re.compile(r"^\s*(?:[•·▪●◦*-]|\d{1,2}[.、])?\s*$")
_BULLET = re.compile(r"^\s*[•·▪●◦]\s*")
_CRUMBS = re.compile(r"(?:当前|您的|您现在的|所在|现在)的?位置|^首页\s*[>＞»]|(?:[>＞»].*){2}")
_TOOLS = re.compile(
    r"^(?:站内搜索|无障碍|手机版|设为首页|收藏本站|加入收藏|网站地图|欢迎(?:访问|您|来到)|加大字体|字体[:：]|【?字体|【?打印|打印本页"
    r"|关闭(?:窗口|本页)|返回(?:顶部|首页)|分享到|分享[:：]?$|扫一扫|微信扫|上一[篇条页]|下一[篇条页]|浏览(?:次数|量)|点击(?:数|量)"
    r"|责任编辑|编辑[:：]|来源[:：]\s*$|长者(?:版|模式)|简体|繁体|English$|登录$|注册$|搜索$|导航$|首页$|更多\s*[>＞»]*$)"
)
_FOOTER = re.compile(
    r"^(?:分享到|技术支持|主办(?:单位)?|承办(?:单位)?|版权所有|网站标识码|备案(?:编?号|序号)|附件下载$|热点推荐|相关(?:新闻|链接|文档|文章|附件|阅读|信息|解读)[:：]?$"
    r"|推荐阅读|友情链接|网站声明|关于我们|联系我们[:：]?$|扫一扫|上一[篇条]|下一[篇条]|打印本页|关闭窗口|【打印|【关闭|返回顶部|政府网站找错)"
    r"|ICP备\d|公网安备|网站标识码"
)
_LONGEST_CRUMBS = 160  # characters
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_FOOTER_LINES = 40  # lines from the end in which a footer may begin


def strip_markup(text: str) -> str:
    """Return plain text without HTML tags that were scraped along, and without list marks left alone by that."""
    for opening, closing in _HIDDEN:
        text = cut_between(text, opening, closing)
    kept = []
    for line in _TAG.sub(_blank, text).split("\n"):
        bare = line.replace(_MARK, "")
        if _MARK not in line or not _EMPTY_ITEM.match(bare):
            kept.append(bare)
    return "\n".join(kept)


def cut_between(text: str, opening: str, closing: str) -> str:
    """Return `text` without what stands from `opening` to `closing`, both included, in time linear in its length.

    Both marks are lower case and found in any case. An opening without closing stays as it is.
    """
    lowered = text.translate(_LOWER)  # str.lower may change the length
    kept: list[str] = []
    at = 0
    while (start := lowered.find(opening, at)) >= 0 and (end := lowered.find(closing, start)) >= 0:
        kept.append(text[at:start])
        at = end + len(closing)
    return "".join([*kept, text[at:]])


def is_crumbs(line: str) -> bool:
    """Whether a line shows where in the site the page stands (当前位置)."""
    return len(line) < _LONGEST_CRUMBS and bool(_CRUMBS.search(line))


def is_tool(line: str) -> bool:
    """Whether a line belongs to menus or tool bars."""
    return bool(_TOOLS.match(_BULLET.sub("", line).strip()))


def is_menu_item(line: str) -> bool:
    """Whether a line is a bulleted word or two, as menus are scraped."""
    return bool(_BULLET.match(line)) and len(line.strip()) <= 14


def footer_start(lines: Sequence[str]) -> int:
    """Return the index at which the page's footer begins, or the number of lines."""
    first = max(len(lines) - _FOOTER_LINES, len(lines) // 2)
    for index in range(first, len(lines)):
        if _FOOTER.search(_BULLET.sub("", lines[index]).strip()) and len(lines[index]) < 200:
            return index
    return len(lines)


def _blank(match: re.Match[str]) -> str:
    """Mark the place, so that a list mark left alone can be told from one printed alone."""
    return _MARK + "\n" * match.group().count("\n")
