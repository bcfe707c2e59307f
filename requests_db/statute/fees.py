"""The information processing fee: two progressive tariffs, explained bracket by bracket.

国办函〔2020〕109号 Arts 3 to 5. For one request either tariff, never both. Per case counts
the requests of one applicant in one calendar month; a range is charged at its own price only (超额累进).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from requests_db.statute.articles import cite


class FeeBasis(StrEnum):
    """How a request is charged (计收方式)."""

    PER_CASE = "per_case"
    PER_PAGE = "per_page"


BASIS_LABELS: dict[FeeBasis, str] = {FeeBasis.PER_CASE: "按件", FeeBasis.PER_PAGE: "按量"}
UNIT_WORDS: dict[FeeBasis, str] = {FeeBasis.PER_CASE: "件", FeeBasis.PER_PAGE: "页"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """A range of the tariff and the price of each unit in it (计费区间)."""

    first: int
    last: int | None  # None: without end
    yuan_each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A fee with its sum written out (信息处理费)."""

    basis: FeeBasis
    quantity: int
    yuan: int
    because: tuple[str, ...]  # Simplified Chinese, one line a bracket


# Art. 4: 10 free, 20 at 100, then every ten 100 more than the ten before.
CASE_BRACKETS: tuple[Bracket, ...] = (
    Bracket(first=1, last=10, yuan_each=0),
    Bracket(first=11, last=30, yuan_each=100),
)
CASE_STEP = 10
CASE_STEP_YUAN = 100
# Art. 5.
PAGE_BRACKETS: tuple[Bracket, ...] = (
    Bracket(first=1, last=30, yuan_each=0),
    Bracket(first=31, last=100, yuan_each=10),
    Bracket(first=101, last=200, yuan_each=20),
    Bracket(first=201, last=None, yuan_each=40),
)
TARIFF_ARTICLE: dict[FeeBasis, str] = {FeeBasis.PER_CASE: "收费办法4", FeeBasis.PER_PAGE: "收费办法5"}


def fee(basis: FeeBasis, quantity: int) -> Fee:
    """Return the fee for `quantity` units.

    Args:
        basis: per case (the total for that many requests of one applicant in one calendar month) or per page (of one
            request).
        quantity: requests or pages, 0 or more.

    Raises:
        ValueError: `quantity` is negative.

    Source: 国办函〔2020〕109号 Arts 3 to 5.
    """
    if quantity < 0:
        msg = "件数或者页数不能为负"
        raise ValueError(msg)
    parts = [(bracket, _units_in(bracket, quantity)) for bracket in brackets(basis, quantity)]
    total = sum(units * bracket.yuan_each for bracket, units in parts)
    lines = [_line(basis, bracket, units) for bracket, units in parts if units]
    closing = f"合计{total}元。依据{cite(TARIFF_ARTICLE[basis])}。"
    return Fee(basis=basis, quantity=quantity, yuan=total, because=(*lines, closing))


def fee_of_nth(number: int) -> Fee:
    """Return the fee of one request alone, the `number`-th of its applicant in the calendar month.

    Raises:
        ValueError: `number` is under 1.
    """
    if number < 1:
        msg = "序号从1开始"
        raise ValueError(msg)
    price = brackets(FeeBasis.PER_CASE, number)[-1].yuan_each
    text = f"当月第{number}件，单价{price}元。依据{cite(TARIFF_ARTICLE[FeeBasis.PER_CASE])}。"
    return Fee(basis=FeeBasis.PER_CASE, quantity=1, yuan=price, because=(text,))


def check_single_basis(bases: Iterable[FeeBasis]) -> None:
    """Refuse two tariffs for one request (Art. 3).

    Raises:
        ValueError: both tariffs are named.
    """
    if len(set(bases)) > 1:
        msg = f"同一申请不能同时按件、按量收费。依据{cite('收费办法3')}。"
        raise ValueError(msg)


def check_chargeable(charged: Fee) -> None:
    """Refuse to demand nothing (Arts 4, 5): within the free bracket the number is not beyond reason.

    Raises:
        ValueError: the sum is nought.
    """
    if not charged.yuan:
        unit = UNIT_WORDS[charged.basis]
        msg = f"{charged.quantity}{unit}在不收费的范围内，不能发收费通知。依据{cite(TARIFF_ARTICLE[charged.basis])}。"
        raise ValueError(msg)


def brackets(basis: FeeBasis, quantity: int) -> tuple[Bracket, ...]:
    """Return the brackets a quantity reaches into, lowest first; at least the first one."""
    if basis is FeeBasis.PER_PAGE:
        return tuple(bracket for bracket in PAGE_BRACKETS if bracket.first <= max(1, quantity))
    found = [bracket for bracket in CASE_BRACKETS if bracket.first <= max(1, quantity)]
    first, price = 31, CASE_BRACKETS[-1].yuan_each + CASE_STEP_YUAN
    while first <= quantity:
        found.append(Bracket(first=first, last=first + CASE_STEP - 1, yuan_each=price))
        first, price = first + CASE_STEP, price + CASE_STEP_YUAN
    return tuple(found)


def _units_in(bracket: Bracket, quantity: int) -> int:
    """Return how many of `quantity` units fall into `bracket`."""
    last = quantity if bracket.last is None else min(quantity, bracket.last)
    return max(0, last - bracket.first + 1)


def _line(basis: FeeBasis, bracket: Bracket, units: int) -> str:
    """Return one line of the sum."""
    word = UNIT_WORDS[basis]
    last = bracket.first + units - 1
    span = f"第{bracket.first}{word}" if units == 1 else f"第{bracket.first}至{last}{word}"
    if not bracket.yuan_each:
        return f"{span}：不收费"
    return f"{span}：{units}{word}×{bracket.yuan_each}元＝{units * bracket.yuan_each}元"
