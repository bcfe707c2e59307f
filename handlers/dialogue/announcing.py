"""What the law requires a citizen to be told, in lines: with the end of a request, and with what is asked of them.

The same lines stand in the notice that is sent and in the view of a followed request. Facts come as the services keep
them: days as days or as they are stored.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.wording import Wording
from requests_db.statute.workflow import Action

Facts = Mapping[str, Any]


def day_words(wording: Wording, on: date | str) -> str:
    """Return a legal day as people read it."""
    day = on if isinstance(on, date) else date.fromisoformat(on)
    return wording.text("receipt.receipt.day", year=day.year, month=day.month, day=day.day)


def grounds_lines(wording: Wording, announced: Facts) -> list[str]:
    """Return the legal basis and the reasons of a decision, each where there is one."""
    lines = []
    if announced["basis"]:
        lines.append(wording.text("notice.announced.basis", basis=announced["basis"]))
    if announced["reasons"]:
        lines.append(wording.text("notice.announced.reasons", reasons=announced["reasons"]))
    return lines


def closing_lines(wording: Wording, announced: Facts) -> list[str]:
    """Return who decided and when, and the remedies (复议法 Art. 23(2))."""
    return [
        wording.text("notice.announced.agency", agency=announced["agency_name"]),
        wording.text("notice.announced.on", on=day_words(wording, announced["on"])),
        wording.text("notice.announced.remedies", remedies=announced["remedies"], basis=announced["remedies_basis"]),
    ]


def ask_lines(wording: Wording, asked: Facts) -> list[str]:
    """Return the last day, how to answer, what follows from missing it, and for a fee how it is counted and paid."""
    action = Action(asked["action"])
    if action is Action.NOTIFY_FEE:
        return _fee_lines(wording, asked)
    if action is Action.REQUEST_CORRECTION:
        return [*_until(wording, asked, "correction"), wording.text("notice.asked.correction_lapse")]
    return [*_until(wording, asked, "reasons"), wording.text("notice.asked.reasons_judged")]


def _fee_lines(wording: Wording, asked: Facts) -> list[str]:
    lines = []
    if asked["yuan"] is not None:
        lines.append(wording.text("notice.asked.fee_amount", yuan=asked["yuan"]))
        counted = {"basis": asked["fee_basis"], "quantity": asked["fee_quantity"], "because": asked["fee_because"]}
        lines.append(wording.text("notice.asked.fee_basis", **counted))
    return [
        *lines,
        wording.text("notice.asked.fee_within", period=asked["fee_period"]),
        *_until(wording, asked, "fee"),
        wording.text("notice.asked.fee_lapse"),
        _fee_way(wording, asked),
    ]


def _fee_way(wording: Wording, asked: Facts) -> str:
    """Return how the fee is paid; notices that did not say so lead to the paper and the office."""
    if asked.get("fee_way"):
        return wording.text("notice.asked.fee_paid_so", way=asked["fee_way"], contact=asked["contact"])
    return wording.text("notice.asked.fee_way", contact=asked["contact"])


def _until(wording: Wording, asked: Facts, what: str) -> list[str]:
    """Return the last day, said to be provisional where it is."""
    if asked["until_on"] is None:
        return []
    mark = wording.text("notice.asked.provisional") if asked["provisional"] else ""
    return [wording.text(f"notice.asked.{what}_until", on=day_words(wording, asked["until_on"]) + mark)]
