"""The printable receipt of a request (收件回执): one HTML page that prints on one sheet of A4.

The access code is not on it: whoever finds the paper must not be able to follow the request. There is a line to
write it down by hand.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
@page {{ size: A4; margin: 25mm 22mm; }}
body {{ font: 17px/1.8 "Songti SC", "Noto Serif CJK SC", SimSun, serif; color: #111; max-width: 44em; margin: 2em auto;
  padding: 0 1em; }}
h1 {{ font-size: 1.5em; text-align: center; letter-spacing: .15em; }}
.sample {{ text-align: center; border: 2px solid #a40000; color: #a40000; padding: .3em; }}
table {{ width: 100%; border-collapse: collapse; margin: 1.2em 0; }}
th, td {{ border: 1px solid #444; padding: .45em .7em; text-align: left; vertical-align: top; }}
th {{ width: 8.5em; font-weight: normal; }}
td {{ overflow-wrap: anywhere; }}
ul {{ padding-left: 1.2em; }}
.foot {{ margin-top: 2em; text-align: right; }}
@media print {{ body {{ margin: 0; padding: 0; }} }}
</style>
</head>
<body>
<h1>{title}</h1>
{sample}<table>
{rows}
</table>
{reasoning}<p>{advice}</p>
<p class="foot">{agency}<br>{on}</p>
</body>
</html>
"""


def receipt_page(
    *,
    words: Mapping[str, str],
    facts: Mapping[str, str],
    reasons: Sequence[str],
    agency: str,
    is_sample: bool,
    printed_on: date,
) -> bytes:
    """Return the receipt as an HTML file.

    Args:
        words: sentences of the paper: `title`, `sample`, `reasoning`, `advice`.
        facts: label and value of each line, in order.
        reasons: how the last day was counted, a line each.
        agency: who received the request.
        is_sample: whether the agency is the sample, which the paper then says.
        printed_on: the legal day it is made.
    """
    rows = "\n".join(
        f'<tr><th scope="row">{escape(label)}</th><td>{escape(value).replace(chr(10), "<br>")}</td></tr>'
        for label, value in facts.items()
    )
    page = _PAGE.format(
        title=escape(words["title"]),
        sample=f'<p class="sample">{escape(words["sample"])}</p>\n' if is_sample else "",
        rows=rows,
        reasoning=_reasoning(words["reasoning"], reasons),
        advice=escape(words["advice"]),
        agency=escape(agency),
        on=f"{printed_on.year}年{printed_on.month}月{printed_on.day}日",
    )
    return page.encode()


def _reasoning(lead: str, reasons: Sequence[str]) -> str:
    if not reasons:
        return ""
    items = "\n".join(f"<li>{escape(reason)}</li>" for reason in reasons)
    return f"<p>{escape(lead)}</p>\n<ul>\n{items}\n</ul>\n"
