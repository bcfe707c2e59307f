"""How official papers write dates, sums and lists: 二〇二六年十一月二十二日, 壹佰元整, 1. 2. 3."""

from datetime import date
from decimal import Decimal

_DATE_DIGITS = "〇一二三四五六七八九"
_SUM_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_SUM_PLACES = ("", "拾", "佰", "仟")
_SUM_GROUPS = ("", "万", "亿")
_LARGEST_YUAN = Decimal(10) ** (len(_SUM_PLACES) * len(_SUM_GROUPS))


def plain_date(day: date) -> str:
    """Return a date as running text writes it, e.g. 2026年11月22日."""
    return f"{day.year}年{day.month}月{day.day}日"


def formal_date(day: date) -> str:
    """Return a date in Chinese numerals, as under a seal, e.g. 二〇二六年十一月二十二日."""
    year = "".join(_DATE_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_up_to_ninety_nine(day.month)}月{_up_to_ninety_nine(day.day)}日"


def formal_sum(yuan: Decimal) -> str:
    """Return a sum of money in the numerals that cannot be altered (大写金额), e.g. 壹仟零贰拾元整.

    Args:
        yuan: 0 or more, at most two decimal places, under a million million.

    Raises:
        ValueError: the sum is negative, finer than a fen, or too large.
    """
    if not 0 <= yuan < _LARGEST_YUAN or yuan != yuan.quantize(Decimal("0.01")):
        msg = f"no sum of money: {yuan}"
        raise ValueError(msg)
    whole, cents = divmod(int(yuan * 100), 100)
    jiao, fen = divmod(cents, 10)
    if not cents:
        return f"{_whole_sum(whole)}元整"
    text = f"{_whole_sum(whole)}元" if whole else ""
    if jiao:
        text += f"{_SUM_DIGITS[jiao]}角"
    elif whole:
        text += _SUM_DIGITS[0]
    return f"{text}{_SUM_DIGITS[fen]}分" if fen else f"{text}整"


def numbered(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines as an official list, numbered and closed with a full stop."""
    last = len(lines)
    return tuple(f"{n}. {line.rstrip('；。; ')}{'。' if n == last else '；'}" for n, line in enumerate(lines, start=1))


def _up_to_ninety_nine(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{_DATE_DIGITS[tens]}十"
    return ten + (_DATE_DIGITS[ones] if ones else "")


def _whole_sum(number: int) -> str:
    if number == 0:
        return _SUM_DIGITS[0]
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < 1_000):
            text += _SUM_DIGITS[0]
        text, gap = text + _group_sum(group) + _SUM_GROUPS[place], False
    return text


def _group_sum(group: int) -> str:
    text, gap = "", False
    for place in range(len(_SUM_PLACES) - 1, -1, -1):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (_SUM_DIGITS[0] if gap else "") + _SUM_DIGITS[digit] + _SUM_PLACES[place]
        gap = False
    return text
